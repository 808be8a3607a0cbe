package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/pipeline/fsys"
)

// tree writes files (path: contents) below a new folder and goes there.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	return root
}

func options(stdin string) Options {
	return Options{
		Accept: func(name string) bool { return strings.HasSuffix(name, ".jsonl") },
		Stdin:  strings.NewReader(stdin),
	}
}

func mustPlan(t *testing.T, args ...string) *Plan {
	t.Helper()
	p, err := New(t.Context(), args, options("from stdin"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func names(p *Plan) []string {
	var out []string
	for _, f := range p.Files {
		out = append(out, f.Name)
	}
	return out
}

func TestNamesAndOrder(t *testing.T) {
	root := tree(t, map[string]string{
		"in/b.jsonl": "b", "in/a/z.jsonl": "z", "in/a.jsonl": "a", "in/a/deep/er/x.jsonl": "x", "other/a.jsonl": "o", "one.txt": "1",
		"-": "a file called -",
	})
	in := []string{"a.jsonl", "a/deep/er/x.jsonl", "a/z.jsonl", "b.jsonl"}
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"a folder", []string{"in"}, in},
		{"a folder spelt otherwise", []string{"./other/../in/"}, in},
		{"an absolute folder", []string{filepath.Join(root, "in")}, in},
		{"folder twice", []string{"in", "./in"}, in},
		{"folder and its file", []string{"in/b.jsonl", "in"}, in},
		{"folder and a folder in it", []string{"in/a", "in"}, in},
		{"the folder's files one by one", []string{"in/b.jsonl", "in/a/z.jsonl", "in/a.jsonl", "in/a/deep/er/x.jsonl"}, in},
		{"one file", []string{"in/a/z.jsonl"}, []string{"z.jsonl"}},
		{"files of two folders", []string{"other/a.jsonl", "in/a.jsonl"}, []string{"in/a.jsonl", "other/a.jsonl"}},
		{"two folders", []string{"other", "in/a"}, []string{"in/a/deep/er/x.jsonl", "in/a/z.jsonl", "other/a.jsonl"}},
		{"any name when named itself", []string{"one.txt"}, []string{"one.txt"}},
		{"standard input", []string{"-", "-"}, []string{"-"}},
		{"standard input and a folder", []string{"other", "-"}, []string{"-", "a.jsonl"}},
		{"a file called - and standard input", []string{"./-", "-"}, []string{"-", "./-"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, names(mustPlan(t, tt.args...))); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

func TestContentsAreHashed(t *testing.T) {
	tree(t, map[string]string{"in/a.jsonl": "alpha", "in/empty.jsonl": ""})
	p := mustPlan(t, "in", "-")
	for i, text := range []string{"from stdin", "alpha", ""} {
		f := p.Files[i]
		h := sha256.Sum256([]byte(text))
		if f.SHA256 != hex.EncodeToString(h[:]) || f.Size != int64(len(text)) {
			t.Errorf("%s: size %d, hash %s", f.Name, f.Size, f.SHA256)
		}
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(c)
		if err := errors.Join(err, c.Verify(), c.Close()); err != nil || string(got) != text {
			t.Errorf("%s: read %q, %v", f.Name, got, err)
		}
	}
	if n := p.Bytes(); n != 15 {
		t.Errorf("%d bytes in all", n)
	}
}

func TestChangedContentsAreNoticed(t *testing.T) {
	tree(t, map[string]string{"a.jsonl": "alpha", "b.jsonl": "beta", "c.jsonl": "gamma"})
	p := mustPlan(t, "a.jsonl", "b.jsonl", "c.jsonl")
	os.WriteFile("a.jsonl", []byte("alphA"), 0o644)
	os.WriteFile("b.jsonl", []byte("beta and more"), 0o644)
	os.Remove("c.jsonl")
	for i := range 2 {
		c, err := p.Files[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.CopyN(io.Discard, c, 2)
		if err := c.Verify(); !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), p.Files[i].Path) {
			t.Errorf("%s: %v", p.Files[i].Name, err)
		}
	}
	if _, err := p.Files[2].Open(); !errors.Is(err, ErrChanged) {
		t.Errorf("removed file: %v", err)
	}
}

func TestWhatIsSkipped(t *testing.T) {
	tree(t, map[string]string{
		"in/a.jsonl": "a", "in/notes.txt": "", "in/.hidden.jsonl": "", "in/.git/b.jsonl": "", "in/sub/c.csv": "", "far/d.jsonl": "d",
	})
	for link, target := range map[string]string{"in/far": "../far", "in/link.jsonl": "../far/d.jsonl", "in/broken.jsonl": "nowhere", "infolder": "in"} {
		if err := os.Symlink(target, link); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	p := mustPlan(t, "in", "in/sub")
	want := []Skipped{
		{"in/.git", SkipHidden},
		{"in/.hidden.jsonl", SkipHidden},
		{"in/broken.jsonl", SkipLink},
		{"in/far", SkipLink},
		{"in/link.jsonl", SkipLink},
		{"in/notes.txt", SkipUnknownName},
		{"in/sub/c.csv", SkipUnknownName},
	}
	if diff := cmp.Diff(want, p.Skipped); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a.jsonl"}, names(p)); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	// A link that is named itself is followed.
	if diff := cmp.Diff([]string{"in/far/d.jsonl", "infolder/a.jsonl"}, names(mustPlan(t, "in/far", "infolder"))); diff != "" {
		t.Errorf("through links (-want +got):\n%s", diff)
	}
}

func TestFaults(t *testing.T) {
	tree(t, map[string]string{"empty/notes.txt": "", "ok.jsonl": "x"})
	tests := []struct {
		name string
		args []string
		want error
		says []string
	}{
		{"nothing named", nil, ErrNoInput, []string{"name a file"}},
		{"missing paths", []string{"ok.jsonl", "gone.jsonl", "away/"}, ErrMissing, []string{"gone.jsonl", "away/"}},
		{"empty argument", []string{""}, ErrMissing, nil},
		{"a folder without input", []string{"empty"}, ErrNoInput, []string{"empty", "*.jsonl", "others skipped: 1"}},
		{"below a file", []string{"ok.jsonl/x"}, ErrUnreadable, []string{"ok.jsonl/x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := New(t.Context(), tt.args, options(""))
			if p != nil || !errors.Is(err, tt.want) {
				t.Fatalf("got %v and error %v, want %v", p, err, tt.want)
			}
			for _, s := range tt.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("message %q does not say %q", err, s)
				}
			}
		})
	}
}

// A file that cannot be read is an error when it was named, and noted when it
// was found in a folder beside files that can.
func TestUnreadableFiles(t *testing.T) {
	broken := errors.New("broken disk")
	files := func() []File {
		return []File{{Name: "a", Path: "in/a", Err: broken}, {Name: "b", Path: os.DevNull, fsys: fsys.OS{}}}
	}
	p := &Plan{Files: files()}
	if err := p.fingerprint(t.Context(), options("")); err != nil || !errors.Is(p.Files[0].Err, broken) || p.Files[1].Err != nil {
		t.Errorf("found in a folder: %v, %+v", err, p.Files)
	}
	p = &Plan{Files: files()}
	p.Files[0].named = true
	if err := p.fingerprint(t.Context(), options("")); !errors.Is(err, ErrUnreadable) || !errors.Is(err, broken) {
		t.Errorf("named itself: %v", err)
	}
	p = &Plan{Files: files()[:1]}
	if err := p.fingerprint(t.Context(), options("")); !errors.Is(err, ErrUnreadable) {
		t.Errorf("nothing else: %v", err)
	}
}

func TestUnreadableStdinAndCancelledJob(t *testing.T) {
	tree(t, map[string]string{"a.jsonl": "x"})
	broken := errors.New("broken pipe")
	o := options("")
	o.Stdin = io.MultiReader(strings.NewReader("x"), errReader{broken})
	if _, err := New(t.Context(), []string{"-"}, o); !errors.Is(err, ErrUnreadable) || !errors.Is(err, broken) {
		t.Errorf("broken standard input: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(ctx, []string{"a.jsonl"}, options("")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

func TestRunID(t *testing.T) {
	tree(t, map[string]string{"in/a.jsonl": "alpha", "in/b.jsonl": "beta", "moved/to/a.jsonl": "alpha", "moved/to/b.jsonl": "beta", "swapped/a.jsonl": "beta", "swapped/b.jsonl": "alpha"})
	id := Identity{Date: "2026-11-20", RubricSHA256: "r", LexiconSHA256: "l", Version: "v"}
	want := mustPlan(t, "in").RunID(id)
	if len(want) != runIDLength {
		t.Errorf("run id is %q", want)
	}
	for _, args := range [][]string{{"in/b.jsonl", "in/a.jsonl"}, {"moved/to"}} {
		if got := mustPlan(t, args...).RunID(id); got != want {
			t.Errorf("%q: run id %s, want %s", args, got, want)
		}
	}
	seen := map[string]string{want: "in"}
	differ := func(what, got string) {
		if other, ok := seen[got]; ok {
			t.Errorf("%s and %s have the same run id", what, other)
		}
		seen[got] = what
	}
	differ("contents swapped", mustPlan(t, "swapped").RunID(id))
	differ("one file", mustPlan(t, "in/a.jsonl").RunID(id))
	differ("other names", mustPlan(t, "moved").RunID(id))
	for i, set := range []func(*Identity, string){
		func(i *Identity, s string) { i.Date = s }, func(i *Identity, s string) { i.RubricSHA256 = s },
		func(i *Identity, s string) { i.LexiconSHA256 = s }, func(i *Identity, s string) { i.Version = s },
		func(i *Identity, s string) { i.Settings = s },
	} {
		other := id
		set(&other, "changed")
		differ("identity "+string(rune('0'+i)), mustPlan(t, "in").RunID(other))
	}
	p := mustPlan(t, "in")
	p.Files[1].Err = errors.New("unreadable")
	differ("unreadable file", p.RunID(id))
}

// The plan does not depend on the order or the repetition of arguments.
func TestOrderOfArgumentsDoesNotMatter(t *testing.T) {
	tree(t, map[string]string{"a/1.jsonl": "1", "a/b/2.jsonl": "2", "a/b/3.jsonl": "3", "c/1.jsonl": "4", "5.jsonl": "5"})
	all := []string{"a", "a/b", "a/b/2.jsonl", "c", "./c/1.jsonl", "5.jsonl"}
	rapid.Check(t, func(rt *rapid.T) {
		args := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, -1, rapid.ID).Draw(rt, "arguments")
		shuffled := append(rapid.Permutation(args).Draw(rt, "shuffled"), args[0])
		a, errA := New(t.Context(), args, options(""))
		b, errB := New(t.Context(), shuffled, options(""))
		if err := errors.Join(errA, errB); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(a.Files, b.Files, cmp.AllowUnexported(File{})); diff != "" {
			rt.Fatalf("%q and %q differ:\n%s", args, shuffled, diff)
		}
	})
}
