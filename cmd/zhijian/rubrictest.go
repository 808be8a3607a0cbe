package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/rubrictest"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/stream"
)

const testLong = `Run the tests that stand in a rubric: dialogues with the verdict that each must
get. Without a file the built-in rubric is tested, and with it the
counterexamples of the lexicon's acts.

With --mutate, one condition, guard, window, tier or exception after the other is
taken out or turned round; each such change must make some test fail. Those that
no test notices are listed.

With --coverage, the phrases, words, patterns and exceptions that no test and no
interaction of --corpus exercises are counted and listed.

Exit status:
  0  all tests pass, and with --mutate every change is noticed
  1  a test failed, or a change survived
  2  wrong usage, or a fault in the rubric
`

// testOptions are the flags of zhijian rubric test.
type testOptions struct {
	junit            string
	mutate, coverage bool
	corpus, only     []string
}

func newRubricTestCommand(e *env) *cobra.Command {
	o := &testOptions{}
	cmd := &cobra.Command{
		Use:   "test [FILE]",
		Short: "Run the tests that stand in a rubric",
		Long:  testLong,
		Args:  atMostOneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.testRubric(cmd.Context(), fileOf(args), o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.junit, "junit", "", "also write the results as JUnit XML to this `file`")
	flags.BoolVar(&o.mutate, "mutate", false, "check that every part of a rule is needed by some test")
	flags.BoolVar(&o.coverage, "coverage", false, "list phrases and patterns that are never exercised")
	flags.StringArrayVar(&o.corpus, "corpus", nil, "interactions that count for coverage: a file or folder; may be repeated (implies --coverage)")
	flags.StringArrayVar(&o.only, "only", nil, "only the tests of this item or label; may be repeated")
	return cmd
}

// testZone is the time zone in which the tests of rubrics are meant.
const testZone = "Asia/Shanghai"

// parseRubric reads a rubric for tools; its errors are faults of the rubric.
func parseRubric(file string) (*rubric.Rubric, error) {
	name, source, err := rubricSource(file)
	if err != nil {
		return nil, err
	}
	r, err := rubric.Parse(name, source)
	if err != nil {
		return nil, usageError{err}
	}
	return r, nil
}

// newSuite compiles a rubric for tools; its errors are faults of the rubric.
func newSuite(res *suite.Resources, r *rubric.Rubric) (*suite.Suite, error) {
	zone, err := time.LoadLocation(testZone)
	if err != nil {
		return nil, err
	}
	s, err := suite.New(res, r, suite.Options{Zone: zone})
	if err != nil {
		return nil, usageError{err}
	}
	return s, nil
}

func (e *env) testRubric(ctx context.Context, file string, o *testOptions) error {
	r, err := parseRubric(file)
	if err != nil {
		return err
	}
	for _, id := range o.only {
		if !isOwner(r, id) {
			return usageErrorf("--only %s: the rubric has no such item or label", id)
		}
	}
	res, err := suite.Load()
	if err != nil {
		return err
	}
	s, err := newSuite(res, r)
	if err != nil {
		return err
	}
	tests := rubrictest.Prepare(s, newDecoder(), o.only...)
	report := &testReport{rubric: r, only: o.only}
	report.outcomes(tests.Outcomes())
	report.counterexamples(tests.Counterexamples(res))
	report.total()
	if err := writeJUnit(o.junit, r, tests); err != nil {
		return err
	}
	if o.mutate {
		m, err := tests.Mutate(res)
		if err != nil {
			return err
		}
		report.mutation(m)
	}
	if o.coverage || len(o.corpus) > 0 {
		if err := e.cover(ctx, report, s, tests, o.corpus); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(e.stdout, report.out.String()); err != nil {
		return err
	}
	return report.err()
}

func isOwner(r *rubric.Rubric, id string) bool {
	return slices.ContainsFunc(r.Items, func(it rubric.Item) bool { return it.ID == id }) ||
		slices.ContainsFunc(r.Labels, func(l rubric.Label) bool { return l.ID == id })
}

// newDecoder reads native records, as input files do.
func newDecoder() rubrictest.Decoder {
	d := ingest.NewNativeDecoder()
	return func(record []byte) (*transcript.Interaction, error) {
		return d.Decode(record, transcript.Source{File: "test", Line: 1})
	}
}

func writeJUnit(file string, r *rubric.Rubric, tests *rubrictest.Tests) error {
	if file == "" {
		return nil
	}
	var b bytes.Buffer
	if err := rubrictest.WriteJUnit(&b, r, tests.Outcomes()); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// cover runs the corpus and reports what was never exercised.
func (e *env) cover(ctx context.Context, report *testReport, s *suite.Suite, tests *rubrictest.Tests, corpus []string) error {
	c := rubrictest.NewCoverage(s)
	tests.Analyses(c.Add)
	read, rejected := 0, 0
	if len(corpus) > 0 {
		for in, err := range stream.Interactions(ctx, stream.Options{Inputs: corpus, Stdin: e.stdin}) {
			if _, ok := errors.AsType[*ingest.Reject](err); ok {
				rejected++
				continue
			}
			if err != nil {
				return err
			}
			a, err := s.Analyze(in)
			if err != nil {
				return err
			}
			c.Add(a)
			read++
		}
	}
	report.coverage(c.Idle(), read, rejected)
	return nil
}

// testReport writes the results of rubric test.
type testReport struct {
	rubric                         *rubric.Rubric
	only                           []string // items and labels to tell of; none: all
	out                            strings.Builder
	tests, failed, tried, survived int
}

func (r *testReport) line(format string, args ...any) { fmt.Fprintf(&r.out, format+"\n", args...) }

func (r *testReport) outcomes(outcomes []rubrictest.Outcome) {
	for i := range outcomes {
		o := &outcomes[i]
		r.tests++
		if o.OK() {
			continue
		}
		r.failed++
		at := r.rubric.Fault(o.Test.Pos, "")
		r.line("%s:%d:%d: FAIL %s: %s: %s", at.File, at.Line, at.Column, o.Owner, o.Test.Name, o.Reason)
		for _, e := range o.Evidence {
			r.line("    %s", e)
		}
	}
	r.line("%-36s %5s  %s", "item or label", "tests", "wanted")
	for _, t := range rubrictest.Count(r.rubric, outcomes) {
		if len(r.only) > 0 && !slices.Contains(r.only, t.Owner) {
			continue
		}
		wants := make([]string, 0, len(t.Wants))
		for _, w := range slices.Sorted(maps.Keys(t.Wants)) {
			wants = append(wants, fmt.Sprintf("%s %d", w, t.Wants[w]))
		}
		failed := ""
		if t.Failed > 0 {
			failed = fmt.Sprintf("; %d FAILED", t.Failed)
		}
		r.line("%-36s %5d  %s%s", t.Owner, t.Tests, strings.Join(wants, ", "), failed)
	}
}

func (r *testReport) counterexamples(tried int, faults rubric.Errors) {
	for _, f := range faults {
		r.line("%s:%d:%d: FAIL %s", f.File, f.Line, f.Column, f.Msg)
	}
	r.tried, r.failed = tried, r.failed+len(faults)
}

func (r *testReport) total() {
	r.line("%d tests and %d counterexamples, %d failed", r.tests, r.tried, r.failed)
}

func (r *testReport) mutation(m *rubrictest.Mutation) {
	for _, f := range m.Survivors {
		r.line("%s:%d:%d: SURVIVED %s", f.File, f.Line, f.Column, message(f))
	}
	r.survived = len(m.Survivors)
	r.line("%d changes, %d noticed, %d survived", m.Mutants, m.Mutants-r.survived, r.survived)
}

func (r *testReport) coverage(acts []rubrictest.Idle, read, rejected int) {
	all, idle := 0, 0
	for _, a := range acts {
		all += a.All
		idle += len(a.Texts)
		if len(a.Texts) == 0 {
			continue
		}
		texts := make([]string, len(a.Texts))
		for i, t := range a.Texts {
			texts[i] = t.Value
		}
		r.line("IDLE %s: %d of %d: %s", a.Act, len(a.Texts), a.All, strings.Join(texts, " | "))
	}
	r.line("%d phrases, words, patterns and exceptions, %d never exercised by %d tests and %d interactions (%d rejected)", all, idle, r.tests, read, rejected)
}

// err is what went wrong with the tests; nil when nothing did.
func (r *testReport) err() error {
	var parts []string
	if r.failed > 0 {
		parts = append(parts, fmt.Sprintf("%d tests failed", r.failed))
	}
	if r.survived > 0 {
		parts = append(parts, fmt.Sprintf("%d changes survived", r.survived))
	}
	if len(parts) == 0 {
		return nil
	}
	return errors.New(strings.Join(parts, ", "))
}
