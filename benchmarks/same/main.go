// Command same compares one date of two datasets, row by row of every table.
// Run ids may differ, and so may the version of the program that wrote them;
// nothing else may. It is how a change that should only be faster is shown to
// be no more than that.
//
//	same [-date 2026-11-20] A B
//
// It says what differs, the first rows of each table, and exits with 1 then.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"reflect"
	"strings"

	"zhijian/pipeline/dataset"
)

// shown is how many rows of a table are printed.
const shown = 3

func main() {
	var out strings.Builder
	err := run(&out)
	fmt.Print(out.String())
	if err != nil {
		fmt.Fprintln(os.Stderr, "same:", err)
		os.Exit(1)
	}
}

func run(w *strings.Builder) error {
	date := flag.String("date", "2026-11-20", "batch date, YYYY-MM-DD")
	flag.Parse()
	if flag.NArg() != 2 {
		return errors.New("want two dataset folders")
	}
	return compare(w, *date, flag.Arg(0), flag.Arg(1))
}

// side is one of the two datasets.
type side struct {
	out      string
	manifest *dataset.Manifest
}

// compare compares all tables; the error says that they differ, or cannot be read.
func compare(w *strings.Builder, date string, outs ...string) error {
	var sides [2]side
	for i, out := range outs {
		m, err := dataset.ReadManifest(out, date)
		if err != nil {
			return err
		}
		sides[i] = side{out, m}
	}
	differing := 0
	if a, b := sides[0].manifest.Counts, sides[1].manifest.Counts; a != b {
		fmt.Fprintf(w, "counts: %+v and %+v\n", a, b)
		differing++
	}
	for _, c := range []func() (int, error){
		func() (int, error) { return table[dataset.Interaction](w, sides, dataset.TableInteractions) },
		func() (int, error) { return table[dataset.Item](w, sides, dataset.TableItems) },
		func() (int, error) { return table[dataset.Hit](w, sides, dataset.TableHits) },
		func() (int, error) { return table[dataset.Turn](w, sides, dataset.TableTurns) },
		func() (int, error) { return table[dataset.Reject](w, sides, dataset.TableRejects) },
		func() (int, error) { return table[dataset.RubricItem](w, sides, dataset.TableRubricItems) },
	} {
		n, err := c()
		if err != nil {
			return err
		}
		differing += n
	}
	if differing > 0 {
		return fmt.Errorf("%d rows differ", differing)
	}
	fmt.Fprintln(w, "same")
	return nil
}

// table counts the rows of a table that differ. A row that only one side has
// differs too.
func table[T any](w *strings.Builder, sides [2]side, t dataset.Table) (int, error) {
	var next [2]func() (T, error, bool)
	for i, s := range sides {
		var stop func()
		next[i], stop = iter.Pull2(dataset.ReadTable[T](context.Background(), s.out, s.manifest, t))
		defer stop()
	}
	rows, differing := 0, 0
	for ; ; rows++ {
		a, errA, okA := next[0]()
		b, errB, okB := next[1]()
		if err := errors.Join(errA, errB); err != nil {
			return 0, err
		}
		if !okA && !okB {
			break
		}
		withoutRun(&a)
		withoutRun(&b)
		if okA == okB && reflect.DeepEqual(a, b) {
			continue
		}
		if differing++; differing <= shown {
			fmt.Fprintf(w, "%s, row %d:\n  %s\n  %s\n", t, rows, text(a, okA), text(b, okB))
		}
	}
	fmt.Fprintf(w, "%-14s %9d rows, %d differ\n", t, rows, differing)
	return differing, nil
}

func withoutRun(row any) { reflect.ValueOf(row).Elem().FieldByName("RunID").SetString("") }

// text shows a row with what its pointers point at.
func text(row any, there bool) string {
	if !there {
		return "no row"
	}
	v, out := reflect.ValueOf(row), ""
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Pointer && !f.IsNil() {
			f = f.Elem()
		}
		if !f.IsZero() {
			out += fmt.Sprintf("%s=%v ", v.Type().Field(i).Name, f)
		}
	}
	return out
}
