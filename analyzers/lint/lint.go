// Package lint finds what is wrong or useless in a rubric and in the language
// that it uses: names that do not exist, phrases that can never match, rules
// that contradict themselves, steps that are never reached, caps that never
// bind. Whatever it finds is told at once, each with its place and a hint.
// Errors keep a rubric from working as written; warnings do not.
package lint

import (
	"cmp"
	"fmt"
	"slices"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/lexicon"
)

// Input is what a rubric is checked against.
type Input struct {
	Lexicon   *lexicon.Lexicon
	Segmenter *segment.Segmenter
	// Language also checks the acts and lists of the lexicon itself.
	Language bool
}

// Check lints the rubric file of this name. The faults are in order of position.
func Check(file string, source []byte, in Input) rubric.Errors {
	r, errs := rubric.ParseAll(file, source)
	l := &linter{in: in, r: r, errs: errs, patterns: pattern.NewCompiler(in.Lexicon.Lists, fold)}
	if r != nil {
		l.rubric()
	}
	if in.Language {
		l.lexicon()
	}
	slices.SortStableFunc(l.errs, func(a, b *rubric.Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Msg, b.Msg))
	})
	return slices.CompactFunc(l.errs, func(a, b *rubric.Error) bool { return *a == *b })
}

// linter gathers faults.
type linter struct {
	in       Input
	r        *rubric.Rubric
	patterns *pattern.Compiler
	acts     map[string]*lexicon.Act // of lexicon and rubric
	fuzzy    map[string]bool         // acts that some finder looks for in disguise
	rivals   map[string]int          // acts of each group of rivals
	errs     rubric.Errors
}

// fold brings literal text into the normal form that is matched.
func fold(s string) string {
	t := normalize.Normalize(s)
	return t.Norm
}

// place is a position in the rubric, or in a file of the lexicon.
type place struct {
	rubric.Pos
	file string // empty: the rubric
}

func (l *linter) report(at place, warning bool, hint, format string, args ...any) {
	var e *rubric.Error
	if at.file == "" {
		e = l.r.Fault(at.Pos, fmt.Sprintf(format, args...))
	} else {
		e = &rubric.Error{File: at.file, Line: at.Line, Column: max(at.Column, 1), Msg: fmt.Sprintf(format, args...)}
	}
	e.Hint, e.Warning = hint, warning
	l.errs = append(l.errs, e)
}

// fault and warn report at a position of the rubric.
func (l *linter) fault(at rubric.Pos, hint, format string, args ...any) {
	l.report(place{Pos: at}, false, hint, format, args...)
}

func (l *linter) warn(at rubric.Pos, hint, format string, args ...any) {
	l.report(place{Pos: at}, true, hint, format, args...)
}

// rubric checks everything that stands in the rubric file.
func (l *linter) rubric() {
	l.gatherActs()
	errs := judge.Check(l.r, func(act string) bool { return l.acts[act] != nil })
	for _, e := range errs {
		if name, ok := unknownAct(e.Msg); ok {
			e.Hint = nearest(name, l.acts)
		}
	}
	l.errs = append(l.errs, errs...)
	sound := len(l.errs) == 0
	l.ownLanguage()
	for i := range l.r.Labels {
		lb := &l.r.Labels[i]
		l.finders("label "+lb.ID, lb.Find)
		l.labelHabits(lb)
	}
	for i := range l.r.Items {
		it := &l.r.Items[i]
		l.finders("item "+it.ID, it.Find)
		l.itemHabits(it)
	}
	l.scoring()
	l.doublePenalties()
	if sound { // conditions that do not compile cannot be reasoned about
		l.logic()
	}
}

// gatherActs collects all acts by name, the inline finders under owner/finder.
func (l *linter) gatherActs() {
	l.acts, l.fuzzy, l.rivals = map[string]*lexicon.Act{}, map[string]bool{}, map[string]int{}
	for _, d := range judge.Definitions(l.r, l.in.Lexicon) {
		if l.acts[d.ID] != nil {
			l.fault(rubric.Pos{Line: d.Line, Column: 1}, "rename it, or use the act of the lexicon", "act %q is defined twice", d.ID)
			continue
		}
		l.acts[d.ID], l.fuzzy[d.ID] = &d.Act, d.Fuzzy
		l.rivals[d.Rivals]++
	}
}
