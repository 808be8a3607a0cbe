package tabulate_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon/opencc"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/stream"
	"zhijian/pipeline/tabulate"
)

// Real chats, exported to tables as Chinese platforms and Excel write them, score
// as the originals do.
func TestExportsScoreTheSame(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "real", "jd_chats.jsonl.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skip("no development data here:", err)
	}
	tab := builtin(t)
	originals := read(t, path)
	want := map[string][]string{}
	for id, in := range originals {
		want[id] = verdicts(t, tab, in)
	}
	dir := t.TempDir()
	convert := traditionalTable()
	traditional, skipped := traditionalOf(originals, convert)
	t.Logf("%d chats; Big5 cannot hold %d, or they are not the same when simplified again", len(originals), skipped)
	if len(traditional) < len(originals)/2 {
		t.Errorf("only %d chats are left for Big5", len(traditional))
	}
	for _, tt := range []struct {
		name    string
		list    map[string]*transcript.Interaction
		content string
	}{
		{"gb18030.csv", originals, encoded(t, simplifiedchinese.GB18030, csvOf(rowsOf(originals)))},
		{"big5.csv", traditional, encoded(t, traditionalchinese.Big5, strings.Map(convert, csvOf(rowsOf(traditional))))},
		{"book.xlsx", originals, xlsxOf(t, rowsOf(originals))},
	} {
		file := filepath.Join(dir, tt.name)
		if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		got := read(t, file)
		if len(got) != len(tt.list) {
			t.Errorf("%s: %d chats read of %d", tt.name, len(got), len(tt.list))
		}
		different := 0
		for id, in := range got {
			if diff := cmp.Diff(want[id], verdicts(t, tab, in)); diff != "" {
				if different++; different <= 3 {
					t.Errorf("%s: %s scores differently (-original +export):\n%s", tt.name, id, diff)
				}
			}
		}
		if different > 0 {
			t.Errorf("%s: %d of %d score differently", tt.name, different, len(got))
		}
	}
}

func builtin(t *testing.T) *tabulate.Tabulator {
	t.Helper()
	s, err := suite.Shipped(suite.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return tabulate.New(s, nil)
}

// read reads all interactions of a file, none of which may be rejected.
func read(t *testing.T, path string) map[string]*transcript.Interaction {
	t.Helper()
	list := map[string]*transcript.Interaction{}
	for in, err := range stream.Interactions(t.Context(), stream.Options{Inputs: []string{path}}) {
		if err != nil {
			t.Fatal(err)
		}
		list[in.ID] = in
	}
	return list
}

// verdicts are those of all items, and the score.
func verdicts(t *testing.T, tab *tabulate.Tabulator, in *transcript.Interaction) []string {
	t.Helper()
	var rows dataset.Batch
	if err := tab.Score(in, &rows); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, item := range rows.Items {
		out = append(out, fmt.Sprintf("%s %s %d", item.ItemID, item.Verdict, item.Points))
	}
	if s := rows.Interactions[0].ScoreFinal; s != nil {
		out = append(out, fmt.Sprint(*s))
	}
	return out
}

func rowsOf(list map[string]*transcript.Interaction) [][]string {
	rows := [][]string{{"会话ID", "渠道", "客户ID", "发送方", "消息内容"}}
	roles := map[transcript.Role]string{transcript.RoleAgent: "客服", transcript.RoleCustomer: "客户"}
	for _, in := range list {
		for _, turn := range in.Turns {
			rows = append(rows, []string{in.ID, "在线", in.Customer.ID, roles[turn.Role], turn.Text})
		}
	}
	return rows
}

func csvOf(rows [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.WriteAll(rows) // a Builder takes everything
	return b.String()
}

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	s, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// traditionalTable gives a character that Big5 has for each simplified one.
func traditionalTable() func(rune) rune {
	table := map[rune]rune{}
	for r := rune(0x4e00); r < 0x9fff; r++ {
		simple := []rune(opencc.At(string(r)))
		if !inBig5(string(r)) || len(simple) != 1 || simple[0] == r {
			continue
		}
		if _, ok := table[simple[0]]; !ok {
			table[simple[0]] = r
		}
	}
	return func(r rune) rune {
		if other, ok := table[r]; ok {
			return other
		}
		return r
	}
}

func inBig5(s string) bool {
	_, err := traditionalchinese.Big5.NewEncoder().String(s)
	return err == nil
}

// traditionalOf converts chats to Traditional characters, those that Big5 can hold
// and that are the same when simplified again.
func traditionalOf(list map[string]*transcript.Interaction, convert func(rune) rune) (out map[string]*transcript.Interaction, skipped int) {
	out = map[string]*transcript.Interaction{}
chats:
	for id, in := range list {
		c := *in
		c.Turns = nil
		for _, turn := range in.Turns {
			text := strings.Map(convert, turn.Text)
			if !inBig5(text) || simplified(text) != simplified(turn.Text) {
				skipped++
				continue chats
			}
			turn.Text = text
			c.Turns = append(c.Turns, turn)
		}
		out[id] = &c
	}
	return out, skipped
}

func simplified(s string) string {
	var b strings.Builder
	for s != "" {
		simple := opencc.At(s)
		if simple == "" {
			_, size := utf8.DecodeRuneInString(s)
			simple = s[:size]
		}
		b.WriteString(simple)
		s = s[len(simple):]
	}
	return b.String()
}

// xlsxOf is a workbook with one sheet, its text in the cells.
func xlsxOf(t *testing.T, rows [][]string) string {
	t.Helper()
	var sheet bytes.Buffer
	sheet.WriteString("<worksheet><sheetData>")
	for _, row := range rows {
		sheet.WriteString("<row>")
		for _, cell := range row {
			sheet.WriteString(`<c t="inlineStr"><is><t xml:space="preserve">`)
			if err := xml.EscapeText(&sheet, []byte(cell)); err != nil {
				t.Fatal(err)
			}
			sheet.WriteString("</t></is></c>")
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, part := range [][2]string{
		{"[Content_Types].xml", "<Types/>"},
		{"xl/workbook.xml", `<workbook><sheets><sheet name="Sheet1" sheetId="1" id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}
