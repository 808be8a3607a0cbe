package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/dataset"
)

// TestEveryColumnIsDocumented holds the page on the tables against the row types.
func TestEveryColumnIsDocumented(t *testing.T) {
	rows := map[dataset.Table]any{
		dataset.TableInteractions: dataset.Interaction{}, dataset.TableItems: dataset.Item{}, dataset.TableHits: dataset.Hit{},
		dataset.TableTurns: dataset.Turn{}, dataset.TableRejects: dataset.Reject{}, dataset.TableRubricItems: dataset.RubricItem{},
		dataset.TableAgentsDaily: dataset.AgentDay{}, dataset.TableTermsDaily: dataset.TermDay{}, dataset.TableAlerts: dataset.Alert{},
		dataset.TableRepeatContacts: dataset.RepeatContact{}, dataset.TableCoachingCases: dataset.CoachingCase{},
	}
	names := dataset.Tables()
	for _, set := range dataset.Sets() {
		names = append(names, set.Tables()...)
	}
	documented := map[string][][]string{}
	for _, section := range sections(read(t, "tables.md")) {
		title, _, _ := strings.Cut(strings.TrimPrefix(section, "## "), "\n")
		if found := tables(section); len(found) > 0 {
			documented[title] = found[0]
		}
	}
	for _, table := range names {
		var got [][3]string
		for _, row := range documented[string(table)] {
			got = append(got, [3]string{strings.Trim(row[0], "`"), row[1], row[2]})
		}
		if diff := cmp.Diff(columns(reflect.TypeOf(rows[table])), got); diff != "" {
			t.Errorf("%s (-program +page):\n%s", table, diff)
		}
	}
}

// columns gives name, type and nullability of each column of a row type.
func columns(row reflect.Type) [][3]string {
	var out [][3]string
	for _, f := range reflect.VisibleFields(row) {
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		null := "no"
		if slices.Contains(strings.Split(options, ","), "optional") {
			null = "yes"
		}
		out = append(out, [3]string{name, typeName(f.Type), null})
	}
	return out
}

func typeName(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.Pointer:
		return typeName(typ.Elem())
	case reflect.Slice:
		return "list of " + typeName(typ.Elem())
	case reflect.Float64:
		return "double"
	case reflect.Struct:
		if typ.Name() == "Time" {
			return "timestamp(ms, UTC)"
		}
		var fields []string
		for _, c := range columns(typ) {
			fields = append(fields, "`"+c[0]+"` "+c[1])
		}
		return "struct(" + strings.Join(fields, ", ") + ")"
	}
	return typ.Kind().String()
}

// TestEveryReasonIsDocumented holds the list of reasons against the constants.
func TestEveryReasonIsDocumented(t *testing.T) {
	var want, got []string
	for _, file := range []string{"../pipeline/ingest/reject.go", "../pipeline/work.go"} {
		want = append(want, reasons(t, file)...)
	}
	for _, section := range sections(read(t, "tables.md")) {
		if !strings.HasPrefix(section, "## rejects\n") {
			continue
		}
		for _, row := range tables(section)[1] {
			got = append(got, names(row[0])...)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("reasons (-program +page):\n%s", diff)
	}
}

// reasons lists the string constants of type Reason of a file.
func reasons(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !isReason(spec.Type) {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			t.Fatalf("%s: %s is not a plain constant", file, spec.Names[0].Name)
		}
		value, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, value)
		return true
	})
	return out
}

func isReason(typ ast.Expr) bool {
	switch typ := typ.(type) {
	case *ast.Ident:
		return typ.Name == "Reason"
	case *ast.SelectorExpr:
		return typ.Sel.Name == "Reason"
	}
	return false
}
