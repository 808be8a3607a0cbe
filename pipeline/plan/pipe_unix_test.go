//go:build unix

package plan

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestPipesAreSpooled(t *testing.T) {
	tree(t, map[string]string{"a.jsonl": ""})
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Fatal(err)
	}
	go os.WriteFile("pipe", []byte("through a pipe"), 0)
	p := mustPlan(t, "pipe", os.DevNull)
	i := slices.IndexFunc(p.Files, func(f File) bool { return strings.HasSuffix(f.Name, "pipe") })
	for range 2 {
		c, err := p.Files[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		b.ReadFrom(c)
		if err := c.Verify(); err != nil || b.String() != "through a pipe" {
			t.Errorf("read %q, %v", b.String(), err)
		}
	}
}

// What was listed as a file may be something else when it is opened.
func TestFilesThatBecomeSomethingElse(t *testing.T) {
	for name, replace := range map[string]func() error{
		"a link out of the folder":    func() error { return os.Symlink("../secret.jsonl", "in/sub/a.jsonl") },
		"an absolute link":            func() error { return os.Symlink("/etc/passwd", "in/sub/a.jsonl") },
		"a folder linked from beyond": func() error { return errors.Join(os.Remove("in/sub"), os.Symlink("../far", "in/sub")) },
		"a pipe that nobody fills":    func() error { return syscall.Mkfifo("in/sub/a.jsonl", 0o600) },
		"a folder":                    func() error { return os.Mkdir("in/sub/a.jsonl", 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			tree(t, map[string]string{"in/sub/a.jsonl": "alpha", "secret.jsonl": "alpha", "far/a.jsonl": "alpha"})
			p := mustPlan(t, "in")
			if err := errors.Join(os.Remove("in/sub/a.jsonl"), replace()); err != nil {
				t.Fatal(err)
			}
			c, err := p.Files[0].Open()
			if err == nil {
				b, _ := io.ReadAll(c)
				t.Fatalf("was opened and read as %q", b)
			}
			if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "a.jsonl") {
				t.Errorf("error %v", err)
			}
		})
	}
}
