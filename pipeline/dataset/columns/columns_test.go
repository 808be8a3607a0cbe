package columns

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	pq "github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset/readback"
)

type inner struct {
	Name  string   `parquet:"name,dict"`
	Count int32    `parquet:"count"`
	Score *float64 `parquet:"score,optional,dict"`
}

type record struct {
	ID    string     `parquet:"id"`
	Kind  string     `parquet:"kind,dict"`
	Other string     `parquet:"other,optional,dict"`
	Plain string     `parquet:"plain,optional"`
	At    *time.Time `parquet:"at,optional,timestamp(millisecond:utc)"`
	Count int32      `parquet:"count,dict"`
	Line  int64      `parquet:"line,optional"`
	Size  *int64     `parquet:"size,optional,dict"`
	Ratio float64    `parquet:"ratio"`
	Flag  bool       `parquet:"flag"`
	Note  *string    `parquet:"note,optional,dict"`
	Memo  *string    `parquet:"memo,optional"`
	Words []string   `parquet:"words,list" parquet-element:",dict"`
	Inner []inner    `parquet:"inner,list"`
}

func drawRecord(t *rapid.T) record {
	text := rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"好", "a", "您好，这里是客服中心"}), rapid.String())
	element := rapid.Custom(func(t *rapid.T) inner {
		return inner{Name: text.Draw(t, "name"), Count: rapid.Int32().Draw(t, "count"), Score: rapid.Ptr(rapid.Float64(), true).Draw(t, "score")}
	})
	small := rapid.Int64Range(-2, 2)
	r := record{
		ID: text.Draw(t, "id"), Kind: text.Draw(t, "kind"), Other: text.Draw(t, "other"), Plain: text.Draw(t, "plain"),
		Count: rapid.Int32().Draw(t, "count"), Line: small.Draw(t, "line"), Size: rapid.Ptr(small, true).Draw(t, "size"),
		Ratio: rapid.Float64().Draw(t, "ratio"), Flag: rapid.Bool().Draw(t, "flag"),
		Note: rapid.Ptr(text, true).Draw(t, "note"), Memo: rapid.Ptr(text, true).Draw(t, "memo"),
		Words: rapid.SliceOfN(text, 0, 3).Draw(t, "words"), Inner: rapid.SliceOfN(element, 0, 3).Draw(t, "inner"),
	}
	if ms := rapid.Ptr(rapid.Int64Range(-1<<40, 1<<42), true).Draw(t, "at"); ms != nil {
		at := time.UnixMilli(*ms).UTC()
		r.At = &at
	}
	return r
}

func options() Options {
	return Options{
		CreatedBy: [3]string{"test", "1", "x"}, Metadata: map[string]string{"made.by": "test"},
		Lookup: []string{"id", "kind"}, Unbounded: [][]string{{"words", "list", "element"}}, RowsPerGroup: 1 << 20, BytesPerGroup: 1 << 30,
	}
}

// tester is testing.T and rapid.T alike.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// written writes portions of rows to one file.
func written[T any](t tester, o Options, portions ...[]T) []byte {
	t.Helper()
	w, err := New[T](o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := w.Begin(&b); err != nil {
		t.Fatal(err)
	}
	for _, rows := range portions {
		if err := w.Add(rows); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.End(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t tester, content []byte) *pq.File {
	t.Helper()
	f, err := pq.OpenFile(bytes.NewReader(content), int64(len(content))) // with the index of pages and the filters
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read[T any](t tester, content []byte) []T {
	t.Helper()
	r := pq.NewGenericReader[T](open(t, content))
	defer r.Close()
	var all []T
	for {
		row := make([]T, 1)
		n, err := r.Read(row)
		all = append(all, row[:n]...)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// normal makes empty lists equal.
func normal(rows []record) []record {
	rows = append([]record{}, rows...)
	for i := range rows {
		rows[i].Words = append([]string{}, rows[i].Words...)
		rows[i].Inner = append([]inner{}, rows[i].Inner...)
	}
	return rows
}

// What parquet-go reads is what was written, whatever the row groups.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := options()
		o.RowsPerGroup = rapid.IntRange(1, 40).Draw(t, "rows per group")
		rows := rapid.SliceOfN(rapid.Custom(drawRecord), 0, 30).Draw(t, "rows")
		if got := read[record](t, written(t, o, rows)); !reflect.DeepEqual(normal(rows), normal(got)) {
			t.Fatalf("wrote %+v\nread %+v", rows, got)
		}
	})
}

// Pages that are full in rows, values or bytes, and groups that are full in bytes,
// hold what was written, and do not depend on the portions.
func TestManyPages(t *testing.T) {
	rows := make([]record, 2*rowsPerPage+100)
	for i := range rows {
		rows[i] = record{ID: strings.Repeat("é", i%50) + "id", Kind: "k" + strings.Repeat("x", i/9000), Count: int32(i % 3000), Words: []string{"您好", "请"}[:i%3]}
		if i%1000 == 0 {
			rows[i].ID, rows[i].Words = strings.Repeat("long", 40_000), slices.Repeat([]string{"词"}, 100_000)
		}
	}
	o := options()
	o.BytesPerGroup = 8 << 20
	whole := written(t, o, rows)
	f := open(t, whole)
	if n := len(f.RowGroups()); n < 2 {
		t.Errorf("%d row group, want several", n)
	}
	if got := read[record](t, whole); !reflect.DeepEqual(normal(rows), normal(got)) {
		t.Error("other rows read")
	}
	pages := 0
	for _, i := range f.OffsetIndexes() {
		pages = max(pages, len(i.PageLocations))
	}
	if pages < 2 {
		t.Error("one page a column, want several")
	}
	for _, at := range []int{1, 63, 64, 65, 20_001} {
		if !bytes.Equal(whole, written(t, o, rows[:at], rows[at:])) {
			t.Errorf("cut at %d: other bytes", at)
		}
	}
}

// The metadata of a file are those that parquet-go's own writer gives it: schema,
// statistics of column chunks, values.
func TestLikeParquetGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(drawRecord), 1, 20).Draw(t, "rows")
		var b bytes.Buffer
		w := pq.NewGenericWriter[record](&b, pq.CreatedBy("test", "1", "x"), pq.KeyValueMetadata("made.by", "test"),
			pq.SkipPageBounds("words", "list", "element"), pq.Compression(&pq.Zstd), pq.DefaultEncodingFor(pq.ByteArray, &pq.Plain))
		for i := range rows { // given several at once, parquet-go 0.32 writes some nulls as empty values
			if _, err := w.Write(rows[i : i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		want, got := open(t, b.Bytes()).Metadata(), open(t, written(t, options(), rows)).Metadata()
		if !reflect.DeepEqual(want.Schema, got.Schema) || !reflect.DeepEqual(want.ColumnOrders, got.ColumnOrders) ||
			!reflect.DeepEqual(want.KeyValueMetadata, got.KeyValueMetadata) || want.CreatedBy != got.CreatedBy || want.NumRows != got.NumRows {
			t.Fatalf("want %+v\ngot %+v", want, got)
		}
		for i := range want.RowGroups[0].Columns {
			x, y := &want.RowGroups[0].Columns[i].MetaData, &got.RowGroups[0].Columns[i].MetaData
			if !reflect.DeepEqual(x.PathInSchema, y.PathInSchema) || x.Type != y.Type || x.NumValues != y.NumValues ||
				!reflect.DeepEqual(x.Encoding, y.Encoding) || x.Statistics.NullCount != y.Statistics.NullCount ||
				!bytes.Equal(x.Statistics.MinValue, y.Statistics.MinValue) || !bytes.Equal(x.Statistics.MaxValue, y.Statistics.MaxValue) {
				t.Fatalf("column %v\nwant %+v\ngot  %+v", x.PathInSchema, x, y)
			}
		}
	})
}

// A row can be looked up: the filter has its value, and the bounds of its page
// leave it in.
func TestLookup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(drawRecord), 1, 20).Draw(t, "rows")
		chunks := open(t, written(t, options(), rows)).RowGroups()[0].ColumnChunks()
		for i, text := range map[int]func(record) string{0: func(r record) string { return r.ID }, 1: func(r record) string { return r.Kind }} {
			index, err := chunks[i].ColumnIndex()
			if err != nil {
				t.Fatal(err)
			}
			least, most := index.MinValue(0).String(), index.MaxValue(0).String()
			for _, r := range rows {
				value := pq.ByteArrayValue([]byte(text(r)))
				if there, err := chunks[i].BloomFilter().Check(value); err != nil || !there {
					t.Fatalf("filter does not have %q (%v)", text(r), err)
				}
				if s := text(r); s < least || s[:min(len(s), boundLength)] > most {
					t.Fatalf("%q is not from %q to %q", s, least, most)
				}
			}
		}
		if _, err := chunks[2].ColumnIndex(); err == nil {
			t.Error("a column that nothing is looked up by has bounds of pages")
		}
	})
}

// Numbers of a dictionary are those of a map, also when texts stand at the place of
// others that are gone.
func TestTextDictionary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.Bool().Draw(t, "pieces")
		d := newTextDictionary(pieces)
		want := map[string]int32{}
		memory := make([]byte, 0, 64)
		for range rapid.IntRange(0, 700).Draw(t, "texts") {
			s := rapid.StringN(0, 6, 24).Draw(t, "text")
			if rapid.Bool().Draw(t, "long") {
				s += "longer than what is short"
			}
			if rapid.Bool().Draw(t, "shared") {
				d.forget() // what was there is overwritten
				memory = append(memory[:0], s...)
				s = unsafe.String(unsafe.SliceData(memory), len(memory))
			}
			if _, ok := want[s]; !ok {
				want[strings.Clone(s)] = int32(len(want))
			}
			number := d.number
			if pieces {
				number = d.find
			}
			n, hash := number(s)
			if n != want[s] || string(d.at(n)) != s || hash != readback.HashText(s) {
				t.Fatalf("%q is %d, want %d", s, n, want[s])
			}
		}
		if d.len() != len(want) {
			t.Fatalf("%d texts, want %d", d.len(), len(want))
		}
	})
}

func TestUnknownKinds(t *testing.T) {
	type badMap struct {
		V map[string]int `parquet:"v"`
	}
	type badTime struct {
		At time.Time `parquet:"at,optional,timestamp(millisecond:utc)"`
	}
	if _, err := New[badMap](options()); err == nil || !strings.Contains(err.Error(), "column v") {
		t.Errorf("map: %v", err)
	}
	if _, err := New[badTime](options()); err == nil || !strings.Contains(err.Error(), "column at") {
		t.Errorf("time: %v", err)
	}
	if _, err := New[int](options()); err == nil {
		t.Error("int taken for a row")
	}
}
