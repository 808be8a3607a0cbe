package rubric

import (
	"errors"
	"strings"
	"testing"
)

const valid = `rubric: {id: t, version: "1", name: 测试, schema: 1, min_coverage: 0.5}
sections:
- {id: a, name: 开场, weight: 40}
- {id: b, name: 结束, weight: 60}
groups: [{id: words, cap: 3}]
labels:
- id: mood
  values: [good, bad]
  default: good
  find: [{id: angry, phrases: [气死], who: customer}]
  choose: [{value: bad, when: angry}]
items:
- id: greeting
  name: 问候
  section: a
  kind: procedure
  weight: 2
  group: words
  source: "003"
  find: [{id: greet, phrases: [您好], where: {first: 2}}]
  pass: greet
  tests:
  - {name: 有问候, turns: ["坐: 您好"], want: pass, at: 0}
---
items:
- id: farewell
  name: 道别
  section: b
  kind: politeness
  severity: major
  weight: 3
  source: "003"
  find:
  - {id: last, phrases: [再见], where: {last: 2}}
  - {id: kind, phrases: [祝您], after: {of: last, pick: each, turns: all, same: after}}
  fail: 'not last'
  applies: kind or not kind
`

func TestParse(t *testing.T) {
	r, err := Parse("t.yaml", []byte(valid))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Items) != 2 || r.Items[1].ID != "farewell" || r.Items[1].Line != 26 {
		t.Errorf("items %d, second %q at line %d", len(r.Items), r.Items[1].ID, r.Items[1].Line)
	}
	it := &r.Items[0]
	if it.Severity != Minor || it.Status != Stable || it.Fatal != FatalForm || it.Find[0].Who != "agent" {
		t.Errorf("defaults are not filled in: %+v", it)
	}
	if n, err := r.Items[1].Find[1].After.Reach(); n != All || err != nil {
		t.Errorf("reach %d, %v", n, err)
	}
	if it.Pass.Value != "greet" || it.Pass.Line != 21 {
		t.Errorf("condition %+v", it.Pass)
	}
}

func TestParseReportsFaultsWithPositionAllAtOnce(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown key", "  weight: 2\n", "  wieght: 2\n  weight: 2\n", "wieght"},
		{"duplicate key", "  weight: 2\n", "  weight: 2\n  weight: 3\n", "weight"},
		{"wrong type", "weight: 2", "weight: viel", "weight"},
		{"weights", "weight: 60", "weight: 50", "t.yaml:3:3: weights of the sections add up to 90, want 100"},
		{"section", "section: a", "section: nosuch", `unknown section "nosuch"`},
		{"kind", "kind: procedure", "kind: nosuch", `kind "nosuch" is not one of`},
		{"group", "group: words", "group: nosuch", `unknown group "nosuch"`},
		{"both pass and fail", "  pass: greet\n", "  pass: greet\n  fail: greet\n", "exactly one of pass and fail"},
		{"neither", "  pass: greet\n", "", "exactly one of pass and fail"},
		{"item twice", "id: farewell", "id: greeting", `item "greeting" stands already at line 13`},
		{"finder without means", "phrases: [您好], where", "where", "exactly one of act, acts, turn"},
		{"anchor below", "of: last", "of: nosuch", `anchor "nosuch" is not a finder above`},
		{"pick", "pick: each", "pick: nosuch", `pick "nosuch"`},
		{"reach", "turns: all", "turns: many", `turns "many" is neither`},
		{"label value", "value: bad", "value: nosuch", `value "nosuch" is not one of`},
		{"test wants", "want: pass, at: 0", "want: nosuch, at: 0", `want "nosuch"`},
		{"test at", "want: pass, at: 0", "want: pass, at: 7", "at 7 is not one of its 1 turns"},
		{"schema", "schema: 1", "schema: 9", "this program reads 1"},
		{"alias", "items:\n- id: greeting", "x: &x [1]\nitems:\n- id: greeting", "x"},
		{"cap", "cap: 3", "cap: 0", "cap positive"},
		{"broken syntax", "labels:", "labels: [", "t.yaml:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(valid, tt.old) {
				t.Fatalf("%q is not in the valid rubric", tt.old)
			}
			_, err := Parse("t.yaml", []byte(strings.Replace(valid, tt.old, tt.new, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			errs, ok := errors.AsType[Errors](err)
			if !ok || errs[0].Line < 1 || errs[0].Column < 1 {
				t.Errorf("no position in %v", err)
			}
		})
	}
	both := strings.NewReplacer("section: a", "section: nosuch", "pick: each", "pick: never").Replace(valid)
	_, err := Parse("t.yaml", []byte(both))
	if errs, ok := errors.AsType[Errors](err); !ok || len(errs) != 2 {
		t.Errorf("want both faults, got %v", err)
	}
}

func TestBuiltinParses(t *testing.T) {
	source, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Parse(BuiltinName, source)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Items) != 50 || len(r.Labels) != 7 {
		t.Errorf("%d items and %d labels, the norms have 50 and 7", len(r.Items), len(r.Labels))
	}
}

func TestBuiltinFaultsNameTheFamilyFile(t *testing.T) {
	source, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(source), "kind: politeness", "kind: nosuch", 1)
	_, err = Parse(BuiltinName, []byte(broken))
	if err == nil || !strings.HasPrefix(err.Error(), "builtin/") || !strings.Contains(err.Error(), ".yaml:") {
		t.Errorf("got %v", err)
	}
}
