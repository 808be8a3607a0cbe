package dataset

import "zhijian/pipeline/dataset/columns"

// layout says how the rows of a table are laid out in its files. Every figure is
// a number of rows or bytes, so that files depend on the rows alone.
type layout struct {
	table        Table
	rowsPerGroup int64      // a row group is the unit of memory, of writing and of reading
	bloom        []string   // columns that single rows are looked up by: with a bloom filter and bounds of pages
	unbounded    [][]string // columns whose smallest and largest value help nobody: free text
}

// defaultRowsPerPart keeps files in the hundreds of megabytes at most.
const defaultRowsPerPart = 1 << 20

// bytesPerGroup ends a row group of unusually long rows early.
const bytesPerGroup = 64 << 20

func interactionsLayout() layout {
	return layout{
		table: TableInteractions, rowsPerGroup: 32 << 10,
		bloom: []string{"interaction_id", "agent_id"},
	}
}

func itemsLayout() layout {
	return layout{table: TableItems, rowsPerGroup: 128 << 10, bloom: []string{"interaction_id"}}
}

func hitsLayout() layout {
	return layout{
		table: TableHits, rowsPerGroup: 64 << 10,
		bloom:     []string{"interaction_id"},
		unbounded: [][]string{{"text"}},
	}
}

func turnsLayout() layout {
	return layout{
		table: TableTurns, rowsPerGroup: 32 << 10,
		bloom:     []string{"interaction_id"},
		unbounded: [][]string{{"text"}, {"tokens", "list", "element"}},
	}
}

func rejectsLayout() layout {
	return layout{
		table: TableRejects, rowsPerGroup: 32 << 10,
		bloom:     []string{"interaction_id"},
		unbounded: [][]string{{"detail"}},
	}
}

func rubricItemsLayout() layout {
	return layout{
		table: TableRubricItems, rowsPerGroup: 32 << 10,
		unbounded: [][]string{{"source"}, {"coaching"}},
	}
}

// options configures the Parquet writer. Everything that would otherwise follow
// from how the program was built is fixed. All rows are of the run, unless it is
// empty and they say themselves what they are of.
func (l layout) options(m Meta, run string) columns.Options {
	var constant map[string]string
	if run != "" {
		constant = map[string]string{"run_id": run}
	}
	return columns.Options{
		CreatedBy: [3]string{"zhijian", m.Version, "parquet-go"},
		Metadata:  m.pairs(),
		Lookup:    l.bloom,
		Unbounded: l.unbounded,
		Constant:  constant,

		RowsPerGroup:  int(l.rowsPerGroup),
		BytesPerGroup: bytesPerGroup,
	}
}
