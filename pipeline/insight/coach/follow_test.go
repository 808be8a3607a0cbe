package coach

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

// week publishes n calls of a and of b for each day, with the fails of a.
func week(t *testing.T, n int, fails ...int) *period.Period {
	t.Helper()
	out := t.TempDir()
	for d, failed := range fails {
		day := factstest.Day{Date: fmt.Sprintf("2026-11-0%d", d+1), Rubric: testItems()}
		for i := range n {
			own := plain("a", i)
			if i < failed {
				own = rude("a", i)
			}
			day.Cases = append(day.Cases, own.rows(), plain("b", i).rows())
		}
		factstest.Publish(t, out, day)
	}
	p, err := period.Open(out, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFollowUp(t *testing.T) {
	history := []Pick{
		{Agent: "a", InteractionID: "a-001", ItemID: "greet", Day: "2026-11-02", Picked: "2026-11-03"},
		{Agent: "a", InteractionID: "a-002", ItemID: "greet", Day: "2026-11-01", Picked: "2026-11-02"},
		{Agent: "a", InteractionID: "a-003", ItemID: "gone", Day: "2026-11-01", Picked: "2026-11-02"},
		{Agent: "nobody", InteractionID: "x", ItemID: "greet", Day: "2026-11-01", Picked: "2026-11-02"},
	}
	for name, test := range map[string]struct {
		n     int
		fails []int
		want  Trend
	}{
		"improved":  {20, []int{15, 15, 5, 5}, Improved},
		"worsened":  {20, []int{5, 5, 15, 15}, Worsened},
		"unchanged": {20, []int{10, 10, 9, 9}, Unchanged},
		"too few":   {9, []int{9, 9, 0, 0}, Unknown},
		"not yet":   {20, []int{15, 15}, Unknown},
	} {
		p := week(t, test.n, test.fails...)
		got, err := FollowUp(context.Background(), p, period.Filter{}, history)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0].Skill.ItemID != "gone" || got[0].Trend != Unknown || got[1].Trend != test.want {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		o := got[1]
		if o.Since != "2026-11-02" || o.Cases != 2 || o.Skill.Name != "问候" || o.Before.N != int64(2*test.n) || o.Before.Fails != int64(test.fails[0]+test.fails[1]) ||
			o.PeersBefore != (Share{N: int64(2 * test.n)}) {
			t.Errorf("%s: %+v", name, o)
		}
	}
	p := week(t, 20, 15, 15, 5, 5)
	if got, err := FollowUp(context.Background(), p, period.Filter{Agents: []string{"b"}}, history); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestHistoryRoundTrip(t *testing.T) {
	text := rapid.StringMatching(`[^\x00]{1,20}`)
	rapid.Check(t, func(t *rapid.T) {
		var picks []Pick
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			picks = append(picks, Pick{Agent: text.Draw(t, "agent"), InteractionID: text.Draw(t, "id"), ItemID: text.Draw(t, "item"), Day: "2026-11-20", Picked: "2026-11-21"})
		}
		var b strings.Builder
		if err := WriteHistory(&b, picks); err != nil {
			t.Fatal(err)
		}
		got, err := ReadHistory("h", strings.NewReader(b.String()))
		if diff := cmp.Diff(picks, got); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	})
}

func TestHistoryRefused(t *testing.T) {
	good := `{"agent":"a","interaction":"i","item":"x","date":"2026-11-20"}`
	got, err := ReadHistory("h", strings.NewReader("\n"+good+"\r\n\n"))
	if want := (Pick{"a", "i", "x", "2026-11-20", "2026-11-20"}); err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"{":                                      "h:2: not a line of a history",
		`{"agent":"a"}`:                          "h:2: agent, interaction or item is missing",
		strings.Replace(good, "20\"", "31\"", 1): `h:2: date "2026-11-31" is not`,
		strings.Repeat("x", maxHistoryLine+1):    "h:2: longer than",
	} {
		if _, err := ReadHistory("h", strings.NewReader(good+"\n"+text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40s: %v", text, err)
		}
	}
}

func FuzzHistory(f *testing.F) {
	f.Add([]byte(`{"agent":"a","interaction":"i","item":"x","date":"2026-11-20"}`))
	f.Add([]byte("{}\n[]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		picks, err := ReadHistory("h", strings.NewReader(string(content)))
		if err != nil {
			return
		}
		var b strings.Builder
		if err := WriteHistory(&b, picks); err != nil {
			t.Fatal(err)
		}
		if again, err := ReadHistory("h", strings.NewReader(b.String())); err != nil || len(again) != len(picks) {
			t.Fatalf("%v: %d of %d", err, len(again), len(picks))
		}
	})
}
