package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
	processor "zhijian/benchmarks/clock"
)

// gridOf cuts content, read in small pieces, into rows.
func gridOf(content string, sep byte) (rows [][]string, rejects []*Reject, err error) {
	opener := newTestOpener(Options{})
	defer opener.Close()
	stream, _, err := opener.file.open(iotest.HalfReader(strings.NewReader(content)))
	if err != nil {
		return nil, nil, err
	}
	in := &Input{Source: transcript.Source{File: "a.csv"}, Content: stream, Options: &opener.options, failure: func() error { return nil }, kept: opener.kept}
	in.sample()
	g := newCSVGrid(in, sep)
	for {
		row, err := g.next()
		rej, isReject := errors.AsType[*Reject](err)
		switch {
		case errors.Is(err, io.EOF):
			return rows, rejects, nil
		case isReject:
			rejects = append(rejects, rej)
			continue
		case err != nil:
			return nil, nil, err
		}
		var cells []string
		for _, c := range row.cells {
			cells = append(cells, string(c))
		}
		rows = append(rows, cells)
	}
}

// Cells of any text come back from a file that the standard library wrote.
func TestCSVCellsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("a\"\",;\t\n 客服：'=")), 0, 8, -1)
		width := rapid.IntRange(2, 5).Draw(t, "width")
		row := rapid.SliceOfN(cell, width, width)
		rows := append([][]string{{"head", "er"}}, rapid.SliceOfN(row, 0, 6).Draw(t, "rows")...)
		sep := rapid.SampledFrom([]byte(",;\t")).Draw(t, "sep")
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = rune(sep), rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		content := b.String()
		if rapid.Bool().Draw(t, "no last line end") {
			content = strings.TrimSuffix(strings.TrimSuffix(content, "\n"), "\r")
		}
		got, rejects, err := gridOf(content, sep)
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, r := range rows {
			var alone strings.Builder
			one := csv.NewWriter(&alone)
			one.Comma = rune(sep)
			if err := one.WriteAll([][]string{r}); err != nil {
				t.Fatal(err)
			}
			if strings.Trim(alone.String(), " \t\n") != "" { // else a blank line
				want = append(want, r)
			}
		}
		if w.UseCRLF {
			for _, r := range got {
				for i := range r {
					r[i] = strings.ReplaceAll(r[i], "\r\n", "\n")
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || len(rejects) > 0 {
			t.Fatalf("%q: rejects %v (-written +read):\n%s", content, rejects, diff)
		}
	})
}

// A mark that is never closed costs its own row, however much follows it.
func TestCSVStrayMarkInLargeFile(t *testing.T) {
	row := "a,客服,您好，很高兴为您服务\n"
	n := (20 << 20) / len(row)
	content := "会话ID,角色,内容\n" + row + "b,客服,\"您好\n" + strings.Repeat(row, n)
	got, rejects := readTable(t, "a.csv", "会话ID,角色,内容\n"+"b,客服,\"您好\n"+strings.Repeat(row, 10_000), Options{Channel: transcript.ChannelChat})
	if len(got) != 1 || len(got[0].Turns) != 10_000 || len(rejects) != 1 {
		t.Errorf("%d interactions, rejects %v", len(got), rejects)
	}
	rows, rejects, err := gridOf(content, ',')
	if err != nil || len(rows) != n+2 || len(rejects) != 1 || rejects[0].Source.Line != 3 {
		t.Errorf("%d rows of %d, rejects %v, %v", len(rows), n+2, rejects, err)
	}
}

// Marks that are never closed cost time in proportion to the file.
func TestCSVOfMarksIsReadInTime(t *testing.T) {
	for name, line := range map[string]string{"first cell": "\"a,客服,您好\n", "last cell": "a,客服,\"您好\n", "doubled": "\"\"\",客服,\"\"\n"} {
		content := "会话ID,角色,内容\n" + strings.Repeat(line, (12<<20)/len(line))
		var rejects []*Reject
		took, err := processor.Took(1, func() error {
			_, rejects = readTable(t, "a.csv", content, Options{Channel: transcript.ChannelChat})
			return nil
		})
		if err != nil || took > 60*time.Second {
			t.Errorf("%s: %v, %v", name, took, err)
		}
		if len(rejects) == 0 {
			t.Errorf("%s: nothing was rejected", name)
		}
		t.Log(name, len(rejects), took)
	}
}
