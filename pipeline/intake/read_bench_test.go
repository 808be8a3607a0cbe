package intake_test

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/intake"
	"zhijian/pipeline/plan"
)

// benchSample is one call of 30 turns of usual length.
func benchSample(id int) *transcript.Interaction {
	in := &transcript.Interaction{ID: "call-" + strconv.Itoa(id), Channel: transcript.ChannelVoice, Queue: "售后"}
	in.Agent = transcript.Agent{ID: "3021", Name: "李晓雯", Team: "售后一组"}
	texts := []string{"您好，很高兴为您服务，我是3021号客服，请问有什么可以帮您？", "我家空调不制冷了，昨天刚修过。"}
	for i := range 30 {
		t := transcript.Turn{Role: transcript.RoleAgent, Text: texts[i%2], Begin: transcript.Some(int64(i) * 5000), End: transcript.Some(int64(i)*5000 + 4000)}
		if i%2 == 1 {
			t.Role = transcript.RoleCustomer
		}
		in.Turns = append(in.Turns, t)
	}
	return in
}

func BenchmarkReadNative(b *testing.B) {
	benchmarkRead(b, "a.jsonl", func(w *strings.Builder, in *transcript.Interaction) {
		line, err := ingest.AppendNative(nil, in)
		if err != nil {
			b.Fatal(err)
		}
		w.Write(line)
	})
}

func BenchmarkReadCSV(b *testing.B) {
	benchmarkRead(b, "a.csv", func(w *strings.Builder, in *transcript.Interaction) {
		table := csv.NewWriter(w)
		if w.Len() == 0 {
			_ = table.Write([]string{"会话ID", "渠道", "技能组", "坐席工号", "坐席姓名", "坐席组", "角色", "消息内容", "开始时间(ms)", "结束时间(ms)"})
		}
		for _, t := range in.Turns {
			_ = table.Write([]string{in.ID, "电话", in.Queue, in.Agent.ID, in.Agent.Name, in.Agent.Team, string(t.Role), t.Text,
				strconv.FormatInt(t.Begin.Value, 10), strconv.FormatInt(t.End.Value, 10)})
		}
		table.Flush()
	})
}

// benchmarkRead measures reading and decoding of interactions, with the sorting
// that rows need.
func benchmarkRead(b *testing.B, name string, write func(*strings.Builder, *transcript.Interaction)) {
	const n = 5000
	var content strings.Builder
	for i := range n {
		write(&content, benchSample(i))
	}
	path := filepath.Join(b.TempDir(), name)
	if err := os.WriteFile(path, []byte(content.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	p, err := plan.New(b.Context(), []string{path}, plan.Options{Accept: ingest.Accepts})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	b.SetBytes(int64(content.Len()))
	for b.Loop() {
		in := intake.Open(b.Context(), p, ingest.Options{})
		got := 0
		for {
			rec, err := in.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if _, err := rec.Decoder.Decode(rec.Raw, rec.Source); err != nil {
				b.Fatal(err)
			}
			got++
		}
		if err := in.Close(); err != nil || got != n {
			b.Fatal(got, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "interactions/s")
}
