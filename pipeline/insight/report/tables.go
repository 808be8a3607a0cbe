package report

import (
	"fmt"
	"math"

	"zhijian/pipeline/insight/report/chart"
	"zhijian/pipeline/insight/report/words"
)

// showing says that a list is not whole.
type showing struct{ Shown, Of int64 }

func newShowing(shown int, of any) showing {
	s := showing{Shown: int64(shown)}
	switch n := of.(type) {
	case int:
		s.Of = int64(n)
	case int64:
		s.Of = n
	}
	return s
}

// membersTable is a table of agents or teams with one scale.
type membersTable struct {
	Kind  string
	Rows  []Member
	scale chart.Scale
}

func newMembers(_ *Data, rows []Member, kind string) membersTable {
	var values []float64
	for _, m := range rows {
		if m.Adjusted.Known() && m.Stands != TooFew {
			values = append(values, m.Adjusted.Lo, m.Adjusted.Hi)
		}
	}
	return membersTable{kind, rows, thinned(chart.Around(values, 5))}
}

// Axis is the axis of the differences.
func (t membersTable) Axis() chart.Figure {
	return chart.Axis(t.scale, func(v float64) words.Text { return words.Same(signedNumber(v)) })
}

// Plot draws the difference of a member.
func (t membersTable) Plot(m Member) chart.Figure {
	zero := 0.0
	v := interval(m.Adjusted, m.Stands.mark())
	v.Class = m.Stands.mark()
	return chart.Dots(t.scale, v, &zero)
}

// sharesTable is a table of the values of a label.
type sharesTable struct {
	Name    words.Text
	Rows    []Share
	Outcome bool // with what became of them
	whole   float64
}

func newShares(_ *Data, rows []Share, kind string) sharesTable {
	t := sharesTable{Rows: rows, Outcome: kind == "intents" || kind == "trends", whole: 0.05}
	t.Name = map[string]words.Text{
		"intents": {ZH: "来意", EN: "Intent"}, "emotions": {ZH: "情绪", EN: "Emotion"}, "resolutions": {ZH: "解决情况", EN: "Resolution"},
		"priorities": {ZH: "优先级", EN: "Priority"}, "trends": {ZH: "问题", EN: "Issue"},
	}[kind]
	for _, r := range rows {
		t.whole = max(t.whole, r.Rate.Hi)
	}
	return t
}

// Plot draws a share.
func (t sharesTable) Plot(s Share) chart.Figure {
	return chart.Bar(s.Rate.Value, s.Rate.Lo, s.Rate.Hi, t.whole)
}

// Spark draws a share over the days.
func (t sharesTable) Spark(s Share) chart.Figure { return spark(s.Days, t.whole) }

// AngryAxis is the axis of the exposures.
func (d *Data) AngryAxis() chart.Figure { return chart.Axis(d.angryScale(), perCentLabel) }

// AngryPlot draws an exposure beside what is usual at the same work.
func (d *Data) AngryPlot(e Exposure) chart.Figure {
	return chart.Dots(d.angryScale(), interval(e.Rate, e.Stands.mark()), &e.Expected)
}

func (d *Data) angryScale() chart.Scale {
	most := 0.1
	for _, e := range d.People.Angry {
		if !e.Rate.Small() {
			most = max(most, e.Rate.Hi)
		}
	}
	return thinned(chart.UpTo(min(1, most)))
}

// scale spans the values of a measure in all channels. Times reach over orders
// of magnitude.
func (m Measure) scale() chart.Scale {
	lo, hi := math.Inf(1), 0.0
	for _, s := range m.Strips {
		if s.N > 0 {
			lo, hi = min(lo, s.Quantiles[0]), max(hi, s.Quantiles[4])
		}
	}
	switch m.Unit {
	case AsShare:
		return chart.Scale{Max: 1, Ticks: []float64{0, 0.5, 1}}
	case InMilliseconds:
		return timeScale(lo, hi)
	}
	if m.Unit == Counted {
		hi = max(hi, 2) // whole numbers
	}
	return thinned(chart.UpTo(hi))
}

// timeScale is logarithmic, with ticks at times that people use.
func timeScale(lo, hi float64) chart.Scale {
	usual := []float64{1e3, 3e3, 1e4, 3e4, 6e4, 3e5, 6e5, 18e5, 36e5, 144e5, 864e5, 6048e5}
	s := chart.Scale{Log: true, Min: usual[0], Max: usual[len(usual)-1]}
	for _, v := range usual {
		if v <= lo {
			s.Min = v
		}
		if v >= hi {
			s.Max = v
			break
		}
	}
	for _, v := range usual {
		if v >= s.Min && v <= s.Max {
			s.Ticks = append(s.Ticks, v)
		}
	}
	for len(s.Ticks) > 4 { // room on a phone
		var half []float64
		for i := 0; i < len(s.Ticks); i += 2 {
			half = append(half, s.Ticks[i])
		}
		s.Ticks = half
	}
	return s
}

// Axis is the axis of a measure.
func (m Measure) Axis() chart.Figure {
	return chart.Axis(m.scale(), func(v float64) words.Text { return words.Same(m.Value(v)) })
}

// Plot draws a distribution.
func (m Measure) Plot(s Strip) chart.Figure { return chart.Strip(m.scale(), s.Quantiles) }

// Value writes a value of the measure with its unit.
func (m Measure) Value(v float64) string {
	switch m.Unit {
	case InMilliseconds:
		return duration(v)
	case AsShare:
		return fmt.Sprintf("%.0f%%", v*100)
	}
	return fmt.Sprintf("%.0f", v)
}

// duration writes milliseconds: 0.8s, 45s, 2m05s, 3h20m.
func duration(ms float64) string {
	s := ms / 1000
	switch {
	case s < 10:
		return fmt.Sprintf("%.1fs", s)
	case s < 60:
		return fmt.Sprintf("%.0fs", s)
	case s < 3600:
		n := int(math.Round(s))
		return fmt.Sprintf("%dm%02ds", n/60, n%60)
	case s < 86400:
		n := int(math.Round(s / 60))
		return fmt.Sprintf("%dh%02dm", n/60, n%60)
	}
	return fmt.Sprintf("%.1fd", s/86400)
}
