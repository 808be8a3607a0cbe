package coach

import (
	"cmp"
	"context"
	"slices"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/peers"
)

// wanted is a choice with the examples that could go with it.
type wanted struct {
	choice
	examples [][]lookKey // for each of refs
}

// lookKey is an interaction that is looked at for an item, or, of an example of
// another item, for avoid: that one must have been passed.
type lookKey struct {
	facts.Key
	item, avoid int
}

// look is what was seen.
type look struct {
	agent  Agent
	source Source
	clip   Clip
	near   string // why it is a near miss
	passed bool   // what was to be avoided
}

// cases makes the cases of some agents.
func (d *finder) cases(ctx context.Context, people []*person) ([]Case, error) {
	all := make([][]wanted, len(people))
	looks := map[facts.Key]map[lookKey]*look{}
	want := func(k lookKey) {
		if looks[k.Key] == nil {
			looks[k.Key] = map[lookKey]*look{}
		}
		looks[k.Key][k] = nil
	}
	for i, p := range people {
		all[i] = d.wanted(p)
		for _, w := range all[i] {
			for k := range w.refs {
				want(ownLook(&w.refs[k], w.item))
				for _, e := range w.examples[k] {
					want(e)
				}
			}
		}
	}
	keys := make([]facts.Key, 0, len(looks))
	for k := range looks {
		keys = append(keys, k)
	}
	err := d.each(ctx, keys, func(f *facts.Case) {
		seen := looks[facts.Key{Day: f.Day, InteractionID: f.Interaction.InteractionID}]
		for k := range seen {
			seen[k] = d.look(k, f)
		}
	})
	if err != nil {
		return nil, err
	}
	var out []Case
	for i, p := range people {
		out = append(out, d.casesOf(p, all[i], func(k lookKey) *look { return looks[k.Key][k] })...)
	}
	return out, nil
}

// fewKeys is how many interactions are looked up one by one; for more, to walk over
// the tables is faster and takes less memory.
const fewKeys = 500

// each reads single interactions, in any order.
func (d *finder) each(ctx context.Context, keys []facts.Key, visit func(*facts.Case)) error {
	const want = facts.Items | facts.Hits | facts.Turns
	if len(keys) > fewKeys {
		return facts.Visit(ctx, d.period, keys, want, func(_ *facts.Rubric, f *facts.Case) error {
			visit(f)
			return nil
		})
	}
	cases, err := facts.Fetch(ctx, d.period, keys, want)
	for i := range cases {
		visit(&cases[i])
	}
	return err
}

func ownLook(r *ref, item int) lookKey {
	return lookKey{facts.Key{Day: r.day, InteractionID: r.id}, item, item}
}

// wanted chooses the interactions of an agent and the examples for each.
func (d *finder) wanted(p *person) []wanted {
	var out []wanted
	used := map[facts.Key]bool{}
	for _, c := range choose(plan(p, d.items, d.findings[p.ID]), d.strata, d.n) {
		w := wanted{choice: c}
		for k := range c.refs {
			examples := d.shelf.find(c.item, &c.refs[k], d.strata[c.refs[k].stratum], used)
			if k == 0 && len(examples) > 0 {
				used[examples[0].Key] = true
			}
			w.examples = append(w.examples, examples)
		}
		out = append(out, w)
	}
	return out
}

// look looks at an interaction.
func (d *finder) look(k lookKey, f *facts.Case) *look {
	in := f.Interaction
	item := d.items[k.item].ItemID
	l := &look{clip: ClipOf(f, item), agent: d.people[in.AgentID].Agent, source: SourceOf(f)}
	r := d.rubrics[f.Day]
	e := read(nil, r, f.Hits)
	if i := r.Index(item); i >= 0 {
		l.near = nearReason(e[i].near(f.Items[i].Verdict), item, &l.clip, f)
	}
	if i := r.Index(d.items[k.avoid].ItemID); i >= 0 {
		l.passed = f.Items[i].Verdict == facts.Pass
	}
	return l
}

// SourceOf says which interaction it is.
func SourceOf(f *facts.Case) Source {
	in := f.Interaction
	return Source{
		RunID: in.RunID, Day: f.Day, InteractionID: in.InteractionID, Channel: in.Channel, Queue: in.Queue, Intent: in.Intent,
		Emotion: in.CustomerEmotion, StartedAt: in.StartedAt, Score: in.ScoreFinal,
	}
}

// casesOf makes the cases of one agent: at most n, none like another.
func (d *finder) casesOf(p *person, all []wanted, seen func(lookKey) *look) []Case {
	var out []Case
	var said []map[string]bool
	for _, w := range all {
		if len(out) == d.n {
			break
		}
		for k := range w.refs {
			l := seen(ownLook(&w.refs[k], w.item))
			set := shingles(&l.clip)
			if slices.ContainsFunc(said, func(o map[string]bool) bool { return alike(o, set) >= tooAlike }) {
				continue
			}
			said = append(said, set)
			c := Case{Agent: p.Agent, Kind: w.kind, Skill: d.skill(w.item, l.source.Day), Compared: told(w.found), Source: l.source, Clip: l.clip}
			if w.kind == Near {
				c.Near = w.refs[k].near
			}
			c.Reason = reason(&c, l.near)
			for _, e := range w.examples[k] {
				if x := seen(e); c.Example == nil && x.passed && shows(&x.clip) {
					c.Example = &Example{Agent: x.agent, Source: x.source, Clip: x.clip, Skill: d.skill(e.item, x.source.Day).Name, Same: same(&c.Source, &x.source)}
				}
			}
			out = append(out, c)
			break
		}
	}
	order := []Kind{Weak, Clear, Near}
	slices.SortStableFunc(out, func(a, b Case) int { return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)) })
	return out
}

// told is a finding that says something; nil for one that does not.
func told(f *peers.Finding) *peers.Finding {
	if f == nil || f.Standing == peers.TooFew {
		return nil
	}
	return f
}

// skill is an item as the rubric of a day words it.
func (d *finder) skill(item int, day string) Skill {
	if r := d.rubrics[day]; r != nil {
		if i := r.Index(d.items[item].ItemID); i >= 0 {
			return SkillOf(&r.Items[i])
		}
	}
	return d.items[item]
}

// shows reports whether a clip has words to show how it is done.
func shows(c *Clip) bool {
	return slices.ContainsFunc(c.Turns, func(t Turn) bool {
		return slices.ContainsFunc(t.Spans, func(s Span) bool { return s.Mark == Credit })
	})
}

// same names what two interactions share.
func same(a, b *Source) []string {
	var out []string
	for _, x := range []struct{ name, a, b string }{
		{"queue", a.Queue, b.Queue}, {"channel", a.Channel, b.Channel}, {"intent", a.Intent, b.Intent}, {"emotion", a.Emotion, b.Emotion},
	} {
		if x.a != "" && x.a == x.b {
			out = append(out, x.name)
		}
	}
	return out
}
