package ingest

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"zhijian/analyzers/transcript"
)

// tableExporters are the exporters of tables of text.
func tableExporters() []exporter {
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	return []exporter{
		{name: "csv turns", format: "csv", export: byTickets(exportTurns("a.csv", writeCSV(',', nil))), plain: true},
		{name: "csv turns, GB18030", format: "csv", export: byTickets(exportTurns("a.csv", writeCSV(',', simplifiedchinese.GB18030))), plain: true},
		{name: "tsv turns, UTF-16", format: "tsv", export: byTickets(exportTurns("a.txt", writeCSV('\t', utf16))), plain: true},
		{name: "csv conversations", format: "csv", export: byTickets(exportConversations("a.csv", writeCSV(',', nil))), plain: true, carries: dialogueCarries},
		{name: "xlsx turns", format: "xlsx", export: byTickets(exportTurns("a.xlsx", writeXLSXTable))},
		{name: "xlsx conversations", format: "xlsx", export: byTickets(exportConversations("a.xlsx", writeXLSXTable)), carries: dialogueCarries},
	}
}

// writeTable encodes a table.
type writeTable func(t testing.TB, rows [][]string) string

func writeCSV(sep rune, charset encoding.Encoding) writeTable {
	return func(t testing.TB, rows [][]string) string {
		t.Helper()
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = sep
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if charset == nil {
			return b.String()
		}
		s, err := charset.NewEncoder().String(b.String())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func writeXLSXTable(t testing.TB, rows [][]string) string { return writeXLSX(t, rows) }

// interactionColumns are the columns of the fields of an interaction; those of
// the ticket stand at the end.
func interactionColumns(tickets bool) []string {
	columns := []string{"会话ID", "渠道", "会话开始时间", "会话结束时间", "坐席工号", "坐席姓名", "坐席组", "客户ID", "客户等级", "技能组", "振铃时长(毫秒)", "挂断方", "转接对象", "满意度"}
	if tickets {
		columns = append(columns, "工单号", "工单分类", "工单创建时间", "工单关闭时间")
	}
	return columns
}

func interactionCells(in *transcript.Interaction, tickets bool) []string {
	at := func(o transcript.Optional[time.Time]) string {
		if !o.Known {
			return ""
		}
		return o.Value.Format(time.RFC3339Nano)
	}
	number := func(o transcript.Optional[int64]) string {
		if !o.Known {
			return ""
		}
		return strconv.FormatInt(o.Value, 10)
	}
	cells := []string{
		in.ID, string(in.Channel), at(in.StartedAt), at(in.EndedAt), in.Agent.ID, in.Agent.Name, in.Agent.Team,
		in.Customer.ID, in.Customer.Tier, in.Queue, number(in.RingMS), string(in.EndedBy), in.TransferredTo, number(in.Satisfaction),
	}
	if tickets {
		ticket := in.Ticket.Ticket
		if ticket == nil {
			ticket = &transcript.Ticket{}
		}
		cells = append(cells, ticket.ID, ticket.Category, at(ticket.CreatedAt), at(ticket.ClosedAt))
	}
	return cells
}

// exportTurns writes one row a turn.
func exportTurns(name string, write writeTable) func(testing.TB, []*transcript.Interaction, bool) file {
	return func(t testing.TB, list []*transcript.Interaction, tickets bool) file {
		rows := [][]string{append(interactionColumns(tickets), "角色", "消息内容", "开始时间(ms)", "结束时间(ms)")}
		for _, in := range list {
			for _, turn := range in.Turns {
				begin, end := "", ""
				if turn.Begin.Known {
					begin = strconv.FormatInt(turn.Begin.Value, 10)
				}
				if turn.End.Known {
					end = strconv.FormatInt(turn.End.Value, 10)
				}
				rows = append(rows, append(interactionCells(in, tickets), string(turn.Role), turn.Text, begin, end))
			}
		}
		return file{fmt.Sprintf("%v-%s", tickets, name), write(t, rows)}
	}
}

// exportConversations writes one row an interaction, with the turns in a cell.
func exportConversations(name string, write writeTable) func(testing.TB, []*transcript.Interaction, bool) file {
	return func(t testing.TB, list []*transcript.Interaction, tickets bool) file {
		labels := map[transcript.Role]string{
			transcript.RoleAgent: "客服", transcript.RoleCustomer: "客户", transcript.RoleBot: "机器人", transcript.RoleSystem: "系统",
		}
		rows := [][]string{append(interactionColumns(tickets), "聊天记录")}
		for _, in := range list {
			var b strings.Builder
			for _, turn := range in.Turns {
				if turn.Begin.Known {
					ms := turn.Begin.Value
					fmt.Fprintf(&b, "[%02d:%02d.%03d] ", ms/60_000, ms/1000%60, ms%1000)
				}
				fmt.Fprintf(&b, "%s：%s\n", labels[turn.Role], turn.Text)
			}
			rows = append(rows, append(interactionCells(in, tickets), b.String()))
		}
		return file{fmt.Sprintf("%v-%s", tickets, name), write(t, rows)}
	}
}

// dialogueCarries takes away what a dialogue in a cell cannot say: ends of turns,
// and blanks around them.
func dialogueCarries(in *transcript.Interaction) {
	for i := range in.Turns {
		in.Turns[i].End = transcript.Optional[int64]{}
		in.Turns[i].Text = strings.TrimSpace(in.Turns[i].Text)
	}
}
