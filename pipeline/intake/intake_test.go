package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/extsort"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/plan"
)

// folder writes files to a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read lists all records of a folder: "file:line id: texts", or "file:line id!
// reason".
func read(t testing.TB, ctx context.Context, dir string, o ingest.Options) ([]string, error) {
	t.Helper()
	p, err := plan.New(ctx, []string{dir}, plan.Options{Accept: ingest.Accepts})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	o.Channel = transcript.ChannelChat
	in := Open(ctx, p, o)
	defer in.Close()
	var got []string
	for {
		rec, err := in.Next()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		var i *transcript.Interaction
		if err == nil {
			i, err = rec.Decoder.Decode(rec.Raw, rec.Source)
		}
		rej, isReject := errors.AsType[*ingest.Reject](err)
		switch {
		case isReject:
			got = append(got, fmt.Sprintf("%s:%d %s! %s", rej.Source.File, rej.Source.Line, rej.ID, rej.Reason))
		case err != nil:
			return got, err
		default:
			var texts []string
			for _, turn := range i.Turns {
				texts = append(texts, turn.Text)
			}
			got = append(got, fmt.Sprintf("%s:%d %s: %s", i.Source.File, i.Source.Line, i.ID, strings.Join(texts, " ")))
		}
		if rej == nil && p.Files[rec.File].Name != rec.Source.File {
			t.Errorf("record of %s counts for %s", rec.Source.File, p.Files[rec.File].Name)
		}
	}
}

const header = "id,role,text\n"

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

func TestAssembly(t *testing.T) {
	native := func(id string) string {
		return fmt.Sprintf(`{"id":%q,"channel":"chat","turns":[{"role":"agent","text":"native"}]}`+"\n", id)
	}
	cut := zipped(header + "k1,agent,一\nk2,agent,二\nk2,customer,三\n" + strings.Repeat("k3,agent,四\n", 2000))
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"rows anywhere", map[string]string{
			"a.csv":   header + "x,agent,1\ny,agent,2\nx,customer,3\n",
			"b.jsonl": native("n"),
			"c.csv":   header + "z,agent,4\nx,agent,5\ny,customer,6\n",
		}, []string{"a.csv:2 x: 1 3 5", "a.csv:3 y: 2 6", "b.jsonl:1 n: native", "c.csv:2 z: 4"}},
		{"ids that run into each other", map[string]string{"a.csv": header + "a,agent,1\nab,agent,2\na,agent,3\nab,agent,4\n"},
			[]string{"a.csv:2 a: 1 3", "a.csv:3 ab: 2 4"}},
		{"an unreadable row rejects its interaction", map[string]string{
			"a.csv": header + "x,agent,1\ny,agent,2\n", "b.csv": header + "y,agent,\xff\xfe\xff\nx,agent,3\n",
		}, []string{"a.csv:2 x: 1 3", "b.csv:2 y! invalid_charset"}},
		{"a row without an id is a reject of its own", map[string]string{"a.csv": header + "x,agent,1\n,agent,2\nx,agent,3\n"},
			[]string{"a.csv:2 x: 1 3", "a.csv:3 ! missing_id"}},
		{"rows that end early", map[string]string{"a.csv.gz": cut[:len(cut)-12], "b.csv": header + "k2,agent,五\n"},
			[]string{"a.csv.gz:2 k1: 一", "a.csv.gz:3 k2: 二 三 五", "a.csv.gz:* k3! truncated_input", "a.csv.gz:* ! truncated_input"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(t, t.Context(), folder(t, tt.files), ingest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			match := func(want, got string) bool {
				head, tail, wild := strings.Cut(want, "*")
				return want == got || wild && strings.HasPrefix(got, head) && strings.HasSuffix(got, tail)
			}
			if !slices.EqualFunc(tt.want, got, match) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// However the rows of interactions are spread over files, and however little
// memory there is, what is put together is the same.
func TestAssemblyInAnyOrder(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		type row struct{ id, text string }
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
			return row{rapid.SampledFrom([]string{"a", "b", "ab", "ba", "c"}).Draw(t, "id"), rapid.StringN(0, 30, -1).Draw(t, "text")}
		}), 1, 60).Draw(t, "rows")
		budget := rapid.Int64Range(1, 4000).Draw(t, "budget")
		a := &assembly{byID: extsort.New(budget, fsys.OS{}, dir), byPlace: extsort.New(budget, fsys.OS{}, dir)}
		defer a.close()
		var order []string
		want := map[string]string{}
		for i, r := range rows {
			if i%7 == 0 {
				if err := a.begin(i / 7); err != nil {
					t.Fatal(err)
				}
			}
			if _, ok := want[r.id]; !ok {
				order = append(order, r.id)
			}
			want[r.id] += r.id + r.text
			if err := a.add(ingest.Record{ID: r.id, Raw: []byte(r.id + r.text), Source: transcript.Source{Line: int64(i)}}); err != nil {
				t.Fatal(err)
			}
		}
		out, err := a.join(func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range order {
			if out.end {
				t.Fatalf("%s is missing", id)
			}
			it, err := itemOf(out.raw)
			if err != nil || string(it.rows) != want[id] {
				t.Fatalf("%s: %q, %v; want %q", id, it.rows, err, want[id])
			}
			if first := slices.IndexFunc(rows, func(r row) bool { return r.id == id }); it.source.Line != int64(first) || int(out.at.file) != first/7 {
				t.Fatalf("%s: line %d of file %d, want row %d", id, it.source.Line, out.at.file, first)
			}
			if err := out.advance(); err != nil {
				t.Fatal(err)
			}
		}
		if !out.end {
			t.Fatal("more than was added")
		}
	})
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// An interaction whose rows are larger than a record may be is rejected, without
// being held.
func TestTooManyRows(t *testing.T) {
	var b strings.Builder
	b.WriteString(header)
	for range 1 + ingest.MaxRecordBytes/(1<<20) {
		b.WriteString("long,agent," + strings.Repeat("x", 1<<20) + "\n")
	}
	b.WriteString("short,agent,1\n")
	got, err := read(t, t.Context(), folder(t, map[string]string{"a.csv": b.String()}), ingest.Options{})
	if want := []string{"a.csv:2 long! record_too_long", "a.csv:11 short: 1"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestCancelledAssembly(t *testing.T) {
	stop := errors.New("stop")
	dir := folder(t, map[string]string{"a.csv": header + strings.Repeat("x,agent,1\n", 100)})
	p, err := plan.New(t.Context(), []string{dir}, plan.Options{Accept: ingest.Accepts})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	in := Open(ctx, p, ingest.Options{})
	defer in.Close()
	if _, err := in.Next(); !errors.Is(err, stop) {
		t.Errorf("got %v, want the cause", err)
	}
}

// Rows are read in a pass of their own: a file that changes between the passes is
// noticed.
func TestChangedRows(t *testing.T) {
	dir := folder(t, map[string]string{"a.csv": header + "x,agent,1\n"})
	p, err := plan.New(t.Context(), []string{dir}, plan.Options{Accept: ingest.Accepts})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(header+"x,agent,2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	in := Open(t.Context(), p, ingest.Options{Channel: transcript.ChannelChat})
	defer in.Close()
	if _, err := in.Next(); !errors.Is(err, plan.ErrChanged) {
		t.Errorf("got %v, want that the file has changed", err)
	}
}

// All bytes of the input are counted once, though files of rows are read twice.
func TestProgress(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.csv": header + "x,agent,1\n", "b.jsonl": `{"id":"n","channel":"chat","turns":[{"role":"agent","text":"x"}]}` + "\n", "c.csv": header + "x,agent,2\n",
	})
	p, err := plan.New(t.Context(), []string{dir}, plan.Options{Accept: ingest.Accepts})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	in := Open(t.Context(), p, ingest.Options{})
	defer in.Close()
	for last := int64(0); ; {
		_, err := in.Next()
		if now := in.Read(); now < last || now > p.Bytes() {
			t.Fatalf("%d of %d bytes after %d", now, p.Bytes(), last)
		} else {
			last = now
		}
		if errors.Is(err, io.EOF) {
			break
		}
	}
	if in.Read() != p.Bytes() {
		t.Errorf("%d bytes counted, the input has %d", in.Read(), p.Bytes())
	}
}
