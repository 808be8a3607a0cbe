package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// maxMerges bounds the merged cells of a sheet that are held in memory.
const maxMerges = 1 << 20

// merge is a cell that goes down over several rows of a column, as people merge
// the cells of what a conversation's rows have in common. Its text stands in the
// first row.
type merge struct {
	column      int
	first, last int64
}

// merges are the merged cells of a sheet. They are listed behind its rows, so that
// the part is read once more for them.
type merges struct {
	list  []merge // in the order of their first rows
	next  int
	open  []merge
	texts [][]byte // of the open ones
}

// readMerges finds the merged cells of a sheet. What is wrong with the part comes
// out when its rows are read.
func (b *workbook) readMerges(name string) (m merges) {
	f := b.parts[name]
	if f == nil {
		return m
	}
	file, err := f.Open()
	if err != nil {
		return m
	}
	defer file.Close()
	buf := bufio.NewReaderSize(b.meter.over(file), bufferBytes)
	for len(m.list) < maxMerges {
		tag, err := buf.ReadSlice('>')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
		i := bytes.LastIndex(tag, []byte("<mergeCell "))
		if i < 0 {
			continue
		}
		_, ref, _ := strings.Cut(string(tag[i:]), `ref="`)
		ref, _, _ = strings.Cut(ref, `"`)
		if one, ok := parseMerge(ref); ok {
			m.list = append(m.list, one)
		}
	}
	slices.SortStableFunc(m.list, func(a, b merge) int { return cmp.Compare(a.first, b.first) })
	return m
}

// parseMerge reads a range such as A2:B9; it is not ok when it is one row high.
func parseMerge(ref string) (merge, bool) {
	from, to, _ := strings.Cut(ref, ":")
	column, ok := columnOf(from)
	first, err := strconv.ParseInt(strings.TrimLeft(from, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 10, 64)
	last, err2 := strconv.ParseInt(strings.TrimLeft(to, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 10, 64)
	return merge{column, first, last}, ok && column < maxColumns && err == nil && err2 == nil && first < last
}

// fill puts the text of merged cells into the row number line, and says which
// cells got one.
func (m *merges) fill(cells [][]byte, line int64) (out [][]byte, filled []int) {
	for i := 0; i < len(m.open); {
		if m.open[i].last < line {
			m.open = slices.Delete(m.open, i, i+1)
			m.texts = slices.Delete(m.texts, i, i+1)
			continue
		}
		column := m.open[i].column
		for len(cells) <= column {
			cells = append(cells, nil)
		}
		if len(cells[column]) == 0 && len(m.texts[i]) > 0 {
			cells[column] = m.texts[i]
			filled = append(filled, column)
		}
		i++
	}
	for ; m.next < len(m.list) && m.list[m.next].first <= line; m.next++ {
		one := m.list[m.next]
		if one.first == line && one.column < len(cells) && len(m.open) < maxColumns {
			m.open = append(m.open, one)
			m.texts = append(m.texts, bytes.Clone(cells[one.column]))
		}
	}
	return cells, filled
}
