package words

import (
	"strings"
	"testing"
)

func TestItem(t *testing.T) {
	for _, c := range []struct {
		id, name string
		want     Text
	}{
		{"listening.no_interruption", "不打断客户", Text{"不打断客户", "No interruption"}},
		{"greeting", "问候语", Text{"问候语", "Greeting"}},
		{"开场.问好", "问好", Text{"问好", "问好"}},
		{"opening.", "空", Text{"空", ""}},
		{"x.y", "", Text{ZH: "x.y"}},
	} {
		if got := Item(c.id, c.name); got != c.want {
			t.Errorf("Item(%q, %q) = %v, want %v", c.id, c.name, got, c.want)
		}
	}
}

func TestCodes(t *testing.T) {
	for _, c := range []struct{ got, want Text }{
		{Intent("complaint"), Text{"投诉", "complaint"}},
		{Intent("new_code"), Text{ZH: "new_code"}},
		{Emotion(""), Text{"未知", "unknown"}},
		{Silenced("negation"), Text{"被否定", "negated"}},
		{Silenced("except:不~3保证"), Text{"例外“不~3保证”", "exception “不~3保证”"}},
		{Silenced("except:" + strings.Repeat("长", 30)), Text{"例外“" + strings.Repeat("长", 24) + "…”", "exception “" + strings.Repeat("长", 24) + "…”"}},
		{Section("opening", ""), Text{"opening", "Opening"}},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestLanguages(t *testing.T) {
	if s := Same("x"); s.Two() || s.English() != "x" {
		t.Errorf("Same: %v two=%t, %q", s, s.Two(), s.English())
	}
	if s := (Text{"好", "good"}); !s.Two() || s.English() != "good" {
		t.Errorf("%v two=%t, %q", s, s.Two(), s.English())
	}
}
