package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"zhijian/analyzers/rubric"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/report/words"
)

// How far back the page compares: at least one date, and more while they hold no
// more interactions than the period itself or than baselineRows.
const (
	baselineDates = 28
	baselineRows  = 100_000
)

// Options of Build.
type Options struct {
	Filter period.Filter
	Tables Tables // nil: only derived tables that were published are shown
	// History is what was coached before: the page tells what became of it, and no
	// interaction of it is picked again.
	History []coach.Pick
}

// Build reads what the page shows of a period: the interactions that the filter
// chooses are walked once, and so are those of the dates before it.
func Build(ctx context.Context, p *period.Period, o Options) (*Data, error) {
	before, err := baseline(p)
	if err != nil {
		return nil, err
	}
	b := &builder{ctx: ctx, period: p, filter: o.Filter, options: o, before: before, now: newTally(len(p.Dates)), then: newTally(len(before.Dates))}
	b.find = newCandidates()
	b.people = newPeople()
	b.times = newTimes()
	b.whole = map[facts.Key]*facts.Case{}
	if err := b.scan(); err != nil {
		return nil, err
	}
	return b.data()
}

// baseline is the dates that the period is compared with.
func baseline(p *period.Period) (*period.Period, error) {
	before, err := p.Before(baselineDates)
	if err != nil {
		return nil, err
	}
	room := int64(baselineRows)
	for _, d := range p.Dates {
		room = max(room, d.Manifest.Counts.Scored)
	}
	first := len(before.Dates)
	for first > 0 {
		n := before.Dates[first-1].Manifest.Counts.Scored
		if first < len(before.Dates) && n > room {
			break
		}
		room -= n
		first--
	}
	before.Dates = before.Dates[first:]
	return before, nil
}

type builder struct {
	ctx            context.Context
	period, before *period.Period
	filter         period.Filter
	options        Options
	now, then      *tally
	people         *people
	times          *times
	find           *candidates
	whole          map[facts.Key]*facts.Case // interactions that are shown
}

func (b *builder) scan() error {
	// Agents and teams are compared with all others, chosen or not.
	wide := period.Filter{Queues: b.filter.Queues, Channels: b.filter.Channels}
	err := facts.Scan(b.ctx, b.period, wide, facts.Items, func(r *facts.Rubric, c *facts.Case) error {
		chosen := b.filter.Match(c.Interaction)
		b.people.add(r, c, chosen)
		if !chosen {
			return nil
		}
		b.now.add(r, c)
		b.times.add(c)
		b.find.add(r, c)
		return nil
	})
	if err != nil || len(b.before.Dates) == 0 {
		return err
	}
	return facts.Scan(b.ctx, b.before, b.filter, facts.Items, func(r *facts.Rubric, c *facts.Case) error {
		b.then.add(r, c)
		return nil
	})
}

func (b *builder) data() (*Data, error) {
	d := &Data{Filter: choices(b.filter)}
	for _, date := range b.period.Dates {
		d.Dates = append(d.Dates, date.Day)
		m := date.Manifest
		d.Unmasked = d.Unmasked || m.Mask == "" || m.Mask == "none"
		d.Sources = append(d.Sources, Source{date.Day, m.RunID, m.Rubric, m.RubricSHA256, m.LexiconSHA256, m.GSEVersion, m.Version, cmp.Or(m.Mask, "none")})
	}
	for _, date := range b.before.Dates {
		d.Baseline = append(d.Baseline, date.Day)
	}
	d.Reworded = reworded(slices.Concat(b.before.Dates, b.period.Dates))
	names := b.sectionNames()
	d.Politeness = b.family("politeness", names, "politeness")
	d.Forbidden = b.family("forbidden", names, "forbidden")
	d.Procedure = b.family("procedure", names, "procedure", "record", "")
	d.Timing = Timing{Items: b.family("timing-items", names, "timing"), Measures: b.times.measures()}
	d.Overview = b.overview()
	d.Customers = b.customers()
	d.People = b.people.page(func(id string) words.Text { return words.Item(id, b.now.items[id].name) })
	for _, add := range []func(*Data) error{b.addRejects, b.addTopics, b.addCoaching, b.addOutcomes, b.fetch} {
		if err := add(d); err != nil {
			return nil, err
		}
	}
	b.addExcerpts(d)
	b.addScripts(d)
	b.addWhole(d)
	return d, nil
}

// reworded reports whether dates were judged by different words: their numbers
// differ then for that reason too.
func reworded(dates []period.Date) bool {
	first := dates[0].Manifest
	return slices.ContainsFunc(dates, func(d period.Date) bool {
		return d.Manifest.RubricSHA256 != first.RubricSHA256 || d.Manifest.LexiconSHA256 != first.LexiconSHA256
	})
}

func choices(f period.Filter) []Choice {
	var out []Choice
	for _, c := range []Choice{
		{words.Text{ZH: "班组", EN: "teams"}, f.Teams},
		{words.Text{ZH: "坐席", EN: "agents"}, f.Agents},
		{words.Text{ZH: "技能组", EN: "queues"}, f.Queues},
		{words.Text{ZH: "渠道", EN: "channels"}, f.Channels},
	} {
		if len(c.Values) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// sectionNames are what the newest rubric calls its sections; without names they
// are known by their ids.
func (b *builder) sectionNames() map[string]string {
	names := map[string]string{}
	m := b.period.Dates[len(b.period.Dates)-1].Manifest
	source, err := dataset.ReadRubric(b.period.Out, m)
	if err != nil {
		return names
	}
	r, err := rubric.Parse(m.RubricSHA256+".yaml", source)
	if err != nil {
		return names
	}
	for _, s := range r.Sections {
		names[s.ID] = s.Name
	}
	return names
}

// shownRejects is how many rejects are listed.
const shownRejects = 20

// addRejects counts what was not scored, whatever the filter: most of it has no
// agent or queue that could be chosen.
func (b *builder) addRejects(d *Data) error {
	reasons := map[string]int64{}
	for _, date := range b.period.Dates {
		for r, err := range dataset.ReadTable[dataset.Reject](b.ctx, b.period.Out, date.Manifest, dataset.TableRejects) {
			if err != nil {
				return fmt.Errorf("rejects of %s: %w", date.Day, err)
			}
			reasons[r.Reason]++
			if len(d.Overview.Rejected20) < shownRejects {
				d.Overview.Rejected20 = append(d.Overview.Rejected20, Reject{
					Day: date.Day, File: r.SourceFile, Member: r.Member, ID: r.InteractionID, Line: r.Line,
					Detail: r.Detail, Reason: words.Reject(r.Reason),
				})
			}
		}
	}
	for code, n := range reasons {
		d.Overview.Rejects = append(d.Overview.Rejects, Count{Name: words.Reject(code), Code: code, N: n})
	}
	slices.SortFunc(d.Overview.Rejects, func(x, y Count) int { return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Code, y.Code)) })
	return nil
}
