package rubrictest

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"zhijian/analyzers/rubric"
)

// The JUnit format, as build servers read it.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the outcomes as JUnit XML: a suite an item or label that has
// tests, in the rubric's order. Nothing in it depends on the clock.
func WriteJUnit(w io.Writer, r *rubric.Rubric, outcomes []Outcome) error {
	all := junitSuites{Name: r.ID + "@" + r.Version, Tests: len(outcomes)}
	for _, t := range Count(r, outcomes) {
		if t.Tests == 0 {
			continue
		}
		s := junitSuite{Name: t.Owner, Tests: t.Tests, Failures: t.Failed}
		for i := range outcomes {
			if o := &outcomes[i]; o.Owner == t.Owner {
				s.Cases = append(s.Cases, junitOf(r, o))
			}
		}
		all.Failures += t.Failed
		all.Suites = append(all.Suites, s)
	}
	out, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("junit: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, out)
	return err
}

func junitOf(r *rubric.Rubric, o *Outcome) junitCase {
	at := r.Fault(o.Test.Pos, "")
	c := junitCase{Class: o.Owner, Name: o.Test.Name, File: at.File, Line: at.Line}
	if !o.OK() {
		c.Failure = &junitFailure{Message: o.Reason, Text: strings.Join(o.Evidence, "\n")}
	}
	return c
}
