// Package factstest publishes small datasets for tests of what reads them.
package factstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"zhijian/pipeline/dataset"
)

// Day is a date to publish.
type Day struct {
	Date   string               // YYYY-MM-DD
	RunID  string               // "run-" and the date when empty
	Rubric []dataset.RubricItem // the items that every case has a verdict on
	Cases  []Case
	Mask   string // "1:test" when empty

	RowsPerGroup, RowsPerPart int64 // of the files; 0 leaves them as they are
}

// Case is an interaction and its rows. The id is copied from the interaction to
// the others, and counts of turns are filled in.
type Case struct {
	Interaction dataset.Interaction
	Items       []dataset.Item // section, kind and severity are copied from the rubric where they are empty
	Hits        []dataset.Hit
	Turns       []dataset.Turn
}

// Publish scores nothing: it writes the rows as they are and commits them.
func Publish(tb testing.TB, out string, d Day) *dataset.Manifest {
	tb.Helper()
	rubric := []byte("id: test\n")
	sum := sha256.Sum256(rubric)
	meta := dataset.Meta{Rubric: "test@1", RubricSHA256: hex.EncodeToString(sum[:]), LexiconSHA256: "l", GSEVersion: "g", Version: "v", Mask: d.Mask}
	if meta.Mask == "" {
		meta.Mask = "1:test"
	}
	if d.RunID == "" {
		d.RunID = "run-" + d.Date
	}
	s, err := dataset.NewStage(context.Background(), dataset.Options{Out: out, Date: d.Date, RunID: d.RunID, Meta: meta,
		RowsPerGroup: d.RowsPerGroup, RowsPerPart: d.RowsPerPart})
	check(tb, err)
	defer func() { check(tb, s.Abort()) }()
	check(tb, s.WriteRubricItems(append([]dataset.RubricItem(nil), d.Rubric...)))
	for _, c := range d.Cases {
		check(tb, s.Write(c.batch(d.Rubric)))
	}
	_, err = s.Finish(context.Background())
	check(tb, err)
	n := int64(len(d.Cases))
	m, err := s.Commit(dataset.ManifestInfo{Counts: dataset.Counts{Read: n, Scored: n}, Rubric: rubric})
	check(tb, err)
	return m
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// batch is the case with what follows from the rest filled in.
func (c Case) batch(rubric []dataset.RubricItem) *dataset.Batch {
	in := c.Interaction
	if in.Status == "" {
		in.Status = "scored"
	}
	in.TurnCount, in.AgentTurns, in.CustomerTurns = int32(len(c.Turns)), 0, 0
	b := &dataset.Batch{}
	for i, t := range c.Turns {
		t.InteractionID, t.TurnIndex = in.InteractionID, int32(i)
		switch t.Role {
		case "agent":
			in.AgentTurns++
		case "customer":
			in.CustomerTurns++
		}
		b.Turns = append(b.Turns, t)
	}
	for i, it := range c.Items {
		it.InteractionID = in.InteractionID
		if i < len(rubric) && it.ItemID == rubric[i].ItemID && it.Section == "" {
			it.Section, it.Kind, it.Severity = rubric[i].Section, rubric[i].Kind, rubric[i].Severity
		}
		b.Items = append(b.Items, it)
	}
	for _, h := range c.Hits {
		h.InteractionID = in.InteractionID
		b.Hits = append(b.Hits, h)
	}
	b.Interactions = append(b.Interactions, in)
	return b
}
