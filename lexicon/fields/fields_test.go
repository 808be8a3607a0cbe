package fields

import (
	"strings"
	"testing"
)

func TestEmbedded(t *testing.T) {
	if _, err := Parse(source); err != nil {
		t.Fatal(err)
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct{ data, want string }{
		{"field: {}", "field"},
		{"fields: {id: {headers: [a, A]}}", `"A" stands twice`},
		{"fields: {id: {headers: [a]}, role: {headers: [a]}}", "is sure to be"},
		{"fields: {ring: {unit: h}}", `unit "h"`},
		{"roles: {agent: {words: [x]}, bot: {words: [x]}}", `"x" means`},
		{"roles: {agent: {open: [x]}}", "no stem"},
		{"satisfaction: {6: [x]}", "not in 1..5"},
	}
	for _, tt := range tests {
		if _, err := Parse([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.data, err, tt.want)
		}
	}
}

func TestRole(t *testing.T) {
	w := Embedded()
	tests := []struct{ label, want string }{
		{"客服", "agent"}, {"客 服：", "agent"}, {"客戶", "customer"}, {"Agent", "agent"}, {"CUSTOMER", "customer"},
		{"坐席3021", "agent"}, {"客服小王", "agent"}, {"小王（客服）", "agent"}, {"客服(3021)", "agent"}, {"3021号客服", ""},
		{"客户经理", "agent"}, {"客户服务部", ""}, {"用户体验部", ""}, {"客户-张三", "customer"}, {"张三_客户", "customer"},
		{"客服机器人", "bot"}, {"智能客服小蜜", ""}, {"系统消息", "system"}, {"[客服] 小王", "agent"}, {"ＡＧＥＮＴ", "agent"},
		{"spk0", ""}, {"0", ""}, {"", ""}, {"USERID_10480447", ""}, {"agent-客户", ""}, {"访客 (小王)", "customer"},
	}
	for _, tt := range tests {
		got, ok := w.Role(tt.label)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Role(%q) = %q, %v; want %q", tt.label, got, ok, tt.want)
		}
	}
}

func TestColumn(t *testing.T) {
	w := Embedded()
	tests := []struct{ name, field, unit string }{
		{"會話ID", "id", ""}, {"通话 ID", "id", ""}, {"session_id", "id", ""}, {"SessionId", "id", ""}, {"＊会话ID", "id", ""},
		{"振铃时长(秒)", "ring", "s"}, {"ring_ms", "ring", "ms"}, {"振铃时长（毫秒）", "ring", "ms"}, {"响铃时长秒", "ring", "s"},
		{"begin_ms", "begin", "ms"}, {"起始时间[ms]", "begin", "ms"}, {"BeginTime", "started_at", ""}, {"消息内容（文本）", "text", ""},
		{"bg", "begin", ""}, {"随便", "", ""}, {"", "", ""},
	}
	for _, tt := range tests {
		got, unit := w.Column(tt.name)
		if len(got) == 0 {
			got = []Guess{{}}
		}
		if unit != tt.unit || !has(got, tt.field) {
			t.Errorf("Column(%q) = %v %q; want %s %q", tt.name, got, unit, tt.field, tt.unit)
		}
	}
}

func has(guesses []Guess, field string) bool {
	for _, g := range guesses {
		if g.Field == field {
			return true
		}
	}
	return false
}
