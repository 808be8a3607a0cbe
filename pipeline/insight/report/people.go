package report

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/peers"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/insight/stat"
)

// The lengths of the lists of people, and how many are counted at all.
const (
	shownAgents = 200
	shownAngry  = 20
	shownSkills = 100
	maxAgents   = 20_000
)

// place is where an agent meets customers: how angry they are depends on it.
type place struct{ queue, channel string }

// meetings are interactions, and those of them with an angry customer.
type meetings struct{ all, angry int64 }

func (m *meetings) add(o meetings) { m.all, m.angry = m.all+o.all, m.angry+o.angry }

// person is what is known of an agent or a team.
type person struct {
	peers.Unit
	n, fatal int64
	scores   stat.Moments
	met      map[place]*meetings
}

// circle is agents, or teams, beside each other.
type circle struct {
	unit    func(*dataset.Interaction) peers.Unit
	counts  *peers.Counts
	members map[string]*person
	crowded bool // there are more than can be compared
}

// people gathers what is told of agents and teams.
type people struct {
	agents, teams *circle
	usual         map[place]*meetings
	weaker        map[string]int // in how many items an agent is surely weaker
	unknown       int64
}

func newPeople() *people {
	return &people{
		agents: &circle{unit: peers.ByAgent, counts: peers.NewCounts(peers.ByAgent), members: map[string]*person{}},
		teams:  &circle{unit: peers.ByTeam, counts: peers.NewCounts(peers.ByTeam), members: map[string]*person{}},
		usual:  map[place]*meetings{},
		weaker: map[string]int{},
	}
}

func (p *people) add(r *facts.Rubric, c *facts.Case, chosen bool) {
	in := c.Interaction
	at, one := place{in.Queue, in.Channel}, meetings{all: 1}
	if in.CustomerEmotion == "anger" {
		one.angry = 1
	}
	addTo(p.usual, at, one)
	if in.AgentID == "" && chosen {
		p.unknown++
	}
	p.agents.add(r, c, at, one, chosen)
	p.teams.add(r, c, at, one, chosen)
}

func addTo(m map[place]*meetings, at place, one meetings) {
	s, ok := m[at]
	if !ok {
		s = &meetings{}
		m[at] = s
	}
	s.add(one)
}

func (k *circle) add(r *facts.Rubric, c *facts.Case, at place, one meetings, chosen bool) {
	in := c.Interaction
	unit := k.unit(in)
	if unit.ID == "" {
		return
	}
	// What cannot be compared for its number is still shown.
	k.crowded = k.crowded || k.counts.Add(r, c) != nil
	if !chosen {
		return
	}
	m, ok := k.members[unit.ID]
	if !ok {
		if len(k.members) >= maxAgents {
			return
		}
		m = &person{Unit: unit, met: map[place]*meetings{}}
		k.members[unit.ID] = m
	}
	m.Name, m.Team = cmp.Or(m.Name, unit.Name), cmp.Or(m.Team, unit.Team)
	m.n++
	addTo(m.met, at, one)
	if in.Fatal {
		m.fatal++
	}
	if in.ScoreFinal != nil {
		m.scores.Add(*in.ScoreFinal)
	}
}

// page tells of the people; items are the names of the rubric's items.
func (p *people) page(item func(id string) words.Text) People {
	page := People{Known: int64(len(p.agents.members)), Unknown: p.unknown, Crowded: p.agents.crowded}
	agents := p.agents.rows()
	page.Spread = spread(agents)
	page.Agents = largest(agents)
	page.Teams, page.KnownTeams = largest(p.teams.rows()), int64(len(p.teams.members))
	page.Angry, page.MoreOf = p.exposures()
	p.addSkills(&page, item)
	return page
}

// largest leaves those with the largest samples when not all can be shown: of
// the others least is known. They come by team and id.
func largest(of []Member) []Member {
	if len(of) > shownAgents {
		slices.SortStableFunc(of, func(x, y Member) int { return cmp.Compare(y.N, x.N) })
		of = of[:shownAgents]
	}
	slices.SortFunc(of, func(x, y Member) int { return cmp.Or(cmp.Compare(x.Team, y.Team), cmp.Compare(x.ID, y.ID)) })
	return of
}

// rows are the members of a circle by id.
func (k *circle) rows() []Member {
	found := map[string]peers.ScoreFinding{}
	if !k.crowded {
		for _, f := range k.counts.Scores(peers.Limits{}) {
			found[f.Unit.ID] = f
		}
	}
	out := make([]Member, 0, len(k.members))
	for _, id := range sortedKeys(k.members) {
		m := k.members[id]
		row := Member{ID: id, Name: unlike(m.Name, id), Team: m.Team, N: m.n, Score: meanOf(m.scores), Fatal: m.fatal, Stands: TooFew}
		if f, ok := found[id]; ok && f.Standing != peers.TooFew {
			row.Adjusted = changeOf(stat.Estimate{Value: f.Diff, Interval: stat.Interval{Low: f.Low, High: f.High}}, int64(f.N))
			row.Stands = map[peers.Standing]Standing{peers.Weaker: Lower, peers.Stronger: Higher, peers.Level: Level}[f.Standing]
		}
		out = append(out, row)
	}
	return out
}

// unlike is a name that says more than the id.
func unlike(name, id string) string {
	if name == id {
		return ""
	}
	return name
}

// spread is the standard deviation of a single score about those of the like, as
// the middle of the agents' intervals has it.
func spread(of []Member) float64 {
	var each []float64
	for _, m := range of {
		if m.Adjusted.Known() {
			each = append(each, (m.Adjusted.Hi-m.Adjusted.Lo)/2/1.96*math.Sqrt(float64(m.Adjusted.N)))
		}
	}
	if len(each) == 0 {
		return 0
	}
	return stat.Median(each)
}

// addSkills lists the items in which agents differ from the like, by agent.
func (p *people) addSkills(page *People, item func(id string) words.Text) {
	if p.agents.crowded {
		return
	}
	for _, f := range p.agents.counts.Findings(peers.Limits{}) {
		m := p.agents.members[f.Unit]
		if m == nil || f.Standing == peers.TooFew {
			continue
		}
		page.Tested++
		if f.Standing != peers.Level {
			page.Told++
			p.weaker[f.Unit] += count(f.Standing == peers.Weaker)
			page.Skills = append(page.Skills, Skill{
				Agent: coach.Agent{ID: m.ID, Name: m.Name, Team: m.Team}, Item: item(f.ItemID), Fails: int64(f.Fails), N: int64(f.N),
				Rate: f.Rate, PeerRate: f.PeerRate, Weaker: f.Standing == peers.Weaker,
				Diff: changeOf(stat.Estimate{Value: f.Diff, Interval: stat.Interval{Low: f.Low, High: f.High}}, int64(f.N)),
			})
		}
	}
	// The surest differences first when not all can be shown.
	slices.SortStableFunc(page.Skills, func(x, y Skill) int { return cmp.Compare(nearest(y.Diff), nearest(x.Diff)) })
	page.Skills = page.Skills[:min(len(page.Skills), shownSkills)]
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nearest is how far the interval keeps off zero.
func nearest(e Estimate) float64 { return max(e.Lo, -e.Hi) }

// exposures are the agents who met the most angry customers, beside the share
// that is usual at the same queues and channels.
func (p *people) exposures() ([]Exposure, int64) {
	var out []Exposure
	for _, id := range sortedKeys(p.agents.members) {
		m := p.agents.members[id]
		var own meetings
		var expected float64
		for _, at := range placesOf(m.met) {
			s := m.met[at]
			own.add(*s)
			expected += float64(s.all) * float64(p.usual[at].angry) / float64(p.usual[at].all)
		}
		if own.angry > 0 {
			out = append(out, exposure(m, own, expected/float64(own.all)))
		}
	}
	slices.SortStableFunc(out, func(x, y Exposure) int { return cmp.Compare(y.Rate.K, x.Rate.K) })
	return out[:min(len(out), shownAngry)], int64(len(out))
}

// placesOf are the places in order: sums of fractions depend on it.
func placesOf(met map[place]*meetings) []place {
	return slices.SortedFunc(maps.Keys(met), func(x, y place) int {
		return cmp.Or(cmp.Compare(x.queue, y.queue), cmp.Compare(x.channel, y.channel))
	})
}

func exposure(m *person, own meetings, expected float64) Exposure {
	e := Exposure{ID: m.ID, Name: m.Name, Team: m.Team, Rate: shareOf(own.angry, own.all), Expected: expected, Stands: Level}
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
