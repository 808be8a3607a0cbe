package judge

import (
	"iter"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"zhijian/analyzers/transcript"
)

// Most acts stand in no turn of an interaction, and most finders cannot find
// anything but for certain acts. Those for which none stands sleep: they are not
// run, and their variables keep the values that they have when nothing is found.

// sleep is what a finder can sleep for.
type sleep struct {
	light  bool    // it may find something whatever stands in the interaction
	wakers []int32 // acts without any of which, in a turn of the side, it finds nothing
	side   transcript.Sides
}

// sleepOf tells what a finder sleeps for; anchors are the finders above it. A
// finder round an anchor finds nothing where its anchor has found nothing.
func (c *compiler) sleepOf(f *finder, anchors []finder) sleep {
	s := sleep{wakers: f.acts, side: c.j.areas[f.area].side}
	switch {
	case f.direction != anywhere:
		return anchors[f.anchor].sleep
	case f.turn != nil:
		var ok bool
		s.wakers, ok = c.gates(f.turn.condition)
		s.light = !ok
	default:
		s.light = f.whole || f.competes
	}
	return s
}

// gates lists acts without any of which a condition on turns does not hold; false
// when there are none. A condition that the interpreter evaluates can fail.
func (c *compiler) gates(cond *condition) ([]int32, bool) {
	tree, err := parser.Parse(cond.text.Value)
	if err != nil || cond.graph == nil {
		return nil, false
	}
	return c.gatesOf(tree.Node)
}

func (c *compiler) gatesOf(n ast.Node) (acts []int32, ok bool) {
	switch n := n.(type) {
	case *ast.CallNode: // of has or prev: turns of the same role are of the same side
		act, known := c.index(n.Arguments[0].(*ast.StringNode).Value)
		return []int32{int32(act)}, known
	case *ast.BinaryNode:
		left, l := c.gatesOf(n.Left)
		right, r := c.gatesOf(n.Right)
		switch n.Operator {
		case "&&", "and":
			if l && (!r || len(left) <= len(right)) {
				return left, true
			}
			return right, r
		case "||", "or":
			return slices.Concat(left, right), l && r
		}
	}
	return nil, false
}

// wakes tells whom each act wakes. Finders are numbered through, and behind them
// items, and stand in sets of so many bits; an item is awake when one of its finders
// is.
type wakes struct {
	begin []int32 // by act and side: where those that it wakes begin in who
	who   []int32
	light bitset // those that are always awake
	items int    // number of the first item

	wanted []want // by act and side: what a hit there is wanted for
}

// want is what hits of an act in turns of a side are wanted for.
type want uint8

const (
	sought want = 1 << iota // some finder looks for it there, or sleeps for it
	asked                   // some condition on turns asks for it
)

// number numbers all finders and items, and notes what of so many acts wakes them.
func (j *Judge) number(acts int) {
	var all [][]finder // by number: the finder itself, or those of the item
	each := func(finders []finder) (first int32) {
		first = int32(len(all))
		for i := range finders {
			all = append(all, finders[i:i+1])
		}
		return first
	}
	for i := range j.labels {
		j.labels[i].first = each(j.labels[i].finders)
	}
	for i := range j.items {
		j.items[i].first = each(j.items[i].finders)
	}
	w, woken := &j.wakes, make([][]int32, 2*acts)
	w.items = len(all)
	for i := range j.items {
		all = append(all, j.items[i].finders)
	}
	w.light, w.wanted = newBitset(len(all)), make([]want, 2*acts)
	for row := range rows(j.asked, transcript.BothSides) {
		w.wanted[row] |= asked
	}
	for n, finders := range all {
		for i := range finders {
			f := &finders[i]
			if f.sleep.light {
				w.light.add(n)
			}
			for row := range rows(f.acts, j.areas[f.area].side) {
				w.wanted[row] |= sought
			}
			for row := range rows(f.sleep.wakers, f.sleep.side) {
				w.wanted[row] |= sought
				if who := &woken[row]; !slices.Contains(*who, int32(n)) {
					*who = append(*who, int32(n))
				}
			}
		}
	}
	if j.question != noAct {
		for row := range rows([]int32{j.question}, transcript.BothSides) {
			w.wanted[row] |= sought
		}
	}
	for _, who := range woken {
		w.begin = append(w.begin, int32(len(w.who)))
		w.who = append(w.who, who...)
	}
	w.begin = append(w.begin, int32(len(w.who)))
}

// row is the place of an act that stands in a turn of one side.
func row(act int, s transcript.Sides) int { return 2*act + int(s-transcript.AgentSide) }

// rows are those of some acts in turns of some sides.
func rows(acts []int32, sides transcript.Sides) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, act := range acts {
			for _, s := range []transcript.Sides{transcript.AgentSide, transcript.CustomerSide} {
				if sides&s != 0 && !yield(row(int(act), s)) {
					return
				}
			}
		}
	}
}

// sleep puts all to sleep who can.
func (c *court) sleep() { c.awake = append(c.awake[:0], c.judge.wakes.light...) }

// wake wakes whom an act in a turn of a side wakes.
func (c *court) wake(row int) {
	w := &c.judge.wakes
	for _, number := range w.who[w.begin[row]:w.begin[row+1]] {
		c.awake.add(int(number))
	}
}
