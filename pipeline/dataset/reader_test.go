package dataset

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNulls looks at nulls through pointers: rows with several nulls around a
// value, which the row types cannot tell from empty text.
func TestNulls(t *testing.T) {
	type reason struct {
		Reason *string `parquet:"reason,optional,dict"`
	}
	o := testOptions(t.TempDir())
	want := []string{"", "no ticket", "", "", "no times", "no times", ""}
	b := &Batch{}
	for _, r := range want {
		b.Items = append(b.Items, Item{Reason: r})
	}
	m := publishAll(t, o, nil, b)
	rows := collect(t, ReadTable[reason](context.Background(), o.Out, m, TableItems))
	for i, r := range rows {
		if null := want[i] == ""; null != (r.Reason == nil) || !null && *r.Reason != want[i] {
			t.Errorf("row %d: %v, want %q", i, r.Reason, want[i])
		}
	}
}

func TestReadSomeColumns(t *testing.T) {
	type verdict struct {
		ItemID  string `parquet:"item_id,dict"`
		Verdict string `parquet:"verdict,dict"`
	}
	o := testOptions(t.TempDir())
	b := exampleBatch(20)
	m := publishAll(t, o, nil, b)
	got := collect(t, ReadTable[verdict](context.Background(), o.Out, m, TableItems))
	var want []verdict
	for _, it := range b.Items {
		want = append(want, verdict{it.ItemID, it.Verdict})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestReadRefused(t *testing.T) {
	type misspelt struct {
		Verdict string `parquet:"verdikt"`
	}
	o := testOptions(t.TempDir())
	m := publishAll(t, o, nil, exampleBatch(1))
	if err := firstError(ReadTable[misspelt](context.Background(), o.Out, m, TableItems)); err == nil {
		t.Error("unknown column read")
	}
	if err := firstError(ReadTable[int](context.Background(), o.Out, m, TableItems)); err == nil {
		t.Error("int read as a row")
	}
	if err := firstError(ReadTable[Item](context.Background(), o.Out, m, "item")); err == nil {
		t.Error("unknown table read")
	}
}

func firstError[T any](rows func(func(T, error) bool)) error {
	for _, err := range rows {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestReadStops(t *testing.T) {
	o := testOptions(t.TempDir())
	o.RowsPerPart = 100
	m := publishAll(t, o, nil, exampleBatch(20))
	n := 0
	for _, err := range ReadTable[Item](context.Background(), o.Out, m, TableItems) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 150 {
			break
		}
	}
	why := errors.New("operator")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(why)
	if err := firstError(ReadTable[Item](ctx, o.Out, m, TableItems)); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

// TestRowsAreKept reads lists of differing length and looks at them only at the
// end: no row may share memory with one that was read later.
func TestRowsAreKept(t *testing.T) {
	o := testOptions(t.TempDir())
	var turns []Turn
	for i := range 3 * readRows {
		turns = append(turns, Turn{TurnIndex: int32(i), Tokens: slices.Repeat([]string{string(rune('一' + i))}, i%5)})
	}
	m := publishAll(t, o, nil, &Batch{Turns: turns})
	sameRows(t, o.Out, m, TableTurns, turns)
}

// TestReadDamage damages every byte of a table file in turn.
func TestReadDamage(t *testing.T) {
	o := testOptions(t.TempDir())
	m := publishAll(t, o, nil, exampleBatch(1))
	path := filepath.Join(o.Out, m.table(TableTurns).Files[0].Path)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read := func(content []byte) error {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return firstError(ReadTable[Turn](context.Background(), o.Out, m, TableTurns))
	}
	for i := range content {
		damaged := slices.Clone(content)
		damaged[i] ^= 0x11
		if err := read(damaged); !errors.Is(err, ErrDamaged) {
			t.Errorf("damage at byte %d: %v", i, err)
		}
	}
	if err := read(content[:len(content)-1]); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut file: %v", err)
	}
	if err := read(content); err != nil {
		t.Errorf("undamaged file: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := firstError(ReadTable[Turn](context.Background(), o.Out, m, TableTurns)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}
