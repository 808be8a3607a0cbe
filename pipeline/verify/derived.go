package verify

import (
	"context"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"zhijian/pipeline/dataset"
)

// DerivedReport is the result for one derived set of one date.
type DerivedReport struct {
	Set      dataset.Set `json:"set"`
	Date     string      `json:"date"`
	RunID    string      `json:"run_id"`
	Files    int         `json:"files"`
	Rows     int64       `json:"rows"`
	Sources  int         `json:"sources"`
	Stale    []string    `json:"stale"` // what changed after the set was made: it should be made again
	Disagree int64       `json:"disagree"`
	Findings []Finding   `json:"findings"`
}

// Derived verifies what was published of a set for one date: the files against
// the manifest, the sources against what is published now, and, when its own date
// has not changed, the sums by agent against the tables that they are of. A set
// that is stale does not disagree with anything. The error says that it could not
// be verified at all; it wraps fs.ErrNotExist when the set was never made.
func Derived(ctx context.Context, out string, s dataset.Set, date string, o Options) (*DerivedReport, error) {
	m, err := dataset.ReadDerivedManifest(out, s, date)
	if err != nil {
		return nil, err
	}
	if o.MaxFindings <= 0 {
		o.MaxFindings = defaultFindings
	}
	c := &checker{ctx: ctx, out: out, m: &dataset.Manifest{Date: date, RunID: m.RunID, Meta: m.Meta}, options: o, report: &Report{}}
	r := &DerivedReport{Set: s, Date: date, RunID: m.RunID, Sources: len(m.Sources), Stale: []string{}}
	stale, err := m.Stale(out)
	if err != nil {
		return nil, err
	}
	own := false // its own date has changed
	for _, x := range stale {
		r.Stale = append(r.Stale, x.String())
		own = own || x.Date == date
	}
	if err := c.derived(m, !own); err != nil {
		return nil, err
	}
	for _, t := range m.Tables {
		r.Rows += t.Rows
	}
	r.Files, r.Disagree, r.Findings = c.report.Files, c.report.Disagree, c.report.Findings
	return r, nil
}

// derived checks the files, and the rows when their source is there.
func (c *checker) derived(m *dataset.DerivedManifest, source bool) error {
	for _, t := range m.Tables {
		named := map[string]bool{}
		for _, f := range t.Files {
			if c.ctx.Err() != nil {
				return context.Cause(c.ctx)
			}
			named[filepath.Base(f.Path)] = true
			c.report.Files++
			if err := c.file(f); err != nil {
				return err
			}
		}
		c.strangers(filepath.Join(c.out, string(t.Table), "dt="+m.Date), named)
	}
	if c.report.Disagree > 0 || m.Set != dataset.SetAggregates || !source {
		return nil
	}
	return c.agents(m)
}

// group is what a row of agents_daily is about.
type group struct{ team, agent, channel, queue string }

// sums are counted of the interactions of a group.
type sums struct {
	interactions, scored, fatal, angry, complaints, open, turns, handled int64
	score                                                                float64
}

// agents counts the interactions of each agent again.
func (c *checker) agents(m *dataset.DerivedManifest) error {
	want, verdicts, err := c.recount(m.Date)
	if err != nil {
		return c.unreadable(dataset.TableAgentsDaily, err)
	}
	seen := map[group]bool{}
	items := map[string][2]int64{}
	for row, err := range dataset.ReadDerived[dataset.AgentDay](c.ctx, c.out, m, dataset.TableAgentsDaily) {
		if err != nil {
			return c.unreadable(dataset.TableAgentsDaily, err)
		}
		key := group{row.Team, row.AgentID, row.Channel, row.Queue}
		at := fmt.Sprintf("%q", key)
		c.runID(string(dataset.TableAgentsDaily), at, row.RunID)
		if seen[key] {
			c.fault(string(dataset.TableAgentsDaily), "%s stands twice", at)
		}
		seen[key] = true
		c.checkAgent(at, &row, want[key])
		for _, i := range row.Items {
			n := items[i.ItemID]
			items[i.ItemID] = [2]int64{n[0] + i.Evaluated, n[1] + i.Failed}
		}
	}
	c.equal(string(dataset.TableAgentsDaily), "", "", "number of rows", len(seen), len(want))
	for id, n := range verdicts {
		c.equal(string(dataset.TableAgentsDaily), "", id, "items.evaluated", items[id][0], n[0])
		c.equal(string(dataset.TableAgentsDaily), "", id, "items.failed", items[id][1], n[1])
	}
	return nil
}

// scoreSlack is how far a sum of scores, which is stored with nine digits, may
// lie off.
const scoreSlack = 1e-8

func (c *checker) checkAgent(at string, row *dataset.AgentDay, want *sums) {
	table := string(dataset.TableAgentsDaily)
	if want == nil {
		c.fault(table, "%s has no interactions", at)
		return
	}
	c.equal(table, at, "", "interactions", row.Interactions, want.interactions)
	c.equal(table, at, "", "scored", row.Scored, want.scored)
	c.equal(table, at, "", "fatal", row.Fatal, want.fatal)
	c.equal(table, at, "", "angry", row.Angry, want.angry)
	c.equal(table, at, "", "complaints", row.Complaints, want.complaints)
	c.equal(table, at, "", "pending + unresolved", row.Pending+row.Unresolved, want.open)
	c.equal(table, at, "", "turns", row.Turns, want.turns)
	c.equal(table, at, "", "handle_ms", row.HandleMS, want.handled)
	if math.Abs(row.ScoreSum-want.score) > scoreSlack*max(1, want.score) {
		c.equal(table, at, "", "score_sum", row.ScoreSum, want.score)
	}
}

// recount counts what agents_daily says, and the verdicts of each item: evaluated
// and failed.
func (c *checker) recount(date string) (map[group]*sums, map[string][2]int64, error) {
	type interaction struct {
		Channel    string   `parquet:"channel,dict"`
		AgentID    string   `parquet:"agent_id,optional,dict"`
		Team       string   `parquet:"team,optional,dict"`
		Queue      string   `parquet:"queue,optional,dict"`
		TurnCount  int32    `parquet:"turn_count"`
		DurationMS *int64   `parquet:"duration_ms,optional"`
		Status     string   `parquet:"status,dict"`
		ScoreFinal *float64 `parquet:"score_final,optional"`
		Fatal      bool     `parquet:"fatal"`
		Intent     string   `parquet:"intent,optional,dict"`
		Emotion    string   `parquet:"customer_emotion,optional,dict"`
		Resolution string   `parquet:"resolution,optional,dict"`
	}
	m, err := dataset.ReadManifest(c.out, date)
	if err != nil {
		return nil, nil, err
	}
	found := map[group]*sums{}
	for in, err := range dataset.ReadTable[interaction](c.ctx, c.out, m, dataset.TableInteractions) {
		if err != nil {
			return nil, nil, err
		}
		key := group{in.Team, in.AgentID, in.Channel, in.Queue}
		s := found[key]
		if s == nil {
			s = &sums{}
			found[key] = s
		}
		s.interactions++
		s.turns += int64(in.TurnCount)
		s.fatal += one(in.Fatal)
		s.angry += one(in.Emotion == "anger")
		s.complaints += one(in.Intent == "complaint")
		s.open += one(in.Resolution == "pending" || in.Resolution == "unresolved")
		if in.Status == "scored" && in.ScoreFinal != nil {
			s.scored++
			s.score += *in.ScoreFinal
		}
		if in.DurationMS != nil {
			s.handled += *in.DurationMS
		}
	}
	verdicts, err := c.countVerdicts(m)
	return found, verdicts, err
}

func (c *checker) countVerdicts(m *dataset.Manifest) (map[string][2]int64, error) {
	type item struct {
		ItemID  string `parquet:"item_id,dict"`
		Verdict string `parquet:"verdict,dict"`
	}
	verdicts := map[string][2]int64{}
	for row, err := range dataset.ReadTable[item](c.ctx, c.out, m, dataset.TableItems) {
		if err != nil {
			return nil, err
		}
		n := verdicts[row.ItemID]
		failed := one(row.Verdict == "fail")
		verdicts[row.ItemID] = [2]int64{n[0] + failed + one(row.Verdict == "pass"), n[1] + failed}
	}
	return verdicts, nil
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// Orphans lists the dates, in ascending order, of derived sets whose own date is
// not published any more: what was made of it is left.
func Orphans(out string) ([]string, error) {
	published, err := dataset.Dates(out)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, s := range dataset.Sets() {
		dates, err := dataset.DerivedDates(out, s)
		if err != nil {
			return nil, err
		}
		for _, d := range dates {
			if !slices.Contains(published, d) {
				found[d] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// Sets lists the derived sets that were published for a date.
func Sets(out, date string) ([]dataset.Set, error) {
	var found []dataset.Set
	for _, s := range dataset.Sets() {
		dates, err := dataset.DerivedDates(out, s)
		if err != nil {
			return nil, err
		}
		if slices.Contains(dates, date) {
			found = append(found, s)
		}
	}
	return found, nil
}
