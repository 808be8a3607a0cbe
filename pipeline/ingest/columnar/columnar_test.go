package columnar

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// drain reads all records, "path=value" for each column, lists with a bar.
func drain(t testing.TB, r Reader) [][]string {
	t.Helper()
	var out [][]string
	for {
		values, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		var rec []string
		for i, c := range r.Columns() {
			text := c.Path + "="
			for k, v := range values[i] {
				if k > 0 {
					text += "|"
				}
				text += v
			}
			rec = append(rec, text)
		}
		out = append(out, rec)
	}
}

func TestParquetTypes(t *testing.T) {
	type inner struct {
		Name string   `parquet:"name,optional"`
		Tags []string `parquet:"tags,list"`
	}
	type row struct {
		Text    string           `parquet:"text"`
		Null    *string          `parquet:"null,optional"`
		Bool    bool             `parquet:"bool"`
		Small   int32            `parquet:"small"`
		Large   uint64           `parquet:"large"`
		Float   float32          `parquet:"float"`
		Double  *float64         `parquet:"double,optional"`
		Day     int32            `parquet:"day,date"`
		Millis  time.Time        `parquet:"millis,timestamp(millisecond)"`
		Nanos   int64            `parquet:"nanos,timestamp(nanosecond:local)"`
		Clock   int32            `parquet:"clock,time(millisecond)"`
		Spark   deprecated.Int96 `parquet:"spark"`
		Money   int64            `parquet:"money,decimal(2:10)"`
		UUID    [16]byte         `parquet:"uuid,uuid"`
		Inner   inner            `parquet:"inner"`
		Old     []inner          `parquet:"old"`
		Numbers []int64          `parquet:"numbers,list"`
	}
	nan := 0.0
	nan /= nan
	at := time.Date(2026, 11, 20, 1, 12, 33, 500_000_000, time.UTC)
	rows := []row{
		{Text: "您好", Bool: true, Small: -7, Large: 1 << 63, Float: 1.5, Double: &nan, Day: 20777, Millis: at, Nanos: at.UnixNano(),
			Clock: 61_500, Spark: deprecated.Int96{500_000_000, 0, 2440588 + 20777}, UUID: [16]byte{1, 15: 255},
			Inner: inner{Name: "n", Tags: []string{"a", "b"}}, Old: []inner{{Name: "x"}, {}}, Numbers: []int64{1, 2}},
		{Millis: at, Spark: deprecated.Int96{0, 0, 2440588}},
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	r, err := OpenParquet(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{
		"text=您好", "null=", "bool=true", "small=-7", "large=9223372036854775808", "float=1.5", "double=", "day=2026-11-20",
		"millis=2026-11-20T01:12:33.5Z", "nanos=2026-11-20 01:12:33.5", "clock=00:01:01.5", "spark=2026-11-20T00:00:00.5Z",
		"uuid=01000000-0000-0000-0000-0000000000ff", "inner.name=n", "inner.tags=a|b", "old.name=x|", "numbers=1|2",
	}, {
		"text=", "null=", "bool=false", "small=0", "large=0", "float=0", "double=", "day=1970-01-01",
		"millis=2026-11-20T01:12:33.5Z", "nanos=1970-01-01 00:00:00", "clock=00:00:00", "spark=1970-01-01T00:00:00Z",
		"uuid=00000000-0000-0000-0000-000000000000", "inner.name=", "inner.tags=", "old.name=", "numbers=",
	}}
	if diff := cmp.Diff(want, drain(t, r)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// stream writes records as an Arrow stream.
func stream(t testing.TB, schema *arrow.Schema, fill func(*array.RecordBuilder)) []byte {
	t.Helper()
	b := array.NewRecordBuilder(memory.NewGoAllocator(), schema)
	fill(b)
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema))
	if err := errors.Join(w.Write(b.NewRecord()), w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestArrowTypes(t *testing.T) {
	stamp := &arrow.TimestampType{Unit: arrow.Second}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32},
		{Name: "local", Type: stamp},
		{Name: "clock", Type: arrow.FixedWidthTypes.Time64us},
		{Name: "length", Type: arrow.FixedWidthTypes.Duration_us},
		{Name: "bytes", Type: arrow.BinaryTypes.Binary},
		{Name: "list", Type: arrow.ListOf(arrow.PrimitiveTypes.Int16), Nullable: true},
	}, nil)
	content := stream(t, schema, func(b *array.RecordBuilder) {
		for i := range 2 {
			if i == 0 {
				b.Field(0).(*array.StringBuilder).Append("您好")
			} else {
				b.Field(0).AppendNull()
			}
			b.Field(1).(*array.Date32Builder).Append(20777)
			b.Field(2).(*array.TimestampBuilder).Append(1_795_137_153)
			b.Field(3).(*array.Time64Builder).Append(61_500_000)
			b.Field(4).(*array.DurationBuilder).Append(1_234_500)
			b.Field(5).(*array.BinaryBuilder).Append([]byte{0xff})
			l := b.Field(6).(*array.ListBuilder)
			if i == 0 {
				l.Append(true)
				l.ValueBuilder().(*array.Int16Builder).AppendValues([]int16{1, -2}, nil)
			} else {
				l.AppendNull()
			}
		}
	})
	r, err := OpenArrowStream(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"text=您好", "day=2026-11-20", "local=2026-11-20 01:12:33", "clock=00:01:01.5", "length=1234.5ms", "list=1|-2"},
		{"text=", "day=2026-11-20", "local=2026-11-20 01:12:33", "clock=00:01:01.5", "length=1234.5ms", "list="},
	}
	if diff := cmp.Diff(want, drain(t, r)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A stream without its end mark, or with something behind it, is not complete.
func TestArrowEnds(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	content := stream(t, schema, func(b *array.RecordBuilder) { b.Field(0).(*array.Int64Builder).Append(1) })
	for name, tt := range map[string]struct {
		content []byte
		want    error
	}{
		"complete": {content, io.EOF},
		"no mark":  {content[:len(content)-8], ErrTruncated},
		"behind":   {append(slices.Clone(content), 'x'), ErrDamaged},
	} {
		r, err := OpenArrowStream(bytes.NewReader(tt.content))
		for err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A page that expands to more than the bound is refused, whatever its header says.
func TestPageBomb(t *testing.T) {
	for _, size := range []int64{maxBytes, maxBytes + 1} {
		var z, g bytes.Buffer
		enc, err := zstd.NewWriter(&z)
		if err != nil {
			t.Fatal(err)
		}
		gz := gzip.NewWriter(&g)
		if _, err := io.CopyN(io.MultiWriter(enc, gz), zeros{}, size); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(enc.Close(), gz.Close()); err != nil {
			t.Fatal(err)
		}
		for codec, page := range map[format.CompressionCodec]io.Reader{format.Zstd: &z, format.Gzip: &g} {
			if err := expands(page, codec); errors.Is(err, ErrTooLarge) != (size > maxBytes) {
				t.Errorf("%v, %d bytes: %v", codec, size, err)
			}
		}
	}
}
