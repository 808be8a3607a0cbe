package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhijian/lexicon/fields"
)

// line is a native record of that id.
func line(id string) string {
	return fmt.Sprintf(`{"id":%q,"channel":"chat","turns":[{"role":"agent","text":"您好"}]}`+"\n", id)
}

// found reads all of content in a pass and lists "member: id" and
// "member! reason", in order.
func found(t testing.TB, o Options, content io.Reader, pass Pass) []string {
	t.Helper()
	opener := newTestOpener(o)
	defer opener.Close()
	r, err := opener.Open("f", content, pass)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return got
		}
		rej, isReject := errors.AsType[*Reject](err)
		if err == nil {
			in, decodeErr := rec.Decoder.Decode(rec.Raw, rec.Source)
			if decodeErr == nil {
				got = append(got, fmt.Sprintf("%s: %s", rec.Source.Member, in.ID))
				continue
			}
			rej, isReject = errors.AsType[*Reject](decodeErr)
		}
		if !isReject {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s! %s", rej.Source.Member, rej.Reason))
	}
}

// testWords are parsed once for all tests.
var testWords = sync.OnceValue(fields.Embedded)

func newTestOpener(o Options) *Opener {
	o.words = testWords()
	return NewOpener(o)
}

type file struct{ name, content string }

func zipOf(files ...file) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, _ := w.CreateHeader(&zip.FileHeader{Name: f.name, NonUTF8: true, Method: zip.Deflate})
		io.WriteString(m, f.content)
	}
	w.Close()
	return b.Bytes()
}

func tarOf(files ...file) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content))})
		io.WriteString(w, f.content)
	}
	w.Close()
	return b.Bytes()
}

// sized is a source that can be read at any place, as files can.
type sized struct{ *bytes.Reader }

func TestArchives(t *testing.T) {
	name, _ := simplifiedchinese.GB18030.NewEncoder().String("录音/一.jsonl")
	files := []file{
		{"b.jsonl", line("b1") + "broken\n" + line("b2")},
		{"./sub/a.jsonl.gz", gz(line("a"))},
		{"empty.jsonl", ""},
		{".hidden.jsonl", line("hidden")},
		{"__MACOSX/._b.jsonl", "\x00\x05\x16\x07"},
		{name, line("gb")},
		{"inner.zip", string(zipOf(file{"x.jsonl", line("x")}))},
		{"inner.tar.gz", gz(string(tarOf(file{"x.jsonl", line("x")})))},
		{"../up.jsonl", line("up")},
		{`sub\..\..\up.jsonl`, line("up")},
		{"/abs.jsonl", line("abs")},
		{"C:/abs.jsonl", line("abs")},
		{"last.jsonl", line("last")},
	}
	want := []string{
		"b.jsonl: b1", "b.jsonl! malformed_json", "b.jsonl: b2", "sub/a.jsonl.gz: a", "录音/一.jsonl: gb",
		"inner.zip! nested_archive", "inner.tar.gz! nested_archive", "../up.jsonl! unsafe_path", "sub/../../up.jsonl! unsafe_path",
		"/abs.jsonl! unsafe_path", "C:/abs.jsonl! unsafe_path", "last.jsonl: last",
	}
	packed := tarOf(files...)
	for kind, content := range map[string][]byte{
		"zip": zipOf(files...), "zip.gz": []byte(gz(string(zipOf(files...)))), "tar": packed, "tar.gz": []byte(gz(string(packed))), "tar.zst": []byte(zst(string(packed))),
	} {
		for _, source := range []io.Reader{bytes.NewBuffer(content), sized{bytes.NewReader(content)}} {
			if diff := cmp.Diff(want, found(t, Options{TempDir: t.TempDir()}, source, PassWhole)); diff != "" {
				t.Errorf("%s of %T: -want +got\n%s", kind, source, diff)
			}
			if got := found(t, Options{TempDir: t.TempDir()}, bytes.NewBuffer(content), PassRows); got != nil {
				t.Errorf("%s: rows: %v", kind, got)
			}
		}
	}
}

func TestBzip2(t *testing.T) {
	// Two streams of one line each, written by another program: there is no writer in Go.
	content, err := os.ReadFile("testdata/two.jsonl.bz2")
	if err != nil {
		t.Fatal(err)
	}
	if got := found(t, Options{}, bytes.NewReader(content), PassWhole); !slices.Equal(got, []string{": z1", ": z2"}) {
		t.Errorf("got %v", got)
	}
	for cut := 11; cut < len(content); cut++ {
		got := found(t, Options{}, bytes.NewReader(content[:cut]), PassWhole)
		if !slices.Equal(got, []string{": z1"}) && (len(got) == 0 || !strings.HasPrefix(got[len(got)-1], "! ")) {
			t.Errorf("cut at %d: %v", cut, got)
		}
	}
}

// What is no file, and what is not read, is told and nothing else is lost.
func TestOddMembers(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Name: "dir/", Typeflag: tar.TypeDir},
		{Name: "link.jsonl", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "hard.jsonl", Typeflag: tar.TypeLink, Linkname: "a.jsonl"},
		{Name: "null", Typeflag: tar.TypeChar},
		{Name: "pipe", Typeflag: tar.TypeFifo},
	} {
		w.WriteHeader(&h)
	}
	w.WriteHeader(&tar.Header{Name: "a.jsonl", Size: int64(len(line("a")))})
	io.WriteString(w, line("a"))
	w.Close()
	want := []string{"link.jsonl! unsafe_path", "hard.jsonl! unsafe_path", "null! unsafe_path", "pipe! unsafe_path", "a.jsonl: a"}
	if diff := cmp.Diff(want, found(t, Options{}, &b, PassWhole)); diff != "" {
		t.Errorf("tar: -want +got\n%s", diff)
	}

	var z bytes.Buffer
	zw := zip.NewWriter(&z)
	link := &zip.FileHeader{Name: "link.jsonl"}
	link.SetMode(os.ModeSymlink | 0o777)
	for _, h := range []*zip.FileHeader{link, {Name: "secret.jsonl", Flags: 1}, {Name: "odd.jsonl", Method: 14}, {Name: "dir/"}} {
		if m, err := zw.CreateRaw(h); err == nil && h.Name != "dir/" {
			io.WriteString(m, "x")
		}
	}
	m, _ := zw.Create("a.jsonl")
	io.WriteString(m, line("a"))
	zw.Close()
	want = []string{"link.jsonl! unsafe_path", "secret.jsonl! unreadable_file", "odd.jsonl! unreadable_file", "a.jsonl: a"}
	if diff := cmp.Diff(want, found(t, Options{}, sized{bytes.NewReader(z.Bytes())}, PassWhole)); diff != "" {
		t.Errorf("zip: -want +got\n%s", diff)
	}
}

// Cut anywhere, an archive gives its members up to there and says that it ends
// early, in one reject at least.
func TestTruncatedArchives(t *testing.T) {
	files := []file{{"a.jsonl", line("a")}, {"b.jsonl", line("b")}}
	whole := []string{"a.jsonl: a", "b.jsonl: b"}
	for kind, content := range map[string][]byte{"zip": zipOf(files...), "tar": tarOf(files...), "tar.gz": []byte(gz(string(tarOf(files...))))} {
		for cut := range len(content) {
			if cut < 265 && kind == "tar" || cut < 5 { // too short to be known for an archive
				continue
			}
			got := found(t, Options{TempDir: t.TempDir()}, bytes.NewReader(content[:cut]), PassWhole)
			if slices.Equal(got, whole) {
				if kind != "tar" || cut < len(content)-tarBlock {
					t.Fatalf("%s cut at %d of %d: nothing is missing", kind, cut, len(content))
				}
				continue
			}
			var ids []string
			rejects := 0
			for _, s := range got {
				if strings.Contains(s, "!") {
					rejects++
				} else {
					ids = append(ids, s)
				}
			}
			if rejects == 0 || len(ids) > len(whole) || !slices.Equal(ids, whole[:len(ids)]) {
				t.Fatalf("%s cut at %d of %d: %v", kind, cut, len(content), got)
			}
		}
	}
}

// Two archives one behind the other are not one.
func TestDataAfterArchive(t *testing.T) {
	content := append(tarOf(file{"a.jsonl", line("a")}), tarOf(file{"b.jsonl", line("b")})...)
	got := found(t, Options{}, bytes.NewReader(content), PassWhole)
	if want := []string{"a.jsonl: a", "! corrupt_input"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// zeros is an endless native record that compresses well.
func bomb(size int) string {
	return line("first") + `{"id":"bomb","channel":"chat","turns":[{"role":"agent","text":"` + strings.Repeat("0", size)
}

func TestBombs(t *testing.T) {
	large := bomb(ratioFromSize + 1<<20)
	small := bomb(1 << 20)
	tests := []struct {
		name    string
		content []byte
		o       Options
		want    []string
	}{
		{"ratio of gzip", []byte(gz(large)), Options{}, []string{": first", "! oversized_input"}},
		{"ratio of zstd", []byte(zst(large)), Options{}, []string{": first", "! oversized_input"}},
		{"limit", []byte(gz(small)), Options{MaxExpanded: 1 << 19}, []string{": first", "! oversized_input"}},
		{"zip member", zipOf(file{"a.jsonl", large}), Options{}, []string{"a.jsonl: first", "a.jsonl! oversized_input"}},
		{"all members of a zip", zipOf(file{"a.jsonl", line("a")}, file{"b.jsonl", small}), Options{MaxExpanded: 1 << 19}, []string{"a.jsonl: a", "b.jsonl: first", "b.jsonl! oversized_input"}},
		{"tar.gz", []byte(gz(string(tarOf(file{"a.jsonl", large})))), Options{}, []string{"a.jsonl: first", "a.jsonl! oversized_input", "! oversized_input"}},
		{"gz in tar", tarOf(file{"a.jsonl.gz", gz(large)}), Options{}, []string{"a.jsonl.gz: first", "a.jsonl.gz! oversized_input"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, found(t, tt.o, sized{bytes.NewReader(tt.content)}, PassWhole)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTooManyMembers(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := range maxMembers + 2 {
		w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%d.jsonl", i)})
	}
	w.Close()
	if got := found(t, Options{}, &b, PassWhole); !slices.Equal(got, []string{"! limit_exceeded"}) {
		t.Errorf("tar: %v", got)
	}
}

// A source that fails is no reject of the archive: the job must not go on.
func TestFailingArchive(t *testing.T) {
	for kind, content := range map[string][]byte{"zip": zipOf(file{"a.jsonl", line("a")}), "tar": tarOf(file{"a.jsonl", line("a")})} {
		for cut := range len(content) {
			opener := newTestOpener(Options{TempDir: t.TempDir()})
			r, err := opener.Open("f", io.MultiReader(bytes.NewReader(content[:cut]), brokenDisk{}), PassWhole)
			for err == nil {
				_, err = r.Next()
			}
			if !errors.Is(err, errDisk) {
				t.Errorf("%s cut at %d: %v, want the failure of the disk", kind, cut, err)
			}
			opener.Close()
		}
	}
}

var errDisk = errors.New("broken disk")

type brokenDisk struct{}

func (brokenDisk) Read([]byte) (int, error) { return 0, errDisk }

// No archive panics, whatever its bytes, and reading ends.
func FuzzArchive(f *testing.F) {
	f.Add(zipOf(file{"a.jsonl", line("a")}, file{"../b.jsonl", gz(line("b"))}))
	f.Add(tarOf(file{"a.jsonl", line("a")}, file{"b.zip", string(zipOf(file{"c.jsonl", line("c")}))}))
	f.Add([]byte(gz(string(tarOf(file{"a.jsonl", line("a")})))))
	f.Fuzz(func(t *testing.T, content []byte) {
		o := Options{MaxExpanded: 1 << 20, TempDir: t.TempDir()}
		whole := found(t, o, sized{bytes.NewReader(content)}, PassWhole)
		if again := found(t, o, sized{bytes.NewReader(content)}, PassWhole); !slices.Equal(whole, again) {
			t.Errorf("read twice: %v and %v", whole, again)
		}
		readRows(t, o, content)
	})
}

// readRows reads the rows of content and expects no failure.
func readRows(t testing.TB, o Options, content []byte) {
	t.Helper()
	opener := newTestOpener(o)
	defer opener.Close()
	r, err := opener.Open("f", sized{bytes.NewReader(content)}, PassRows)
	if err != nil {
		t.Fatal(err)
	}
	for {
		_, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if _, isReject := errors.AsType[*Reject](err); err != nil && !isReject {
			t.Fatal(err)
		}
	}
}
