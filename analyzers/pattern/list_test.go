package pattern

import (
	"regexp/syntax"
	"slices"
	"testing"
)

func TestWordsAreListedInTheirOrder(t *testing.T) {
	tests := []struct {
		source string
		want   []string // nil: it is not words alone, or too many
	}{
		{"好", []string{"好"}},
		{"好的|是吗|好", []string{"好的", "是吗", "好"}},
		{"好的|好|好吗", []string{"好的", "好", "好吗"}},
		{"(?:换|退)货?", []string{"换货", "换", "退货", "退"}},
		{"(?:换|退)货??", []string{"换", "换货", "退", "退货"}},
		{"[一三二]天|(?:周|月)[末底]", []string{"一天", "三天", "二天", "周底", "周末", "月底", "月末"}}, // by code: of one length
		{"", []string{""}},
		{"[一-龥]", nil},
		{"[a-x]", []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x"}},
		{"[a-y]", nil},
		{"[a-x][a-k]", nil}, // 264
		{"(?i)ab", nil},
		{"a{0,2}b", nil},
		{"^a", nil},
	}
	for _, tt := range tests {
		tree, err := syntax.Parse(tt.source, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		n, ok := countInner(tree)
		if !ok {
			if tt.want != nil {
				t.Errorf("%q is said not to be words", tt.source)
			}
			continue
		}
		var got []string
		for _, word := range appendInner(nil, tree) {
			got = append(got, string(word))
		}
		if n != len(got) || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %d words, %q; want %q", tt.source, n, got, tt.want)
		}
	}
}
