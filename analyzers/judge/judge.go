// Package judge applies a rubric to the facts of an interaction: it runs the
// finders of each label and item, evaluates their conditions, and gives a
// verdict with the evidence for it. It holds no rule of its own.
package judge

import (
	"sync"

	"zhijian/analyzers"
	"zhijian/analyzers/acts"
	"zhijian/analyzers/echo"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/metrics"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// Verdict is the outcome of one item for one interaction.
type Verdict string

// The four verdicts. Missing data never passes.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	NA           Verdict = "na"            // the item does not apply
	NotEvaluated Verdict = "not_evaluated" // it applies, but its input is missing
)

// Polarity says whether evidence speaks against or for the agent.
type Polarity string

// The polarities of evidence.
const (
	Violation Polarity = "violation"
	Credit    Polarity = "credit"
)

// Tiers of evidence that is not found in words.
const (
	TierMetric  = "metric"
	TierField   = "field"
	TierAbsence = "absence"
)

// Evidence is one reason for a verdict.
type Evidence struct {
	Rule         string          // id of the finder, or of the field or condition that decided
	Turn         int             // index of the turn; -1 for a window or a field
	Span         transcript.Span // in the turn's original text; empty for a whole turn, window or field
	WholeTurn    bool            // the span is the turn itself, measured and not searched
	NextTurn     int             // turn in which the evidence ends when it runs over two; 0 otherwise
	NextSpan     transcript.Span
	Matched      string // what the rule matched: a phrase or pattern, a measured value, an anchor
	Window       string // for absence: the turns that were examined; for a field: its value
	Polarity     Polarity
	Tier         string
	Score        int    // 0..100
	Nearest      string // example behind a similar hit
	SuppressedBy string // guard or exception that silenced the hit; empty when it counts
}

// Finding is the verdict on one item.
type Finding struct {
	Item     *rubric.Item
	Verdict  Verdict
	Reason   string // why na or not_evaluated; empty otherwise
	Evidence []Evidence
	// Violations and Credits count the evidence that is not suppressed.
	Violations, Credits int
	// LowTier is true for a fail whose every violation is similar or disguised:
	// it has no fatal effect.
	LowTier bool
}

// Result is the judgement of one interaction. Findings follow the rubric's order.
// It is read-only: results may share their labels, and evidence.
type Result struct {
	Labels   map[string]string
	Findings []Finding

	evidence []Evidence // of the findings, as far as it is this interaction's alone
}

// Input is what a judgement reads.
type Input struct {
	Interaction *transcript.Interaction
	Texts       []normalize.Text
	Acts        *acts.Facts
	Metrics     *metrics.Result
	Echo        []echo.Turn // by turn
}

// Judge is a compiled rubric. It is immutable and safe for concurrent use.
type Judge struct {
	rubric    *rubric.Rubric
	matcher   *acts.Matcher
	guards    *guard.Set
	local     Clock
	applies   *condition // of the whole rubric; nil: always
	unfit     string     // the reason for na when it does not hold
	labels    []labelProgram
	items     []itemProgram
	asleep    []Finding      // of all items, as far as they are settled
	open      bitset         // items that are looked into even while they sleep
	base      []baseVariable // those that a condition reads
	areas     []area         // of all finders, each once
	blank     scene          // when nothing is known
	wakes     wakes
	graph     graph        // of all conditions
	question  int32        // the act that counts as a question; noAct: none
	quotation *guard.Guard // silences questions
	asks      bool         // a condition reads how many questions a turn asks
	asked     []int32      // acts that conditions on turns ask for
	limit     int          // of steps: maxSteps but in tests
	courts    sync.Pool    // of *court
}

// labelProgram is a compiled label.
type labelProgram struct {
	label    *rubric.Label
	finders  []finder
	choose   []*condition
	choices  []choice // the same, made ready
	first    int32    // number of the first finder
	texts    []string // the default, then the values of the conditions
	variable labelVariable
}

// itemProgram is a compiled item. What is read for every interaction comes first.
type itemProgram struct {
	item    *rubric.Item
	index   int32
	first   int32 // number of the first finder
	verdict int32 // slot of the verdict
	sleeps  bool  // all of its finders can sleep
	settled bool  // the verdict is known when they do
	lasting bool  // so is the evidence, from the order of the sides
	isFail  bool  // decide tells a fail, not a pass
	bounded bool  // it is not in force on every channel and date
	expired bool  // not in force on the date of the batch

	channels    []string
	needs       []string
	applies     *condition // nil: always
	decide      *condition
	finders     []finder
	early, late bitset  // finders that applies needs, and the others, by their place
	unfit       string  // the reason for na when applies does not hold
	fields      []field // that the decision reads
}

// field is something that a decision reads.
type field struct {
	name    string
	operand operand
}

// NewAnalyzer returns the analyzer whose result is *Result.
func NewAnalyzer(j *Judge, normalizer, finder, measurer, echoes *analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name:     "judge",
		Doc:      "gives each item of the rubric its verdict and evidence",
		Requires: []*analyzers.Analyzer{normalizer, finder, measurer, echoes},
		Run: func(p *analyzers.Pass) (any, error) {
			r := analyzers.SpareOrNew[Result](p)
			err := j.JudgeInto(r, &Input{
				Interaction: p.Interaction,
				Texts:       analyzers.Result[[]normalize.Text](p, normalizer),
				Acts:        analyzers.Result[*acts.Facts](p, finder),
				Metrics:     analyzers.Result[*metrics.Result](p, measurer),
				Echo:        analyzers.Result[[]echo.Turn](p, echoes),
			})
			return r, err
		},
	}
}

// Judge judges one interaction. An error is a fault of the rubric that showed
// only at run time, such as a division by nothing, or ErrTooMuchWork.
func (j *Judge) Judge(in *Input) (*Result, error) {
	r := &Result{}
	if err := j.JudgeInto(r, in); err != nil {
		return nil, err
	}
	return r, nil
}

// JudgeInto is Judge, in the memory of a result that nobody reads any more. After an
// error the result means nothing.
func (j *Judge) JudgeInto(r *Result, in *Input) error {
	c, _ := j.courts.Get().(*court)
	if c == nil {
		c = newCourt(j)
	}
	defer func() {
		if c.close() {
			j.courts.Put(c)
		}
	}()
	return c.judgeAll(r, in)
}

// Compile builds a judge. The matcher must hold the definitions that
// Definitions gave for the same rubric. All faults are reported together.
func Compile(r *rubric.Rubric, m *acts.Matcher, guards *guard.Set, local Clock) (*Judge, error) {
	j := &Judge{rubric: r, matcher: m, guards: guards, local: local, quotation: guards.Named("quotation"), limit: maxSteps}
	if errs := j.compile(m.Index); len(errs) > 0 {
		return nil, errs
	}
	j.number(m.Len())
	return j, nil
}

// Check finds the faults that Compile would report for a rubric whose acts,
// inline finders included, known tells.
func Check(r *rubric.Rubric, known func(act string) bool) rubric.Errors {
	j := &Judge{rubric: r}
	return j.compile(func(act string) (int, bool) { return 0, known(act) })
}
