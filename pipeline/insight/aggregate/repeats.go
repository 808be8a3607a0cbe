package aggregate

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
)

// visit is one interaction of a customer.
type visit struct {
	id, agent          string
	at                 int64 // milliseconds; unknownTime
	seq                int32 // place in its date
	back               int16 // 0 is the date, -1 the published date before it, ...
	intent, resolution uint8 // in visitors.labels
}

// unknownTime stands for a start that is not known.
const unknownTime = math.MinInt64

// before reports whether v came before o: by batch date, then by its start, then
// by its place in the batch.
func (v *visit) before(o *visit) bool {
	if v.back != o.back {
		return v.back < o.back
	}
	if v.at != unknownTime && o.at != unknownTime && v.at != o.at {
		return v.at < o.at
	}
	return v.seq < o.seq
}

func (v *visit) time() *time.Time {
	if v.at == unknownTime {
		return nil
	}
	at := time.UnixMilli(v.at).UTC()
	return &at
}

// visitor is what is known of a customer of the date. Most were there once, and
// there can be a million of them, so that it is small.
type visitor struct {
	first, last, previous visit // previous is the one before last, with an id from the second on
	interactions, onDate  int32
	unresolved            int32
	complaints            int32
	dates                 int16
	lastBack              int16             // of the date that was counted last
	intents               [maxLabels]uint16 // by their place in visitors.labels
	agents                []string          // all but the one of the first visit that was met
	agent                 string
}

// maxLabels bounds the values of intent and resolution that are told apart, the
// first being none.
const maxLabels = 24

// visitors are the customers of a date.
type visitors struct {
	date   string
	index  map[string]*visitor
	labels []string
	seq    int32
	days   []string // by -back
}

func newVisitors(date string) *visitors {
	return &visitors{date: date, index: map[string]*visitor{}, labels: []string{""}, days: []string{date}}
}

// add takes in an interaction of the date, or of an earlier one when its customer
// was there on the date.
func (v *visitors) add(back int, in *dataset.Interaction) {
	if in.CustomerID == "" {
		return
	}
	c := v.index[in.CustomerID]
	if c == nil {
		if back != 0 {
			return
		}
		c = &visitor{agent: in.AgentID, lastBack: 1}
		v.index[in.CustomerID] = c
	}
	v.seq++
	at := int64(unknownTime)
	if in.StartedAt != nil {
		at = in.StartedAt.UnixMilli()
	}
	c.add(visit{back: int16(back), seq: v.seq, at: at, id: in.InteractionID, agent: in.AgentID,
		intent: v.label(in.Intent), resolution: v.label(in.Resolution)})
	if isOpen(in.Resolution) {
		c.unresolved++
	}
	if in.Intent == complaint || in.ServiceComplaint {
		c.complaints++
	}
}

func (v *visitors) label(value string) uint8 {
	if i := slices.Index(v.labels, value); i >= 0 {
		return uint8(i)
	}
	if len(v.labels) == maxLabels {
		return 0
	}
	v.labels = append(v.labels, value)
	return uint8(len(v.labels) - 1)
}

func (c *visitor) add(n visit) {
	c.interactions++
	if n.back == 0 {
		c.onDate++
	}
	if c.lastBack != n.back { // dates come one after the other
		c.lastBack = n.back
		c.dates++
	}
	c.intents[n.intent]++
	if n.agent != c.agent && !slices.Contains(c.agents, n.agent) {
		c.agents = append(c.agents, n.agent)
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

// served is how many agents the customer met, without unknown ones.
func (c *visitor) served() int32 {
	n := int32(len(c.agents))
	if c.agent != "" {
		n++
	}
	if slices.Contains(c.agents, "") {
		n--
	}
	return n
}

func isOpen(resolution string) bool { return resolution == "pending" || resolution == "unresolved" }

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
	for id, c := range v.index {
		if c.interactions > 1 {
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
		Interactions: c.interactions, OnDate: c.onDate, Dates: int32(c.dates), Agents: c.served(),
		Earlier: c.interactions - 1, Unresolved: c.unresolved, Complaints: c.complaints,
		FirstDate: v.days[-c.first.back], FirstID: c.first.id, FirstAt: c.first.time(),
		LastID: c.last.id, LastAt: c.last.time(), Intent: v.labels[c.last.intent], Resolution: v.labels[c.last.resolution],
		PreviousDate: v.days[-c.previous.back], PreviousID: c.previous.id, PreviousIntent: v.labels[c.previous.intent],
		PreviousResolution: v.labels[c.previous.resolution], PreviousAgentID: c.previous.agent,
	}
	if isOpen(row.Resolution) {
		row.Unresolved--
	}
	if c.last.intent > 0 {
		row.SameIntent = int32(c.intents[c.last.intent]) - 1
	}
	if c.last.at != unknownTime && c.previous.at != unknownTime {
		since := c.last.at - c.previous.at
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
