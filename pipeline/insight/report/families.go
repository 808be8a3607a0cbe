package report

import (
	"cmp"
	"slices"

	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/insight/stat"
)

// family is the page of the items of some kinds. The last page takes the kinds
// that no page is for, given as the empty kind.
func (b *builder) family(id string, names map[string]string, kinds ...string) Family {
	f := Family{ID: id, Fails: id == "forbidden"}
	sections := map[string]int{}
	for _, itemID := range b.now.order {
		t := b.now.items[itemID]
		if !slices.Contains(kinds, knownKind(t.kind)) {
			continue
		}
		i, ok := sections[t.section]
		if !ok {
			i = len(f.Sections)
			sections[t.section] = i
			f.Sections = append(f.Sections, Section{ID: t.section, Name: words.Section(t.section, names[t.section])})
		}
		f.Sections[i].Items = append(f.Sections[i].Items, b.item(t, f.Fails))
	}
	return f
}

// knownKind is the kind, or nothing for one that has no page of its own.
func knownKind(kind string) string {
	if slices.Contains([]string{"politeness", "forbidden", "procedure", "record", "timing"}, kind) {
		return kind
	}
	return ""
}

func (b *builder) item(t *itemTally, fails bool) Item {
	count := func(t *itemTally) (k, n int64) {
		if fails {
			return t.fail, t.pass + t.fail
		}
		return t.pass, t.pass + t.fail
	}
	k, n := count(t)
	it := Item{
		ID: t.id, Severity: t.severity, Name: words.Item(t.id, t.name), Source: t.source, Coaching: t.coaching,
		Rate: shareOf(k, n), NA: t.na, NotEvaluated: t.not,
	}
	if before, ok := b.then.items[t.id]; ok {
		bk, bn := count(before)
		it.Change = shareChange(k, n, bk, bn)
	}
	for _, d := range t.days {
		k := d[0]
		if fails {
			k = d[1]
		}
		it.Days = append(it.Days, shareOf(k, d[0]+d[1]))
	}
	return it
}

func (b *builder) overview() Overview {
	t := b.now
	o := Overview{
		Chosen: t.n, Agents: int64(len(b.people.agents.members)), Score: meanOf(t.scores), Fatal: shareOf(t.fatal, t.n),
		Incomplete: t.incomplete, Unscored: t.unscored, Scores: t.histogram, Zeroed: t.zeroed, Coverages: t.covered,
	}
	for _, d := range b.period.Dates {
		c := d.Manifest.Counts
		o.Read, o.Scored, o.Rejected, o.Duplicate = o.Read+c.Read, o.Scored+c.Scored, o.Rejected+c.Rejected, o.Duplicate+c.Duplicate
	}
	if t.n > 0 {
		o.Coverage = t.coverage / float64(t.n)
		o.Median = t.sketch.quantiles(0.5)[0]
	}
	o.ScoreChange = changeOf(stat.Welch(t.scores, b.then.scores, stat.Normal), t.scores.N)
	for i, d := range t.days {
		o.Days = append(o.Days, Day{Day: t.dates[i], N: d.n, Score: meanOf(d.scores), Fatal: shareOf(d.fatal, d.n), Complaint: shareOf(d.complaints, d.n)})
	}
	return o
}

func (b *builder) customers() Customers {
	t := b.now
	return Customers{
		N: t.n, Intents: b.shares(intent, words.Intent), Emotions: b.shares(emotion, words.Emotion),
		Resolutions: b.shares(resolution, words.Resolution), Priorities: b.shares(priority, words.Priority),
		Complaint: shareOf(t.service, t.n), FollowUp: shareOf(t.follow, t.n),
	}
}

// shares are the values of a label, the most frequent first.
func (b *builder) shares(label int, name func(string) words.Text) []Share {
	type value struct {
		code string
		*labelTally
	}
	var values []value
	for code, l := range b.now.labels[label] {
		values = append(values, value{code, l})
	}
	slices.SortFunc(values, func(x, y value) int { return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.code, y.code)) })
	out := make([]Share, 0, len(values))
	for _, v := range values {
		s := Share{Name: name(v.code), Rate: shareOf(v.n, b.now.n), Resolved: shareOf(v.resolved, v.outcome), Angry: shareOf(v.angry, v.moods)}
		if b.then.n > 0 {
			var before int64
			if l, ok := b.then.labels[label][v.code]; ok {
				before = l.n
			}
			s.Change = shareChange(v.n, b.now.n, before, b.then.n)
		}
		for i, day := range b.now.days {
			var k int64
			if i < len(v.days) {
				k = v.days[i]
			}
			s.Days = append(s.Days, shareOf(k, day.n))
		}
		out = append(out, s)
	}
	return out
}
