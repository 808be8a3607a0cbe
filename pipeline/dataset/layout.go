package dataset

import "github.com/parquet-go/parquet-go"

// layout says how the rows of a table are laid out in its files. Every figure is
// a number of rows or bytes, so that files depend on the rows alone.
type layout struct {
	table        Table
	rowsPerGroup int64      // a row group is the unit of memory, of writing and of reading
	bloom        []string   // columns with a bloom filter: what single rows are looked up by
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

// bloomBits is the size of a bloom filter for each distinct value: about one
// look-up in a hundred goes wrong.
const bloomBits = 10

// options configures the Parquet writer. Everything that would otherwise follow
// from how the program was built is fixed.
func (l layout) options(m Meta) []parquet.WriterOption {
	o := []parquet.WriterOption{
		parquet.CreatedBy("zhijian", m.Version, "parquet-go"),
		parquet.Compression(&parquet.Zstd),
		parquet.DefaultEncodingFor(parquet.ByteArray, &parquet.Plain), // any reader knows it
		parquet.MaxRowsPerRowGroup(l.rowsPerGroup),
	}
	for key, value := range m.pairs() {
		o = append(o, parquet.KeyValueMetadata(key, value)) // the writer sorts them
	}
	var filters []parquet.BloomFilterColumn
	for _, column := range l.bloom {
		filters = append(filters, parquet.SplitBlockFilter(bloomBits, column))
	}
	o = append(o, parquet.BloomFilters(filters...))
	for _, path := range l.unbounded {
		o = append(o, parquet.SkipPageBounds(path...))
	}
	return o
}
