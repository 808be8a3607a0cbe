package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhijian/pipeline/insight/report/browsertest"
)

// hostileInput writes conversations with payloads in every field, in files that
// are named after payloads, among them some that are rejected.
func hostileInput(t *testing.T, dir, day string) {
	t.Helper()
	payloads := browsertest.Payloads()
	for i, p := range payloads {
		next := payloads[(i+1)%len(payloads)]
		record := map[string]any{
			"id": fmt.Sprintf("%s %d", p, i), "channel": "chat", "queue": next,
			"started_at": day + "T10:00:00+08:00",
			"agent":      map[string]string{"id": p, "name": next, "team": p},
			"customer":   map[string]string{"id": p, "tier": next},
			"turns": []map[string]string{
				{"role": "customer", "text": "我要投诉，你们太过分了！" + p},
				{"role": "agent", "text": "您好，请问有什么可以帮您？" + next},
				{"role": "customer", "text": p + "气死我了"},
				{"role": "agent", "text": p + "你投诉也没用，" + next + "随便你投诉。"},
			},
		}
		line, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		bad, err := json.Marshal(map[string]any{"id": p, "channel": next, "turns": []map[string]string{{"role": p, "text": p}}})
		if err != nil {
			t.Fatal(err)
		}
		name := strings.Map(func(r rune) rune {
			if r < ' ' || r == '/' || r == '\uFFFD' {
				return '_'
			}
			return r
		}, strings.ToValidUTF8(p, "_"))
		file := fmt.Sprintf("%02d%.100s.jsonl", i, name)
		if err := os.WriteFile(filepath.Join(dir, file), bytes.Join([][]byte{line, bad, []byte(p), nil}, []byte("\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReportHostile takes payloads through the whole program, unmasked, and opens
// the page in a browser.
func TestReportHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes the dictionary and a browser")
	}
	b := browsertest.Start(t)
	dir := t.TempDir()
	out, page := filepath.Join(dir, "out"), filepath.Join(dir, "report.html")
	var printed bytes.Buffer
	e := &env{stdin: strings.NewReader(""), stdout: &printed, stderr: &printed, now: time.Now, newScorer: newScorer}
	for _, day := range []string{"2026-11-19", "2026-11-20"} {
		in := filepath.Join(dir, day)
		if err := os.Mkdir(in, 0o755); err != nil {
			t.Fatal(err)
		}
		hostileInput(t, in, day)
		if code := e.main([]string{"score", "--no-mask", "--out", out, "--date", day, in}); code != exitRejects {
			t.Fatalf("score: exit code %d: %s", code, printed.String())
		}
	}
	if code := e.main([]string{"report", out, "--out", page}); code != exitComplete {
		t.Fatalf("report: exit code %d: %s", code, printed.String())
	}
	p := b.Open(t, page, browsertest.Size{Width: 1280, Height: 900})
	p.WalkThrough()
	if n := browsertest.Eval[int](p, `document.querySelectorAll("#coaching mark").length`); n == 0 {
		t.Error("the page shows no words: there is nothing to be harmed by")
	}
	p.Harmless()
	browsertest.Eval[int](p, `document.querySelector("nav a[href='#forbidden']").click(); 0`)
	p.Shoot("hostile-forbidden")
	browsertest.Eval[int](p, `document.querySelector("nav a[href='#people']").click(); 0`)
	p.Shoot("hostile-people")
	phone := b.Open(t, page, browsertest.Size{Width: 360, Height: 740})
	for _, id := range browsertest.Eval[[]string](phone, `[...document.querySelectorAll("main > section")].map((s) => s.id)`) {
		browsertest.Eval[int](phone, `document.querySelector("nav a[href='#`+id+`']").click(); for (const d of document.querySelectorAll("details")) d.open = true; 0`)
		if !browsertest.Await(phone, `!document.getElementById("`+id+`").hidden`, true) {
			t.Errorf("page %s is not shown", id)
		}
		if w := browsertest.Eval[int](phone, `document.documentElement.scrollWidth`); w > 360 {
			t.Errorf("%s: the page is %d pixels wide on a phone", id, w)
		}
	}
}
