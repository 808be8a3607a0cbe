package lint

import (
	"slices"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
)

// labelHabits checks what a label should have.
func (l *linter) labelHabits(lb *rubric.Label) {
	if len(lb.Tests) == 0 {
		l.warn(lb.Pos, "add dialogues with the value they must get", "label %q has no tests", lb.ID)
	}
	l.testNames(lb.Tests)
	chosen := map[string]bool{lb.Default: true}
	for _, c := range lb.Choose {
		chosen[c.Value] = true
	}
	for _, v := range lb.Values {
		if !chosen[v] {
			l.warn(lb.Pos, "delete it, or choose it", "label %q: value %q is never chosen", lb.ID, v)
		}
	}
	if v := repeated(lb.Values); v != "" {
		l.warn(lb.Pos, "delete one", "label %q: value %q stands twice", lb.ID, v)
	}
}

// itemHabits checks what an item should have.
func (l *linter) itemHabits(it *rubric.Item) {
	if it.Status == rubric.Deprecated {
		l.warn(it.Pos, "delete it when reports no longer need it", "item %q is deprecated", it.ID)
	}
	if len(it.Tests) == 0 {
		l.warn(it.Pos, "add dialogues with the verdict they must get", "item %q has no tests", it.ID)
	}
	if it.Coaching == "" {
		l.warn(it.Pos, "say what to do or say instead", "item %q has no coaching", it.ID)
	}
	if it.Fatal != rubric.FatalForm && it.Severity != rubric.Fatal {
		l.warn(it.Pos, "set severity: fatal, or leave fatal out", "item %q: fatal: %s says nothing for severity %s", it.ID, it.Fatal, it.Severity)
	}
	for _, list := range [][]string{it.Channels, it.Needs, it.Overlaps} {
		if s := repeated(list); s != "" {
			l.warn(it.Pos, "delete one", "item %q names %q twice", it.ID, s)
		}
	}
	l.testNames(it.Tests)
	l.checkNeeds(it)
}

func (l *linter) testNames(tests []rubric.Test) {
	seen := map[string]bool{}
	for _, t := range tests {
		switch {
		case t.Name == "":
			l.warn(t.Pos, "say what is special about the dialogue", "test without name")
		case seen[t.Name]:
			l.warn(t.Pos, "rename one", "test %q stands twice", t.Name)
		}
		seen[t.Name] = true
	}
}

// inputs says which inputs make a variable known.
func inputs(variable string) []string {
	switch variable {
	case "ring_ms":
		return []string{rubric.NeedRing}
	case "ended_by":
		return []string{rubric.NeedEndedBy}
	case "local_minute":
		return []string{rubric.NeedStartedAt}
	case "ticket_after_end_min":
		return []string{rubric.NeedTicketDelay}
	case "first_reply_ms", "max_reply_ms", "silence_ms", "interruptions", "speech_rate", "talk_ratio":
		return []string{rubric.NeedTimes}
	}
	return nil
}

// checkNeeds finds decisions that read what may be unknown: -1 is not an answer.
func (l *linter) checkNeeds(it *rubric.Item) {
	text := it.Pass
	if it.Fail.Value != "" {
		text = it.Fail
	}
	read := map[string]bool{}
	for _, name := range judge.Reads(text.Value) {
		for _, need := range inputs(name) {
			read[need] = true
			if !slices.Contains(it.Needs, need) {
				l.warn(rubric.PosOf(text), "add needs: ["+need+"], so that missing data is not judged", "item %q decides by %s, which may be unknown", it.ID, name)
			}
		}
	}
	if len(it.Find) > 0 {
		return // a turn: condition may read it
	}
	for _, need := range it.Needs {
		if !read[need] {
			l.warn(it.Pos, "leave it out", "item %q needs %s and does not read it", it.ID, need)
		}
	}
}
