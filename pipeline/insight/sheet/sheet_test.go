package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"您好":                       "您好",
		"a=b":                      "a=b",
		"1-2":                      "1-2",
		"=1+1":                     "'=1+1",
		"+8613":                    "'+8613",
		"-5":                       "'-5",
		"@SUM(A1)":                 "'@SUM(A1)",
		"＝1+1":                     "'＝1+1",
		"＋1":                       "'＋1",
		"－1":                       "'－1",
		"＠x":                       "'＠x",
		"﹦1":                       "'﹦1",
		"−1":                       "'−1",
		"  =1":                     "'  =1",
		"\u3000=1":                 "'\u3000=1",
		"\u00a0=1":                 "'\u00a0=1",
		"\u200b=1":                 "'\u200b=1",
		"\ufeff=1":                 "'\ufeff=1",
		"\u3164=1":                 "'\u3164=1", // a filler of Hangul, which is invisible
		"\t=1":                     "' =1",
		"\tcmd":                    " cmd",
		"\r=1":                     "\n'=1",
		"\x00=1":                   "'=1",
		"\x1b[31mred":              "[31mred",
		"a\n=1\nb":                 "a\n'=1\nb",
		"a\u2028=1":                "a\n'=1",
		"abc\u202edcba":            "abcdcba",
		"a\ufffeb\U0001fffe":       "ab",
		"\xff\xfe":                 "\ufffd",
		"_x003D_1+1":               "_x003D_1+1",
		"'=1":                      "'=1",
		"=HYPERLINK(\"http://x\")": "'=HYPERLINK(\"http://x\")",
	} {
		if got := Safe(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSafeCuts(t *testing.T) {
	for name, s := range map[string]string{"han": strings.Repeat("汉", 40000), "emoji": strings.Repeat("😀", 20000), "formula": strings.Repeat("=", 33000)} {
		got := Safe(s)
		if n := units(got); n > maxUnits || n < maxUnits-2 || !strings.HasSuffix(got, cutMark) || !utf8.ValidString(got) {
			t.Errorf("%s: %d units", name, n)
		}
	}
	if s := strings.Repeat("汉", maxUnits); Safe(s) != s {
		t.Error("what just fits was cut")
	}
}

// Whatever comes in, no line of what goes out begins like a formula or holds what
// XML or a terminal would stumble over; and to make safe twice changes nothing.
func FuzzSafe(f *testing.F) {
	for _, s := range []string{"=1", " ＝1\r\n=2", "\u200b\ufeff@x", "\xff=\x01=", "_x003D_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Safe(s)
		if !utf8.ValidString(got) || units(got) > maxUnits || strings.ContainsAny(got, "\x00\t\r\x1b\x7f") {
			t.Fatalf("%q gives %q", s, got)
		}
		for line := range strings.Lines(got) {
			if formula(line) {
				t.Fatalf("%q gives the line %q", s, line)
			}
		}
		if units(got) < maxUnits-1 && Safe(got) != got {
			t.Fatalf("%q, then %q", got, Safe(got))
		}
	})
}

// The runs of a rich cell are, put together, as safe as one text.
func TestRunsAreSafe(t *testing.T) {
	piece := rapid.SampledFrom([]string{"=", "＝", " ", "\n", "a", "汉", "\u200b", "\x00", "😀", "", "+", strings.Repeat("长", 9000)})
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces")
		var rs []Run
		for i, s := range in {
			rs = append(rs, Run{Text: s, Mark: Mark(i % 4)})
		}
		got := ""
		for _, r := range runs(rs) {
			got += r.Text
		}
		bare := func(s string) string { return strings.ReplaceAll(s, "'", "") }
		if whole := Safe(strings.Join(in, "")); !strings.HasSuffix(whole, cutMark) && !strings.HasSuffix(got, cutMark) && bare(got) != bare(whole) {
			t.Fatalf("runs give %q, the whole %q", got, whole)
		}
		if units(got) > maxUnits {
			t.Fatalf("%d units", units(got))
		}
		for line := range strings.Lines(got) {
			if formula(line) {
				t.Fatalf("line %q", line)
			}
		}
	})
}

func example() *Book {
	return &Book{Title: "复核样本", Sheets: []Sheet{{
		Name: "样本", Fixed: 1,
		Columns: []Column{{Title: "编号"}, {Title: "得分"}, {Title: "片段", Width: 60}, {Title: "结论", Choices: []string{"同意", "不同意", "无法判断"}, Input: true}},
		Rows: [][]Cell{
			{Text("=cmd|' /C calc'!A0"), Number(83.25, 1), Rich(Run{Text: "坐席："}, Run{"大笨蛋", Bad}, Run{"\n=1", Good}, Run{"不能保证", Silenced}), {}},
			{Text("_x003D_1<b>&\"</b>\x01"), Integer(-3), Rich(), {}},
		},
	}, {Name: "说明", Prose: true, Columns: []Column{{Title: "列"}, {Title: "含义"}}, Rows: [][]Cell{{Text("编号"), Text("@x")}}}}}
}

func xlsx(t *testing.T, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteXLSX(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestXLSXReadBack(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(xlsx(t, example())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"样本", "说明"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("样本")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"编号", "得分", "片段", "结论"},
		{"'=cmd|' /C calc'!A0", "83.3", "坐席：大笨蛋\n'=1不能保证"},
		{"_x003D_1<b>&\"</b>", "-3"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if v, err := f.GetCellValue("样本", "B2", excelize.Options{RawCellValue: true}); err != nil || v != "83.25" {
		t.Errorf("raw number %q, %v", v, err)
	}
	lists, err := f.GetDataValidations("样本")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "D2:D3" || lists[0].Formula1 != `"同意,不同意,无法判断"` {
		t.Errorf("lists %+v, %v", lists, err)
	}
	for name, want := range map[string]excelize.Panes{
		"样本": {Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"},
		"说明": {Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"},
	} {
		got, err := f.GetPanes(name)
		got.Selection = nil
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	for _, cell := range []string{"A2", "B2", "C2", "D2", "A3"} {
		if formula, err := f.GetCellFormula("样本", cell); formula != "" || err != nil {
			t.Errorf("%s: formula %q, %v", cell, formula, err)
		}
	}
}

// The XML itself: well formed, no formula anywhere but in the lists to choose from,
// no link to the outside, no time of today.
func TestXLSXRaw(t *testing.T) {
	content := xlsx(t, example())
	if again := xlsx(t, example()); !bytes.Equal(content, again) {
		t.Error("the same book gives other bytes")
	}
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, entry := range r.File {
		if y := entry.Modified.UTC().Year(); y != 2000 {
			t.Errorf("%s: of %d", entry.Name, y)
		}
		f, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(text)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", entry.Name, err)
			}
		}
		if bytes.Contains(text, []byte(`TargetMode="External"`)) || regexp.MustCompile(`<f[ >]`).Match(text) {
			t.Errorf("%s: a formula or a link:\n%s", entry.Name, text)
		}
		if strings.HasPrefix(entry.Name, "xl/worksheets/sheet") {
			seen++
			if !bytes.Contains(text, []byte(`state="frozen"`)) {
				t.Errorf("%s: the header is not frozen", entry.Name)
			}
		}
	}
	if seen != 2 {
		t.Errorf("%d sheets", seen)
	}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := WriteCSV(&out, &example().Sheets[0]); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("\xEF\xBB\xBF编号,")) || !bytes.Contains(out.Bytes(), []byte("结论\r\n")) {
		t.Errorf("%q", out.String())
	}
	records, err := csv.NewReader(bytes.NewReader(out.Bytes()[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"编号", "得分", "片段", "结论"},
		{"'=cmd|' /C calc'!A0", "83.25", "坐席：【大笨蛋】【\n'=1】【不能保证】", ""},
		{"_x003D_1<b>&\"</b>", "-3", "", ""},
	}
	if diff := cmp.Diff(want, records); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefused(t *testing.T) {
	short := &Book{Sheets: []Sheet{{Name: "s", Columns: make([]Column, 2), Rows: [][]Cell{{{}}}}}}
	if err := WriteXLSX(io.Discard, short); err == nil || !strings.Contains(err.Error(), "row 1 has 1 cells") {
		t.Errorf("XLSX: %v", err)
	}
	if err := WriteCSV(io.Discard, &short.Sheets[0]); err == nil {
		t.Error("CSV: no error")
	}
	if err := WriteXLSX(io.Discard, &Book{Sheets: []Sheet{{Name: "a/b"}}}); err == nil {
		t.Error("a name that Excel does not take")
	}
	many := &Book{Sheets: []Sheet{{Name: "s", Rows: make([][]Cell, maxRows)}}}
	if err := WriteXLSX(io.Discard, many); err == nil || !strings.Contains(err.Error(), "write CSV") {
		t.Errorf("too many rows: %v", err)
	}
}
