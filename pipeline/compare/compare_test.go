package compare

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/lexicon"
	"zhijian/pipeline/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

const actsYAML = `acts:
- {id: greeting, title: 问候, source: t, phrases: [您好]}
- {id: insult, title: 辱骂, source: t, phrases: [大笨蛋]}
- {id: anger, title: 生气, source: t, phrases: [气死]}
`

const beforeYAML = `rubric: {id: t, version: "1", schema: 1}
sections: [{id: s, name: 节, weight: 100}]
labels: [{id: mood, name: 情绪, values: [good, bad], find: [{id: g, act: anger, who: customer}], choose: [{value: bad, when: g}], default: good}]
items:
- {id: a.greet, name: 问候, section: s, kind: procedure, weight: 2, source: x, find: [{id: g, act: greeting}], pass: g}
- {id: b.insult, name: 辱骂, section: s, kind: forbidden, severity: fatal, weight: 3, source: x, find: [{id: g, act: insult, who: any}], fail: g}
- {id: c.old, name: 旧项, section: s, kind: record, weight: 1, source: x, pass: agent_turns > 0}
`

// afterYAML wants the greeting in the first turn, forgives customers, and has
// another item and no anger.
const afterYAML = `rubric: {id: t, version: "2", schema: 1}
sections: [{id: s, name: 节, weight: 100}]
labels: [{id: mood, name: 情绪, values: [good, bad], choose: [{value: bad, when: agent_turns > 9}], default: good}]
items:
- {id: a.greet, name: 问候, section: s, kind: procedure, weight: 2, source: x, find: [{id: g, act: greeting, where: {first: 1}}], pass: g}
- {id: b.insult, name: 辱骂, section: s, kind: forbidden, severity: fatal, weight: 3, source: x, find: [{id: g, act: insult}], fail: g}
- {id: d.new, name: 新项, section: s, kind: record, weight: 1, source: x, channels: [voice], pass: agent_turns > 1}
`

const input = `{"id":"1","channel":"chat","agent":{"id":"7","name":"林晓","team":"一组"},"turns":[{"role":"agent","text":"说"},{"role":"agent","text":"您好"}]}
{"id":"2","channel":"chat","agent":{"id":"7"},"turns":[{"role":"agent","text":"您好"},{"role":"customer","text":"你这个大笨蛋，气死我了"}]}
{"id":"3","channel":"voice","agent":{"id":"8"},"turns":[{"role":"agent","text":"您好"}]}
{"id":"3","channel":"voice","turns":[{"role":"agent","text":"您好"}]}
{
{"id":"4","channel":"chat","turns":[{"role":"agent","text":"您好，大笨蛋"}]}
`

var resources = sync.OnceValues(func() (*suite.Resources, error) {
	lx, err := lexicon.LoadFS(fstest.MapFS{"acts/t.yaml": {Data: []byte(actsYAML)}, "guards.yaml": {Data: []byte("negation: {scope: clause}\n")}})
	if err != nil {
		return nil, err
	}
	seg, err := segment.New()
	if err != nil {
		return nil, err
	}
	table, err := pinyin.New()
	return &suite.Resources{Lexicon: lx, Segmenter: seg, Sounds: table}, err
})

func newSuite(t testing.TB, source string) *suite.Suite {
	t.Helper()
	res, err := resources()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rubric.Parse("t.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	s, err := suite.New(res, r, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t testing.TB, before, after, records string, o Options) *Report {
	t.Helper()
	file := filepath.Join(t.TempDir(), "in.jsonl")
	if err := os.WriteFile(file, []byte(records), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Inputs = []string{file}
	r, err := Run(t.Context(), newSuite(t, before), newSuite(t, after), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestText(t *testing.T) {
	var each []string
	r := run(t, beforeYAML, afterYAML, input, Options{Each: func(c Change) error {
		each = append(each, fmt.Sprintf("%s %d %v %v", c.InteractionID, len(c.Moves), c.NewFatal, c.LostFatal))
		return nil
	}})
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	const path = "testdata/report.txt"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got); run with -update if this is meant:\n%s", path, diff)
	}
	if diff := cmp.Diff([]string{"1 1 [] []", "2 2 [] [b.insult]", "3 1 [] []"}, each); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// What is shown of the conversations is masked.
func TestMask(t *testing.T) {
	const record = `{"id":"13812345678","channel":"chat","turns":[{"role":"agent","text":"您好"},{"role":"customer","text":"13812345678你这个大笨蛋，13812345678"}]}`
	for _, m := range []*mask.Masker{nil, mask.New(mask.Config{})} {
		r := run(t, beforeYAML, afterYAML, record, Options{Mask: m})
		var b bytes.Buffer
		if err := r.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "大笨蛋") || strings.Contains(b.String(), "13812345678") != (m == nil) {
			t.Errorf("mask %s:\n%s", m.Settings(), b.String())
		}
	}
}

// A rubric against itself changes nothing, and there and back is the reverse.
func TestSameAndReverse(t *testing.T) {
	r := run(t, beforeYAML, beforeYAML, input, Options{})
	if r.Changed != 0 || len(r.Items)+len(r.Labels)+len(r.Agents)+len(r.Most) != 0 || r.Interactions != 4 || r.Rejected != 1 || r.Duplicate != 1 {
		t.Errorf("a rubric against itself: %+v", r)
	}
	there, back := run(t, beforeYAML, afterYAML, input, Options{}), run(t, afterYAML, beforeYAML, input, Options{})
	if there.Up != back.Down || there.Down != back.Up || there.NewFatal != back.LostFatal || there.MeanBefore != back.MeanAfter || there.Changed != back.Changed {
		t.Errorf("there %+v\nback %+v", there, back)
	}
}

// The report does not depend on the number of workers nor on the batches.
func TestWorkers(t *testing.T) {
	var records strings.Builder
	for i := range 3*batchSize + 7 {
		fmt.Fprintf(&records, `{"id":"c-%d","channel":"chat","agent":{"id":"%d"},"turns":[{"role":"agent","text":"%s"},{"role":"agent","text":"%s"}]}`+"\n",
			i, i%5, []string{"您好", "说", "大笨蛋"}[i%3], []string{"您好", "嗯"}[i%2])
	}
	one := run(t, beforeYAML, afterYAML, records.String(), Options{Workers: 1, Shown: 5})
	many := run(t, beforeYAML, afterYAML, records.String(), Options{Workers: 7, Shown: 5})
	if diff := cmp.Diff(one, many); diff != "" {
		t.Errorf("-one worker +many:\n%s", diff)
	}
	if one.Interactions != 3*batchSize+7 || len(one.Most) != 5 || len(one.Agents) == 0 {
		t.Errorf("report %+v", one)
	}
}

func TestErrors(t *testing.T) {
	s := newSuite(t, beforeYAML)
	if _, err := Run(t.Context(), s, s, Options{Inputs: []string{"no/such/file"}}); !errors.Is(err, plan.ErrMissing) {
		t.Errorf("missing input: %v", err)
	}
	full := errors.New("disk full")
	_, err := Run(t.Context(), s, newSuite(t, afterYAML), Options{Inputs: []string{"-"}, Stdin: strings.NewReader(input), Each: func(Change) error { return full }})
	if !errors.Is(err, full) {
		t.Errorf("error of Each: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	if _, err := Run(ctx, s, s, Options{Inputs: []string{"-"}, Stdin: strings.NewReader(input)}); !errors.Is(err, stop) {
		t.Errorf("cancelled: %v", err)
	}
	if err := (&Report{}).WriteText(failing{full}); !errors.Is(err, full) {
		t.Errorf("error of the writer: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
