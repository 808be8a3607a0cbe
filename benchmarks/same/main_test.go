package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"zhijian/pipeline/dataset"
)

const date = "2026-11-20"

// written commits a dataset with the interactions and a turn of each.
func written(t *testing.T, run string, texts ...string) string {
	t.Helper()
	out := t.TempDir()
	rubric := []byte("rubric")
	sum := sha256.Sum256(rubric)
	st, err := dataset.NewStage(context.Background(), dataset.Options{Out: out, Date: date, RunID: run,
		Meta: dataset.Meta{RubricSHA256: hex.EncodeToString(sum[:]), Version: run}})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Abort()
	b := &dataset.Batch{}
	for i, text := range texts {
		score := float64(i)
		b.Interactions = append(b.Interactions, dataset.Interaction{InteractionID: string(rune('a' + i)), Channel: "chat", Status: "scored", ScoreFinal: &score})
		b.Turns = append(b.Turns, dataset.Turn{InteractionID: string(rune('a' + i)), Role: "agent", Text: text, Tokens: []string{text}})
	}
	if err := st.Write(b); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	n := int64(len(texts))
	if _, err := st.Commit(dataset.ManifestInfo{Counts: dataset.Counts{Read: n, Scored: n}, Rubric: rubric}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDatasetsAreComparedRowByRow(t *testing.T) {
	base := written(t, "one", "您好", "再见")
	for _, c := range []struct {
		name  string
		texts []string
		want  string // of what is printed
	}{
		{"same", []string{"您好", "再见"}, "same\n"},
		{"another word", []string{"您好", "再會"}, "turns, row 1:"},
		{"a row less", []string{"您好"}, "no row"},
		{"a row more", []string{"您好", "再见", "喂"}, "turns                  3 rows, 1 differ"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := compare(&out, date, base, written(t, "two", c.texts...))
			if (err == nil) != (c.name == "same") {
				t.Errorf("got %v", err)
			}
			if !strings.Contains(out.String(), c.want) {
				t.Errorf("%q is missing in\n%s", c.want, out.String())
			}
		})
	}
	if err := compare(&strings.Builder{}, "2026-11-21", base, base); err == nil {
		t.Error("a date that was never committed is taken")
	}
}
