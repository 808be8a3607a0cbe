package handout

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/peers"
	"zhijian/pipeline/insight/sheet"
)

var update = flag.Bool("update", false, "write the golden files anew")

// result has a case of each kind, with a bit of everything.
func result() *coach.Result {
	score := 71.25
	lin := coach.Agent{ID: "7", Name: "林晓", Team: "甲组"}
	weak := coach.Case{
		Agent: lin, Kind: coach.Weak, Reason: "本人 40 次中 30 次不合格",
		Skill:    coach.Skill{ItemID: "a.greet", Name: "问候", Severity: "minor", Weight: 3, Norm: "店规 1", Coaching: "先说“您好”。"},
		Compared: &peers.Finding{N: 40, Fails: 30},
		Source:   coach.Source{Day: "2026-11-20", InteractionID: "c-1", Channel: "voice", Queue: "热线", Intent: "order", Emotion: "neutral", Score: &score},
		Clip: coach.Clip{Of: 9, Turns: []coach.Turn{
			{Index: 0, Role: "agent", BeginMS: new(int64(900)), Text: "喂，什么事", Searched: true},
			{Index: 1, Role: "customer", BeginMS: new(int64(3_725_000)), Text: "查订单"},
			{Index: 5, Role: "agent", Text: strings.Repeat("长", 200) + "不能保证，肯定可以" + strings.Repeat("长", 200), Spans: []coach.Span{
				{Begin: 600, End: 612, Mark: coach.Silenced, By: "negation"}, {Begin: 615, End: 627, Mark: coach.Violation},
			}},
			{Index: 6, Role: "agent", Text: "查到了", Measured: "reply_ms=61000"},
		}},
		Example: &coach.Example{Agent: coach.Agent{ID: "8"}, Skill: "问候", Same: []string{"queue", "channel"},
			Source: coach.Source{Day: "2026-11-19", InteractionID: "c-2", Channel: "voice"},
			Clip:   coach.Clip{Of: 1, Turns: []coach.Turn{{Role: "agent", Text: "您好，请讲", Spans: []coach.Span{{Begin: 0, End: 6, Mark: coach.Credit}}}}}},
	}
	clear := coach.Case{
		Agent: coach.Agent{ID: "=9", Name: "<b>王\x1b[2J"}, Kind: coach.Clear, Reason: "红线项不合格，原话明确“*笨蛋*”",
		Skill:  coach.Skill{ItemID: "b.abuse", Name: "辱骂", Severity: "fatal", Weight: 5},
		Source: coach.Source{Day: "2026-11-20", InteractionID: "=HYPERLINK(\"x\")", Channel: "chat", Queue: "[q](http://x)"},
		Clip: coach.Clip{Of: 1, Fields: []string{"ring_ms=21000"}, Turns: []coach.Turn{
			{Role: "agent", Text: "<script>alert(1)</script>\n# 你这个笨蛋 ![x](http://x) `a` @b", Spans: []coach.Span{{Begin: 37, End: 43, Mark: coach.Violation}}},
		}},
	}
	return &coach.Result{From: "2026-11-16", To: "2026-11-20", Cases: []coach.Case{weak, clear}, Agents: []coach.Summary{
		{Agent: lin, Interactions: 40, Cases: 1, Compared: 9, Weaker: 1}, {Agent: coach.Agent{ID: "8"}, Interactions: 30, Compared: 9},
		{Agent: clear.Agent, Interactions: 3, Cases: 1},
	}}
}

func outcomes() []coach.Outcome {
	return []coach.Outcome{
		{Agent: coach.Agent{ID: "7"}, Skill: coach.Skill{ItemID: "a.greet", Name: "问候"}, Since: "2026-11-13", Cases: 2, Trend: coach.Improved,
			Before: coach.Share{N: 40, Fails: 30, Rate: 0.75}, After: coach.Share{N: 50, Fails: 10, Rate: 0.2}, Change: coach.Interval{Diff: -0.55, Low: -0.7, High: -0.35},
			PeersBefore: coach.Share{N: 100, Fails: 20, Rate: 0.2}, PeersAfter: coach.Share{N: 100, Fails: 18, Rate: 0.18}},
		{Agent: coach.Agent{ID: "+8"}, Skill: coach.Skill{ItemID: "x|y"}, Since: "2026-11-13", Cases: 1, Trend: coach.Unknown},
	}
}

func TestGoldens(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"cases.txt":    func(w io.Writer) error { return WriteTable(w, result()) },
		"cases.md":     func(w io.Writer) error { return WriteMarkdown(w, result()) },
		"outcomes.txt": func(w io.Writer) error { return WriteOutcomes(w, outcomes()) },
		"outcomes.md":  func(w io.Writer) error { return WriteMarkdownOutcomes(w, outcomes()) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		path := "testdata/" + name
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
		if i := strings.IndexFunc(b.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
			t.Errorf("%s: control character at %d", name, i)
		}
		if full := errors.New("disk full"); !errors.Is(write(failing{full}), full) {
			t.Errorf("%s: the error of the writer is lost", name)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// Text of the tables is text in Markdown: no element, link, picture or heading.
func TestMarkdownIsInert(t *testing.T) {
	var b bytes.Buffer
	if err := WriteMarkdown(&b, result()); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<", "](", "![", "`a`", "\n# 你", "*笨蛋*"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("%q is in:\n%s", bad, b.String())
		}
	}
}

func TestBooks(t *testing.T) {
	for name, test := range map[string]struct {
		book  *sheet.Book
		cells map[string]string // of the first sheet
	}{
		"cases": {Book(result()), map[string]string{"A2": "7", "E2": "弱项", "A3": "'=9", "P3": "'=HYPERLINK(\"x\")", "B3": "<b>王[2J", "C2": "1", "V2": "",
			"I3": "数据：振铃 21.0 秒\n坐席：<script>alert(1)</script> # 你这个笨蛋 ![x](http://x) `a` @b", "K2": "问候（同队列、渠道）\n坐席：您好，请讲"}},
		"outcomes": {OutcomeBook(outcomes()), map[string]string{"A2": "7", "C2": "变好", "J2": "-55.0", "A3": "'+8", "B3": "x|y", "J3": ""}},
	} {
		var b bytes.Buffer
		if err := sheet.WriteXLSX(&b, test.book); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		for cell, want := range test.cells {
			got, err := f.GetCellValue(f.GetSheetName(0), cell)
			if err != nil || strings.TrimSpace(got) != want {
				t.Errorf("%s, %s: %q, want %q (%v)", name, cell, got, want, err)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	var one, two bytes.Buffer
	if err := WriteJSON(&one, result()); err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(&two, result()); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("other bytes, or %v", err)
	}
	for _, want := range []string{`"kind": "weak"`, `"interaction_id": "c-1"`, `"mark": "violation"`} {
		if !strings.Contains(one.String(), want) {
			t.Errorf("no %s in %s", want, one.String())
		}
	}
}
