package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhijian/analyzers/transcript"
)

func TestMapping(t *testing.T) {
	m, err := ParseMapping("m.yaml", []byte(`
columns:
  id: 甲
  role: [没有, 乙]
  text: 丙
  begin: 丁
  queue: 戊
  satisfaction: []
units: {begin: ms}
roles: {"1": agent, "2": customer}
channels: {热线三: voice, 其他: ""}
ended_by: {正常: system}
`))
	if err != nil {
		t.Fatal(err)
	}
	table := "甲,乙,丙,丁,渠道,挂断方,满意度\nx,1,您好,0,热线三,正常,很一般\nx,2,你好,1500,热线三,正常,很一般\n"
	got, rejects := readTable(t, "a.csv", table, Options{Mapping: m})
	ms := transcript.Some[int64]
	want := []*transcript.Interaction{{ID: "x", Channel: transcript.ChannelVoice, EndedBy: transcript.EndedBySystem, Turns: []transcript.Turn{
		{Role: transcript.RoleAgent, Text: "您好", Begin: ms(0)}, {Role: transcript.RoleCustomer, Text: "你好", Begin: ms(1500)},
	}}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(transcript.Interaction{}, "Source")); diff != "" || len(rejects) > 0 {
		t.Errorf("rejects %v (-want +got):\n%s", rejects, diff)
	}
}

func TestMappingFaults(t *testing.T) {
	tests := []struct{ data, want string }{
		{"column: {id: 甲}", "m.yaml:1:1: unknown key"},
		{"columns:\n  name: 甲", "m.yaml:2:3: unknown field"},
		{"columns:\n  id: {a: b}", "m.yaml:2:7: id is neither"},
		{"columns: {id: 甲, id: 乙}", "m.yaml:1:18: \"id\" stands twice"},
		{"units: {id: ms}", "m.yaml:1:9: \"id\" has no unit"},
		{"units: {begin: h}", "m.yaml:1:16: the unit of begin"},
		{"roles: {a: boss}", "m.yaml:1:12: the role of"},
		{"satisfaction: {好: 6}", "is neither 1 to 5 nor empty"},
		{"[1]", "m.yaml:1:1: the mapping is not a map"},
		{"columns: [", "m.yaml"},
	}
	for _, tt := range tests {
		if _, err := ParseMapping("m.yaml", []byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.data, err, tt.want)
		}
	}
}

// What is printed as a start is a mapping that reads the table as before.
func TestMappingOf(t *testing.T) {
	opener := newTestOpener(Options{Zone: shanghai()})
	defer opener.Close()
	r, err := opener.Open("a.csv", strings.NewReader(turnTable), PassRows)
	if err != nil {
		t.Fatal(err)
	}
	columns := r.(*tableReader).Columns()
	m, err := ParseMapping("start.yaml", MappingOf(columns))
	if err != nil {
		t.Fatal(err)
	}
	got, rejects := readTable(t, "a.csv", turnTable, Options{Zone: shanghai(), Mapping: m})
	if diff := cmp.Diff(wantTurnTable(), got, cmpopts.IgnoreFields(transcript.Interaction{}, "Source")); diff != "" || len(rejects) > 0 {
		t.Errorf("rejects %v (-want +got):\n%s", rejects, diff)
	}
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte("columns: {id: 甲, text: [乙]}\nroles: {\"1\": agent}\nunits: {ring: s}\nsheets: [a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ParseMapping("m", data); (m == nil) == (err == nil) {
			t.Fatal(m, err)
		}
	})
}
