package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhijian/pipeline"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/plan"
)

func TestBatchDate(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct{ value, zone, now, want string }{
		{"yesterday", "Asia/Shanghai", "2026-11-21T01:30:00+08:00", "2026-11-20"},
		{"today", "Asia/Shanghai", "2026-11-21T01:30:00+08:00", "2026-11-21"},
		{"yesterday", "Asia/Shanghai", "2026-11-20T16:00:00Z", "2026-11-20"},
		{"yesterday", "Asia/Shanghai", "2026-11-20T15:59:59Z", "2026-11-19"},
		{"yesterday", "UTC", "2026-03-01T00:00:00Z", "2026-02-28"},
		{"yesterday", "UTC", "2026-01-01T12:00:00Z", "2025-12-31"},
		{"yesterday", "Europe/Berlin", "2026-03-30T00:30:00+02:00", "2026-03-29"}, // a day of 23 hours
		{"2024-02-29", "UTC", "2026-01-01T12:00:00Z", "2024-02-29"},
	}
	for _, tt := range tests {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := batchDate(tt.value, zone, at(tt.now))
		if err != nil || got != tt.want {
			t.Errorf("%s at %s in %s is %s, %v, want %s", tt.value, tt.now, tt.zone, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "2026-2-3", "2026-02-30", "tomorrow", "2026-11-20T00:00:00Z", "../2026-11-20"} {
		if got, err := batchDate(bad, time.UTC, time.Now()); exitCode(err) != exitUsage {
			t.Errorf("%q is taken for %q, %v", bad, got, err)
		}
	}
}

func TestExitCodes(t *testing.T) {
	wrapped := func(err error) error { return errors.Join(fmt.Errorf("in.jsonl: %w", err), errors.New("more")) }
	tests := []struct {
		err  error
		want int
		says string
	}{
		{nil, exitComplete, ""},
		{errRejects, exitRejects, ""},
		{errors.New("disk full"), exitFailed, "zhijian: disk full"},
		{errInterrupted, exitFailed, "nothing was published"},
		{usageErrorf("no flag: %w", io.EOF), exitUsage, "no flag"},
		{wrapped(dataset.ErrLocked), exitLocked, "Wait until"},
		{wrapped(plan.ErrMissing), exitFailed, "Check the path"},
		{wrapped(plan.ErrUnreadable), exitFailed, "permissions"},
		{wrapped(plan.ErrNoInput), exitFailed, "right folder"},
		{wrapped(plan.ErrChanged), exitFailed, "upload has finished"},
	}
	for _, tt := range tests {
		if got := exitCode(tt.err); got != tt.want {
			t.Errorf("exit code of %v is %d, want %d", tt.err, got, tt.want)
		}
		if got := explain(tt.err); !strings.Contains(got, tt.says) || tt.says == "" && got != "" {
			t.Errorf("message of %v is %q, want one that says %q", tt.err, got, tt.says)
		}
	}
}

func TestProgressBar(t *testing.T) {
	var b bytes.Buffer
	bar := newProgressBar(&env{stderr: &b, terminal: true})
	bar.show(pipeline.Progress{Done: 1 << 20, Total: 4 << 20, Interactions: 256})
	bar.show(pipeline.Progress{Done: 2 << 20, Total: 4 << 20, Interactions: 512})
	bar.finish()
	for _, s := range []string{"50.00%", "2.00 MiB / 4.00 MiB", "512 interactions", "/s"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("the bar does not show %q: %q", s, b.String())
		}
	}
}

func TestNoProgressBarWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	bar := newProgressBar(&env{stderr: &b})
	bar.show(pipeline.Progress{Done: 1, Total: 2})
	bar.finish()
	if b.Len() > 0 {
		t.Errorf("written: %q", b.String())
	}
}

// On a terminal the bar goes to stderr and the summary to stdout.
func TestScoreOnATerminal(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	if err := os.WriteFile(in, []byte(`{"id":"a","channel":"chat","turns":[{"role":"agent","text":"您好"}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	e := &env{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, terminal: true, now: time.Now, newScorer: newPoliteScorer}
	if code := e.main([]string{"score", "--out", filepath.Join(dir, "out"), in}); code != exitComplete {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	if !strings.Contains(stderr.String(), "100.00%") || !strings.Contains(stderr.String(), "1 interactions") {
		t.Errorf("stderr: %q", stderr.String())
	}
	if !strings.HasPrefix(stdout.String(), "质检完成") || strings.Contains(stdout.String(), "100.00%") {
		t.Errorf("stdout: %q", stdout.String())
	}
}

// Once the date is committed, the exit code tells about the data alone.
func TestSummaryThatCannotBePrinted(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	if err := os.WriteFile(in, []byte("{}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"--json", "--json=false"} {
		var stderr bytes.Buffer
		e := &env{stdout: closedPipe{}, stderr: &stderr, now: time.Now, newScorer: newPoliteScorer}
		if code := e.main([]string{"score", "--out", filepath.Join(dir, "out"), form, in}); code != exitRejects {
			t.Errorf("%s: exit code %d, want %d", form, code, exitRejects)
		}
		if !strings.Contains(stderr.String(), "could not be printed") {
			t.Errorf("%s: stderr: %q", form, stderr.String())
		}
	}
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
