package report

import (
	"cmp"
	"math"
	"slices"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/stat"
)

// The lengths of the lists of people, and how many are counted at all.
const (
	shownAgents = 200
	shownAngry  = 20
	maxAgents   = 100_000
)

// stratum is what makes interactions comparable.
type stratum struct{ queue, channel, intent string }

// sums are what is known of the interactions of a stratum, or of someone's part
// of it.
type sums struct {
	n             int64 // with a score
	sum, squares  float64
	contacts, mad int64 // all, and those with an angry customer
}

func (s *sums) add(o sums) {
	s.n, s.sum, s.squares, s.contacts, s.mad = s.n+o.n, s.sum+o.sum, s.squares+o.squares, s.contacts+o.contacts, s.mad+o.mad
}

// less is s without o, which is a part of it.
func (s sums) less(o sums) stat.Moments {
	return stat.FromSums(s.n-o.n, s.sum-o.sum, s.squares-o.squares)
}

func (s sums) moments() stat.Moments { return stat.FromSums(s.n, s.sum, s.squares) }

// person is what is known of an agent or a team.
type person struct {
	id, name, team string
	fatal          int64
	parts          map[int]*sums // by stratum
}

// people gathers what is told of agents and teams. Strata are numbered as they
// come.
type people struct {
	strata  map[stratum]int
	keys    []stratum
	all     []sums
	agents  map[string]*person
	teams   map[string]*person
	unknown int64
}

func newPeople() *people {
	return &people{strata: map[stratum]int{}, agents: map[string]*person{}, teams: map[string]*person{}}
}

func (p *people) add(c *facts.Case) {
	in := c.Interaction
	key := stratum{in.Queue, in.Channel, in.Intent}
	i, ok := p.strata[key]
	if !ok {
		i = len(p.all)
		p.strata[key] = i
		p.keys = append(p.keys, key)
		p.all = append(p.all, sums{})
	}
	one := sums{contacts: 1}
	if in.CustomerEmotion == "anger" {
		one.mad = 1
	}
	if in.ScoreFinal != nil && in.Status != "incomplete" {
		one.n, one.sum, one.squares = 1, *in.ScoreFinal, *in.ScoreFinal**in.ScoreFinal
	}
	p.all[i].add(one)
	if in.Team != "" {
		take(p.teams, in.Team, i, one, in.Fatal)
	}
	if in.AgentID == "" {
		p.unknown++
		return
	}
	if a := take(p.agents, in.AgentID, i, one, in.Fatal); a != nil {
		a.name, a.team = cmp.Or(a.name, in.AgentName), cmp.Or(a.team, in.Team)
	}
}

// take adds an interaction to a person; nil when there are too many of them.
func take(to map[string]*person, id string, stratum int, one sums, fatal bool) *person {
	a, ok := to[id]
	if !ok {
		if len(to) >= maxAgents {
			return nil
		}
		a = &person{id: id, parts: map[int]*sums{}}
		to[id] = a
	}
	if fatal {
		a.fatal++
	}
	s, ok := a.parts[stratum]
	if !ok {
		s = &sums{}
		a.parts[stratum] = s
	}
	s.add(one)
	return a
}

func (p *people) page() People {
	page := People{Known: int64(len(p.agents)), Unknown: p.unknown, Strata: int64(len(p.all)), Spread: p.spread()}
	page.Teams, _ = p.members(p.teams)
	agents, _ := p.members(p.agents)
	if len(agents) > shownAgents { // those with the largest samples: of the others least is known
		slices.SortStableFunc(agents, func(x, y Member) int { return cmp.Compare(y.N, x.N) })
		agents = agents[:shownAgents]
	}
	slices.SortFunc(agents, func(x, y Member) int { return cmp.Or(cmp.Compare(x.Team, y.Team), cmp.Compare(x.ID, y.ID)) })
	page.Agents = agents
	page.Angry, page.MoreOf = p.exposures()
	return page
}

// spread is the standard deviation of scores within their strata.
func (p *people) spread() float64 {
	var squares float64
	var free int64
	for _, s := range p.all {
		if s.n > 1 {
			squares += s.moments().M2
			free += s.n - 1
		}
	}
	if free == 0 {
		return 0
	}
	return math.Sqrt(squares / float64(free))
}

// members are agents or teams by id. Who differs from the like is told after a
// correction for the number of comparisons.
func (p *people) members(of map[string]*person) ([]Member, int) {
	out := make([]Member, 0, len(of))
	var tests []float64
	for _, id := range sortedKeys(of) {
		m, chance := p.member(of[id])
		out = append(out, m)
		tests = append(tests, chance)
	}
	for i, q := range stat.BenjaminiHochberg(tests) {
		m := &out[i]
		switch {
		case m.Stands == TooFew || !(q <= 1-stat.Normal):
		case m.Adjusted.Lo > 0:
			m.Stands = Higher
		case m.Adjusted.Hi < 0:
			m.Stands = Lower
		}
	}
	return out, len(tests)
}

// member is a person beside the others of the same strata, and how likely such a
// difference is by chance; NaN for too small a sample.
func (p *people) member(a *person) (Member, float64) {
	m := Member{ID: a.id, Name: a.name, Team: a.team, Fatal: a.fatal, Stands: Level}
	var own sums
	var strata []stat.MeanStratum
	var compared int64
	for _, i := range sortedKeys(a.parts) {
		part := *a.parts[i]
		own.add(part)
		if part.n > 0 && p.all[i].n > part.n {
			strata = append(strata, stat.MeanStratum{A: part.moments(), B: p.all[i].less(part)})
			compared += part.n
		}
	}
	m.N, m.Score = own.contacts, meanOf(own.moments())
	e := stat.StratifiedMean(strata, stat.Normal)
	m.Adjusted = changeOf(e, compared)
	if !m.Adjusted.Known() || m.Adjusted.Small() {
		m.Stands = TooFew
		return m, math.NaN()
	}
	return m, e.P
}

// exposures are the agents who met the most angry customers, beside the share
// that is usual at the same queues and channels.
func (p *people) exposures() ([]Exposure, int64) {
	type place struct{ queue, channel string }
	usual := map[place]*sums{}
	at := func(i int) *sums {
		k := place{p.keys[i].queue, p.keys[i].channel}
		s, ok := usual[k]
		if !ok {
			s = &sums{}
			usual[k] = s
		}
		return s
	}
	for i, s := range p.all {
		at(i).add(s)
	}
	var out []Exposure
	for _, id := range sortedKeys(p.agents) {
		a := p.agents[id]
		var own sums
		var expected float64
		for _, i := range sortedKeys(a.parts) {
			own.add(*a.parts[i])
			expected += float64(a.parts[i].contacts) * float64(at(i).mad) / float64(at(i).contacts)
		}
		if own.mad > 0 {
			out = append(out, exposure(a, own, expected/float64(own.contacts)))
		}
	}
	slices.SortStableFunc(out, func(x, y Exposure) int { return cmp.Compare(y.Rate.K, x.Rate.K) })
	return out[:min(len(out), shownAngry)], int64(len(out))
}

func exposure(a *person, own sums, expected float64) Exposure {
	e := Exposure{ID: a.id, Name: a.name, Team: a.team, Rate: shareOf(own.mad, own.contacts), Expected: expected, Stands: Level}
	switch {
	case e.Rate.Small():
		e.Stands = TooFew
	case e.Rate.Lo > expected:
		e.Stands = Higher
	case e.Rate.Hi < expected:
		e.Stands = Lower
	}
	return e
}
