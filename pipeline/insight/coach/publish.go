package coach

import (
	"context"
	"fmt"
	"strconv"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/period"
)

// Publish publishes the cases as the table coaching_cases of the last date of the
// period, in place of what was published for it before. Version is that of the
// program, history names what the options' Picked were read from, such as a hash.
// It fails when a date was scored again since the period was opened.
func (r *Result) Publish(ctx context.Context, p *period.Period, o Options, version, history string) (*dataset.DerivedManifest, error) {
	last := p.Dates[len(p.Dates)-1]
	d := dataset.DerivedOptions{
		Out: p.Out, Set: dataset.SetCoaching, Date: last.Day, Meta: last.Manifest.Meta,
		Parameters: map[string]string{"from": p.From(), "to": p.To(), "per_agent": strconv.Itoa(o.perAgent()), "history": history},
	}
	d.Meta.Version = version
	for _, date := range p.Dates {
		m, s, err := dataset.ReadSource(p.Out, date.Day)
		if err != nil {
			return nil, err
		}
		if m.RunID != date.Manifest.RunID {
			return nil, fmt.Errorf("%s: %w", date.Day, dataset.ErrSourceChanged)
		}
		d.Sources = append(d.Sources, s)
	}
	return dataset.PublishDerived(ctx, d, dataset.CoachingCases(r.rows()))
}

// rows are the cases as rows of the table.
func (r *Result) rows() []dataset.CoachingCase {
	var out []dataset.CoachingCase
	position := int32(0)
	for i := range r.Cases {
		c := &r.Cases[i]
		if i == 0 || r.Cases[i-1].Agent.ID != c.Agent.ID {
			position = 0
		}
		position++
		row := dataset.CoachingCase{
			RunID: c.Source.RunID, AgentID: c.Agent.ID, AgentName: c.Agent.Name, Team: c.Agent.Team, Position: position,
			Kind: string(c.Kind), ItemID: c.Skill.ItemID, CaseDate: c.Source.Day, InteractionID: c.Source.InteractionID,
			Channel: c.Source.Channel, Queue: c.Source.Queue, Intent: c.Source.Intent, Reason: c.Reason,
		}
		if n := len(c.Clip.Turns); n > 0 {
			begin, end := c.Clip.Turns[0].Index, c.Clip.Turns[n-1].Index+1
			row.BeginTurn, row.EndTurn = &begin, &end
		}
		if f := c.Compared; f != nil {
			row.Failed, row.Evaluated, row.Expected = new(int64(f.Fails)), new(int64(f.N)), rounded(f.PeerRate*float64(f.N))
			row.Difference, row.Low, row.High, row.Q = rounded(f.Diff), rounded(f.Low), rounded(f.High), rounded(f.Q)
		}
		if e := c.Example; e != nil {
			row.ExampleAgentID, row.ExampleDate, row.ExampleInteractionID = e.Agent.ID, e.Source.Day, e.Source.InteractionID
		}
		out = append(out, row)
	}
	return out
}

// rounded is a figure as derived tables have it: to nine significant digits, which
// machines agree on.
func rounded(x float64) *float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 9, 64), 64) // what was formatted can be parsed
	return &r
}
