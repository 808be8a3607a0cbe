package ingest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhijian/analyzers/transcript"
)

// exporter writes interactions in a format, so that the conformance tests can read
// them back.
type exporter struct {
	name    string
	format  string // that is to be told by content
	options Options
	export  func(t testing.TB, list []*transcript.Interaction) []file
	// carries takes away what the format cannot say; nil: it says everything.
	carries func(in *transcript.Interaction)
	plain   bool // the bytes are text that may be cut without a trace
}

// exporters lists one exporter at least for each format.
func exporters() []exporter {
	return append(append(tableExporters(), speechExporters()...), []exporter{
		{name: "jsonl", format: "jsonl", export: exportNative, plain: true},
		{name: "parquet turns", format: "parquet", export: byTickets(exportParquetTurns)},
		{name: "parquet nested", format: "parquet", export: byTickets(exportParquetNested)},
		{name: "arrow turns", format: "arrow", export: byTickets(exportArrowTurns)},
		{name: "arrow stream nested", format: "arrow", export: byTickets(exportArrowNested)},
	}...)
}

// samples are the interactions that come with the project.
func samples(t testing.TB) []*transcript.Interaction {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/samples/*.jsonl*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	var list []*transcript.Interaction
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in, rejects := readBack(t, Options{}, []file{{filepath.Base(path), string(content)}})
		if len(rejects) > 0 {
			t.Fatal(rejects)
		}
		list = append(list, in...)
	}
	return list
}

// readBack reads files as package intake does, with the rows of an interaction
// put together in memory.
func readBack(t testing.TB, o Options, files []file) (list []*transcript.Interaction, rejects []*Reject) {
	t.Helper()
	opener := newTestOpener(o)
	defer opener.Close()
	type group struct {
		raw    []byte
		src    transcript.Source
		reject *Reject
	}
	groups := map[string]*group{}
	var order []string
	at := func(id string, src transcript.Source) *group {
		if groups[id] == nil {
			groups[id] = &group{src: src}
			order = append(order, id)
		}
		return groups[id]
	}
	take := func(in *transcript.Interaction, err error) {
		rej, isReject := errors.AsType[*Reject](err)
		switch {
		case isReject:
			rejects = append(rejects, rej)
		case err != nil:
			t.Fatal(err)
		default:
			list = append(list, in)
		}
	}
	for _, pass := range []Pass{PassRows, PassWhole} {
		for _, f := range files {
			r, err := opener.Open(f.name, sized{bytes.NewReader([]byte(f.content))}, pass)
			if err != nil {
				t.Fatal(err)
			}
			last := ""
			for {
				rec, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				rej, isReject := errors.AsType[*Reject](err)
				switch {
				case isReject && pass == PassRows && rej.ID != "":
					g := at(rej.ID, rej.Source)
					g.reject = cmp.Or(g.reject, rej)
				case isReject:
					if pass == PassRows && rej.EndsFile() && last != "" {
						g := at(last, rej.Source)
						g.reject = cmp.Or(g.reject, rej)
					}
					rejects = append(rejects, rej)
				case err != nil:
					t.Fatal(err)
				case rec.ID != "":
					g := at(rec.ID, rec.Source)
					g.raw = append(g.raw, rec.Raw...)
					last = rec.ID
				default:
					take(rec.Decoder.Decode(rec.Raw, rec.Source))
				}
			}
		}
	}
	decoder := RowDecoder(&opener.options)
	for _, id := range order {
		if g := groups[id]; g.reject != nil {
			rejects = append(rejects, g.reject)
		} else if len(g.raw) > MaxRecordBytes {
			rejects = append(rejects, &Reject{Source: g.src, ID: id, Reason: RecordTooLong})
		} else {
			take(decoder.Decode(g.raw, g.src))
		}
	}
	return list, rejects
}

// said compares what was said and by whom, not where it was read.
func said() gocmp.Options {
	return gocmp.Options{cmpopts.IgnoreFields(transcript.Interaction{}, "Source"), cmpopts.EquateEmpty(),
		gocmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })}
}

// byID puts interactions in the order of their ids.
func byID(list []*transcript.Interaction) []*transcript.Interaction {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *transcript.Interaction) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// limited is what a format can say of the interactions.
func (e *exporter) limited(list []*transcript.Interaction) []*transcript.Interaction {
	out := make([]*transcript.Interaction, len(list))
	for i, in := range list {
		c := *in
		c.Turns = slices.Clone(in.Turns)
		if e.carries != nil {
			e.carries(&c)
		}
		out[i] = &c
	}
	return byID(out)
}

// Every format gives back what was written, as far as it can say it.
func TestRoundTrip(t *testing.T) {
	list := samples(t)
	for _, e := range exporters() {
		t.Run(e.name, func(t *testing.T) {
			got, rejects := readBack(t, e.options, e.export(t, list))
			for _, r := range rejects {
				t.Errorf("rejected: %v", r)
			}
			if diff := gocmp.Diff(e.limited(list), byID(got), said()); diff != "" {
				t.Errorf("-written +read\n%.4000s", diff)
			}
		})
	}
}

// Every format is told by its content, whatever the name.
func TestFormatIsTold(t *testing.T) {
	for _, e := range exporters() {
		for _, f := range e.export(t, samples(t)[:12]) {
			if got := formatOf(t, e.options, f.content); got != e.format {
				t.Errorf("%s: %s is taken for %q, want %q", e.name, f.name, got, e.format)
			}
		}
	}
}

func formatOf(t testing.TB, o Options, content string) string {
	t.Helper()
	opener := newTestOpener(o)
	defer opener.Close()
	src := &sourceReader{r: strings.NewReader(content)}
	stream, _, err := opener.file.open(src)
	if err != nil {
		t.Fatal(err)
	}
	in := &Input{Source: transcript.Source{File: "x"}, Content: stream, Options: &opener.options, failure: src.failure, kept: opener.kept}
	in.sample()
	f, _ := opener.format(in)
	return f.Name
}

// Formats that nobody exports cannot be tested: there must be none.
func TestEveryFormatIsExported(t *testing.T) {
	have := map[string]bool{}
	for _, e := range exporters() {
		have[e.format] = true
	}
	for _, f := range Formats() {
		if !have[f.Name] {
			t.Logf("no exporter of %s", f.Name)
		}
	}
}

// Cut anywhere, a file gives whole interactions that were in it, and where one is
// missing a reject. Text may be cut so that it looks complete: then its last
// interaction alone may differ.
func TestTruncation(t *testing.T) {
	list := short(samples(t))
	for _, e := range exporters() {
		t.Run(e.name, func(t *testing.T) {
			for _, f := range e.export(t, list) {
				whole, rejects := readBack(t, e.options, []file{f})
				if len(rejects) > 0 {
					t.Fatal(rejects)
				}
				step := max(1, len(f.content)/places(1500))
				for cut := 0; cut < len(f.content); cut += step {
					got, rejects := readBack(t, e.options, []file{{f.name, f.content[:cut]}})
					checkCut(t, fmt.Sprintf("%s cut at %d of %d", f.name, cut, len(f.content)), whole, got, rejects, e.plain)
				}
				packed := gz(f.content)
				for cut := 1; cut < len(packed); cut += max(1, len(packed)/places(100)) {
					got, rejects := readBack(t, e.options, []file{{f.name, packed[:cut]}})
					checkCut(t, fmt.Sprintf("%s cut at %d of %d, compressed", f.name, cut, len(packed)), whole, got, rejects, false)
				}
			}
		})
	}
}

// places is how many places of a file are tried: all of a small one, fewer where
// the race detector runs.
func places(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// short is two interactions of few turns.
func short(list []*transcript.Interaction) []*transcript.Interaction {
	var out []*transcript.Interaction
	for _, in := range list[:2] {
		c := *in
		c.Turns = slices.Clone(in.Turns[:min(3, len(in.Turns))])
		out = append(out, &c)
	}
	return out
}

// checkCut holds what was read of a part of a file against the whole.
func checkCut(t *testing.T, what string, whole, got []*transcript.Interaction, rejects []*Reject, plain bool) {
	t.Helper()
	same := 0
	for _, in := range got {
		i := slices.IndexFunc(whole, func(w *transcript.Interaction) bool { return w.ID == in.ID })
		if i >= 0 && gocmp.Equal(whole[i], in, said()) {
			same++
		}
	}
	odd := len(got) - same
	switch {
	case !plain && odd > 0:
		t.Errorf("%s: %d interactions are not what was written", what, odd)
	case odd > 1:
		t.Errorf("%s: %d interactions are not what was written, at most the last may be", what, odd)
	case !plain && len(rejects) == 0 && len(got) < len(whole) && len(got) > 0:
		t.Errorf("%s: %d of %d interactions and no reject", what, len(got), len(whole))
	}
}

// Bytes that are changed anywhere make no panic and no failure of the source.
func TestDamage(t *testing.T) {
	list := short(samples(t))
	for _, e := range exporters() {
		t.Run(e.name, func(t *testing.T) {
			for _, f := range e.export(t, list) {
				step := max(1, len(f.content)/places(100))
				for at := 0; at < len(f.content); at += step {
					for _, b := range []byte{0x00, 0xff, 0x80, '"', ',', '\n'} {
						content := []byte(f.content)
						content[at] = b
						readBack(t, e.options, []file{{f.name, string(content)}})
					}
				}
			}
		})
	}
}

// An empty file holds nothing, in any format and under any name.
func TestEmptyFile(t *testing.T) {
	for _, f := range Formats() {
		for _, name := range append(slices.Clone(f.Suffixes), ".x") {
			for _, content := range []string{"", "\xef\xbb\xbf", "\n", "\r\n\r\n"} {
				got, rejects := readBack(t, Options{}, []file{{"empty" + name, content}})
				if len(got) > 0 || len(rejects) > 0 {
					t.Errorf("empty%s %q: %v, %v", name, content, got, rejects)
				}
			}
		}
	}
}

// A text up to the limit is read; one beyond it, or beyond that of a record, rejects its
// interaction, with a reason, and leaves the others alone.
func TestHugeCells(t *testing.T) {
	list := short(samples(t))
	for _, e := range exporters() {
		t.Run(e.name, func(t *testing.T) {
			for size, readable := range map[int]bool{400 << 10: true, MaxTextBytes + 10: false, MaxRecordBytes + 10: false} {
				huge := *list[0]
				huge.Turns = slices.Clone(huge.Turns)
				huge.Turns[1].Text = strings.Repeat("好", size/3)
				o := e.options
				o.TempDir = t.TempDir()
				got, rejects := readBack(t, o, e.export(t, []*transcript.Interaction{&huge, list[1]}))
				ids := map[string]bool{}
				for _, in := range got {
					ids[in.ID] = true
				}
				if !ids[list[1].ID] || ids[huge.ID] != readable || readable != (len(rejects) == 0) {
					t.Errorf("%d bytes: read %v, rejects %v", size, ids, rejects)
				}
			}
		})
	}
}

// No reject says a word of the conversation.
func TestRejectsAreSilent(t *testing.T) {
	const secret = "机密内容"
	list := short(samples(t))
	for _, in := range list {
		for i := range in.Turns {
			in.Turns[i].Text = secret
		}
	}
	for _, e := range exporters() {
		for _, f := range e.export(t, list) {
			step := max(1, len(f.content)/places(100))
			for at := 0; at < len(f.content); at += step {
				content := []byte(f.content)
				content[at] ^= 0x15
				_, rejects := readBack(t, e.options, []file{{f.name, string(content)}})
				for _, r := range rejects {
					if strings.Contains(r.Error(), secret[:6]) {
						t.Fatalf("%s: %v", e.name, r)
					}
				}
			}
		}
	}
}
