package coach

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
)

func TestBeyond(t *testing.T) {
	for _, test := range []struct {
		values, condition string
		want              float64
	}{
		{"ring_ms=16500", "ring_ms <= 15000", 0.1},
		{"ring_ms=15000", "ring_ms <= 15000", 0},
		{"ring_ms=", "ring_ms <= 15000", 0},
		{"speech_rate=90", "speech_rate >= 120 && speech_rate <= 300", 0.25},
		{"speech_rate=330", "speech_rate >= 120 && speech_rate <= 300", 0.1},
		{"ticket_exists=true ticket_after_end_min=33", "ticket_exists && ticket_after_end_min <= 30", 0.1},
		{"ticket_exists=false ticket_after_end_min=", "ticket_exists && ticket_after_end_min <= 30", 0},
		{"words_kinds=1 plain_you_count=0", "words_kinds >= 2 && plain_you_count * 4 <= polite_you_count", 0},
		{"ended_by=agent", `ended_by == "customer"`, 0},
		{"x=5", "x <= 0", 0},
		{"", "", 0},
		{"x=5", "x <=", 0},
		{"x=NaN", "x <= 4", 0},
		{"x=5", "x <= NaN", 0},
		{"x=+Inf", "x <= 4", 0},
		{"x=+Inf", "x <= +Inf", 0},
	} {
		if got := beyond(test.values, test.condition); !(math.Abs(got-test.want) <= 1e-12) { // nor NaN
			t.Errorf("%s against %s: %v, want %v", test.values, test.condition, got, test.want)
		}
	}
}

func FuzzBeyond(f *testing.F) {
	f.Add("ring_ms=16500", "ring_ms <= 15000 && x")
	f.Add("a=1e400 b=-Inf", "a <= 1 && b >= NaN")
	f.Fuzz(func(t *testing.T, values, condition string) {
		if got := beyond(values, condition); !(got >= 0) {
			t.Fatalf("%q against %q: %v", values, condition, got)
		}
		_ = Measures(values)
		_ = Measures(condition)
	})
}

func hit(item, polarity, tier, suppressed string) dataset.Hit {
	return dataset.Hit{ItemID: item, Polarity: polarity, Tier: tier, SuppressedBy: suppressed}
}

func TestNearness(t *testing.T) {
	measured := hit("x", "violation", "field", "")
	measured.Text, measured.Matched = "ring_ms=16500", "ring_ms <= 15000"
	far := measured
	far.Text = "ring_ms=30000"
	for name, test := range map[string]struct {
		verdict facts.Verdict
		hits    []dataset.Hit
		want    Nearness
	}{
		"words":                  {facts.Fail, []dataset.Hit{hit("x", "violation", "exact", "")}, ""},
		"half done":              {facts.Fail, []dataset.Hit{hit("x", "violation", "absence", ""), hit("x", "credit", "pattern", "")}, Partial},
		"nothing done":           {facts.Fail, []dataset.Hit{hit("x", "violation", "absence", "")}, ""},
		"done and undone":        {facts.Fail, []dataset.Hit{hit("x", "violation", "exact", ""), hit("x", "violation", "absence", ""), hit("x", "credit", "exact", "")}, ""},
		"like":                   {facts.Fail, []dataset.Hit{hit("x", "violation", "similar", "")}, Unsure},
		"like and sure":          {facts.Fail, []dataset.Hit{hit("x", "violation", "similar", ""), hit("x", "violation", "pattern", "")}, ""},
		"by sound":               {facts.Fail, []dataset.Hit{hit("x", "violation", "homophone", "")}, Unsure},
		"a little late":          {facts.Fail, []dataset.Hit{measured}, Threshold},
		"late":                   {facts.Fail, []dataset.Hit{far}, ""},
		"asked":                  {facts.Pass, []dataset.Hit{hit("x", "violation", "exact", "question")}, Guarded},
		"denied":                 {facts.Pass, []dataset.Hit{hit("x", "violation", "exact", "negation")}, ""},
		"another word":           {facts.Pass, []dataset.Hit{hit("x", "violation", "exact", "except:你好")}, ""},
		"good words, silenced":   {facts.Pass, []dataset.Hit{hit("x", "credit", "exact", "question")}, ""},
		"of another item":        {facts.Pass, []dataset.Hit{hit("y", "violation", "exact", "question")}, ""},
		"of an item unheard of":  {facts.Pass, []dataset.Hit{hit("z", "violation", "exact", "question")}, ""},
		"passed for good reason": {facts.Pass, []dataset.Hit{hit("x", "credit", "exact", "")}, ""},
	} {
		r := testRubric(t, dataset.RubricItem{ItemID: "x"}, dataset.RubricItem{ItemID: "y"})
		if got := read(nil, r, test.hits)[0].near(test.verdict); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestMeasures(t *testing.T) {
	for in, want := range map[string]string{
		"ring_ms=21000":             "振铃 21.0 秒",
		"ring_ms <= 15000":          "振铃 不超过 15.0 秒",
		"speech_rate >= 120 && x":   "语速 不少于 120 字/分 且 x",
		"ended_by=agent":            "ended_by=agent",
		"since_own_ms=-1":           "距上次发言 未知",
		"questions=4 unheard_of=12": "连问 4 个 unheard_of=12",
		"speech_rate=340.06641":     "语速 340.1 字/分",
		"":                          "",
	} {
		if got := Measures(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func turn(index int32, role, text string) dataset.Turn {
	return dataset.Turn{TurnIndex: index, Role: role, Text: text}
}

func spot(item string, index, begin, end int32, polarity, tier, suppressed string) dataset.Hit {
	h := hit(item, polarity, tier, suppressed)
	h.TurnIndex, h.BeginByte, h.EndByte = &index, &begin, &end
	return h
}

func talk(n int) []dataset.Turn {
	var turns []dataset.Turn
	for i := range n {
		turns = append(turns, turn(int32(i), []string{"agent", "customer"}[i%2], "一二三四五"))
	}
	return turns
}

func indices(c Clip) []int32 {
	var out []int32
	for _, t := range c.Turns {
		out = append(out, t.Index)
	}
	return out
}

func TestClipShowsWhatMatters(t *testing.T) {
	missing := hit("x", "violation", "absence", "")
	missing.Text = "已查坐席轮 14,16,18"
	missing.Matched = "第13轮 很急"
	everywhere := hit("x", "violation", "absence", "")
	everywhere.Text = "已查坐席轮 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28"
	beginning := hit("x", "violation", "absence", "")
	beginning.Text = "已查坐席轮 0,2"
	ending := hit("x", "violation", "absence", "")
	ending.Text = "已查坐席轮 14,16,18,20,22,24,26,28"
	for name, test := range map[string]struct {
		hits []dataset.Hit
		want []int32
	}{
		"one spot":            {[]dataset.Hit{spot("x", 10, 0, 3, "violation", "exact", "")}, []int32{8, 9, 10, 11, 12}},
		"at the begin":        {[]dataset.Hit{spot("x", 0, 0, 3, "violation", "exact", "")}, []int32{0, 1, 2}},
		"at the end":          {[]dataset.Hit{spot("x", 29, 0, 3, "credit", "exact", "")}, []int32{27, 28, 29}},
		"two far apart":       {[]dataset.Hit{spot("x", 2, 0, 3, "credit", "exact", ""), spot("x", 20, 0, 3, "violation", "exact", "")}, []int32{0, 1, 2, 3, 4, 18, 19, 20, 21, 22}},
		"of another item":     {[]dataset.Hit{spot("y", 10, 0, 3, "violation", "exact", "")}, []int32{0, 1, 2, 3, 4, 5}},
		"missing after":       {[]dataset.Hit{missing}, []int32{11, 12, 13, 14, 15, 16, 17, 18, 19, 20}},
		"missing everywhere":  {[]dataset.Hit{everywhere}, []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		"the shortest search": {[]dataset.Hit{everywhere, beginning}, []int32{0, 1, 2, 3, 4}},
		"missing at the end":  {[]dataset.Hit{ending}, []int32{16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29}},
		"a turn there is not": {[]dataset.Hit{spot("x", 99, 0, 3, "violation", "exact", "")}, []int32{0, 1, 2, 3, 4, 5}},
		"an exception":        {[]dataset.Hit{spot("x", 10, 0, 3, "credit", "exact", "except:y")}, []int32{0, 1, 2, 3, 4, 5}},
		"silenced":            {[]dataset.Hit{spot("x", 10, 0, 3, "violation", "exact", "quotation")}, []int32{8, 9, 10, 11, 12}},
	} {
		c := ClipOf(&facts.Case{Turns: talk(30), Hits: test.hits}, "x")
		if diff := cmp.Diff(test.want, indices(c)); diff != "" || c.Of != 30 {
			t.Errorf("%s: of %d (-want +got):\n%s", name, c.Of, diff)
		}
	}
}

// What the agent answered to is shown, even when the agent said much before.
func TestClipLooksBackToTheCustomer(t *testing.T) {
	turns := talk(1)
	turns = append(turns, turn(1, "customer", "退货"))
	for i := int32(2); i < 12; i++ {
		turns = append(turns, turn(i, "agent", "一二三"))
	}
	c := ClipOf(&facts.Case{Turns: turns, Hits: []dataset.Hit{spot("x", 5, 0, 3, "violation", "exact", "")}}, "x")
	if diff := cmp.Diff([]int32{1, 2, 3, 4, 5, 6, 7}, indices(c)); diff != "" {
		t.Error(diff)
	}
}

func TestClipSpans(t *testing.T) {
	turns := []dataset.Turn{turn(0, "agent", "不能保证，您好")}
	measured := spot("x", 0, 0, 21, "violation", "metric", "")
	measured.Matched = "reply_ms=61000"
	f := &facts.Case{Turns: turns, Hits: []dataset.Hit{
		spot("x", 0, 15, 21, "credit", "exact", ""),
		spot("x", 0, 6, 12, "violation", "exact", "negation"),
		spot("x", 0, 0, 12, "violation", "pattern", "quotation"),
		spot("x", 0, 15, 18, "violation", "exact", ""),
		spot("x", 0, 7, 12, "violation", "exact", ""), // not on a character
		spot("x", 0, 18, 22, "violation", "exact", ""),
		spot("x", 0, 3, 3, "violation", "exact", ""),
		measured,
	}}
	want := []Turn{{Role: "agent", Text: "不能保证，您好", Measured: "reply_ms=61000", Spans: []Span{
		{Begin: 0, End: 12, Mark: Silenced, By: "quotation"}, {Begin: 15, End: 18, Mark: Violation},
	}}}
	if diff := cmp.Diff(want, ClipOf(f, "x").Turns); diff != "" {
		t.Error(diff)
	}
}

func TestAlike(t *testing.T) {
	set := func(texts ...string) map[string]bool {
		var c Clip
		for _, s := range texts {
			c.Turns = append(c.Turns, Turn{Text: s})
		}
		return shingles(&c)
	}
	for _, test := range []struct {
		a, b map[string]bool
		want float64
	}{
		{set("一二三四五"), set("一二三四五"), 1},
		{set("一二三四五"), set("一二 三四五"), 1},
		{set("一二三四五"), set("六七八九十"), 0},
		{set("一二三四五六"), set("一二三四五"), 2.0 / 3},
		{set("好", "嗯"), set("好"), 0.5},
		{set(), set(), 1},
	} {
		if got := alike(test.a, test.b); got != test.want || alike(test.b, test.a) != got {
			t.Errorf("%v and %v: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}
