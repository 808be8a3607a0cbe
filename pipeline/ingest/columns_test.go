package ingest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/parquet-go/parquet-go"

	"zhijian/analyzers/transcript"
)

// exportNative writes one file of JSON Lines.
func exportNative(t testing.TB, list []*transcript.Interaction) []file {
	t.Helper()
	var b []byte
	for _, in := range list {
		var err error
		if b, err = AppendNative(b, in); err != nil {
			t.Fatal(err)
		}
	}
	return []file{{"native.jsonl", string(b)}}
}

// byTickets exports the interactions with tickets, and those of feeds that carry
// none, to a file each: a table has columns of tickets, or has none.
func byTickets(export func(t testing.TB, list []*transcript.Interaction, tickets bool) file) func(testing.TB, []*transcript.Interaction) []file {
	return func(t testing.TB, list []*transcript.Interaction) []file {
		var files []file
		for _, tickets := range []bool{false, true} {
			var part []*transcript.Interaction
			for _, in := range list {
				if in.Ticket.Carried == tickets {
					part = append(part, in)
				}
			}
			if len(part) > 0 {
				files = append(files, export(t, part, tickets))
			}
		}
		return files
	}
}

// columnTurn is a turn in a column of lists, or a row.
type columnTurn struct {
	Role  string `parquet:"role,dict"`
	Text  string `parquet:"text,zstd"`
	Begin *int64 `parquet:"begin_ms,optional"`
	End   *int64 `parquet:"end_ms,optional"`
}

// columnFields are the fields of an interaction.
type columnFields struct {
	ID            string     `parquet:"interaction_id"`
	Channel       string     `parquet:"channel"`
	StartedAt     *time.Time `parquet:"started_at,optional,timestamp(microsecond)"`
	EndedAt       *time.Time `parquet:"ended_at,optional,timestamp(microsecond)"`
	AgentID       *string    `parquet:"agent_id,optional"`
	AgentName     *string    `parquet:"agent_name,optional"`
	Team          *string    `parquet:"team,optional"`
	CustomerID    *string    `parquet:"customer_id,optional"`
	CustomerTier  *string    `parquet:"customer_tier,optional"`
	Queue         *string    `parquet:"queue,optional"`
	RingMS        *int64     `parquet:"ring_ms,optional"`
	EndedBy       *string    `parquet:"ended_by,optional"`
	TransferredTo *string    `parquet:"transferred_to,optional"`
	Satisfaction  *int32     `parquet:"satisfaction,optional"`
}

type columnTicket struct {
	ID        string     `parquet:"id"`
	Category  string     `parquet:"category"`
	CreatedAt *time.Time `parquet:"created_at,optional,timestamp(microsecond)"`
	ClosedAt  *time.Time `parquet:"closed_at,optional,timestamp(microsecond)"`
}

func ticketColumns(in *transcript.Interaction) *columnTicket {
	t := in.Ticket.Ticket
	if t == nil {
		return nil
	}
	return &columnTicket{ID: t.ID, Category: t.Category, CreatedAt: known(t.CreatedAt), ClosedAt: known(t.ClosedAt)}
}

func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func fieldColumns(in *transcript.Interaction) columnFields {
	c := columnFields{
		ID: in.ID, Channel: string(in.Channel), StartedAt: known(in.StartedAt), EndedAt: known(in.EndedAt),
		AgentID: given(in.Agent.ID), AgentName: given(in.Agent.Name), Team: given(in.Agent.Team),
		CustomerID: given(in.Customer.ID), CustomerTier: given(in.Customer.Tier), Queue: given(in.Queue),
		RingMS: known(in.RingMS), EndedBy: given(string(in.EndedBy)), TransferredTo: given(in.TransferredTo),
	}
	if in.Satisfaction.Known {
		n := int32(in.Satisfaction.Value)
		c.Satisfaction = &n
	}
	return c
}

func turnColumns(in *transcript.Interaction) []columnTurn {
	var out []columnTurn
	for _, t := range in.Turns {
		out = append(out, columnTurn{Role: string(t.Role), Text: t.Text, Begin: known(t.Begin), End: known(t.End)})
	}
	return out
}

// exportParquetTurns writes a row a turn, like the tables turns and interactions
// of a dataset joined.
func exportParquetTurns(t testing.TB, list []*transcript.Interaction, tickets bool) file {
	t.Helper()
	type row struct {
		columnFields
		Index int32 `parquet:"turn_index"`
		columnTurn
	}
	type ticketRow struct {
		columnFields
		Ticket *columnTicket `parquet:"ticket,optional"`
		Index  int32         `parquet:"turn_index"`
		columnTurn
	}
	var plain []row
	var withTickets []ticketRow
	for _, in := range list {
		for i, turn := range turnColumns(in) {
			plain = append(plain, row{fieldColumns(in), int32(i), turn})
			withTickets = append(withTickets, ticketRow{fieldColumns(in), ticketColumns(in), int32(i), turn})
		}
	}
	if tickets {
		return parquetFile(t, "tickets.parquet", withTickets)
	}
	return parquetFile(t, "turns.parquet", plain)
}

// exportParquetNested writes a row an interaction, with its turns in a list.
func exportParquetNested(t testing.TB, list []*transcript.Interaction, tickets bool) file {
	t.Helper()
	type row struct {
		columnFields
		Turns []columnTurn `parquet:"turns,list"`
	}
	type ticketRow struct {
		columnFields
		Ticket *columnTicket `parquet:"ticket,optional"`
		Turns  []columnTurn  `parquet:"turns,list"`
	}
	var plain []row
	var withTickets []ticketRow
	for _, in := range list {
		plain = append(plain, row{fieldColumns(in), turnColumns(in)})
		withTickets = append(withTickets, ticketRow{fieldColumns(in), ticketColumns(in), turnColumns(in)})
	}
	if tickets {
		return parquetFile(t, "tickets.parquet", withTickets)
	}
	return parquetFile(t, "nested.parquet", plain)
}

func parquetFile[T any](t testing.TB, name string, rows []T) file {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, parquet.MaxRowsPerRowGroup(100))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file{name, b.String()}
}

// arrowFields are the fields of an interaction as Arrow writes them.
func arrowFields(tickets bool) []arrow.Field {
	text := func(name string) arrow.Field {
		return arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
	}
	stamp := &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}
	out := []arrow.Field{
		text("id"), {Name: "channel", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}},
		{Name: "started_at", Type: stamp, Nullable: true}, {Name: "ended_at", Type: stamp, Nullable: true},
		{Name: "agent", Type: arrow.StructOf(text("id"), text("name"), text("team"))},
		{Name: "customer", Type: arrow.StructOf(text("id"), text("tier"))},
		text("queue"), {Name: "ring_ms", Type: arrow.PrimitiveTypes.Float64, Nullable: true}, text("ended_by"), text("transferred_to"),
		{Name: "satisfaction", Type: arrow.PrimitiveTypes.Uint8, Nullable: true},
	}
	if tickets {
		out = append(out, arrow.Field{Name: "ticket", Nullable: true, Type: arrow.StructOf(text("id"), text("category"),
			arrow.Field{Name: "created_at", Type: stamp, Nullable: true}, arrow.Field{Name: "closed_at", Type: stamp, Nullable: true})})
	}
	return out
}

func arrowTurn() []arrow.Field {
	return []arrow.Field{
		{Name: "role", Type: arrow.BinaryTypes.String}, {Name: "text", Type: arrow.BinaryTypes.LargeString},
		{Name: "begin_ms", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, {Name: "end_ms", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	}
}

// fill appends a value to a builder of any of the types above; nil is null.
func fill(b array.Builder, v any) {
	switch b := b.(type) {
	case *array.StringBuilder:
		if s, _ := v.(string); s != "" || v == nil {
			appendOr(b, s != "", func() { b.Append(s) })
			return
		}
		b.Append("")
	case *array.LargeStringBuilder:
		b.Append(v.(string))
	case *array.BinaryDictionaryBuilder:
		b.AppendString(v.(string))
	case *array.TimestampBuilder:
		o := v.(transcript.Optional[time.Time])
		appendOr(b, o.Known, func() { b.Append(arrow.Timestamp(o.Value.UnixMilli())) })
	case *array.Float64Builder:
		o := v.(transcript.Optional[int64])
		appendOr(b, o.Known, func() { b.Append(float64(o.Value)) })
	case *array.Uint8Builder:
		o := v.(transcript.Optional[int64])
		appendOr(b, o.Known, func() { b.Append(uint8(o.Value)) })
	case *array.Int64Builder:
		o := v.(transcript.Optional[int64])
		appendOr(b, o.Known, func() { b.Append(o.Value) })
	case *array.StructBuilder:
		values, ok := v.([]any)
		if !ok {
			b.AppendNull()
			return
		}
		b.Append(true)
		for i, value := range values {
			fill(b.FieldBuilder(i), value)
		}
	}
}

func appendOr(b array.Builder, known bool, value func()) {
	if !known {
		b.AppendNull()
		return
	}
	value()
}

// arrowValues are the values of the fields of an interaction.
func arrowValues(in *transcript.Interaction, tickets bool) []any {
	out := []any{in.ID, string(in.Channel), in.StartedAt, in.EndedAt, []any{in.Agent.ID, in.Agent.Name, in.Agent.Team},
		[]any{in.Customer.ID, in.Customer.Tier}, in.Queue, in.RingMS, string(in.EndedBy), in.TransferredTo, in.Satisfaction}
	if !tickets {
		return out
	}
	if t := in.Ticket.Ticket; t != nil {
		return append(out, []any{t.ID, t.Category, t.CreatedAt, t.ClosedAt})
	}
	return append(out, nil)
}

// exportArrowTurns writes an Arrow file, which is Feather version 2, of a row a
// turn in several batches.
func exportArrowTurns(t testing.TB, list []*transcript.Interaction, tickets bool) file {
	t.Helper()
	schema := arrow.NewSchema(append(arrowFields(tickets), arrowTurn()...), nil)
	b := array.NewRecordBuilder(memory.NewGoAllocator(), schema)
	out, err := os.Create(filepath.Join(t.TempDir(), "turns.feather")) // the writer wants to seek
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w, err := ipc.NewFileWriter(out, ipc.WithSchema(schema), ipc.WithLZ4())
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range list {
		for _, turn := range in.Turns {
			for i, v := range append(arrowValues(in, tickets), string(turn.Role), turn.Text, turn.Begin, turn.End) {
				fill(b.Field(i), v)
			}
		}
	}
	rec := b.NewRecord()
	half := rec.NumRows() / 2
	for _, part := range []arrow.Record{rec.NewSlice(0, half), rec.NewSlice(half, rec.NumRows())} {
		if err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return file{"turns.feather", string(content)}
}

// exportArrowNested writes an Arrow stream of a row an interaction.
func exportArrowNested(t testing.TB, list []*transcript.Interaction, tickets bool) file {
	t.Helper()
	turns := arrow.Field{Name: "turns", Type: arrow.ListOf(arrow.StructOf(arrowTurn()...)), Nullable: true}
	schema := arrow.NewSchema(append(arrowFields(tickets), turns), nil)
	b := array.NewRecordBuilder(memory.NewGoAllocator(), schema)
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema))
	for _, in := range list {
		values := arrowValues(in, tickets)
		for i, v := range values {
			fill(b.Field(i), v)
		}
		l := b.Field(len(values)).(*array.ListBuilder)
		l.Append(true)
		for _, turn := range in.Turns {
			fill(l.ValueBuilder(), []any{string(turn.Role), turn.Text, turn.Begin, turn.End})
		}
		if err := w.Write(b.NewRecord()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file{"nested.arrows", out.String()}
}

// No Parquet or Arrow file panics, whatever its bytes.
func FuzzColumns(f *testing.F) {
	list := short(samples(f))
	for _, e := range exporters() {
		if e.format == "parquet" || e.format == "arrow" {
			for _, x := range e.export(f, list) {
				f.Add([]byte(x.content))
			}
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		readBack(t, Options{TempDir: t.TempDir()}, []file{{"f", string(content)}})
	})
}
