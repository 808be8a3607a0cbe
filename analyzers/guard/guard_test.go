package guard

import (
	"strings"
	"testing"

	"zhijian/lexicon"
)

func shipped(t *testing.T) *Set {
	t.Helper()
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	return New(&lx.Guards)
}

func TestSilences(t *testing.T) {
	s := shipped(t)
	tests := []struct {
		guard, text, hit string
		want             bool
	}{
		{"negation", "我们不能保证绝对没问题", "绝对没问题", true},
		{"negation", "不，绝对没问题", "绝对没问题", false}, // the cue stands in another clause
		{"negation", "绝对没问题", "绝对没问题", false},
		{"negation", "不但便宜而且绝对没问题", "绝对没问题", false}, // 不但 denies nothing
		{"negation", "我们不能承诺保本、稳赚", "稳赚", true},     // the list goes on
		{"negation", "我们不能承诺高息、保本、稳赚", "稳赚", true},  // from its head
		{"negation", "我们不但便宜、稳赚", "稳赚", false},      // 不但 denies nothing
		{"negation", "不能乱说，高息、稳赚", "稳赚", false},     // the cue is not in the list
		{"negation", "不贵、稳赚", "稳赚", false},          // one character says too little
		{"reported", "您说的是分红、。稳赚", "稳赚", false},     // a whole sentence is no list
		{"quotation", "您说的“随便你投诉”我会核实", "随便你投诉", true},
		{"quotation", "随便你投诉，“好”", "随便你投诉", false},
		{"quotation", "“好”随便你投诉", "随便你投诉", false},
		{"quotation", "“随便你投诉", "随便你投诉", false}, // never closed
		{"reported", "您刚才说稳赚不赔", "稳赚不赔", true},
		{"reported", "您刚才说得对。稳赚不赔", "稳赚不赔", false},
		{"hypothetical", "如果是我们的责任，我们会处理", "是我们的责任", true},
		{"hypothetical", "是我们的责任", "是我们的责任", false},
		{"question", "为什么要给您退款呢？", "给您退款", true},
		{"question", "给您退款。可以吗？", "给您退款", false},
		{"nosuch", "不能保证", "保证", false},
	}
	for _, tt := range tests {
		begin := strings.Index(tt.text, tt.hit)
		if begin < 0 {
			t.Fatalf("%q is not in %q", tt.hit, tt.text)
		}
		if got := s.Silences(tt.guard, tt.text, begin, begin+len(tt.hit)); got != tt.want {
			t.Errorf("%s: %q in %q: got %v, want %v", tt.guard, tt.hit, tt.text, got, tt.want)
		}
	}
}

func FuzzSilences(f *testing.F) {
	for _, name := range []string{"negation", "quotation", "reported", "hypothetical", "question"} {
		f.Add(name, "他说“我们不能保证”，如果不好意思、稳赚吗？", 24, 30)
	}
	lx, err := lexicon.Load()
	if err != nil {
		f.Fatal(err)
	}
	s, kinds := New(&lx.Guards), lx.Guards.ByKind()
	f.Fuzz(func(t *testing.T, name, text string, begin, end int) {
		if spec := kinds[name]; spec != nil && 0 <= begin && begin <= end && end <= len(text) {
			if got, want := s.Silences(name, text, begin, end), newSimple(spec).silences(text, begin, end); got != want {
				t.Errorf("%s %q [%d,%d): got %v, want %v", name, text, begin, end, got, want)
			}
		}
	})
}
