//go:build unix

package plan

import (
	"bytes"
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
