// Package tabulate turns the analysis of an interaction into rows of the output
// tables. It decides nothing: every value stands in the analysis already. The
// analysis is of the text as it was said; here, on the way out, personal data in
// texts and fields are masked.
package tabulate

import (
	"slices"
	"strings"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/mask"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/score"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
)

// emotionLabel is the label whose values are also acts of a customer turn.
const emotionLabel = "customer_emotion"

// Tabulator scores interactions and gives their rows. It is safe for concurrent use.
type Tabulator struct {
	suite    *suite.Suite
	mask     *mask.Masker
	acts     []string  // id by index; empty for inline finders, which are nobody's act
	emotions []emotion // acts that are emotions, the strongest first
}

// emotion is an act that is a value of the label for emotions.
type emotion struct {
	act int
	id  string
}

// New returns a tabulator over a suite whose rows m masks; a nil m masks nothing.
func New(s *suite.Suite, m *mask.Masker) *Tabulator {
	t := &Tabulator{suite: s, mask: m, acts: make([]string, s.Matcher.Len())}
	for i := range t.acts {
		if id := s.Matcher.Definition(i).ID; !strings.Contains(id, "/") {
			t.acts[i] = id
		}
	}
	for _, l := range s.Rubric.Labels {
		if l.ID != emotionLabel {
			continue
		}
		for _, v := range l.Values {
			if act, ok := s.Matcher.Index(v); ok {
				t.emotions = append(t.emotions, emotion{act, v})
			}
		}
	}
	return t
}

// outcome is an analysis as it may be shown.
type outcome struct {
	*suite.Analysis
	id    string      // of the interaction
	texts []mask.Text // by turn, every byte where it was
}

// Score analyses one interaction and appends its rows to rows.
func (t *Tabulator) Score(in *transcript.Interaction, rows *dataset.Batch) error {
	analysis, err := t.suite.Analyze(in)
	if err != nil {
		return err
	}
	defer t.suite.Release(analysis) // rows hold texts and copies
	a := &outcome{Analysis: analysis, id: t.mask.ID(in.ID, in.Source), texts: t.mask.Interaction(in)}
	rows.Interactions = append(rows.Interactions, t.interaction(a, &rows.Memory))
	rows.Items = t.items(rows.Items, a)
	rows.Hits = t.hits(rows.Hits, a, &rows.Memory)
	rows.Turns = t.turns(rows.Turns, a, &rows.Memory)
	return nil
}

// RubricItems are the rows of the table rubric_items.
func RubricItems(r *rubric.Rubric) []dataset.RubricItem {
	rows := make([]dataset.RubricItem, len(r.Items))
	for i := range r.Items {
		it := &r.Items[i]
		rows[i] = dataset.RubricItem{ItemID: it.ID, Name: it.Name, Section: it.Section, Kind: it.Kind,
			Severity: string(it.Severity), Weight: float64(it.Weight), Source: it.Source, Coaching: it.Coaching}
	}
	return rows
}

func (t *Tabulator) interaction(a *outcome, memory *dataset.Memory) dataset.Interaction {
	in, m, sc := a.Interaction, a.Metrics, a.Score
	row := dataset.Interaction{
		InteractionID: a.id, Channel: string(in.Channel),
		AgentID: in.Agent.ID, AgentName: in.Agent.Name, Team: in.Agent.Team,
		CustomerID: t.mask.Customer(in.Customer.ID), CustomerTier: t.mask.Identifier(in.Customer.Tier), Queue: t.mask.Identifier(in.Queue),
		TurnCount: int32(len(in.Turns)), AgentTurns: int32(len(m.AgentTurns)), CustomerTurns: int32(len(m.CustomerTurns)),
		Chars: chars(in), DurationMS: known(&memory.Int64s, m.DurationMS),
		Status: "scored", Coverage: sc.Coverage, Fatal: sc.Fatal, FatalItems: sc.FatalItems, SectionScores: sections(sc, memory),
		TalkRatio: known(&memory.Doubles, m.TalkRatio), SilenceMS: known(&memory.Int64s, m.SilenceMS), AgentCharsPerMin: known(&memory.Doubles, m.AgentCharsPerMin),
		FirstReplyMS: known(&memory.Int64s, m.FirstReplyMS), MaxReplyMS: known(&memory.Int64s, m.MaxReplyMS),
		SourceFile: t.mask.Identifier(in.Source.File), SourceLine: in.Source.Line,
	}
	if in.StartedAt.Known {
		at := in.StartedAt.Value.UTC()
		row.StartedAt = &at
	}
	if m.Interruptions.Known {
		row.Interruptions = memory.Int32s.Add(int32(m.Interruptions.Value))
	}
	if sc.Incomplete {
		row.Status = "incomplete"
	}
	if sc.Scored {
		row.ScoreRaw, row.ScoreFinal = memory.Doubles.Add(sc.Raw), memory.Doubles.Add(sc.Final)
	}
	labels(&row, a.Judgement.Labels)
	return row
}

// labels copies the seven labels of the contract; a rubric may choose others
// beside them, which have no column.
func labels(row *dataset.Interaction, values map[string]string) {
	row.Intent, row.Priority = values["intent"], values["priority"]
	row.CustomerEmotion, row.Resolution = values[emotionLabel], values["resolution"]
	row.ServiceComplaint = values["service_complaint"] == "true"
	row.FollowUpNeeded = values["follow_up_needed"] == "true"
	row.Shift = values["shift"]
}

func chars(in *transcript.Interaction) int32 {
	n := 0
	for i := range in.Turns {
		n += characters(in.Turns[i].Text)
	}
	return int32(n)
}

// known is nil when v is not known.
func known[T any](room *dataset.Room[T], v transcript.Optional[T]) *T {
	if !v.Known {
		return nil
	}
	return room.Add(v.Value)
}

func sections(of *score.Result, memory *dataset.Memory) []dataset.SectionScore {
	rows := memory.Sections.Take(len(of.Sections))
	for i := range of.Sections {
		s := &of.Sections[i]
		row := dataset.SectionScore{Section: s.ID, Points: int32(s.Points), Possible: int32(s.Possible), Weight: float64(s.Weight)}
		if s.Possible > 0 {
			row.Score = memory.Doubles.Add(s.Score)
		}
		rows = append(rows, row)
	}
	return rows
}

func (t *Tabulator) items(rows []dataset.Item, a *outcome) []dataset.Item {
	findings, scores := a.Judgement.Findings, a.Score.Items[:len(a.Judgement.Findings)]
	rows = slices.Grow(rows, len(findings))
	for i := range findings {
		f, s := &findings[i], &scores[i]
		hits := f.Credits
		if f.Verdict == judge.Fail {
			hits = f.Violations
		}
		it := f.Item
		rows = append(rows, dataset.Item{}) // large, and filled in where it stands
		row := &rows[len(rows)-1]
		row.InteractionID, row.ItemID, row.Section, row.Kind = a.id, it.ID, it.Section, it.Kind
		row.Verdict, row.Reason, row.Severity = string(f.Verdict), f.Reason, string(it.Severity)
		row.Points, row.Possible, row.Deducted = int32(s.Points), int32(s.Possible), int32(s.Deducted)
		row.FatalEffect, row.Hits = s.FatalEffect, int32(hits)
	}
	return rows
}

func (t *Tabulator) turns(rows []dataset.Turn, a *outcome, memory *dataset.Memory) []dataset.Turn {
	for i := range a.Interaction.Turns {
		turn := &a.Interaction.Turns[i]
		rows = append(rows, dataset.Turn{
			InteractionID: a.id, TurnIndex: int32(i), Role: string(turn.Role),
			BeginMS: known(&memory.Int64s, turn.Begin), EndMS: known(&memory.Int64s, turn.End),
			Text: a.texts[i].Text, Masked: masked(&a.texts[i]), Tokens: tokens(a, i, memory), Acts: t.actsOf(a.Analysis, i, memory),
		})
		if turn.Role == transcript.RoleCustomer {
			rows[len(rows)-1].Emotion = t.emotion(a.Analysis, i)
		}
	}
	return rows
}

// masked are the masked stretches of a text, in characters.
func masked(t *mask.Text) []dataset.Masked {
	var out []dataset.Masked
	at, chars := 0, 0
	for _, m := range t.Masked {
		chars += characters(t.Text[at:m.Begin])
		n := characters(t.Text[m.Begin:m.End])
		out = append(out, dataset.Masked{Type: string(m.Type), BeginChar: int32(chars), EndChar: int32(chars + n)})
		at, chars = m.End, chars+n
	}
	return out
}

// tokens are the words of a turn in its characters as said, or their marks.
func tokens(a *outcome, turn int, memory *dataset.Memory) []string {
	text, shown := &a.Texts[turn], a.texts[turn].Text
	words := memory.Texts.Take(len(a.Tokens[turn]))
	for _, tok := range a.Tokens[turn] {
		span := text.Span(int(tok.Begin), int(tok.End))
		words = append(words, shown[span.Begin:span.End])
	}
	return words
}

// actsOf are the acts that stand unmasked in a turn.
func (t *Tabulator) actsOf(a *suite.Analysis, turn int, memory *dataset.Memory) []string {
	hits, last := a.Acts.All(turn), -1 // by act
	ids := memory.Texts.Take(len(hits))
	for i := range hits {
		h := &hits[i]
		if h.Except != "" || h.Act == last {
			continue
		}
		if last = h.Act; t.acts[last] != "" {
			ids = append(ids, t.acts[last])
		}
	}
	return ids
}

// emotion is the strongest one that stands unmasked in a turn.
func (t *Tabulator) emotion(a *suite.Analysis, turn int) string {
	for _, e := range t.emotions {
		for _, h := range a.Acts.Of(turn, e.act) {
			if h.Except == "" {
				return e.id
			}
		}
	}
	return ""
}
