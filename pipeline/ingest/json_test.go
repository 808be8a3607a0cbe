package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
)

// outcome is what became of one record.
type outcome struct {
	ID     string
	Line   int64
	Offset int64
	Reason Reason
}

// decodeAll reads and decodes all records of content in the pass over whole ones.
func decodeAll(t testing.TB, o Options, name string, content io.Reader) ([]outcome, []*transcript.Interaction) {
	t.Helper()
	opener := newTestOpener(o)
	defer opener.Close()
	r, err := opener.Open(name, content, PassWhole)
	if err != nil {
		t.Fatal(err)
	}
	var outs []outcome
	var ins []*transcript.Interaction
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return outs, ins
		}
		var in *transcript.Interaction
		if err == nil {
			in, err = rec.Decoder.Decode(rec.Raw, rec.Source)
		}
		if rej, ok := errors.AsType[*Reject](err); ok {
			outs = append(outs, outcome{ID: rej.ID, Line: rej.Source.Line, Offset: rej.Source.Offset, Reason: rej.Reason})
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		outs = append(outs, outcome{ID: in.ID, Line: in.Source.Line, Offset: in.Source.Offset})
		ins = append(ins, in)
	}
}

func TestJSONValues(t *testing.T) {
	const a, b = `{"id":"a","channel":"chat","turns":[{"role":"agent","text":"[{\"]}"}]}`, `{"id":"b","channel":"chat","turns":[{"role":"agent","text":"x"}]}`
	tests := []struct {
		name, content string
		want          []outcome
	}{
		{"a list in one line", "[" + a + "," + b + "]", []outcome{{ID: "a", Line: 1, Offset: 1}, {ID: "b", Line: 1, Offset: int64(len(a)) + 2}}},
		{"a list over lines", "\ufeff[\r\n  " + a + ",\r\n  " + b + "\r\n]\r\n", []outcome{{ID: "a", Line: 2, Offset: 8}, {ID: "b", Line: 3, Offset: 8 + int64(len(a)) + 5}}},
		{"one object over lines", "{\n" + a[1:] + "\n", []outcome{{ID: "a", Line: 1}}},
		{"objects one after the other", "{\n" + a[1:] + b, []outcome{{ID: "a", Line: 1}, {ID: "b", Line: 2, Offset: int64(len(a)) + 1}}},
		{"an empty list", "[]", nil},
		{"a list that is not closed", "[" + a + ",", []outcome{{ID: "a", Line: 1, Offset: 1}, {Line: 1, Offset: int64(len(a)) + 2, Reason: TruncatedInput}}},
		{"an element that ends early", "[" + a + ",\n" + b[:20], []outcome{{ID: "a", Line: 1, Offset: 1}, {ID: "b", Line: 2, Offset: int64(len(a)) + 3, Reason: MalformedJSON}, {Line: 2, Offset: int64(len(a)) + 23, Reason: TruncatedInput}}},
		{"one bad element", `[{"id":"x",},` + b + "]", []outcome{{ID: "x", Line: 1, Offset: 1, Reason: MalformedJSON}, {ID: "b", Line: 1, Offset: 13}}},
		{"a string that is not closed", "[{\"id\":\"x\n\"},\n" + b + "]", []outcome{{Line: 1, Offset: 1, Reason: MalformedJSON}}},
		{"bytes that are not UTF-8", "[{\"id\":\"x\",\"q\":\"\xff\"}," + b + "]", []outcome{{ID: "x", Line: 1, Offset: 1, Reason: InvalidUTF8}, {ID: "b", Line: 1, Offset: 20}}},
		{"rubbish between", "[" + a + ", oh no, " + b + "]", []outcome{{ID: "a", Line: 1, Offset: 1}, {Line: 1, Offset: int64(len(a)) + 3, Reason: MalformedJSON}, {ID: "b", Line: 1, Offset: int64(len(a)) + 10}}},
		{"something else in the list", "[{}, 1]", []outcome{{Line: 1, Offset: 1, Reason: MissingID}, {Line: 1, Offset: 5, Reason: MalformedJSON}}},
		{"text behind the list", "[" + a + "]\nend", []outcome{{ID: "a", Line: 1, Offset: 1}, {Line: 2, Offset: int64(len(a)) + 3, Reason: MalformedJSON}}},
	}
	for _, tt := range tests {
		got, _ := decodeAll(t, Options{Format: "json"}, "f", strings.NewReader(tt.content))
		if tt.name == "a string that is not closed" || tt.name == "something else in the list" {
			got = got[:min(len(got), len(tt.want))] // what follows is told too; how is the decoder's matter
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestJSONIsTold(t *testing.T) {
	tests := []struct{ head, want string }{
		{`[{"id":"a"}]`, "json"}, {"[\n  {\n", "json"}, {"{\n  \"id\": 1", "json"}, {"[]", "json"},
		{`{"id":"a"}`, "jsonl"}, {"{\"id\":\"a\"}\n{\"id\":\"b\"}\n", "jsonl"}, {"", "jsonl"}, {" \n\n", "jsonl"},
		{"{\"id\":\"broken\n{\"id\":\"b\"}\n", "jsonl"}, {"rubbish\n{}\n{}\n", "jsonl"},
		{"[00:12] 客服：您好\n[00:14] 客户：你好\n", "text"},
	}
	for _, tt := range tests {
		o := newTestOpener(Options{})
		in := &Input{Source: transcript.Source{File: "f"}, Sample: Sample{Name: "f", Head: []byte(tt.head), Text: true, Full: true, options: &o.options}}
		f, _ := o.format(in)
		if f.Name != tt.want {
			t.Errorf("%q is told as %q, want %q", tt.head, f.Name, tt.want)
		}
	}
}

// TestJSONCutShort cuts a list at every byte: what comes is a prefix of the
// records, and a reject unless it is all.
func TestJSONCutShort(t *testing.T) {
	var list []string
	for i := range 3 {
		list = append(list, fmt.Sprintf(`{"id":"%d","channel":"chat","turns":[{"role":"agent","text":"您好，\"请\"问"}]}`, i))
	}
	whole := "[\n" + strings.Join(list, ",\n") + "\n]"
	for n := 1; n <= len(whole); n++ {
		got, ins := decodeAll(t, Options{Format: "json"}, "f", strings.NewReader(whole[:n]))
		for i, in := range ins {
			if in.ID != fmt.Sprint(i) {
				t.Fatalf("cut at %d: record %d is %q", n, i, in.ID)
			}
		}
		if complete := n == len(whole); complete != (len(got) == len(ins)) || complete && len(ins) != len(list) {
			t.Fatalf("cut at %d of %d: %+v", n, len(whole), got)
		}
	}
}

func TestJSONHugeValue(t *testing.T) {
	huge := `{"id":"x","queue":"` + strings.Repeat("x", MaxRecordBytes) + `"}`
	fits := `{"id":"b","channel":"chat","turns":[{"role":"agent","text":"` + strings.Repeat("x", MaxTextBytes) + `"}]}`
	got, _ := decodeAll(t, Options{Format: "json"}, "f", strings.NewReader("["+huge+","+fits+"]"))
	want := []outcome{{Line: 1, Offset: 1, Reason: RecordTooLong}, {ID: "b", Line: 1, Offset: int64(len(huge)) + 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzJSONValues holds the cutter to: it ends, offsets grow, and no byte is in two
// records.
func FuzzJSONValues(f *testing.F) {
	for _, s := range []string{`[{"id":"a"},{"id":"b"}]`, "{\n}", "[[{]},", `{"a":"\"}`, "]]][", "[1,2,\"]\"", "\ufeff[ ]x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		o := newTestOpener(Options{Format: "json"})
		defer o.Close()
		r, err := o.Open("f", strings.NewReader(content), PassWhole)
		if err != nil {
			t.Fatal(err)
		}
		var end int64
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				continue
			}
			if rec.Source.Offset < end || len(rec.Raw) == 0 {
				t.Fatalf("record %q at %d, after %d", rec.Raw, rec.Source.Offset, end)
			}
			end = rec.Source.Offset + int64(len(rec.Raw))
			if _, err := rec.Decoder.Decode(rec.Raw, rec.Source); err != nil && !isRejectError(err) {
				t.Fatal(err)
			}
		}
	})
}

func isRejectError(err error) bool {
	_, ok := errors.AsType[*Reject](err)
	return ok
}
