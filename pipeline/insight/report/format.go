package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/report/words"
)

// functions are what the templates call.
func functions() template.FuncMap {
	return template.FuncMap{
		"pages": pages, "num": groups, "pct": perCent, "points": points, "signed": signed, "dec": decimal, "arrow": arrow,
		"chance": chance, "times": timesOf, "decade": decade, "short": short, "slug": slug, "deref": deref,
		"channel": words.Channel, "role": words.Role, "intent": words.Intent, "emotion": words.Emotion, "severity": words.Severity,
		"item": words.Item, "quoted": quoted, "kind": kindOf, "trend": trendOf, "steps": steps, "showing": newShowing, "members": newMembers, "shares": newShares,
	}
}

// page is a part of the report that is looked at by itself.
type page struct {
	ID   string
	Name words.Text
}

func pages() []page {
	return []page{
		{"overview", words.Text{ZH: "概览", EN: "Overview"}},
		{"politeness", words.Text{ZH: "礼貌", EN: "Politeness"}},
		{"forbidden", words.Text{ZH: "禁语", EN: "Forbidden language"}},
		{"procedure", words.Text{ZH: "流程", EN: "Procedure"}},
		{"timing", words.Text{ZH: "时效", EN: "Timing"}},
		{"people", words.Text{ZH: "坐席与班组", EN: "Agents and teams"}},
		{"customers", words.Text{ZH: "客户", EN: "Customers"}},
		{"topics", words.Text{ZH: "热词与趋势", EN: "Terms and trends"}},
		{"scripts", words.Text{ZH: "好话术", EN: "Good scripts"}},
		{"coaching", words.Text{ZH: "辅导", EN: "Coaching"}},
	}
}

// Span is the period in words.
func (d *Data) Span() string {
	if len(d.Dates) == 0 {
		return ""
	}
	first, last := d.Dates[0], d.Dates[len(d.Dates)-1]
	if first == last {
		return first
	}
	return first + " – " + last
}

// groups writes a count with commas: 12,345.
func groups(n any) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// perCent writes a share; a small one with more digits, since 0.0% is not none.
func perCent(share float64) string {
	p := share * 100
	digits := 1
	if p > 0 && p < 0.1 {
		digits = 3
	}
	return strconv.FormatFloat(p, 'f', digits, 64) + "%"
}

// points writes a difference of shares in percentage points, with its sign.
func points(share float64) string { return signed(share * 100) }

func signed(v float64) string {
	s := decimal(math.Abs(v))
	switch {
	case s == "0.0":
		return s
	case v < 0:
		return "−" + s
	}
	return "+" + s
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// arrow says which way a difference goes, if it is sure.
func arrow(e Estimate) string {
	switch {
	case !e.Sure():
		return "≈"
	case e.Value < 0:
		return "▼"
	}
	return "▲"
}

// chance writes a probability; the smallest are not told apart.
func chance(p float64) string {
	if p < 1e-6 {
		return "< 0.0001%"
	}
	return strconv.FormatFloat(p*100, 'g', 2, 64) + "%"
}

// timesOf is how many times as frequent a term is; one that is new comes before all
// others.
func timesOf(t Term) float64 {
	if t.Earlier <= 0 {
		return math.MaxInt32
	}
	return t.Rate / t.Earlier
}

// decade is the range of the i-th of ten bins up to 100.
func decade(i int) string {
	if i == 9 {
		return "90–100"
	}
	return fmt.Sprintf("%d–%d", i*10, i*10+9)
}

func short(hash string) string { return hash[:min(len(hash), 12)] }

// slug makes an id of the page of an id of the rubric, which may hold any letters.
func slug(id string) string {
	var b strings.Builder
	for _, r := range id {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "_%x", r)
		}
	}
	return b.String()
}

func deref(v *float64) float64 { return *v }

// trendOf says what became of a skill, with a mark.
func trendOf(t coach.Trend) words.Text {
	switch t {
	case coach.Improved:
		return words.Text{ZH: "▼ 变好", EN: "▼ better"}
	case coach.Worsened:
		return words.Text{ZH: "▲ 变差", EN: "▲ worse"}
	case coach.Unchanged:
		return words.Text{ZH: "≈ 看不出变化", EN: "≈ no sure change"}
	}
	return words.Text{ZH: "◇ 样本不足", EN: "◇ too few"}
}

// kindOf says why a case was chosen.
func kindOf(c coach.Case) words.Text {
	switch {
	case c.Kind == coach.Weak:
		return words.Text{ZH: "弱项", EN: "weak skill"}
	case c.Kind == coach.Clear:
		return words.Text{ZH: "明确不合格", EN: "clear failure"}
	case c.Near == coach.Partial:
		return words.Text{ZH: "差一点：做了一半", EN: "near miss: half done"}
	case c.Near == coach.Threshold:
		return words.Text{ZH: "差一点：略超标准", EN: "near miss: little beyond the limit"}
	case c.Near == coach.Unsure:
		return words.Text{ZH: "差一点：拿不准", EN: "near miss: not certain"}
	}
	return words.Text{ZH: "差一点：擦边", EN: "near miss: a guard spoke for the agent"}
}
