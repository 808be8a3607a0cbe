package lint

import (
	"slices"

	"github.com/expr-lang/expr/vm"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// logic finds conditions that are always or never true.
func (l *linter) logic() {
	l.applies("the rubric", l.r.Applies, nil)
	for i := range l.r.Labels {
		l.chooses(&l.r.Labels[i])
	}
	for i := range l.r.Items {
		it := &l.r.Items[i]
		l.applies("item "+it.ID, it.Applies, it.Find)
		l.decides(it)
	}
	l.eachFinder(l.measures)
	l.values()
}

// outcomes tries a condition; complete is false when not all states were tried.
func (s *space) outcomes(p *vm.Program) (canHold, canFail, complete bool) {
	all := s.each(func(env map[string]any) bool {
		if holds(p, env) {
			canHold = true
		} else {
			canFail = true
		}
		return !canHold || !canFail
	})
	return canHold, canFail, all
}

func (l *linter) applies(owner string, text lexicon.Text, finders []rubric.Finder) {
	if text.Value == "" {
		return
	}
	canHold, canFail, complete := l.space(gather(text.Value), finders).outcomes(program(text.Value))
	switch {
	case complete && !canHold:
		l.fault(rubric.PosOf(text), "correct it, or delete the item", "%s never applies: %q is never true", owner, text.Value)
	case complete && !canFail:
		l.warn(rubric.PosOf(text), "leave it out", "%s: applies %q is always true", owner, text.Value)
	}
}

// decides checks that an item can pass and can fail where it applies.
func (l *linter) decides(it *rubric.Item) {
	text, isFail := it.Pass, false
	if it.Fail.Value != "" {
		text, isFail = it.Fail, true
	}
	applies, decide := program(it.Applies.Value), program(text.Value)
	reach := map[bool]bool{} // verdict pass -> seen
	applied := false
	complete := l.space(gather(it.Applies.Value, text.Value), it.Find).each(func(env map[string]any) bool {
		if holds(applies, env) {
			applied = true
			reach[holds(decide, env) != isFail] = true
		}
		return len(reach) < 2
	})
	if !complete || !applied {
		return
	}
	for pass, word := range map[bool]string{true: "pass", false: "fail"} {
		if !reach[pass] {
			l.fault(rubric.PosOf(text), "the condition contradicts itself or what applies says", "item %q can never %s: %q is always %t where it applies", it.ID, word, text.Value, pass == isFail)
		}
	}
}

// chooses checks that each choice of a label can be the first that holds.
func (l *linter) chooses(lb *rubric.Label) {
	texts := make([]string, len(lb.Choose))
	programs := make([]*vm.Program, len(lb.Choose))
	for i, c := range lb.Choose {
		texts[i], programs[i] = c.When.Value, program(c.When.Value)
	}
	reached := make([]bool, len(lb.Choose)+1)
	left := len(reached)
	complete := l.space(gather(texts...), lb.Find).each(func(env map[string]any) bool {
		k := 0
		for k < len(programs) && !holds(programs[k], env) {
			k++
		}
		if !reached[k] {
			reached[k] = true
			left--
		}
		return left > 0
	})
	if !complete {
		return
	}
	for k, c := range lb.Choose {
		if !reached[k] {
			l.fault(rubric.PosOf(c.When), "one above it holds whenever it does, or it is never true", "label %q: the choice of %q is never reached", lb.ID, c.Value)
		}
	}
	if !reached[len(lb.Choose)] {
		l.warn(lb.Pos, "one of the choices always holds", "label %q: the default %q is never reached", lb.ID, lb.Default)
	}
}

// measures checks a condition on turns.
func (l *linter) measures(owner string, f *rubric.Finder) {
	if f.Turn.Value == "" {
		return
	}
	facts := gather(f.Turn.Value)
	s := &space{}
	for _, name := range facts.names {
		switch name {
		case "has", "prev":
			for _, act := range facts.calls[name] {
				s.domains = append(s.domains, domain{names: []string{name + " " + act}, states: column([]bool{false, true})})
			}
		case "role":
			s.domains = append(s.domains, domain{names: []string{name}, states: column(roles(f.Who))})
		default:
			s.domains = append(s.domains, domain{names: []string{name}, states: column(facts.ints(name, -1))})
		}
	}
	canHold, canFail, complete := s.outcomes(program(f.Turn.Value))
	switch {
	case complete && !canHold:
		l.fault(rubric.PosOf(f.Turn), "it contradicts itself, or speaks of the side that who leaves out", "%s: finder %q: %q is never true", owner, f.ID, f.Turn.Value)
	case complete && !canFail && len(facts.names) > 0 && !onlyRole(facts):
		l.warn(rubric.PosOf(f.Turn), "every turn is found", "%s: finder %q: %q is always true", owner, f.ID, f.Turn.Value)
	}
}

// onlyRole allows the idiom of taking every turn of a side.
func onlyRole(f *facts) bool { return len(f.names) == 1 && f.names[0] == "role" }

func roles(who string) []string {
	if who == "any" {
		return []string{"agent", "customer"}
	}
	return []string{who}
}

// values finds comparisons with a word that a variable never has.
func (l *linter) values() {
	check := func(text lexicon.Text) {
		facts := gather(text.Value)
		for name, words := range facts.strings {
			allowed := l.words(name)
			for _, w := range words {
				if allowed != nil && !slices.Contains(allowed, w) {
					l.fault(rubric.PosOf(text), rubric.DidYouMean(w, allowed), "%s is never %q, only one of %q", name, w, allowed)
				}
			}
		}
	}
	check(l.r.Applies)
	for i := range l.r.Labels {
		for _, c := range l.r.Labels[i].Choose {
			check(c.When)
		}
	}
	for i := range l.r.Items {
		for _, t := range []lexicon.Text{l.r.Items[i].Applies, l.r.Items[i].Pass, l.r.Items[i].Fail} {
			check(t)
		}
	}
}

// words are all the values of a variable that has a fixed set of them; nil for others.
func (l *linter) words(name string) []string {
	if known := closed(name); known != nil {
		return known
	}
	if name == "verdict" {
		return []string{string(judge.Pass), string(judge.Fail), string(judge.NA), string(judge.NotEvaluated)}
	}
	for i := range l.r.Labels {
		if l.r.Labels[i].ID == name {
			return l.r.Labels[i].Values
		}
	}
	return nil
}
