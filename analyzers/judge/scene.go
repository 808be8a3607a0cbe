package judge

import (
	"zhijian/analyzers/acts"
	"zhijian/analyzers/guard"
)

// scene is what conditions read: the variables, each in its slot, and for a
// condition on turns the turn at hand.
type scene struct {
	bools  []bool
	ints   []int
	floats []float64
	texts  []string
	turn   *turn
}

// slots counts the slots of each type.
type slots struct {
	bools, ints, floats, texts int
}

func newScene(n slots) scene {
	return scene{bools: make([]bool, n.bools), ints: make([]int, n.ints), floats: make([]float64, n.floats), texts: make([]string, n.texts)}
}

// slots are the slots that the scene has.
func (s *scene) slots() slots { return slots{len(s.bools), len(s.ints), len(s.floats), len(s.texts)} }

// reset gives all variables the values that they have in another scene.
func (s *scene) reset(to *scene) {
	copy(s.bools, to.bools)
	copy(s.ints, to.ints)
	copy(s.floats, to.floats)
	copy(s.texts, to.texts)
}

// turn is a turn as conditions on turns read it.
type turn struct {
	role       string
	text       guard.Text
	measures   [measureCount]int
	acts, prev bitset // that stand unmasked in the turn, and in the previous one of the same role
	whole      acts.Hit
}

// bitset is a set of numbers, such as those of acts.
type bitset []uint64

// wordBits is how many numbers stand in a word of a bitset.
const wordBits = 64

func newBitset(numbers int) bitset { return make(bitset, (numbers+wordBits-1)/wordBits) }

func (b bitset) has(n int) bool { return b[n>>6]>>(n&63)&1 != 0 }

// from are those of 64 numbers that are in the set, by their distance from n.
func (b bitset) from(n int) uint64 {
	word, shift := n>>6, n&63
	if word >= len(b) {
		return 0
	}
	set := b[word] >> shift
	if word+1 < len(b) {
		set |= b[word+1] << (64 - shift)
	}
	return set
}

func (b bitset) add(n int) { b[n>>6] |= 1 << (n & 63) }

// operand is a part of a condition, made ready to be evaluated. One of its
// functions is set, by its type.
type operand struct {
	boolean func(*scene) bool
	number  func(*scene) int
	real    func(*scene) float64
	text    func(*scene) string

	ask  ask // how a leaf asks for it; askFunc: by the function alone
	slot int32
}

func boolSlot(k int) operand {
	return operand{boolean: func(s *scene) bool { return s.bools[k] }, ask: askBool, slot: int32(k)}
}

func intSlot(k int) operand {
	return operand{number: func(s *scene) int { return s.ints[k] }, ask: askInt, slot: int32(k)}
}

func floatSlot(k int) operand {
	return operand{real: func(s *scene) float64 { return s.floats[k] }}
}

func textSlot(k int) operand {
	return operand{text: func(s *scene) string { return s.texts[k] }, ask: askText, slot: int32(k)}
}

// zero is a value of the operand's type.
func (o *operand) zero() any {
	switch {
	case o.boolean != nil:
		return false
	case o.number != nil:
		return 0
	case o.real != nil:
		return 0.0
	}
	return ""
}

// value is the operand's value in a scene.
func (o *operand) value(s *scene) any {
	switch {
	case o.boolean != nil:
		return o.boolean(s)
	case o.number != nil:
		return o.number(s)
	case o.real != nil:
		return o.real(s)
	}
	return o.text(s)
}

// scope is what a condition can name.
type scope struct {
	vars  map[string]operand
	calls map[string]function
}

// function is one that a condition can call with a name in quotes.
type function struct {
	zero any // a function of its type
	// with is the call with this argument; false when there is nothing of this name.
	with func(arg string) (operand, bool)
	// bind gives the function itself, as the interpreter calls it.
	bind func(*scene) any
}

// has reports whether a name is taken.
func (s *scope) has(name string) bool {
	_, v := s.vars[name]
	_, f := s.calls[name]
	return v || f
}

// types are the variables and functions with values of their types, as expr
// checks conditions against them.
func (s *scope) types() map[string]any {
	types := make(map[string]any, len(s.vars)+len(s.calls))
	for name, v := range s.vars {
		types[name] = v.zero()
	}
	for name, f := range s.calls {
		types[name] = f.zero
	}
	return types
}

// env is the scope in a scene, as the interpreter reads it.
func (s *scope) env(at *scene) map[string]any {
	env := make(map[string]any, len(s.vars)+len(s.calls))
	for name, v := range s.vars {
		env[name] = v.value(at)
	}
	for name, f := range s.calls {
		env[name] = f.bind(at)
	}
	return env
}

// asker is a function of conditions that asks whether something named holds.
func asker(with func(arg string) (operand, bool)) function {
	return function{
		zero: func(string) bool { return false },
		with: with,
		bind: func(s *scene) any {
			return func(arg string) bool {
				o, ok := with(arg)
				return ok && o.boolean(s)
			}
		},
	}
}

// teller is a function of conditions that tells a text about something named.
func teller(with func(arg string) (operand, bool)) function {
	return function{
		zero: func(string) string { return "" },
		with: with,
		bind: func(s *scene) any {
			return func(arg string) string {
				if o, ok := with(arg); ok {
					return o.text(s)
				}
				return ""
			}
		},
	}
}
