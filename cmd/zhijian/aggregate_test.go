package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/aggregate"
	"zhijian/pipeline/insight/facts"
)

// TestPrintAggregates: alerts are told in Chinese, the first ones, and nothing in
// a name plays tricks on a terminal.
func TestPrintAggregates(t *testing.T) {
	at := func(v float64) *float64 { return &v }
	threshold := int64(30)
	alert := func(kind, subject, queue string) dataset.Alert {
		return dataset.Alert{Kind: kind, Subject: subject, Queue: queue, Status: "alert", Observed: 40,
			Expected: at(20), Low: at(12.25), High: at(29), Threshold: &threshold}
	}
	tables := &aggregate.Tables{Date: "2026-11-20", Alerts: []dataset.Alert{
		alert("complaint", "intent", ""), alert("complaint", "service", "售后\x1b[2J"), alert("intent", "repair", ""),
		alert("item", "s.gone", ""), alert("term", "漏水", ""), {Kind: "item", Status: "normal"}, {Kind: "term", Status: "too_little_history"},
	}}
	for i := range 7 {
		tables.Alerts = append(tables.Alerts, alert("term", fmt.Sprint("词", i), ""))
	}
	var out bytes.Buffer
	if err := printAggregates(&out, tables, &dataset.DerivedManifest{Sources: make([]dataset.Source, 3)}, &facts.Rubric{}); err != nil {
		t.Fatal(err)
	}
	const figures = " 40 次，按以往应为 20.0 次（95% 区间 12.2 至 29.0），达到 30 次即预警\n"
	want := "2026-11-20 汇总：坐席 0 行，词语 0 行，重复来访 0 位客户；所用批次 3 个\n"
	for _, name := range []string{"投诉", "对服务的投诉（售后[2J）", "来意报修", "不合格“s.gone”", "词语“漏水”", "词语“词0”", "词语“词1”", "词语“词2”", "词语“词3”", "词语“词4”"} {
		want += "  预警：" + name + figures
	}
	want += "  另有 2 条预警，见表 alerts\n  历史批次不足，1 项未作判断\n"
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(out.String(), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
