package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"

	"zhijian/analyzers/mask/maskgen"
	"zhijian/pipeline/dataset"
)

// private writes interactions with personal data, and beside them the texts that
// no output may hold: private FOLDER NUMBER. Ids, customer ids and the name of the
// file hold telephone numbers too; every tenth record is broken.
func private(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	type turn struct {
		Role string `json:"role"`
		Text string `json:"text"`
	}
	canaries := []string{"13912345670", "13912345671"}
	var lines []byte
	for i, c := range maskgen.Values(n, 11) {
		phone := fmt.Sprintf("137%08d", 20_000_000+i*7919)
		canaries = append(canaries, phone)
		for _, text := range c.Canaries {
			if !c.Irregular && utf8.RuneCountInString(text) >= 6 || c.Kind == maskgen.Name && utf8.RuneCountInString(text) == 3 {
				canaries = append(canaries, text)
			}
		}
		var turns []turn
		for _, t := range c.Turns {
			turns = append(turns, turn{string(t.Role), t.Text})
		}
		record := map[string]any{"id": "call-" + phone, "channel": "chat", "customer": map[string]string{"id": phone}, "turns": turns}
		if i%10 == 9 {
			record["channel"] = phone
		}
		line, err := json.Marshal(record)
		ts.Check(err)
		lines = append(append(lines, line...), '\n')
	}
	lines = append(lines, "{\"id\":\"13912345670\",\"turns\":13912345670,\n"...)
	folder := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(folder, 0o755))
	ts.Check(os.WriteFile(filepath.Join(folder, "rec13912345671.jsonl"), lines, 0o644))
	ts.Check(os.WriteFile(folder+".canaries", []byte(strings.Join(canaries, "\n")), 0o644))
}

// silent fails when a file below a folder, the rows of its tables, or a file holds
// one of the texts: silent CANARIES PATH... With ! one of them must be there.
func silent(ts *testscript.TestScript, neg bool, args []string) {
	canaries := strings.Split(ts.ReadFile(args[0]), "\n")
	if len(canaries) < 2 {
		ts.Fatalf("no canaries")
	}
	var all []byte
	for _, path := range args[1:] {
		if path == "stdout" || path == "stderr" {
			all = append(all, ts.ReadFile(path)...)
			continue
		}
		ts.Check(filepath.WalkDir(ts.MkAbs(path), func(name string, d fs.DirEntry, err error) error {
			all = append(append(all, name...), '\n')
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			all = append(all, data...)
			return err
		}))
		all = append(all, allRows(ts, ts.MkAbs(path))...)
	}
	i := slices.IndexFunc(canaries, func(c string) bool { return bytes.Contains(all, []byte(c)) })
	if neg == (i < 0) {
		ts.Fatalf("canary %d of %d in %d bytes (-1 is none)", i, len(canaries), len(all))
	}
}

// allRows are the rows of all tables of all dates as JSON.
func allRows(ts *testscript.TestScript, out string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	dates, err := dataset.Dates(out)
	ts.Check(err)
	for _, date := range dates {
		m, err := dataset.ReadManifest(out, date)
		ts.Check(err)
		rowsOf[dataset.Interaction](ts, enc, out, m, dataset.TableInteractions)
		rowsOf[dataset.Item](ts, enc, out, m, dataset.TableItems)
		rowsOf[dataset.Hit](ts, enc, out, m, dataset.TableHits)
		rowsOf[dataset.Turn](ts, enc, out, m, dataset.TableTurns)
		rowsOf[dataset.Reject](ts, enc, out, m, dataset.TableRejects)
	}
	return b.Bytes()
}

func rowsOf[T any](ts *testscript.TestScript, enc *json.Encoder, out string, m *dataset.Manifest, table dataset.Table) {
	n := 0
	for row, err := range dataset.ReadTable[T](context.Background(), out, m, table) {
		ts.Check(err)
		ts.Check(enc.Encode(row))
		n++
	}
	if n == 0 {
		ts.Fatalf("table %s has no rows to look at", table)
	}
}

func TestMaskOptions(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		options maskOptions
		want    string // settings; empty: an error
	}{
		{maskOptions{types: "all"}, "1:address,bankcard,code,email,identity,landline,mobile,name,password,plate"},
		{maskOptions{types: "mobile"}, "1:mobile"},
		{maskOptions{types: "all", off: true}, "none"},
		{maskOptions{types: "mobile", key: key}, "1:mobile;customer_id=hmac-sha256:"},
		{maskOptions{types: "mobile", off: true}, ""},
		{maskOptions{types: "all", off: true, key: key}, ""},
		{maskOptions{types: "phone"}, ""},
		{maskOptions{types: "none"}, ""},
		{maskOptions{types: "all", key: key + "s"}, ""},
	} {
		m, err := tt.options.masker()
		if (err == nil) != (tt.want != "") || err == nil && !strings.HasPrefix(m.Settings(), tt.want) {
			t.Errorf("%+v: %q, %v", tt.options, m.Settings(), err)
		}
		if err != nil && exitCode(err) != exitUsage {
			t.Errorf("%+v: %v is no error of usage", tt.options, err)
		}
	}
}
