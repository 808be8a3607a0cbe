package sample

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/coach/handout"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/sheet"
)

// payloads are texts that would do something in a spreadsheet, a terminal or a
// renderer of Markdown.
func payloads() []string {
	return []string{
		"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u3000=1+1", "\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1",
		"＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "﹦1", "﹢1", "﹣1", "−1",
		"=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "=WEBSERVICE(\"http://x\")", "=IMPORTXML(\"http://x\",\"//a\")", "@cmd|' /C calc'!A0",
		"\",=1+1", "';=1+1", "a\n=1+1\n+2", "a\r\n=1+1", "x\u2028=1+1", "_x003D_1+1", "\x00=1+1", "\x1b[31m=1+1", "\x1b]8;;http://x\x07y",
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "[x](javascript:alert(1))", "![x](http://x/y.png)", "<http://x>", "# x", "- x", "1. x",
		"`x`", "```\nx", "| x | y |", "***", "\u202e=1+1", "\u2066=1+1", "]]><x/>", "\ufffe=1", strings.Repeat("=", 40000),
	}
}

// hostile publishes an interaction for each payload, with the payload in every
// field that comes from outside, and with a fatal fail.
func hostile(t *testing.T) *period.Period {
	t.Helper()
	items := []dataset.RubricItem{{ItemID: "abuse", Name: "=辱骂", Kind: "forbidden", Severity: "fatal", Weight: 1, Source: "=1", Coaching: "+1"}}
	day := factstest.Day{Date: "2026-11-20", Rubric: items}
	for i, p := range payloads() {
		turn, begin, end := int32(1), int32(0), int32(len(p))
		short := p[:min(len(p), 200)]
		day.Cases = append(day.Cases, factstest.Case{
			Interaction: dataset.Interaction{InteractionID: fmt.Sprint(short, i), Channel: "chat", AgentID: fmt.Sprint(short, i), AgentName: p, Team: p, Queue: short, Intent: short, CustomerEmotion: short, Fatal: true},
			Items:       []dataset.Item{{ItemID: "abuse", Verdict: "fail", FatalEffect: true}},
			Turns:       []dataset.Turn{{Role: "customer", Text: p}, {Role: "agent", Text: p}},
			Hits:        []dataset.Hit{{ItemID: "abuse", Polarity: "violation", Tier: "exact", TurnIndex: &turn, BeginByte: &begin, EndByte: &end, Text: p, Matched: p}},
		})
	}
	out := t.TempDir()
	factstest.Publish(t, out, day)
	p, err := period.Latest(out)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// harmless fails when a cell could run, or plays tricks.
func harmless(t *testing.T, where, cell string) {
	t.Helper()
	for line := range strings.Lines(cell) {
		if bare := strings.TrimLeft(line, " \u3000\u00a0\u200b\ufeff"); bare != "" && strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣−", []rune(bare)[0]) {
			t.Errorf("%s: %.40q", where, cell)
		}
	}
	if strings.ContainsAny(cell, "\x00\x1b\t\r\u202e\u2066") {
		t.Errorf("%s: %.40q", where, cell)
	}
}

// numeric reports whether a cell is a number of ours, such as -3.5.
func numeric(f *excelize.File, sheet, cell string) bool {
	kind, err := f.GetCellType(sheet, cell)
	return err == nil && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString
}

func TestHostileTextIsInert(t *testing.T) {
	p := hostile(t)
	sampled, err := Draw(context.Background(), p, period.Filter{}, Options{Size: 1000, RandomShare: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	coached, err := coach.Find(context.Background(), p, period.Filter{}, coach.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(payloads()); len(sampled.Cases) != n || len(coached.Cases) != n {
		t.Fatalf("%d sampled and %d coached of %d", len(sampled.Cases), len(coached.Cases), n)
	}
	for name, write := range map[string]func(io.Writer) error{
		"sample":   sampled.WriteXLSX,
		"coaching": func(w io.Writer) error { return sheet.WriteXLSX(w, handout.Book(coached)) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for r, row := range rows {
				for c, cell := range row {
					at, _ := excelize.CoordinatesToCellName(c+1, r+1)
					if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
						t.Errorf("%s %s: formula %s", sheet, at, formula)
					}
					if !numeric(f, sheet, at) {
						harmless(t, name+" "+sheet+" "+at, cell)
					}
				}
			}
		}
	}
	var c bytes.Buffer
	if err := sampled.WriteCSV(&c); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(c.Bytes()[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, record := range records {
		for _, cell := range record {
			harmless(t, fmt.Sprint("CSV ", i), cell)
		}
	}
	var m bytes.Buffer
	if err := handout.WriteMarkdown(&m, coached); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<", "](", "![", "\x1b", "\x00"} {
		if strings.Contains(m.String(), bad) {
			t.Errorf("Markdown has %q", bad)
		}
	}
}
