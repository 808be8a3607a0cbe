package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// Headers as platforms document or show them, and what their columns are taken for.
func TestHeadersOfPlatforms(t *testing.T) {
	tests := []struct{ name, header, want string }{
		{"online service, messages", "对话ID,访客ID,访客名称,客服ID,客服名称,消息类型,发送者类型,发送者,消息内容,发送时间,对话来源,满意度",
			"id,customer_id,-,agent_id,agent_name,-,role,-,text,begin,-,satisfaction"},
		{"online service, conversations", "会话编号,接入渠道,技能组,接待客服,客服工号,用户ID,会话开始时间,会话结束时间,会话结束方式,满意度评价,关联工单,聊天记录",
			"id,channel,queue,agent_name,agent_id,customer_id,started_at,ended_at,ended_by,satisfaction,ticket_id,dialogue"},
		{"call centre, calls", "通话ID,主叫号码,被叫号码,呼叫类型,坐席工号,坐席姓名,技能组,通话开始时间,通话结束时间,振铃时长,通话时长,挂机方,满意度,录音转写",
			"id,-,-,-,agent_id,agent_name,queue,started_at,ended_at,ring,-,ended_by,satisfaction,dialogue"},
		{"call centre, sentences", "CallId,AgentId,AgentName,SkillGroupName,Role,BeginTime,EndTime,Words,ReleaseParty",
			"id,agent_id,agent_name,queue,role,begin,end,text,ended_by"},
		{"quality inspection, sentences", "录音编号,说话人,开始时间(ms),结束时间(ms),文本内容", "id,role,begin,end,text"},
		{"typed by hand", "编号,日期,客服,对话", "id,started_at,agent_name,dialogue"},
		{"typed by hand, turns", "编号,序号,角色,时间,内容", "id,number,role,begin,text"},
		{"Traditional", "會話編號,客服姓名,發送者,發送時間,訊息內容,對話內容", "id,agent_name,role,begin,text,-"},
		{"English", "Session ID,Agent Name,Queue,Speaker,Timestamp,Message,Ticket ID", "id,agent_name,queue,role,begin,text,ticket_id"},
		{"native names", "interaction_id,channel,started_at,agent_id,ring_ms,ended_by,role,text,begin_ms,end_ms", "id,channel,started_at,agent_id,ring,ended_by,role,text,begin,end"},
	}
	for _, tt := range tests {
		header := strings.Split(tt.header, ",")
		l, ok := newLayout(header, nil, testWords())
		var got []string
		for _, c := range l.list(header) {
			if c.Field == "" {
				c.Field = "-"
			}
			got = append(got, c.Field)
		}
		if s := strings.Join(got, ","); !ok || s != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.name, ok, s, tt.want)
		}
	}
}

// Tables of something else are none.
func TestHeadersOfOtherTables(t *testing.T) {
	for _, header := range []string{"", "a,b,c", "日期,坐席,接听量,满意度", "会话ID,技能组", "姓名,电话,地址", "内容"} {
		if l, ok := newLayout(strings.Split(header, ","), nil, testWords()); ok && !(header == "内容" && l.dialogue) {
			t.Errorf("%s is taken for %s", header, fmt.Sprint(l.list(strings.Split(header, ","))))
		}
	}
}
