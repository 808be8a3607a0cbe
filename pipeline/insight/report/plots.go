package report

import (
	"fmt"
	"math"

	"zhijian/pipeline/insight/report/chart"
	"zhijian/pipeline/insight/report/words"
)

// label writes a value of an axis in per cent.
func perCentLabel(v float64) words.Text {
	return words.Same(fmt.Sprintf("%g%%", math.Round(v*1e6)/1e4))
}

// interval is the drawing of an estimate.
func interval(e Estimate, class string) chart.Interval {
	if e.Small() {
		class = chart.Few
	}
	return chart.Interval{Mid: e.Value, Lo: e.Lo, Hi: e.Hi, Class: class}
}

// scale is that of the rates of a family: whole for passes, as far as needed for
// fails.
func (f Family) scale() chart.Scale {
	if !f.Fails {
		return chart.Scale{Max: 1, Ticks: []float64{0, 0.5, 1}}
	}
	most := 0.01
	for _, s := range f.Sections {
		for _, it := range s.Items {
			if it.Rate.Known() && !it.Rate.Small() {
				most = max(most, it.Rate.Hi)
			}
		}
	}
	return thinned(chart.UpTo(min(1, most)))
}

// thinned leaves of an axis its ends and middle.
func thinned(s chart.Scale) chart.Scale {
	s.Ticks = []float64{s.Min, (s.Min + s.Max) / 2, s.Max}
	return s
}

// Axis is the axis of the rates of a family.
func (f Family) Axis() chart.Figure { return chart.Axis(f.scale(), perCentLabel) }

// Plot draws the rate of an item.
func (f Family) Plot(it Item) chart.Figure {
	if !it.Rate.Known() {
		return chart.Figure{Height: 22}
	}
	return chart.Dots(f.scale(), interval(it.Rate, chart.Dot), nil)
}

// Spark draws the rate of an item over the days.
func (f Family) Spark(it Item) chart.Figure { return spark(it.Days, f.scale().Max) }

// sparkDates is how many dates the small drawings of a table go back.
const sparkDates = 60

func spark(days []Estimate, whole float64) chart.Figure {
	days = days[max(0, len(days)-sparkDates):]
	values, known := make([]float64, len(days)), make([]bool, len(days))
	for i, e := range days {
		values[i], known[i] = e.Value, e.Known()
	}
	return chart.Spark(values, known, whole)
}

// ScoreFigure is the histogram of the scores.
func (d *Data) ScoreFigure() chart.Figure {
	o := d.Overview
	bins := tenths(o.Scores)
	if o.Zeroed*2 > o.Scores[0] {
		bins[0].Class = "zeroed"
	}
	return chart.Histogram("scores", words.Text{ZH: "得分分布直方图", EN: "Histogram of scores"}, words.Text{
		ZH: fmt.Sprintf("%d 次会话的最终得分，每十分一档。中位数 %.1f。数据表在图后。", o.Score.N, o.Median),
		EN: fmt.Sprintf("Final scores of %d interactions in steps of ten. Median %.1f. A table of the numbers follows.", o.Score.N, o.Median),
	}, bins, edges())
}

// CoverageFigure is the histogram of the coverage.
func (d *Data) CoverageFigure() chart.Figure {
	return chart.Histogram("coverage", words.Text{ZH: "评分覆盖直方图", EN: "Histogram of coverage"}, words.Text{
		ZH: "各会话评到的权重份额，每十个百分点一档。数据表在图后。",
		EN: "Share of the weight that was evaluated, in steps of ten points. A table of the numbers follows.",
	}, tenths(d.Overview.Coverages), edges())
}

func tenths(n [10]int64) []chart.Bin {
	bins := make([]chart.Bin, len(n))
	for i, n := range n {
		bins[i] = chart.Bin{N: n, Class: "bar"}
	}
	return bins
}

func edges() []words.Text {
	out := make([]words.Text, 11)
	for i := range out {
		out[i] = words.Same(fmt.Sprint(i * 10))
	}
	return out
}

// DaysFigure is the mean score of each date.
func (d *Data) DaysFigure() chart.Figure {
	points := make([]chart.Point, len(d.Overview.Days))
	for i, day := range d.Overview.Days {
		points[i] = point(day.Day, day.Score)
	}
	return chart.Course("days", words.Text{ZH: "逐日平均分", EN: "Mean score by day"}, words.Text{
		ZH: "每个批次日期的平均分与 95% 区间。数据表在图后。", EN: "The mean score of each date with its 95% interval. A table of the numbers follows.",
	}, scoreScale(points), points, chart.Number)
}

// scoreScale shows the scores from near, in whole tens; dots, unlike bars, need
// no zero.
func scoreScale(points []chart.Point) chart.Scale {
	lo, hi := 100.0, 0.0
	for _, p := range points {
		if p.Known {
			lo, hi = min(lo, p.Lo), max(hi, p.Hi)
		}
	}
	if hi < lo {
		lo, hi = 0, 100
	}
	s := chart.Scale{Min: max(0, math.Floor(lo/10)*10-10), Max: min(100, math.Ceil(hi/10)*10+10)}
	step := 10.0
	if s.Max-s.Min > 50 {
		step = 20
	}
	for v := s.Min; v <= s.Max; v += step {
		s.Ticks = append(s.Ticks, v)
	}
	return s
}

func point(day string, e Estimate) chart.Point {
	if len(day) == len("2026-11-20") {
		day = day[5:]
	}
	return chart.Point{Label: day, Interval: interval(e, chart.Dot), Known: e.Known()}
}

// TrendFigure is the share of complaints over the dates; without shapes when
// there is but one.
func (d *Data) TrendFigure() chart.Figure {
	days := d.Overview.Days
	if len(days) < 2 {
		return chart.Figure{}
	}
	points := make([]chart.Point, len(days))
	most := 0.05
	for i, day := range days {
		points[i] = point(day.Day, day.Complaint)
		if day.Complaint.Known() && !day.Complaint.Small() {
			most = max(most, day.Complaint.Hi)
		}
	}
	return chart.Course("complaints", words.Text{ZH: "投诉来意的份额", EN: "Share of complaints"}, words.Text{
		ZH: "每个批次日期中来意为投诉的会话份额与 95% 区间。数字在概览的逐日表中。", EN: "Share of interactions with the intent complaint for each date, with its 95% interval. The numbers are in the table by day of the overview.",
	}, chart.UpTo(min(1, most)), points, perCentLabel)
}

// FunnelFigure shows agents by the size of their samples.
func (d *Data) FunnelFigure() chart.Figure {
	p := d.People
	var values []float64
	most := 1.0
	for _, m := range p.Agents {
		if m.Adjusted.Known() {
			values, most = append(values, m.Adjusted.Value), max(most, float64(m.Adjusted.N))
		}
	}
	size := chart.UpTo(most)
	size.Root = true
	if len(size.Ticks) > 1 { // the first ticks crowd on a root scale
		size.Ticks = append([]float64{0}, size.Ticks[1:]...)
	}
	members := make([]chart.Member, 0, len(p.Agents))
	for _, m := range p.Agents {
		if !m.Adjusted.Known() {
			continue
		}
		c := chart.Member{N: float64(m.Adjusted.N), Value: m.Adjusted.Value, Class: m.Stands.mark()}
		if m.Stands == Higher || m.Stands == Lower {
			c.Label = shortened(m.Name, m.ID)
		}
		members = append(members, c)
	}
	if len(members) == 0 {
		return chart.Figure{}
	}
	limit := func(class string, gap int, z float64) chart.Limits {
		return chart.Limits{Class: class, Gap: gap, At: func(n float64) (float64, float64) {
			reach := z * p.Spread / math.Sqrt(max(n, 1e-9))
			return -reach, reach
		}}
	}
	return chart.Funnel("funnel", words.Text{ZH: "坐席分差漏斗图", EN: "Funnel plot of agents"}, words.Text{
		ZH: fmt.Sprintf("%d 名坐席：横轴会话数，纵轴与同类会话的分差，线为偶然波动的界限。数据表在图后。", len(members)),
		EN: fmt.Sprintf("%d agents: interactions across, difference to peers up, the lines bound what is chance. A table of the numbers follows.", len(members)),
	}, chart.Around(values, 5), size, members, []chart.Limits{limit("limit95", 1, 1.96), limit("limit998", 3, 3.09)}, func(v float64) words.Text { return words.Same(signedNumber(v)) })
}

// shortened is what stands beside a mark: a name, or an id without one.
func shortened(name, id string) string {
	if name == "" {
		name = id
	}
	return shortenedTo(name, 8)
}

// shortenedTo is s with at most n characters.
func shortenedTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func signedNumber(v float64) string {
	if v > 0 {
		return "+" + chart.Number(v).ZH
	}
	return chart.Number(v).ZH
}

func (s Standing) mark() string {
	switch s {
	case Higher:
		return chart.Above
	case Lower:
		return chart.Below
	case TooFew:
		return chart.Few
	}
	return chart.Dot
}
