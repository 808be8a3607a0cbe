package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/insight/summary"
)

const phone = "13812345678"

// Whatever way a number comes into a log record, it is masked.
func TestLogIsMasked(t *testing.T) {
	var b bytes.Buffer
	log := maskLog(slog.New(slog.NewTextHandler(&b, nil)), mask.New(mask.Config{}))
	log = log.With("with", phone).WithGroup("group").With(slog.Group("inner", "deep", phone))
	log.Error("of "+phone, "file", "rec"+phone+".wav", "error", fmt.Errorf("open %s: %w", phone, fs.ErrNotExist), "list", []string{phone}, "line", 42)
	got := b.String()
	if strings.Contains(got, phone) || strings.Count(got, "138****5678") != 6 || !strings.Contains(got, "group.line=42") {
		t.Error(got)
	}
	plain := slog.New(slog.NewTextHandler(&b, nil))
	if maskLog(plain, nil) != plain {
		t.Error("without masking the logger is another")
	}
}

func TestErrorsAreMaskedAndStayWhatTheyAre(t *testing.T) {
	m := mask.New(mask.Config{})
	err := safe(fmt.Errorf("open in/%s.jsonl: %w", phone, fs.ErrNotExist), m)
	if err.Error() != "open in/138****5678.jsonl: file does not exist" || !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if safe(nil, m) != nil || !errors.Is(safe(fs.ErrNotExist, nil), fs.ErrNotExist) {
		t.Error("no error, or no masker")
	}
}

func TestRejectsAndSummaryAreMasked(t *testing.T) {
	m := mask.New(mask.Config{})
	row := rejectRow(&ingest.Reject{ID: phone, Source: transcript.Source{File: "a/" + phone + ".zip", Member: phone + ".json", Line: 3}, Detail: phone}, m)
	if got := fmt.Sprintf("%+v", row); strings.Contains(got, phone) || row.SourceFile != "a/138****5678.zip" || row.Line != 3 {
		t.Error(got)
	}
	sum := &summary.Summary{TroubleFiles: []summary.File{{Name: phone, Counts: dataset.Counts{Read: 1}}}, Skipped: []summary.Skipped{{Path: phone}}, Warnings: []summary.Warning{{Where: phone}}}
	maskSummary(sum, m)
	if got := fmt.Sprintf("%+v", sum); strings.Contains(got, phone) || sum.TroubleFiles[0].Read != 1 {
		t.Error(got)
	}
}
