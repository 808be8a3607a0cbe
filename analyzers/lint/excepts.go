package lint

import (
	"fmt"
	"slices"

	"zhijian/analyzers/pattern"
	"zhijian/lexicon"
)

// checkExcepts finds exceptions that never silence anything, and phrases and
// patterns that are always silenced.
func (c *language) checkExcepts() {
	if len(c.m.Except) == 0 {
		return
	}
	if c.m.Empty() {
		c.fault(c.m.Except[0], "add phrases, words or patterns", "exceptions to nothing")
		return
	}
	finds, closed := c.finds()
	for i, e := range c.excepts {
		if e != nil && closed && c.m.Similar == 0 && !meets(e, finds) {
			c.warn(c.m.Except[i], "delete it, or correct it", "exception %q never overlaps anything that the act finds", c.m.Except[i].Value)
		}
	}
	for i, p := range c.phrases {
		if p != "" {
			c.checkSilenced("phrase", c.m.Phrases[i], []string{p})
		}
	}
	for i, p := range c.patterns {
		if p == nil {
			continue
		}
		if all, ok := texts(p.Expanded()); ok {
			c.checkSilenced("pattern", c.m.Patterns[i], all)
		}
	}
}

// finds lists everything that phrases, words and patterns find; closed is false
// when that cannot be listed.
func (c *language) finds() (all []string, closed bool) {
	all = slices.Concat(c.phrases, c.words)
	for _, p := range c.patterns {
		if p == nil {
			return nil, false
		}
		more, ok := texts(p.Expanded())
		if !ok {
			return nil, false
		}
		all = append(all, more...)
	}
	return all, true
}

// meets reports whether an exception can overlap one of the texts that an act
// finds. One that holds a gap can overlap anything.
func meets(except *pattern.Pattern, finds []string) bool {
	own, ok := texts(except.Expanded())
	if !ok {
		return true
	}
	return slices.ContainsFunc(own, func(e string) bool {
		return slices.ContainsFunc(finds, func(f string) bool { return canOverlap(e, f) })
	})
}

// neutral is text around a find that no exception speaks of.
const neutral = "囗"

// checkSilenced reports a means of which every text is silenced by the
// exceptions, whatever stands around it.
func (c *language) checkSilenced(what string, means lexicon.Text, finds []string) {
	by := ""
	for _, f := range finds {
		if by = c.silencer(f); by == "" {
			return
		}
	}
	if by != "" {
		c.fault(means, "delete one of the two", "%s %q never counts: the exception %q always silences it", what, means.Value, by)
	}
}

// silencer is the exception that overlaps text in neutral surroundings; empty
// when none does.
func (c *language) silencer(text string) string {
	if text == "" {
		return ""
	}
	begin, end := len(neutral), len(neutral)+len(text)
	for _, e := range c.excepts {
		if e == nil {
			continue
		}
		hit := false
		e.FindAll(neutral+text+neutral, func(b, n int) { hit = hit || b < end && begin < n })
		if hit {
			return e.Source
		}
	}
	return ""
}

// checkExamples finds examples that teach nothing.
func (c *language) checkExamples() {
	m := c.m
	problem := ""
	switch {
	case m.Similar < 0 || m.Similar > 100:
		problem = fmt.Sprintf("similar: %d is not between 1 and 100", m.Similar)
	case m.Similar > 0 && len(m.Examples) == 0:
		problem = fmt.Sprintf("similar: %d finds nothing without examples", m.Similar)
	case m.Rivals != "" && m.Similar == 0:
		problem = fmt.Sprintf("rivals: %s says nothing without similar", m.Rivals)
	case m.Rivals != "" && c.l.rivals[m.Rivals] == 1:
		problem = fmt.Sprintf("rivals: %s has one act alone, nothing competes with it", m.Rivals)
	case m.Similar == 0 && len(m.Examples) > 0:
		c.warn(m.Examples[0], "set similar: 75, or delete them", "the examples are never used: similar is not set")
	}
	if problem != "" {
		c.l.report(c.where, false, "", "%s: %s", c.owner, problem)
	}
	counter := map[string]bool{}
	for _, t := range m.Counterexamples {
		counter[fold(t.Value)] = true
	}
	for _, t := range m.Examples {
		if counter[fold(t.Value)] {
			c.fault(t, "delete one", "%q is both an example and a counterexample", t.Value)
		}
	}
}
