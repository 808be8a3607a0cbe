package dataset

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestSchema holds the schemas, as the writer declares them and as Arrow sees
// them in a file, against a golden file: a change there is a change of the
// analysts' contract.
func TestSchema(t *testing.T) {
	o := testOptions(t.TempDir())
	m := publishAll(t, o, nil)
	var got strings.Builder
	for _, table := range Tables() {
		schema, err := SchemaOf(table)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "== %s\n%s\n", table, schema)
		arrowFields(t, &got, filepath.Join(o.Out, m.table(table).Files[0].Path))
	}
	golden := filepath.Join("testdata", "schema.golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("schema changed; if that is meant, think of SchemaVersion and run with -update (-golden +now):\n%s", diff)
	}
}

func arrowFields(t *testing.T, w *strings.Builder, path string) {
	t.Helper()
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	a, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := a.Schema()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range schema.Fields() {
		fmt.Fprintf(w, "%s: %s, nullable %t\n", f.Name, f.Type, f.Nullable)
	}
	fmt.Fprintln(w)
}

// TestContractColumns looks for every column of the contract, where that stands beside the
// project.
func TestContractColumns(t *testing.T) {
	contract, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "contract", "tables.md"))
	if err != nil {
		t.Skip("no shared folder beside the project: the contract cannot be compared")
	}
	for line := range strings.SplitSeq(string(contract), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		table := Table(strings.Trim(cells[1], " `"))
		schema, err := SchemaOf(table)
		if err != nil {
			t.Errorf("contract names %v", err)
			continue
		}
		names := map[string]bool{}
		for _, f := range schema.Fields() {
			names[f.Name()] = true
		}
		for i, word := range strings.Split(cells[3], "`") {
			if i%2 == 1 && isColumn(word) && !names[word] {
				t.Errorf("table %s has no column %q of the contract", table, word)
			}
		}
	}
}

// isColumn tells names of columns from the values that the contract also quotes.
func isColumn(word string) bool {
	switch word {
	case "scored", "incomplete", "pass", "fail", "na", "not_evaluated", "violation", "credit",
		"exact", "pattern", "similar", "homophone", "metric", "field", "absence":
		return false
	}
	return true
}
