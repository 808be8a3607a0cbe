package verify

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/lexicon"
	"zhijian/pipeline"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/tabulate"
)

const actsYAML = `acts:
- {id: greeting, title: 问候, source: t, phrases: [您好]}
- {id: thanks, title: 感谢, source: t, phrases: [谢谢, 感谢]}
- {id: insult, title: 辱骂, source: t, phrases: [大笨蛋, 神经病啊]}
- {id: promise, title: 承诺, source: t, phrases: [保证, 肯定]}
- {id: hold, title: 等待, source: t, phrases: [请稍等]}
`

const guardsYAML = `negation: {scope: clause, window: 4, before: [不, 没有]}
`

// rubricYAML uses every way of scoring that there is.
const rubricYAML = `rubric: {id: t, version: "3", schema: 1, min_coverage: 0.78}
sections:
- {id: first, name: 一, weight: 50}
- {id: second, name: 二, weight: 30}
- {id: third, name: 三, weight: 20}
groups: [{id: words, cap: 3}]
items:
- {id: a.greet, name: 问候, section: first, kind: procedure, weight: 2, source: x, coaching: 说您好, find: [{id: g, act: greeting, where: {first: 1}}], pass: g}
- {id: a.thank, name: 感谢, section: first, kind: politeness, weight: 3, source: x, bonus: {per_hit: 1, cap: 2}, find: [{id: g, act: thanks}], pass: g}
- {id: b.promise, name: 承诺, section: second, kind: forbidden, severity: fatal, fatal: section, weight: 4, source: x, deduct: {per_hit: 2, grace: 1, cap: 3}, group: words, find: [{id: g, act: promise, guards: [negation]}], fail: g}
- {id: b.hold, name: 等待, section: second, kind: politeness, weight: 2, source: x, group: words, applies: h, find: [{id: h, act: hold}, {id: g, act: thanks, after: {of: h, turns: 1, pick: each}}], pass: g}
- {id: c.insult, name: 辱骂, section: third, kind: forbidden, severity: fatal, weight: 5, source: x, find: [{id: g, act: insult, fuzzy: true}], fail: g}
- {id: c.flag, name: 举旗, section: third, kind: forbidden, severity: fatal, fatal: flag, weight: 1, source: x, find: [{id: g, phrases: [私下加微信]}], fail: g}
- {id: c.ring, name: 振铃, section: third, kind: timing, weight: 5, source: x, needs: [ring_ms], pass: ring_ms < 15000}
- {id: c.trial, name: 试行, section: third, kind: record, severity: fatal, status: experimental, weight: 9, source: x, find: [{id: g, act: greeting}], fail: g}
`

const date = "2026-11-20"

var segmenter = sync.OnceValue(func() *segment.Segmenter {
	s, err := segment.New()
	if err != nil {
		panic(err)
	}
	return s
})

func newSuite(t testing.TB) *suite.Suite {
	t.Helper()
	lx, err := lexicon.LoadFS(fstest.MapFS{"acts/t.yaml": {Data: []byte(actsYAML)}, "guards.yaml": {Data: []byte(guardsYAML)}})
	if err != nil {
		t.Fatal(err)
	}
	table, err := pinyin.New()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rubric.Parse("t.yaml", []byte(rubricYAML))
	if err != nil {
		t.Fatal(err)
	}
	s, err := suite.New(&suite.Resources{Lexicon: lx, Segmenter: segmenter(), Sounds: table}, r, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lines are what agents and customers say in generated conversations.
func lines() []string {
	return []string{"您好", "谢谢您", "我保证没问题", "我不能保证", "肯定可以，保证", "请稍等", "你这个大笨蛋", "大本蛋一个", "私下加微信吧", "嗯", "神经病啊你", "好的，感谢"}
}

// records are n generated interactions, one a line, with a duplicate and a broken one.
func records(n int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := range n {
		var turns []string
		for k := range 1 + random.IntN(6) {
			role := []string{"agent", "agent", "customer", "bot"}[random.IntN(4)]
			turns = append(turns, fmt.Sprintf(`{"role":%q,"text":%q,"begin_ms":%d,"end_ms":%d}`, role, lines()[random.IntN(len(lines()))], k*1000, k*1000+500))
		}
		ring := ""
		if random.IntN(3) > 0 {
			ring = fmt.Sprintf(`"ring_ms":%d,`, random.IntN(30000))
		}
		fmt.Fprintf(&b, `{"id":"c-%03d","channel":"voice",%s"turns":[%s]}`+"\n", i, ring, strings.Join(turns, ","))
	}
	return b.String() + `{"id":"c-000","channel":"chat","turns":[{"role":"agent","text":"您好"}]}` + "\n{\n"
}

// score writes a dataset with the pipeline itself.
func score(t testing.TB, n int) (out string, m *dataset.Manifest) {
	t.Helper()
	dir := t.TempDir()
	input := filepath.Join(dir, "in.jsonl")
	if err := os.WriteFile(input, []byte(records(n)), 0o644); err != nil {
		t.Fatal(err)
	}
	s := newSuite(t)
	out = filepath.Join(dir, "out")
	cfg := pipeline.Config{Inputs: []string{input}, Out: out, Date: date, Scorer: tabulate.New(s, nil), Rubric: s.Rubric.Source,
		RubricItems: tabulate.RubricItems(s.Rubric), Meta: meta(s.Rubric)}
	if _, err := pipeline.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	m, err := dataset.ReadManifest(out, date)
	if err != nil {
		t.Fatal(err)
	}
	return out, m
}

func meta(r *rubric.Rubric) dataset.Meta {
	return dataset.Meta{Rubric: r.ID + "@" + r.Version, RubricSHA256: r.SHA256, LexiconSHA256: "l", GSEVersion: "g", Version: "v", Mask: "none"}
}

// tables are the rows of all tables.
type tables struct {
	dataset.Batch
	rubricItems []dataset.RubricItem
}

func readAll[T any](t testing.TB, out string, m *dataset.Manifest, table dataset.Table) []T {
	t.Helper()
	var rows []T
	for row, err := range dataset.ReadTable[T](t.Context(), out, m, table) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

func read(t testing.TB, out string, m *dataset.Manifest) *tables {
	t.Helper()
	return &tables{
		Batch: dataset.Batch{
			Interactions: readAll[dataset.Interaction](t, out, m, dataset.TableInteractions),
			Items:        readAll[dataset.Item](t, out, m, dataset.TableItems),
			Hits:         readAll[dataset.Hit](t, out, m, dataset.TableHits),
			Turns:        readAll[dataset.Turn](t, out, m, dataset.TableTurns),
			Rejects:      readAll[dataset.Reject](t, out, m, dataset.TableRejects),
		},
		rubricItems: readAll[dataset.RubricItem](t, out, m, dataset.TableRubricItems),
	}
}

// write commits rows as a dataset of its own, hashes and all.
func write(t testing.TB, rows *tables, m *dataset.Manifest) (out string) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "out")
	stage, err := dataset.NewStage(t.Context(), dataset.Options{Out: out, Date: date, RunID: m.RunID, Meta: m.Meta})
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Abort()
	if err := stage.WriteRubricItems(rows.rubricItems); err != nil {
		t.Fatal(err)
	}
	if err := stage.Write(&rows.Batch); err != nil {
		t.Fatal(err)
	}
	if _, err := stage.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := stage.Commit(dataset.ManifestInfo{Counts: m.Counts, Rubric: []byte(rubricYAML)}); err != nil {
		t.Fatal(err)
	}
	return out
}
