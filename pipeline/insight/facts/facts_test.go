package facts_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

// TestMain makes the properties be checked on fewer datasets than usual: each is
// written to disk.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

const all = facts.Items | facts.Hits | facts.Turns | facts.Tokens

func word(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "您好", "退款", "a-1", "再见", "voice", "中"}).Draw(t, "word")
}

func words(t *rapid.T) []string { return rapid.SliceOfN(rapid.Custom(word), 0, 3).Draw(t, "words") }

func maybe[T any](t *rapid.T, g *rapid.Generator[T]) *T { return rapid.Ptr(g, true).Draw(t, "pointer") }

func drawInteraction(t *rapid.T, id string) dataset.Interaction {
	i64, f64, i32 := rapid.Int64(), rapid.Float64Range(-1e9, 1e9), rapid.Int32()
	in := dataset.Interaction{InteractionID: id, Channel: word(t), AgentID: word(t), AgentName: word(t), Team: word(t),
		CustomerID: word(t), CustomerTier: word(t), Queue: word(t), Chars: i32.Draw(t, "n"), DurationMS: maybe(t, i64), Status: "scored",
		ScoreRaw: maybe(t, f64), ScoreFinal: maybe(t, f64), Coverage: f64.Draw(t, "f"), Fatal: rapid.Bool().Draw(t, "b"), FatalItems: words(t),
		Intent: word(t), Priority: word(t), CustomerEmotion: word(t), Resolution: word(t), ServiceComplaint: rapid.Bool().Draw(t, "b"),
		FollowUpNeeded: rapid.Bool().Draw(t, "b"), Shift: word(t), TalkRatio: maybe(t, f64), SilenceMS: maybe(t, i64), Interruptions: maybe(t, i32),
		AgentCharsPerMin: maybe(t, f64), FirstReplyMS: maybe(t, i64), MaxReplyMS: maybe(t, i64), SourceFile: word(t), SourceLine: rapid.Int64Range(0, 9).Draw(t, "n")}
	if ms := maybe(t, rapid.Int64Range(0, 1<<42)); ms != nil {
		at := time.UnixMilli(*ms).UTC()
		in.StartedAt = &at
	}
	for range rapid.IntRange(0, 2).Draw(t, "sections") {
		in.SectionScores = append(in.SectionScores, dataset.SectionScore{Section: word(t), Points: i32.Draw(t, "n"), Weight: f64.Draw(t, "f"), Score: maybe(t, f64)})
	}
	return in
}

func drawCase(t *rapid.T, id string, rubric []dataset.RubricItem) factstest.Case {
	i32, i64 := rapid.Int32(), rapid.Int64()
	c := factstest.Case{Interaction: drawInteraction(t, id)}
	for _, it := range rubric {
		c.Items = append(c.Items, dataset.Item{ItemID: it.ItemID, Verdict: rapid.SampledFrom([]string{"pass", "fail", "na", "not_evaluated"}).Draw(t, "verdict"),
			Points: i32.Draw(t, "n"), Possible: i32.Draw(t, "n"), Deducted: i32.Draw(t, "n"), FatalEffect: rapid.Bool().Draw(t, "b"), Hits: i32.Draw(t, "n")})
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "hits") {
		c.Hits = append(c.Hits, dataset.Hit{HitID: int32(k), ItemID: word(t), RuleID: word(t), TurnIndex: maybe(t, i32), Role: word(t),
			BeginByte: maybe(t, i32), EndByte: maybe(t, i32), BeginChar: maybe(t, i32), EndChar: maybe(t, i32), BeginMS: maybe(t, i64),
			Text: word(t), Matched: word(t), Polarity: word(t), Tier: word(t), Score: i32.Draw(t, "n"), Nearest: word(t), SuppressedBy: word(t)})
	}
	for range rapid.IntRange(0, 4).Draw(t, "turns") {
		turn := dataset.Turn{Role: rapid.SampledFrom([]string{"agent", "customer", "bot"}).Draw(t, "role"), BeginMS: maybe(t, i64), EndMS: maybe(t, i64),
			Text: word(t), Tokens: words(t), Acts: words(t), Emotion: word(t)}
		for range rapid.IntRange(0, 2).Draw(t, "masked") {
			turn.Masked = append(turn.Masked, dataset.Masked{Type: word(t), BeginChar: i32.Draw(t, "n"), EndChar: i32.Draw(t, "n")})
		}
		c.Turns = append(c.Turns, turn)
	}
	return c
}

func drawDay(t *rapid.T, date string) factstest.Day {
	d := factstest.Day{Date: date, RowsPerGroup: rapid.Int64Range(1, 7).Draw(t, "group"), RowsPerPart: rapid.Int64Range(1, 20).Draw(t, "part")}
	for i := range rapid.IntRange(0, 3).Draw(t, "items") {
		d.Rubric = append(d.Rubric, dataset.RubricItem{ItemID: fmt.Sprintf("item.%d", i), Name: "项", Section: "s", Kind: "procedure", Severity: "minor"})
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "cases") {
		d.Cases = append(d.Cases, drawCase(t, fmt.Sprintf("id-%d", i), d.Rubric))
	}
	return d
}

// rows reads a table the plain way.
func rows[T any](t rapid.TB, p *period.Period, table dataset.Table) []T {
	var out []T
	for _, d := range p.Dates {
		for row, err := range dataset.ReadTable[T](context.Background(), p.Out, d.Manifest, table) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, row)
		}
	}
	return out
}

// TestScanReadsWhatTheTablesHold compares the walk over columns with the rows.
func TestScanReadsWhatTheTablesHold(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		out := t.TempDir()
		for i := range rapid.IntRange(1, 2).Draw(r, "days") {
			factstest.Publish(t, out, drawDay(r, fmt.Sprintf("2026-11-2%d", i)))
		}
		p, err := period.Open(out, "", "")
		if err != nil {
			r.Fatal(err)
		}
		var ins []dataset.Interaction
		var items []dataset.Item
		var hits []dataset.Hit
		var turns []dataset.Turn
		err = facts.Scan(context.Background(), p, period.Filter{}, all, func(rb *facts.Rubric, shared *facts.Case) error {
			c := shared.Clone()
			ins, hits, turns = append(ins, *c.Interaction), append(hits, c.Hits...), append(turns, c.Turns...)
			for _, it := range c.Items {
				ru := rb.Items[it.Index]
				items = append(items, dataset.Item{RunID: c.Interaction.RunID, InteractionID: c.Interaction.InteractionID, ItemID: ru.ItemID,
					Section: ru.Section, Kind: ru.Kind, Severity: ru.Severity, Verdict: it.Verdict.String(),
					Points: it.Points, Possible: it.Possible, Deducted: it.Deducted, FatalEffect: it.Fatal, Hits: it.Hits})
			}
			return nil
		})
		if err != nil {
			r.Fatal(err)
		}
		same(r, "interactions", rows[dataset.Interaction](r, p, dataset.TableInteractions), ins)
		same(r, "items", rows[dataset.Item](r, p, dataset.TableItems), items)
		same(r, "hits", rows[dataset.Hit](r, p, dataset.TableHits), hits)
		same(r, "turns", rows[dataset.Turn](r, p, dataset.TableTurns), turns)
	})
}

func same[T any](t rapid.TB, what string, want, got []T) {
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-rows +scan):\n%s", what, diff)
	}
}

// TestScanOfSome compares what is read with filters and wants with what is left
// of everything.
func TestScanOfSome(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		out := t.TempDir()
		factstest.Publish(t, out, drawDay(r, "2026-11-20"))
		p, err := period.Latest(out)
		if err != nil {
			r.Fatal(err)
		}
		f := period.Filter{Agents: words(r), Queues: words(r)}
		want := facts.Want(rapid.IntRange(0, int(all)).Draw(r, "want"))
		var expected, got []facts.Case
		collect := func(to *[]facts.Case, keep func(*facts.Case) bool) func(*facts.Rubric, *facts.Case) error {
			return func(_ *facts.Rubric, c *facts.Case) error {
				if keep(c) {
					*to = append(*to, c.Clone())
				}
				return nil
			}
		}
		ctx := context.Background()
		err = errors.Join(
			facts.Scan(ctx, p, period.Filter{}, all, collect(&expected, func(c *facts.Case) bool { return f.Match(c.Interaction) })),
			facts.Scan(ctx, p, f, want, collect(&got, func(*facts.Case) bool { return true })))
		if err != nil {
			r.Fatal(err)
		}
		for i := range expected {
			expected[i] = reduce(expected[i], want)
		}
		same(r, "cases", expected, got)
		expected = rapid.Permutation(append(expected, expected...)).Draw(r, "order")
		var keys []facts.Key
		for _, c := range expected {
			keys = append(keys, c.Key())
		}
		fetched, err := facts.Fetch(ctx, p, keys, want)
		if err != nil {
			r.Fatal(err)
		}
		same(r, "fetched", expected, fetched)
	})
}

// reduce leaves what is wanted of a case.
func reduce(c facts.Case, want facts.Want) facts.Case {
	if want&facts.Items == 0 {
		c.Items = nil
	}
	if want&facts.Hits == 0 {
		c.Hits = nil
	}
	if want&(facts.Turns|facts.Tokens) == 0 {
		c.Turns = nil
	}
	for i := range c.Turns {
		t := &c.Turns[i]
		if want&facts.Tokens == 0 {
			t.Tokens = nil
		}
		if want&facts.Turns == 0 {
			*t = dataset.Turn{RunID: t.RunID, InteractionID: t.InteractionID, TurnIndex: t.TurnIndex, Role: t.Role, Tokens: t.Tokens}
		}
	}
	return c
}

// small is a date of three interactions.
func small(t testing.TB) (out string) {
	t.Helper()
	out = t.TempDir()
	d := factstest.Day{Date: "2026-11-20", Rubric: []dataset.RubricItem{{ItemID: "a.b", Name: "项", Section: "a", Kind: "procedure", Severity: "minor"}}}
	for _, id := range []string{"one", "two", "three"} {
		d.Cases = append(d.Cases, factstest.Case{
			Interaction: dataset.Interaction{InteractionID: id, AgentID: "agent-" + id},
			Items:       []dataset.Item{{ItemID: "a.b", Verdict: "pass"}},
			Turns:       []dataset.Turn{{Role: "agent", Text: "您好" + id, Tokens: []string{"您好", id}}},
		})
	}
	factstest.Publish(t, out, d)
	return out
}

func TestErrors(t *testing.T) {
	out := small(t)
	p, err := period.Latest(out)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	stop := errors.New("enough")
	visits := 0
	err = facts.Scan(ctx, p, period.Filter{}, all, func(*facts.Rubric, *facts.Case) error { visits++; return stop })
	if !errors.Is(err, stop) || visits != 1 {
		t.Errorf("the visitor's error: %v after %d visits", err, visits)
	}
	if _, err := facts.Fetch(ctx, p, []facts.Key{{Day: "2026-11-20", InteractionID: "four"}}, all); !errors.Is(err, facts.ErrNotFound) {
		t.Errorf("an interaction that there is not: %v", err)
	}
	if _, err := facts.Fetch(ctx, p, []facts.Key{{Day: "2026-11-19", InteractionID: "one"}}, all); !errors.Is(err, facts.ErrNotFound) {
		t.Errorf("a day that is not in the period: %v", err)
	}
	cause := errors.New("cause")
	ended, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	if err := facts.Scan(ended, p, period.Filter{}, all, func(*facts.Rubric, *facts.Case) error { return nil }); !errors.Is(err, cause) {
		t.Errorf("after the end of the context: %v", err)
	}
	damage(t, filepath.Join(out, "items", "dt=2026-11-20", "part-00000.parquet"))
	if err := facts.Scan(ctx, p, period.Filter{}, all, func(*facts.Rubric, *facts.Case) error { return nil }); !errors.Is(err, dataset.ErrDamaged) {
		t.Errorf("a damaged file: %v", err)
	}
	if err := facts.Scan(ctx, p, period.Filter{}, facts.Turns, func(*facts.Rubric, *facts.Case) error { return nil }); err != nil {
		t.Errorf("a damaged file that is not wanted: %v", err)
	}
}

// TestOrder: rows that are not in the order of the interactions are an error.
func TestOrder(t *testing.T) {
	rubric := []dataset.RubricItem{{ItemID: "a", Name: "项", Section: "a", Kind: "procedure", Severity: "minor"}}
	pass := []dataset.Item{{ItemID: "a", Verdict: "pass"}}
	for name, items := range map[string][]dataset.Item{
		"none":          nil,
		"twice":         slices.Concat(pass, pass),
		"another item":  {{ItemID: "b", Verdict: "pass"}},
		"not a verdict": {{ItemID: "a", Verdict: "maybe"}},
	} {
		out := t.TempDir()
		good := factstest.Case{Interaction: dataset.Interaction{InteractionID: "one"}, Items: pass}
		bad := factstest.Case{Interaction: dataset.Interaction{InteractionID: "two"}, Items: items}
		factstest.Publish(t, out, factstest.Day{Date: "2026-11-20", Rubric: rubric, Cases: []factstest.Case{good, bad}})
		p, err := period.Latest(out)
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		if err := facts.Scan(ctx, p, period.Filter{}, facts.Items, func(*facts.Rubric, *facts.Case) error { return nil }); err == nil {
			t.Errorf("%s: no error", name)
		} else {
			t.Log(err)
		}
	}
}

// TestScanWords: the numbers are those of the words of each turn, with and without
// the words themselves.
func TestScanWords(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		out := t.TempDir()
		factstest.Publish(t, out, drawDay(r, "2026-11-20"))
		p, err := period.Latest(out)
		if err != nil {
			r.Fatal(err)
		}
		numbers, known := map[string]int32{}, []string{}
		number := func(word string) int32 {
			n, ok := numbers[word]
			if !ok {
				n = int32(len(known))
				numbers[word], known = n, append(known, word)
			}
			return n
		}
		want := facts.Want(rapid.IntRange(0, int(all)).Draw(r, "want"))
		var spoken, cases []string
		collect := func(to *[]string) func(*facts.Rubric, *facts.Case) error {
			return func(_ *facts.Rubric, c *facts.Case) error {
				for _, s := range c.Spoken {
					line := c.Interaction.InteractionID + " " + s.Role
					for _, n := range s.Words {
						line += "," + known[n]
					}
					*to = append(*to, line)
				}
				if c.Spoken == nil {
					for _, turn := range c.Turns {
						*to = append(*to, strings.Join(append([]string{c.Interaction.InteractionID + " " + turn.Role}, turn.Tokens...), ","))
					}
				}
				return nil
			}
		}
		err = errors.Join(
			facts.ScanWords(context.Background(), p, period.Filter{}, want, number, collect(&spoken)),
			facts.Scan(context.Background(), p, period.Filter{}, facts.Tokens, collect(&cases)))
		if err != nil {
			r.Fatal(err)
		}
		same(r, "words", cases, spoken)
	})
}
