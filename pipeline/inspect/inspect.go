// Package inspect reads inputs as a job would and tells what it found in them: how
// each file was understood, who the speakers are, how the first conversation looks
// and what was rejected. It keeps examples and counts, not the interactions.
package inspect

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/stream"
)

// Options says what is inspected.
type Options struct {
	Inputs []string       // files, folders and "-"
	Stdin  io.Reader      // what "-" stands for
	Ingest ingest.Options // how they are read
	Mask   *mask.Masker   // of what is shown; nil shows everything
	Files  int            // how many files are told about at most; the others are counted
	Turns  int            // how many turns of the first conversation of a file are shown
}

// Report is what was found.
type Report struct {
	Files        []File `json:"files"`
	OtherFiles   int    `json:"other_files"` // beyond Options.Files
	Interactions int64  `json:"interactions"`
	Rejected     int64  `json:"rejected"`
	Duplicate    int64  `json:"duplicate"`
}

// File is a file, or a member of an archive.
type File struct {
	Name         string          `json:"name"`
	Member       string          `json:"member,omitempty"`
	Format       string          `json:"format"` // empty when it was not understood
	Charset      string          `json:"charset,omitempty"`
	Columns      []ingest.Column `json:"columns,omitempty"`
	Interactions int64           `json:"interactions"`
	Rejected     int64           `json:"rejected"`
	Speakers     []Speaker       `json:"speakers,omitempty"`
	Certainty    *float64        `json:"certainty,omitempty"` // the lowest with which sides were told by what was said
	First        *First          `json:"first,omitempty"`
	Problems     []Problem       `json:"problems,omitempty"`
}

// Speaker is a label of speakers and the role that it was taken for.
type Speaker struct {
	Label        string          `json:"label"`
	Role         transcript.Role `json:"role"` // empty when it could not be told
	Interactions int64           `json:"interactions"`
}

// First is the beginning of the first interaction of a file.
type First struct {
	ID      string             `json:"id"`
	Channel transcript.Channel `json:"channel"`
	Count   int                `json:"turn_count"`
	Turns   []Turn             `json:"turns"`
}

// Turn is one of the turns that are shown.
type Turn struct {
	Role    transcript.Role `json:"role"`
	BeginMS *int64          `json:"begin_ms,omitempty"`
	Text    string          `json:"text"`
}

// Problem is a reason of rejects with the first example.
type Problem struct {
	Reason ingest.Reason `json:"reason"`
	Count  int64         `json:"count"`
	ID     string        `json:"id,omitempty"`
	Line   int64         `json:"line,omitempty"`
	Offset int64         `json:"byte_offset"`
	Detail string        `json:"detail"`
}

const (
	maxSpeakers = 50 // labels told for one file
	shownChars  = 80 // of a turn
)

// Run reads all inputs. The error is one of package plan when the inputs are at
// fault, or the cause of ctx.
func Run(ctx context.Context, o Options) (*Report, error) {
	i := &inspection{options: o, index: map[transcript.Source]int{}, others: map[transcript.Source]bool{}}
	reading := o.Ingest
	reading.Observer = i
	if reading.Sides != nil {
		i.sides = &rememberingSides{Sides: reading.Sides}
		reading.Sides = i.sides
	}
	for in, err := range stream.Interactions(ctx, stream.Options{Inputs: o.Inputs, Stdin: o.Stdin, Ingest: reading, TempDir: reading.TempDir}) {
		if rej, ok := errors.AsType[*ingest.Reject](err); ok {
			i.reject(rej)
			continue
		}
		if err != nil {
			return nil, err
		}
		i.interaction(in)
	}
	i.report.OtherFiles = len(i.others)
	return &i.report, nil
}

// inspection collects a report. Everything is read on one goroutine.
type inspection struct {
	options Options
	report  Report
	index   map[transcript.Source]int // of a file in the report
	others  map[transcript.Source]bool
	sides   *rememberingSides
}

// rememberingSides remembers how certain the last answer was.
type rememberingSides struct {
	ingest.Sides
	asked     bool
	certainty float64
}

// Agent implements ingest.Sides.
func (s *rememberingSides) Agent(turns []ingest.DraftTurn) (string, float64) {
	label, certainty := s.Sides.Agent(turns)
	s.asked, s.certainty = true, certainty
	return label, certainty
}

// file is the entry of the file at src; nil when there are too many.
func (i *inspection) file(src transcript.Source) *File {
	key := transcript.Source{File: src.File, Member: src.Member}
	if n, ok := i.index[key]; ok {
		return &i.report.Files[n]
	}
	if len(i.report.Files) >= i.options.Files {
		i.others[key] = true
		return nil
	}
	i.index[key] = len(i.report.Files)
	i.report.Files = append(i.report.Files, File{Name: i.text(key.File), Member: i.text(key.Member)})
	return &i.report.Files[len(i.report.Files)-1]
}

// text is how a name, an id or a message is shown.
func (i *inspection) text(s string) string { return i.options.Mask.Identifier(s) }

// Opened implements ingest.Observer.
func (i *inspection) Opened(o ingest.Opened) {
	if f := i.file(o.Source); f != nil {
		f.Format, f.Charset, f.Columns = o.Format, o.Charset, o.Columns
	}
}

// Speakers implements ingest.Observer.
func (i *inspection) Speakers(src transcript.Source, labels []string, roles []transcript.Role) {
	f := i.file(src)
	if f == nil {
		return
	}
	for n, label := range labels {
		s := Speaker{Label: i.text(label), Role: roles[n]}
		at := slices.IndexFunc(f.Speakers, func(o Speaker) bool { return o.Label == s.Label && o.Role == s.Role })
		if at < 0 && len(f.Speakers) >= maxSpeakers {
			continue
		}
		if at < 0 {
			at = len(f.Speakers)
			f.Speakers = append(f.Speakers, s)
		}
		f.Speakers[at].Interactions++
	}
	if i.sides != nil && i.sides.asked {
		i.sides.asked = false
		if f.Certainty == nil || *f.Certainty > i.sides.certainty {
			certainty := i.sides.certainty
			f.Certainty = &certainty
		}
	}
}

func (i *inspection) interaction(in *transcript.Interaction) {
	i.report.Interactions++
	f := i.file(in.Source)
	if f == nil {
		return
	}
	f.Interactions++
	if f.First != nil {
		return
	}
	f.First = &First{ID: i.text(in.ID), Channel: in.Channel, Count: len(in.Turns)}
	masked := i.options.Mask.Interaction(in)
	for k := range min(len(in.Turns), i.options.Turns) {
		t := &in.Turns[k]
		turn := Turn{Role: t.Role, Text: cut(masked[k].Text)}
		if t.Begin.Known {
			turn.BeginMS = &t.Begin.Value
		}
		f.First.Turns = append(f.First.Turns, turn)
	}
}

// cut shortens a long text.
func cut(s string) string {
	n := 0
	for at := range s {
		if n++; n > shownChars {
			return s[:at] + "…"
		}
	}
	return s
}

func (i *inspection) reject(r *ingest.Reject) {
	if r.Reason == stream.DuplicateID {
		i.report.Duplicate++
		return
	}
	i.report.Rejected++
	f := i.file(r.Source)
	if f == nil {
		return
	}
	f.Rejected++
	at := slices.IndexFunc(f.Problems, func(p Problem) bool { return p.Reason == r.Reason })
	if at < 0 {
		at = len(f.Problems)
		f.Problems = append(f.Problems, Problem{Reason: r.Reason, ID: i.text(r.ID), Line: r.Source.Line, Offset: r.Source.Offset, Detail: i.text(r.Detail)})
	}
	f.Problems[at].Count++
	slices.SortStableFunc(f.Problems, func(a, b Problem) int { return cmp.Compare(b.Count, a.Count) })
}
