package sidecar

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"zhijian/pipeline/ingest"
)

func open(t *testing.T, content string) (*Table, error) {
	t.Helper()
	dir := t.TempDir()
	table, err := Open(context.Background(), "f.csv", strings.NewReader(content), ingest.Options{TempDir: dir})
	if err == nil {
		t.Cleanup(func() {
			if err := table.Close(); err != nil {
				t.Error(err)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	return table, err
}

func TestLookup(t *testing.T) {
	const n = 20_000
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf("id-%d,%d,队列%d,\"备注,%s\"\n", i, i%60, i, strings.Repeat("长", i%50))
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	table, err := open(t, "会话ID,振铃时长(秒),技能组,备注\n"+strings.Join(lines, ""))
	if err != nil {
		t.Fatal(err)
	}
	if len(table.blocks) < 10 {
		t.Errorf("%d blocks", len(table.blocks))
	}
	for i := range n {
		row, ok, err := table.Lookup(fmt.Sprintf("id-%d", i))
		if err != nil || !ok || row[ingest.FieldQueue] != fmt.Sprintf("队列%d", i) || row[ingest.FieldRing] != fmt.Sprintf("%ds", i%60) {
			t.Fatalf("id-%d: %v %v %v", i, row, ok, err)
		}
		if i == n/2 && table.Unmatched() != n-n/2-1 {
			t.Errorf("%d unmatched", table.Unmatched())
		}
	}
	for _, id := range []string{"", "id-", "id-20000", "id-x", "z", "a much longer id than all others"} {
		if _, ok, err := table.Lookup(id); ok || err != nil {
			t.Errorf("%q: %v %v", id, ok, err)
		}
	}
	if table.Rows() != n || table.Unmatched() != 0 || len(table.SHA256()) != 64 {
		t.Errorf("%d rows, %d unmatched, hash %q", table.Rows(), table.Unmatched(), table.SHA256())
	}
}

func TestOpenFaults(t *testing.T) {
	tests := []struct {
		content string
		want    []string
	}{
		{"会话ID,技能组\na,x\nb,y\na,z\nb,y\n", []string{`f.csv:4: the id "a" stands in line 2 too`, `f.csv:5: the id "b" stands in line 3 too`}},
		{"会话ID,技能组\n,x\na,y,z\n", []string{"f.csv:2: missing_id", "f.csv:3: malformed_row"}},
		{"技能组\nx\n", []string{"unknown_fields"}},
		{"会话ID\nx\n", []string{"unknown_fields"}},
		{"", nil},
	}
	for _, tt := range tests {
		_, err := open(t, tt.content)
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: got %v, want %s", tt.content, err, want)
			}
		}
		if err != nil && len(tt.want) == 0 {
			t.Errorf("%q: %v", tt.content, err)
		}
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := errors.New("stop")
	cancel(stop)
	if _, err := Open(ctx, "f", strings.NewReader("会话ID,技能组\na,x\n"), ingest.Options{}); !errors.Is(err, stop) {
		t.Errorf("cancelled: %v", err)
	}
}

// The fields of the table complete interactions of any format, and do not replace
// what they say themselves.
func TestJoin(t *testing.T) {
	table, err := open(t, "会话ID,渠道,坐席工号,技能组,振铃时长(秒),满意度,工单号\nc-1,电话,3021,售后,6,满意,-\nc-2,电话,3022,售前,7,,T-2\n")
	if err != nil {
		t.Fatal(err)
	}
	opener := ingest.NewOpener(ingest.Options{Fields: table})
	defer opener.Close()
	inputs := map[string]string{
		"a.jsonl": `{"id":"c-1","channel":"chat","queue":"自有","turns":[{"role":"agent","text":"您好"}]}` + "\n",
		"c-1.txt": "客服：您好\n客户：你好\n",
	}
	for name, content := range inputs {
		r, err := opener.Open(name, strings.NewReader(content), ingest.PassWhole)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := r.Next()
		if err != nil {
			t.Fatal(name, err)
		}
		in, err := rec.Decoder.Decode(rec.Raw, rec.Source)
		if err != nil {
			t.Fatal(name, err)
		}
		if in.Agent.ID != "3021" || in.RingMS.Value != 6000 || in.Satisfaction.Value != 4 || !in.Ticket.Carried || in.Ticket.Ticket != nil {
			t.Errorf("%s: %+v", name, in)
		}
		if native := name == "a.jsonl"; native != (in.Channel == "chat") || native != (in.Queue == "自有") {
			t.Errorf("%s: channel %s, queue %s", name, in.Channel, in.Queue)
		}
	}
	if table.Unmatched() != 1 {
		t.Errorf("%d unmatched", table.Unmatched())
	}
}
