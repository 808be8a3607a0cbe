package scan_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dataset/scan"
	"zhijian/pipeline/insight/facts/factstest"
)

// publish makes a date of n interactions with one turn of three words each.
func publish(t *testing.T, n int) (out string, m *dataset.Manifest) {
	t.Helper()
	out = t.TempDir()
	d := factstest.Day{Date: "2026-11-20", RowsPerGroup: 8, RowsPerPart: 20}
	for i := range n {
		d.Cases = append(d.Cases, factstest.Case{
			Interaction: dataset.Interaction{InteractionID: fmt.Sprint(i), Fatal: i%3 == 0},
			Turns:       []dataset.Turn{{Role: "agent", Tokens: []string{"您好", "", fmt.Sprint(i)}}, {Role: "customer"}},
		})
	}
	return out, factstest.Publish(t, out, d)
}

func all(t *testing.T, r *scan.Reader, each func(*scan.Block)) {
	t.Helper()
	defer r.Close()
	for {
		b, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		each(b)
	}
}

func TestReader(t *testing.T) {
	out, m := publish(t, 45)
	var tokens []string
	blocks := 0
	all(t, scan.Open(context.Background(), out, m, dataset.TableTurns, []string{"interaction_id", "tokens.list.element", "begin_ms"}), func(b *scan.Block) {
		if blocks++; b.Seq != blocks {
			t.Errorf("block %d is called %d", blocks, b.Seq)
		}
		for i := range b.Rows {
			begin, end := b.Columns[1].Range(i)
			row := b.Columns[0].Text(i)
			for k := begin; k < end; k++ {
				row += "," + b.Columns[1].Text(k)
			}
			tokens = append(tokens, row)
			if !b.Columns[2].Null[i] {
				t.Errorf("row %d has a time", i)
			}
		}
	})
	if len(tokens) != 90 || blocks < 12 || tokens[84] != "42,您好,,42" || tokens[85] != "42" {
		t.Errorf("%d rows in %d blocks: %v", len(tokens), blocks, tokens)
	}
	fatal := 0
	all(t, scan.Open(context.Background(), out, m, dataset.TableInteractions, []string{"fatal"}), func(b *scan.Block) {
		for _, is := range b.Columns[0].Bools {
			if is {
				fatal++
			}
		}
	})
	if fatal != 15 {
		t.Errorf("%d are fatal", fatal)
	}
}

func TestLookup(t *testing.T) {
	out, m := publish(t, 45)
	var got []string
	err := scan.Lookup(context.Background(), out, m, dataset.TableTurns, []string{"interaction_id", "role", "turn_index"}, []string{"41", "7", "none", "8"},
		func(b *scan.Block, begin, end int) error {
			for i := begin; i < end; i++ {
				got = append(got, fmt.Sprint(b.Columns[0].Text(i), b.Columns[1].Text(i), b.Columns[2].Int32s[i]))
			}
			return nil
		})
	want := []string{"7agent0", "7customer1", "8agent0", "8customer1", "41agent0", "41customer1"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	stop := errors.New("enough")
	err = scan.Lookup(context.Background(), out, m, dataset.TableTurns, []string{"interaction_id"}, []string{"1", "2"}, func(*scan.Block, int, int) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("the caller's error: %v", err)
	}
}

func TestFaults(t *testing.T) {
	out, m := publish(t, 45)
	ctx := context.Background()
	next := func(ctx context.Context, t dataset.Table, paths ...string) error {
		r := scan.Open(ctx, out, m, t, paths)
		defer r.Close()
		_, err := r.Next()
		return err
	}
	if err := next(ctx, dataset.TableTurns, "colour"); err == nil || !strings.Contains(err.Error(), "no column colour") {
		t.Errorf("a column that there is not: %v", err)
	}
	if err := next(ctx, dataset.TableRejects, "reason"); !errors.Is(err, io.EOF) {
		t.Errorf("a table without rows: %v", err)
	}
	cause := errors.New("cause")
	ended, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	if err := next(ended, dataset.TableTurns, "role"); !errors.Is(err, cause) {
		t.Errorf("after the end of the context: %v", err)
	}
	r := scan.Open(ctx, out, m, dataset.TableTurns, []string{"role"})
	r.Close() // with blocks that nobody has taken
	file := filepath.Join(out, "turns", "dt=2026-11-20", "part-00001.parquet")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/3] ^= 4
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := func(err error) {
		t.Helper()
		if !errors.Is(err, dataset.ErrDamaged) || !strings.Contains(err.Error(), "part-00001") {
			t.Errorf("a damaged file: %v", err)
		}
	}
	damaged(scan.Lookup(ctx, out, m, dataset.TableTurns, []string{"interaction_id"}, []string{"1"}, func(*scan.Block, int, int) error { return nil }))
	r = scan.Open(ctx, out, m, dataset.TableTurns, []string{"role"})
	defer r.Close()
	for err == nil {
		_, err = r.Next()
	}
	damaged(err)
}
