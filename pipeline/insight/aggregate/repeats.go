package aggregate

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
)

// visit is one interaction of a customer.
type visit struct {
	back       int // calendar order: 0 is the date, -1 the published date before it, ...
	seq        int // place in its date
	at         *time.Time
	id, intent string
	resolution string
	agent      string
}

// before reports whether v came before o: by batch date, then by its start, then
// by its place in the batch.
func (v *visit) before(o *visit) bool {
	if v.back != o.back {
		return v.back < o.back
	}
	if v.at != nil && o.at != nil && !v.at.Equal(*o.at) {
		return v.at.Before(*o.at)
	}
	return v.seq < o.seq
}

// visitor is what is known of a customer of the date.
type visitor struct {
	first, last, previous visit // previous is the one before last, with an id from the second on
	interactions, onDate  int32
	unresolved            int32
	complaints            int32
	intents               [maxIntents]uint16
	agents                []string
	dates                 []int
}

// visitors are the customers of a date.
type visitors struct {
	date    string
	index   map[string]int32
	all     []visitor
	intents []string
	seq     int
	days    []string // by -back
}

func newVisitors(date string) *visitors {
	return &visitors{date: date, index: map[string]int32{}, intents: []string{""}, days: []string{date}}
}

// add takes in an interaction of the date, or of an earlier one when its customer
// was there on the date.
func (v *visitors) add(back int, in *dataset.Interaction) {
	if in.CustomerID == "" {
		return
	}
	at, known := v.index[in.CustomerID]
	if !known {
		if back != 0 {
			return
		}
		at = int32(len(v.all))
		v.index[in.CustomerID] = at
		v.all = append(v.all, visitor{})
	}
	v.seq++
	v.all[at].add(visit{back: back, seq: v.seq, at: in.StartedAt, id: in.InteractionID, intent: in.Intent,
		resolution: in.Resolution, agent: in.AgentID}, v.intent(in.Intent), in.ServiceComplaint)
}

func (v *visitors) intent(value string) int {
	if i := slices.Index(v.intents, value); i >= 0 {
		return i
	}
	if len(v.intents) == maxIntents {
		return 0
	}
	v.intents = append(v.intents, value)
	return len(v.intents) - 1
}

func (c *visitor) add(n visit, intent int, complains bool) {
	c.interactions++
	if n.back == 0 {
		c.onDate++
	}
	if open(n.resolution) {
		c.unresolved++
	}
	if n.intent == complaint || complains {
		c.complaints++
	}
	if intent > 0 {
		c.intents[intent]++
	}
	if n.agent != "" && !slices.Contains(c.agents, n.agent) {
		c.agents = append(c.agents, n.agent)
	}
	if !slices.Contains(c.dates, n.back) {
		c.dates = append(c.dates, n.back)
	}
	if c.first.id == "" || n.before(&c.first) {
		c.first = n
	}
	switch {
	case c.last.id == "":
		c.last = n
	case c.last.before(&n):
		c.previous, c.last = c.last, n
	case c.previous.id == "" || c.previous.before(&n):
		c.previous = n
	}
}

func open(resolution string) bool { return resolution == "pending" || resolution == "unresolved" }

// repeats completes the customers of a date with the earlier dates of its window
// and makes the rows of those that came again.
func (m *Maker) repeats(ctx context.Context, window *period.Period, v *visitors) ([]dataset.RepeatContact, error) {
	day, err := time.Parse(time.DateOnly, v.date)
	if err != nil {
		return nil, err
	}
	from := day.AddDate(0, 0, -m.options.RepeatDays).Format(time.DateOnly)
	for i := len(window.Dates) - 2; i >= 0 && window.Dates[i].Day >= from; i-- {
		v.days = append(v.days, window.Dates[i].Day)
		back := 1 - len(v.days)
		p := &period.Period{Out: m.out, Dates: window.Dates[i : i+1]}
		err := facts.Scan(ctx, p, period.Filter{}, 0, func(_ *facts.Rubric, c *facts.Case) error {
			v.add(back, c.Interaction)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return v.rows(window.Dates[len(window.Dates)-1].Source.RunID), nil
}

// rows are the customers with more than one interaction.
func (v *visitors) rows(runID string) []dataset.RepeatContact {
	var rows []dataset.RepeatContact
	for id, at := range v.index {
		if c := &v.all[at]; c.interactions > 1 {
			rows = append(rows, v.row(runID, id, c))
		}
	}
	slices.SortFunc(rows, func(a, b dataset.RepeatContact) int {
		return cmp.Or(cmp.Compare(b.Interactions, a.Interactions), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	return rows
}

func (v *visitors) row(runID, id string, c *visitor) dataset.RepeatContact {
	row := dataset.RepeatContact{
		RunID: runID, CustomerID: id, IDKind: idKind(id),
		Interactions: c.interactions, OnDate: c.onDate, Dates: int32(len(c.dates)), Agents: int32(len(c.agents)),
		Earlier: c.interactions - 1, Unresolved: c.unresolved, Complaints: c.complaints,
		FirstDate: v.days[-c.first.back], FirstID: c.first.id, FirstAt: c.first.at,
		LastID: c.last.id, LastAt: c.last.at, Intent: c.last.intent, Resolution: c.last.resolution,
		PreviousDate: v.days[-c.previous.back], PreviousID: c.previous.id, PreviousIntent: c.previous.intent,
		PreviousResolution: c.previous.resolution, PreviousAgentID: c.previous.agent,
	}
	if open(c.last.resolution) {
		row.Unresolved--
	}
	if i := slices.Index(v.intents, c.last.intent); i > 0 {
		row.SameIntent = int32(c.intents[i]) - 1
	}
	if c.last.at != nil && c.previous.at != nil {
		since := c.last.at.Sub(*c.previous.at).Milliseconds()
		row.SinceMS = &since
	}
	return row
}

// idKind tells what an id of a customer can be trusted for.
func idKind(id string) string {
	const digits = 24 // of a pseudonym
	switch {
	case strings.ContainsAny(id, "*＊"):
		return "masked"
	case strings.HasPrefix(id, "p-") && len(id) == 2+digits && strings.Trim(id[2:], "0123456789abcdef") == "":
		return "pseudonym"
	}
	return "plain"
}
