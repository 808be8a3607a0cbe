package ingest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

// event is what one call of Next gave, in a form that is easy to compare.
type event struct {
	Raw    string
	Line   int64
	Offset int64
	Reason Reason
}

// readAll reads r as the file "f" to its end.
func readAll(t testing.TB, o *Opener, r io.Reader) []event {
	t.Helper()
	reader, err := o.Open("f", r, PassWhole)
	if err != nil {
		t.Fatal(err)
	}
	var events []event
	for {
		rec, err := reader.Next()
		rej, isReject := errors.AsType[*Reject](err)
		switch {
		case isReject:
			events = append(events, event{Line: rej.Source.Line, Offset: rej.Source.Offset, Reason: rej.Reason})
		case errors.Is(err, io.EOF):
			return events
		case err != nil:
			t.Fatal(err)
		default:
			events = append(events, event{Raw: string(rec.Raw), Line: rec.Source.Line, Offset: rec.Source.Offset})
		}
	}
}

func gz(parts ...string) string {
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		io.WriteString(w, p)
		w.Close()
	}
	return b.String()
}

func zst(parts ...string) string {
	enc, _ := zstd.NewWriter(nil)
	defer enc.Close()
	var out []byte
	for _, p := range parts {
		out = enc.EncodeAll([]byte(p), out)
	}
	return string(out)
}

func TestLines(t *testing.T) {
	wide := strings.Repeat("x", bufferBytes+10)
	tests := []struct {
		name, input string
		want        []event
	}{
		{"empty", "", nil},
		{"blank lines only", "\n \r\n\t\n", nil},
		{"mark only", "\xef\xbb\xbf", nil},
		{"plain", "a\nb\n", []event{{"a", 1, 0, ""}, {"b", 2, 2, ""}}},
		{"no last line end", "a\nb", []event{{"a", 1, 0, ""}, {"b", 2, 2, ""}}},
		{"CRLF", "a\r\nb\r\n", []event{{"a", 1, 0, ""}, {"b", 2, 3, ""}}},
		{"mark", "\xef\xbb\xbfa\nb", []event{{"a", 1, 3, ""}, {"b", 2, 5, ""}}},
		{"blank lines count", "\n\na\n\nb", []event{{"a", 3, 2, ""}, {"b", 5, 5, ""}}},
		{"longer than the buffer", wide + "\nb\n", []event{{wide, 1, 0, ""}, {"b", 2, bufferBytes + 11, ""}}},
		{"gzip", gz("a\nb\n"), []event{{"a", 1, 0, ""}, {"b", 2, 2, ""}}},
		{"gzip of two members", gz("a\nb", "b\nc\n"), []event{{"a", 1, 0, ""}, {"bb", 2, 2, ""}, {"c", 3, 5, ""}}},
		{"gzip with mark", gz("\xef\xbb\xbfa"), []event{{"a", 1, 3, ""}}},
		{"zstd", zst("a\nb\n"), []event{{"a", 1, 0, ""}, {"b", 2, 2, ""}}},
		{"zstd of two frames", zst("a\nb", "b\nc\n"), []event{{"a", 1, 0, ""}, {"bb", 2, 2, ""}, {"c", 3, 5, ""}}},
		{"zstd after a skippable frame", "\x50\x2a\x4d\x18\x01\x00\x00\x00z" + zst("a"), []event{{"a", 1, 0, ""}}},
		{"gzip of nothing", gz(""), nil},
		{"gzip head alone", "\x1f\x8b", []event{{"", 0, 0, TruncatedInput}}},
		{"damaged gzip head", "\x1f\x8b\x63\x00\x00\x00\x00\x00\x00\x00", []event{{"", 0, 0, CorruptInput}}},
		{"rest after gzip", gz("a\n") + "rest of the file", []event{{"a", 1, 0, ""}, {"", 2, 2, CorruptInput}}},
	}
	o := NewOpener(Options{Format: "jsonl"})
	defer o.Close()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, readAll(t, o, strings.NewReader(tt.input))); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, readAll(t, o, iotest.OneByteReader(strings.NewReader(tt.input)))); diff != "" {
				t.Errorf("records, byte by byte (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinesTooLong(t *testing.T) {
	fits := strings.Repeat("x", MaxRecordBytes-1) + "\n"
	over := strings.Repeat("y", MaxRecordBytes) + "\n"
	got := readAll(t, NewOpener(Options{Format: "jsonl"}), strings.NewReader("a\n"+over+fits+over+over+"b"))
	for i := range got {
		if len(got[i].Raw) > 10 {
			got[i].Raw = got[i].Raw[:1]
		}
	}
	const n = MaxRecordBytes
	want := []event{
		{"a", 1, 0, ""},
		{"", 2, 2, RecordTooLong},
		{"x", 3, n + 3, ""},
		{"", 4, 2*n + 3, RecordTooLong},
		{"", 5, 3*n + 4, RecordTooLong},
		{"b", 6, 4*n + 5, ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestLongLineTakesNoMemory(t *testing.T) {
	const size = 256 << 20
	o := NewOpener(Options{Format: "jsonl"})
	got := readAll(t, o, io.MultiReader(io.LimitReader(zeros{}, size), strings.NewReader("\nb\n")))
	if want := []event{{"", 1, 0, RecordTooLong}, {"b", 2, size + 1, ""}}; !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if c := cap(o.kept.line); c > 2*MaxRecordBytes {
		t.Errorf("%d bytes were kept of a long line", c)
	}
}

// zeros is an endless line.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A stream that ends early gives its whole lines, then one reject at the line
// that was lost, whatever the place of the cut.
func TestTruncatedStreams(t *testing.T) {
	var text strings.Builder
	for i := range 5000 {
		text.WriteString(strings.Repeat(string(rune('a'+i%26)), 1+i*i%37) + "\n")
	}
	whole := strings.SplitAfter(text.String(), "\n")
	for name, stored := range map[string]string{"gzip": gz(text.String()), "zstd": zst(text.String())} {
		t.Run(name, func(t *testing.T) {
			o := NewOpener(Options{Format: "jsonl"})
			defer o.Close()
			rapid.Check(t, func(rt *rapid.T) {
				cut := rapid.IntRange(4, len(stored)-1).Draw(rt, "cut")
				got := readAll(t, o, strings.NewReader(stored[:cut]))
				last := got[len(got)-1]
				if last.Reason != TruncatedInput {
					rt.Fatalf("the last event is %+v, want %s", last, TruncatedInput)
				}
				offset := int64(0)
				for i, e := range got[:len(got)-1] {
					if e.Raw+"\n" != whole[i] || e.Offset != offset {
						rt.Fatalf("record %d is %+v, want %q at %d", i, e, whole[i], offset)
					}
					offset += int64(len(whole[i]))
				}
				if last.Offset != offset {
					rt.Fatalf("the cut is reported at %d, want %d", last.Offset, offset)
				}
			})
		})
	}
}

func TestChecksumIsVerified(t *testing.T) {
	stored := []byte(gz("a\nb\n"))
	stored[len(stored)-8] ^= 1
	want := []event{{"a", 1, 0, ""}, {"b", 2, 2, ""}, {"", 3, 4, CorruptInput}}
	if got := readAll(t, NewOpener(Options{Format: "jsonl"}), bytes.NewReader(stored)); !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFailingSourceIsNotAReject(t *testing.T) {
	broken := errors.New("disk on fire")
	for name, head := range map[string]string{"at once": "", "in a line": "a\nb", "in gzip": gz("a\nb\n")[:20]} {
		o := NewOpener(Options{Format: "jsonl"})
		r, err := o.Open("f", io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken)), PassWhole)
		for err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, broken) {
			t.Errorf("%s: error is %v, want that of the source", name, err)
		}
	}
}

func TestAccepts(t *testing.T) {
	for name, want := range map[string]bool{
		"a.jsonl": true, "a.ndjson": true, "a.jsonl.gz": true, "a.ndjson.zst": true, "A.JSONL.GZ": true,
		"a.json": true, "a.srt.bz2": true, "a.bin": false, "a.gz": false, "jsonl": false, "a.jsonl.bak": false, "": false,
	} {
		if got := Accepts(name); got != want {
			t.Errorf("Accepts(%q) = %v, want %v", name, got, want)
		}
	}
}

// FuzzRead holds the reader to: it ends, never panics, lines and offsets grow,
// and no record is blank or has a line end in it.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a\nb", "\xef\xbb\xbfa\r\n\n", gz("a\nb\n", "c"), zst("a\nb\n"), gz("a")[:15], "\x1f\x8b\x08"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, stored []byte) {
		o := NewOpener(Options{Format: "jsonl"})
		defer o.Close()
		last := event{Line: 0, Offset: -1}
		for _, e := range readAll(t, o, bytes.NewReader(stored)) {
			if e.Reason == "" && (strings.Trim(e.Raw, " \t\r") == "" || strings.Contains(e.Raw, "\n")) {
				t.Fatalf("not a record: %q", e.Raw)
			}
			if e.Reason == "" && (e.Line <= last.Line || e.Offset <= last.Offset) {
				t.Fatalf("%+v does not come after %+v", e, last)
			}
			last = e
		}
	})
}
