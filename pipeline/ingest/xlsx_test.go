package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhijian/analyzers/transcript"
)

// writeXLSX writes a workbook with a sheet of text cells for each table. Every
// other cell refers to a shared string, as Excel writes them, the rest stand in
// the sheet. A cell that begins with "\x00" is XML of its own; a row whose first cell begins with
// "\x01" lists merged cells.
func writeXLSX(t testing.TB, tables ...[][]string) string {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	put := func(name, content string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(xml.Header + content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var sheets, rels, strs strings.Builder
	count := 0
	escape := func(s string) string {
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(strings.ReplaceAll(s, "\r", "_x000D_"))); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for i, table := range tables {
		fmt.Fprintf(&sheets, `<sheet name="表%d" sheetId="%d" r:id="rId%d"/>`, i+1, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="t" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		var b, merged strings.Builder
		for r, row := range table {
			if len(row) > 0 && strings.HasPrefix(row[0], "\x01") {
				for _, ref := range row {
					fmt.Fprintf(&merged, `<mergeCell ref="%s"/>`, strings.TrimPrefix(ref, "\x01"))
				}
				continue
			}
			fmt.Fprintf(&b, `<row r="%d">`, r+1)
			for c, s := range row {
				ref := fmt.Sprintf("%s%d", columnName(c), r+1)
				switch {
				case s == "":
				case s[0] == 0:
					b.WriteString(strings.Replace(s[1:], "<c", `<c r="`+ref+`"`, 1))
				case (r+c)%2 == 0:
					fmt.Fprintf(&b, `<c r="%s" t="s"><v>%d</v></c>`, ref, count)
					fmt.Fprintf(&strs, `<si><r><t xml:space="preserve">%s</t></r><rPh sb="0" eb="1"><t>拼音</t></rPh></si>`, escape(s))
					count++
				default:
					fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, escape(s))
				}
			}
			b.WriteString(`</row>`)
		}
		put(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<worksheet><sheetData>`+b.String()+`</sheetData><mergeCells>`+merged.String()+`</mergeCells></worksheet>`)
	}
	put("[Content_Types].xml", `<Types/>`)
	put("xl/workbook.xml", `<workbook xmlns:r="r"><sheets>`+sheets.String()+`<sheet name="字典" state="hidden" r:id="rId1"/></sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships>`+rels.String()+`<Relationship Id="s" Target="/xl/sharedStrings.xml"/></Relationships>`)
	put("xl/sharedStrings.xml", `<sst>`+strs.String()+`</sst>`)
	put("xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm:ss"/>`+
		`<numFmt numFmtId="171" formatCode="[$-409]0.00&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>`+
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/><xf numFmtId="21"/><xf numFmtId="171"/></cellXfs></styleSheet>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func TestXLSX(t *testing.T) {
	turns := [][]string{
		{"会话明细", "", ""},
		{"会话ID", "渠道", "会话开始时间", "客服工号", "技能组", "发送者", "发送时间", "消息内容", "满意度", "工单号"},
		{"c-1", "在线", "\x00<c s=\"1\"><v>46346.383715277779</v></c>", "\x00<c><v>3021</v></c>", "售后", "客服小王", "\x00<c s=\"2\"><v>46346.383796296293</v></c>", "您好，请问\n有什么\"可以\"帮您？", "非常满意", "T-1"},
		{"c-1", "在线", "", "3021", "售后", "客户", "2026/11/20 9:13:01", "订单没到", "", ""},
		nil,
		{"c-2", "电话", "2026-11-20T10:00:00+08:00", "3021", "", "坐席", "\x00<c s=\"3\"><v>2.8935185185185185E-5</v></c>", "您好", "", "-"},
		{"c-2", "电话", "", "", "", "用户", "0:00:05", "\x00<c t=\"str\"><f>A1</f><v>喂</v></c>"},
	}
	calls := [][]string{{"通话ID", "渠道", "聊天记录"}, {"v-1", "电话", "客服：您好\n客户：你好"}}
	book := writeXLSX(t, turns, nil, calls, [][]string{{"备注"}, {"这一页不是会话"}})
	got, rejects := readTable(t, "a.xlsx", book, Options{Zone: shanghai()})
	if diff := cmp.Diff([]string{"0 unknown_fields "}, describeRejects(rejects)); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	want := append([]*transcript.Interaction{{
		ID: "v-1", Channel: transcript.ChannelVoice,
		Turns: []transcript.Turn{{Role: transcript.RoleAgent, Text: "您好"}, {Role: transcript.RoleCustomer, Text: "你好"}},
	}}, wantTurnTable()...)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(transcript.Interaction{}, "Source")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := got[1].Source; s.Member != "表1" || s.Line != 3 {
		t.Errorf("source %+v", s)
	}
}

// What is merged over rows belongs to all of them, but for what was said.
func TestXLSXMergedCells(t *testing.T) {
	book := writeXLSX(t, [][]string{
		{"会话ID", "渠道", "角色", "内容"},
		{"a", "在线", "客服", "您好"}, {"", "", "", "请问"}, {"", "", "客户", "你好"}, {"b", "电话", "客服", "喂"}, {"", "", "客户", ""},
		{"\x01A2:A4", "B2:B4", "C2:C3", "A5:A6", "B5:B6", "D5:D6", "A1:B1"},
	})
	got, rejects := readTable(t, "a.xlsx", book, Options{})
	want := []*transcript.Interaction{{ID: "a", Channel: transcript.ChannelChat, Turns: []transcript.Turn{
		{Role: transcript.RoleAgent, Text: "您好"}, {Role: transcript.RoleAgent, Text: "请问"}, {Role: transcript.RoleCustomer, Text: "你好"},
	}}, {ID: "b", Channel: transcript.ChannelVoice, Turns: []transcript.Turn{
		{Role: transcript.RoleAgent, Text: "喂"}, {Role: transcript.RoleCustomer},
	}}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(transcript.Interaction{}, "Source")); diff != "" || len(rejects) > 0 {
		t.Errorf("rejects %v (-want +got):\n%s", rejects, diff)
	}
}

func TestXLSXKindOfCode(t *testing.T) {
	for code, want := range map[string]dateKind{
		"General": notDate, "0.00": notDate, "#,##0": notDate, "@": notDate, "yyyy/m/d h:mm": dateTime, "[h]:mm:ss": timeOnly, "mm:ss.0": timeOnly,
		`0"日"`: notDate, `yyyy"年"m"月"d"日"`: dateTime, `[$-804]上午/下午h"时"mm"分"`: timeOnly, "[Red]0": notDate, "0.00E+00": notDate, `_ * #,##0_ `: notDate,
	} {
		if got := kindOfCode(code); got != want {
			t.Errorf("%s: %d, want %d", code, got, want)
		}
	}
}

func TestXLSXDamage(t *testing.T) {
	book := writeXLSX(t, [][]string{{"会话ID", "角色", "内容"}, {"a", "客服", "您好"}, {"a", "客户", "你好"}})
	for n := range len(book) {
		got, rejects := readTable(t, "a.xlsx", book[:n], Options{Channel: transcript.ChannelChat})
		if len(got) > 0 || len(rejects) == 0 && n > 0 {
			t.Fatalf("cut at %d: %d interactions, rejects %v", n, len(got), rejects)
		}
	}
	if got, rejects := readTable(t, "a.xlsx", book, Options{Channel: transcript.ChannelChat}); len(got) != 1 || len(rejects) > 0 {
		t.Errorf("whole: %v, %v", got, rejects)
	}
}

func FuzzXLSXSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>会话ID</t></is></c><c r="B1" t="str"><v>角色</v></c></row></sheetData></worksheet>`), []byte(`<sst><si><t>x_x000D_y</t></si></sst>`))
	f.Fuzz(func(t *testing.T, sheet, strs []byte) {
		var buf bytes.Buffer
		z := zip.NewWriter(&buf)
		for name, content := range map[string]string{
			"[Content_Types].xml": "<Types/>", "xl/workbook.xml": `<workbook><sheets><sheet name="a" id="1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<R><Relationship Id="1" Target="worksheets/a.xml"/><Relationship Id="2" Target="sharedStrings.xml"/></R>`,
			"xl/worksheets/a.xml":        string(sheet), "xl/sharedStrings.xml": string(strs),
		} {
			w, err := z.Create(name)
			if err == nil {
				_, err = w.Write([]byte(content))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		checkReading(t, "a.xlsx", buf.String())
	})
}
