package readback_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset/columns"
	"zhijian/pipeline/dataset/readback"
	"zhijian/pipeline/fsys"
)

type inner struct {
	Name  string   `parquet:"name,dict"`
	Score *float64 `parquet:"score,optional"`
}

type record struct {
	ID    string     `parquet:"id"`
	Kind  string     `parquet:"kind,dict"`
	Other string     `parquet:"other,dict"`
	At    *time.Time `parquet:"at,optional,timestamp(millisecond:utc)"`
	Count int32      `parquet:"count"`
	Size  *int64     `parquet:"size,optional"`
	Ratio float64    `parquet:"ratio"`
	Flag  bool       `parquet:"flag"`
	Note  *string    `parquet:"note,optional,dict"`
	Words []string   `parquet:"words,list" parquet-element:",dict"`
	Inner []inner    `parquet:"inner,list"`
}

func drawRecord(t *rapid.T) record {
	text := rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"好", "a"}), rapid.String())
	element := rapid.Custom(func(t *rapid.T) inner {
		return inner{Name: text.Draw(t, "name"), Score: rapid.Ptr(rapid.Float64(), true).Draw(t, "score")}
	})
	r := record{
		ID: text.Draw(t, "id"), Kind: text.Draw(t, "kind"), Other: text.Draw(t, "other"),
		Count: rapid.Int32().Draw(t, "count"), Size: rapid.Ptr(rapid.Int64(), true).Draw(t, "size"),
		Ratio: rapid.Float64().Draw(t, "ratio"), Flag: rapid.Bool().Draw(t, "flag"),
		Note:  rapid.Ptr(text, true).Draw(t, "note"),
		Words: rapid.SliceOfN(text, 0, 3).Draw(t, "words"), Inner: rapid.SliceOfN(element, 0, 3).Draw(t, "inner"),
	}
	if ms := rapid.Ptr(rapid.Int64Range(-1<<40, 1<<42), true).Draw(t, "at"); ms != nil {
		at := time.UnixMilli(*ms)
		r.At = &at
	}
	return r
}

func drawRecords(t *rapid.T) []record {
	return rapid.SliceOfN(rapid.Custom(drawRecord), 1, 30).Draw(t, "records")
}

// examples are records that differ from each other in every column.
func examples() []record {
	at, later := time.UnixMilli(1_790_000_000_000), time.UnixMilli(1_790_000_000_001)
	size, larger, score, note := int64(7), int64(8), 0.5, "n"
	return []record{
		{ID: "c-1", Kind: "k", Other: "o", At: &at, Count: 1, Size: &size, Ratio: 0.25, Note: &note, Words: []string{"您好", "请"}},
		{ID: "c-2", Kind: "l", Other: "p", At: &later, Count: 2, Size: &larger, Ratio: 0.5, Flag: true, Inner: []inner{{Name: "x", Score: &score}, {}}},
		{ID: "c-3", Kind: "m", Other: "q", Count: 3, Words: []string{""}},
	}
}

func write[T any](t interface{ Fatal(...any) }, path string, groups ...[]T) readback.Fingerprint {
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := readback.NewWriter(f)
	w := parquet.NewGenericWriter[T](out, parquet.Compression(&parquet.Zstd), parquet.KeyValueMetadata("made.by", "test"),
		parquet.DefaultEncodingFor(parquet.ByteArray, &parquet.Plain))
	for _, rows := range groups {
		for i := range rows {
			if _, err := w.Write(rows[i : i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Fingerprint()
}

// expect is what a file with the rows must hold, by the writer of the tables. The
// files of these tests are parquet-go's, so that the sums are held against another
// one's view of the rows as well.
func expect[T any](t interface{ Fatal(...any) }, rows []T) *readback.Expected {
	w, err := columns.New[T](columns.Options{RowsPerGroup: 10, BytesPerGroup: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Begin(io.Discard), w.Add(rows)); err != nil {
		t.Fatal(err)
	}
	e, err := w.End()
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

func TestCheckAccepts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.parquet")
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRecords(t)
		at := rapid.IntRange(0, len(rows)).Draw(t, "group")
		bytes := write(t, path, rows[:at], rows[at:])
		if err := expect(t, rows).Check(context.Background(), fsys.OS{}, path, bytes, map[string]string{"made.by": "test"}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestCheckCatches changes what is written in every way in which a writer could
// go wrong; each must be found, and be named.
func TestCheckCatches(t *testing.T) {
	tests := []struct {
		name   string
		change func(rows []record) []record
		want   string
	}{
		{"text", func(r []record) []record { r[1].ID = "c-9"; return r }, "column id "},
		{"text bounds", func(r []record) []record { r[0].ID, r[1].ID = "c-1c", "-2"; return r }, "column id "},
		{"integer", func(r []record) []record { r[1].Count++; return r }, "column count "},
		{"long integer", func(r []record) []record { r[0].Size = new(int64); return r }, "column size "},
		{"double", func(r []record) []record { r[0].Ratio = -0.25; return r }, "column ratio "},
		{"bool", func(r []record) []record { r[0].Flag = true; return r }, "column flag "},
		{"time", func(r []record) []record { r[0].At = r[1].At; return r }, "column at "},
		{"null for empty", func(r []record) []record { r[1].Note = new(string); return r }, "column note "},
		{"value for null", func(r []record) []record { r[0].Note = nil; return r }, "column note "},
		{"null moved", func(r []record) []record { r[0].Note, r[1].Note = r[1].Note, r[0].Note; return r }, "column note "},
		{"list bounds", func(r []record) []record {
			r[0].Words, r[1].Words = r[0].Words[:1], r[0].Words[1:]
			return r
		}, "column words.list.element "},
		{"empty list for empty text", func(r []record) []record { r[2].Words = nil; return r }, "column words.list.element "},
		{"in a list", func(r []record) []record { r[1].Inner[1].Score = new(float64); return r }, "column inner.list.element.score "},
		{"values swapped", func(r []record) []record { r[0].ID, r[1].ID = r[1].ID, r[0].ID; return r }, "column id "},
		{"rows swapped", func(r []record) []record { r[0], r[1] = r[1], r[0]; return r }, "column id "},
		{"columns swapped", func(r []record) []record {
			for i := range r {
				r[i].Kind, r[i].Other = r[i].Other, r[i].Kind
			}
			return r
		}, "column kind "},
		{"row dropped", func(r []record) []record { return r[:2] }, "2 rows instead of 3"},
		{"row doubled", func(r []record) []record { return append(r, r[2]) }, "4 rows instead of 3"},
		{"row replaced", func(r []record) []record { return []record{r[0], r[0], r[2]} }, "column id "},
	}
	path := filepath.Join(t.TempDir(), "f.parquet")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bytes := write(t, path, test.change(examples()))
			err := expect(t, examples()).Check(context.Background(), fsys.OS{}, path, bytes, nil)
			if !errors.Is(err, readback.ErrMismatch) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a mismatch with %q", err, test.want)
			}
		})
	}
}

func TestCheckOtherSchema(t *testing.T) {
	type renamed struct {
		ID string `parquet:"key"`
	}
	type retyped struct {
		ID int32 `parquet:"id"`
	}
	type optional struct {
		ID string `parquet:"id,optional"`
	}
	type wanted struct {
		ID string `parquet:"id"`
	}
	e := expect(t, []wanted(nil))
	path := filepath.Join(t.TempDir(), "f.parquet")
	for name, put := range map[string]func() readback.Fingerprint{
		"renamed":  func() readback.Fingerprint { return write(t, path, []renamed{}) },
		"retyped":  func() readback.Fingerprint { return write(t, path, []retyped{}) },
		"optional": func() readback.Fingerprint { return write(t, path, []optional{}) },
		"more":     func() readback.Fingerprint { return write(t, path, []record{}) },
	} {
		if err := e.Check(context.Background(), fsys.OS{}, path, put(), nil); !errors.Is(err, readback.ErrMismatch) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	bytes := write(t, path, []wanted{})
	if err := e.Check(context.Background(), fsys.OS{}, path, bytes, nil); err != nil {
		t.Errorf("same schema: %v", err)
	}
}

func TestCheckMetadata(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.parquet")
	bytes := write(t, path, examples())
	for _, metadata := range []map[string]string{{"made.by": "other"}, {"missing": ""}} {
		if err := expect(t, examples()).Check(context.Background(), fsys.OS{}, path, bytes, metadata); !errors.Is(err, readback.ErrMismatch) {
			t.Errorf("%v: got %v", metadata, err)
		}
	}
}

// TestCheckDamage damages every byte of a file in turn, and cuts it everywhere.
func TestCheckDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.parquet")
	bytes := write(t, path, examples())
	e := expect(t, examples())
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(content []byte) bool {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return errors.Is(e.Check(context.Background(), fsys.OS{}, path, bytes, nil), readback.ErrMismatch)
	}
	for i := range content {
		damaged := slices.Clone(content)
		damaged[i] ^= 0x11
		if !refused(damaged) {
			t.Errorf("damage at byte %d accepted", i)
		}
		if !refused(content[:i]) {
			t.Errorf("file cut to %d bytes accepted", i)
		}
	}
	if refused(content) {
		t.Error("undamaged file refused")
	}
}

func TestCheckNoParquet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.parquet")
	for _, content := range []string{"", "PAR1", "PAR1PAR1", "PAR1\xff\xff\xff\x7fPAR1"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		w := readback.NewWriter(io.Discard)
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
		if err := expect(t, examples()).Check(context.Background(), fsys.OS{}, path, w.Fingerprint(), nil); err == nil {
			t.Errorf("%q accepted", content)
		}
	}
}

func TestCheckCancelled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.parquet")
	bytes := write(t, path, examples())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := expect(t, examples()).Check(ctx, fsys.OS{}, path, bytes, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
