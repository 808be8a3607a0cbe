package columns

import (
	"encoding/binary"
	"slices"
	"time"
	"unsafe"

	"zhijian/pipeline/dataset/readback"
)

// Rows are taken apart a column at a time: the values of a column stand at equal
// distances in a slice of structs, and a loop over them knows nothing of the rest
// of the row. Memory is only read here, at offsets that the compiler has given to
// the fields (see leavesOf), while the slice is alive.

// view is values at equal distances in memory.
type view struct {
	first    unsafe.Pointer
	distance uintptr
	n        int
}

// viewOf is a view of rows.
func viewOf[T any](rows []T) view {
	var row T
	return view{unsafe.Pointer(unsafe.SliceData(rows)), unsafe.Sizeof(row), len(rows)} //nolint:gosec // a view of a whole slice
}

// field is the view of what stands at an offset in each value; v is not empty.
func (v view) field(offset uintptr) view {
	v.first = unsafe.Add(v.first, offset)
	return v
}

func (v view) at(i int) unsafe.Pointer { return unsafe.Add(v.first, uintptr(i)*v.distance) }

// add takes in the column's values of rows.
func (c *column) add(rows view) {
	if c.constant {
		c.addConstant(rows.n)
		return
	}
	reps, defs, levels := len(c.reps), len(c.defs), c.levels()
	if values := rows.field(c.field); c.list {
		c.addLists(values)
	} else {
		c.addValues(values)
	}
	c.sum.AddLevels(c.reps[reps:], c.defs[defs:], c.levels()-levels)
}

// addConstant takes in rows of a constant column.
func (c *column) addConstant(n int) {
	number, hash := c.texts.number(c.value)
	c.numbered = appendRun(c.numbered, number, n, c.most)
	c.sum.AddLevels(nil, nil, n)
	c.sum.Values = c.sum.Values.ThenRun(hash, n)
}

// addLists takes in the lists of consecutive rows.
func (c *column) addLists(lists view) {
	for i := range lists.n {
		list := *(*[]struct{})(lists.at(i)) // length and place are there whatever the elements are
		if len(list) == 0 {
			c.reps, c.defs = append(c.reps, 0), append(c.defs, 0)
			c.nulls++
			continue
		}
		c.reps = appendRun(c.reps, c.maxRep, len(list), c.most)
		c.reps[len(c.reps)-len(list)] = 0
		elements := view{unsafe.Pointer(unsafe.SliceData(list)), c.element, len(list)} //nolint:gosec // a view of a whole slice
		c.addValues(elements.field(c.inner))
	}
}

// addValues takes in values of consecutive rows, or of one list: definition levels,
// where the column has any, values, and the sum of these.
func (c *column) addValues(values view) {
	switch {
	case c.kind != text:
		c.addNumbers(values, c.addLevels(values.n))
	case c.pointer:
		c.addTextPointers(values)
	default:
		c.addTexts(values, c.addLevels(values.n))
	}
}

// addLevels adds the definition levels of n values that are there, and returns them
// to be set to those of nulls; there are none in a column without levels.
func (c *column) addLevels(n int) []byte {
	if c.maxDef == 0 {
		return nil
	}
	c.defs = appendRun(c.defs, c.maxDef, n, c.most)
	return c.defs[len(c.defs)-n:]
}

// addTextPointers takes in texts behind pointers, one by one: no table of the job
// has any.
func (c *column) addTextPointers(values view) {
	for i := range values.n {
		if at := *(*unsafe.Pointer)(values.at(i)); at != nil {
			c.addTexts(view{at, 0, 1}, c.addLevels(1))
		} else {
			c.addLevels(1)[0]--
			c.nulls++
		}
	}
}

func (c *column) addTexts(values view, defs []byte) {
	switch {
	case !c.dictionary:
		c.addPlain(values, defs)
	case c.pieces:
		c.addPieces(values)
	default:
		c.addShared(values, defs)
	}
}

// room is where the numbers of as many as n values of the dictionary belong; keep
// keeps those that were put there.
func (c *column) room(n int) []int32 {
	c.numbered = extend(c.numbered, n, c.most)
	return c.numbered[len(c.numbered):][:n]
}

func (c *column) keep(n int) { c.numbered = c.numbered[:len(c.numbered)+n] }

// addShared takes in texts that are few strings, shared by many rows: those whose
// places are known in a loop that calls nothing, where most texts of most tables go
// through, the others one by one.
func (c *column) addShared(values view, defs []byte) {
	numbers := c.room(values.n)
	there, at := 0, 0
	for {
		at, there = c.knownTexts(values, at, defs, numbers, there)
		if at == values.n {
			break
		}
		number, hash := c.texts.number(*(*string)(values.at(at)))
		numbers[there], c.sum.Values = number, c.sum.Values.Then(hash)
		at, there = at+1, there+1
	}
	c.nulls += values.n - there
	c.keep(there)
}

// knownTexts takes in texts from one on, and puts their numbers behind those that are
// there, up to the first that is not known by its place.
func (c *column) knownTexts(values view, at int, defs []byte, numbers []int32, there int) (end, thereThen int) {
	recent, rows, sum, optional := c.texts.recent, c.texts.rows, c.sum.Values, c.optional
	for place := uintptr(at) * values.distance; at < values.n; at, place = at+1, place+values.distance {
		s := *(*string)(unsafe.Add(values.first, place))
		if len(s) == 0 && optional {
			defs[at]--
			continue
		}
		first := placeOf(s)
		r := &recent[recentAt(first)]
		if r.first != first || r.stamp != rows|uint64(len(s)) {
			break
		}
		numbers[there] = r.number
		sum = sum.Then(r.hash)
		there++
	}
	c.sum.Values = sum
	return at, there
}

// addPieces takes in texts of a list that are each at a place of their own.
func (c *column) addPieces(values view) {
	numbers, sum := c.room(values.n), c.sum.Values
	for i := range numbers {
		number, hash := c.texts.find(*(*string)(values.at(i)))
		numbers[i], sum = number, sum.Then(hash)
	}
	c.sum.Values = sum
	c.keep(values.n)
}

// addPlain takes in texts of a column without a dictionary.
func (c *column) addPlain(values view, defs []byte) {
	for i := range values.n {
		s := *(*string)(values.at(i))
		if c.optional && s == "" {
			defs[i]--
			c.nulls++
			continue
		}
		c.plain = binary.LittleEndian.AppendUint32(c.plain, uint32(len(s)))
		c.starts = append(c.starts, uint32(len(c.plain)))
		c.plain = append(c.plain, s...)
		c.sum.Values = c.sum.Values.Then(readback.HashText(s))
	}
}

// addNumbers takes in numbers: first their bits, then what these are in the column.
func (c *column) addNumbers(values view, defs []byte) {
	c.bits = slices.Grow(c.bits[:0], values.n)[:values.n]
	all := c.bits
	switch {
	case c.pointer:
		all = all[:c.kind.loadBehind(all, values, defs)]
	case c.optional:
		c.kind.load(all, values)
		all = all[:dropZeros(all, defs)]
	default:
		c.kind.load(all, values)
	}
	c.nulls += values.n - len(all)
	if c.dictionary {
		c.addNumbered(all)
		return
	}
	c.values = append(extend(c.values, len(all), c.most), all...)
	for _, v := range all {
		c.sum.Values = c.sum.Values.Then(readback.HashNumber(v))
	}
}

// addNumbered takes in numbers of the dictionary: first those that are small and
// known, then the others.
func (c *column) addNumbered(values []uint64) {
	numbers, sum, small, unknown := c.room(len(values)), c.sum.Values, c.numbers.small, int32(0)
	for i, v := range values {
		sum = sum.Then(readback.HashNumber(v))
		number := int32(-1)
		if v < smallNumbers {
			number = int32(small[v]) - 1 // 0 is none
		}
		numbers[i] = number
		unknown |= number
	}
	if c.sum.Values = sum; unknown < 0 {
		for i, v := range values {
			if numbers[i] < 0 {
				numbers[i] = c.numbers.number(v)
			}
		}
	}
	c.keep(len(values))
}

// dropZeros drops zeros, marks them as nulls, and returns how many numbers are left.
func dropZeros(numbers []uint64, defs []byte) int {
	n := 0
	for i, v := range numbers {
		if v == 0 {
			defs[i]--
			continue
		}
		numbers[n] = v
		n++
	}
	return n
}

// load reads numbers as the bits that Parquet has for them.
func (k kind) load(to []uint64, values view) {
	switch k {
	case integer32:
		for i := range to {
			to[i] = uint64(*(*uint32)(values.at(i)))
		}
	case boolean:
		for i := range to {
			to[i] = uint64(*(*uint8)(values.at(i))) // 0 or 1
		}
	case instant:
		for i := range to {
			to[i] = milliseconds(values.at(i))
		}
	default:
		for i := range to {
			to[i] = *(*uint64)(values.at(i))
		}
	}
}

// loadBehind is load for numbers behind pointers. It marks the nulls, leaves them
// out, and returns how many numbers there are.
func (k kind) loadBehind(to []uint64, values view, defs []byte) int {
	n := 0
	for i := range to {
		at := *(*unsafe.Pointer)(values.at(i))
		if at == nil {
			defs[i]--
			continue
		}
		switch k {
		case integer32:
			to[n] = uint64(*(*uint32)(at))
		case boolean:
			to[n] = uint64(*(*uint8)(at))
		case instant:
			to[n] = milliseconds(at)
		default:
			to[n] = *(*uint64)(at)
		}
		n++
	}
	return n
}

func milliseconds(at unsafe.Pointer) uint64 { return uint64((*time.Time)(at).UnixMilli()) }
