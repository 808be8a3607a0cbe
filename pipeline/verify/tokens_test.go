package verify

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"zhijian/analyzers/segment"
	"zhijian/pipeline/dataset"
)

var oracle = sync.OnceValues(func() (*segment.Oracle, error) { return segment.NewOracle() })

// recut verifies a dataset whose words are compared with gse's.
func recut(t testing.TB, out string, o Options) *Report {
	t.Helper()
	o.Recut = &Recut{LexiconSHA256: "l", GSEVersion: "g", Oracle: oracle}
	r, err := Date(t.Context(), out, date, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A row of words that are not gse's is found, and no other.
func TestTokensAreThoseOfGSE(t *testing.T) {
	out, m := score(t, 40)
	long := func(r *dataset.Turn) bool { return len(r.Tokens) > 2 }
	tests := []struct {
		name             string
		change           func(*tables)
		masked, disagree int64
	}{
		{"as written", func(*tables) {}, 0, 0},
		{"two words in one", func(x *tables) {
			r := first(t, x.Turns, long)
			r.Tokens = append([]string{r.Tokens[0] + r.Tokens[1]}, r.Tokens[2:]...)
		}, 0, 1},
		{"a word in two", func(x *tables) {
			r := first(t, x.Turns, func(r *dataset.Turn) bool { return slices.Contains(r.Tokens, "您好") })
			r.Tokens = []string{"您", "好"}
		}, 0, 1},
		{"a word missing", func(x *tables) { r := first(t, x.Turns, long); r.Tokens = r.Tokens[:len(r.Tokens)-1] }, 0, 1},
		{"a word more", func(x *tables) { x.Turns[0].Tokens = append(x.Turns[0].Tokens, "啊") }, 0, 1},
		{"no words", func(x *tables) { x.Turns[2].Tokens = nil }, 0, 1},
		{"words of the normal form", func(x *tables) {
			x.Turns[0].Text, x.Turns[0].Tokens = "ＶＩＰ壞了", []string{"vip", "坏", "了"}
		}, 0, 1},
		{"words as they are written", func(x *tables) {
			x.Turns[0].Text, x.Turns[0].Tokens = "ＶＩＰ壞了", []string{"ＶＩＰ", "壞", "了"}
		}, 0, 0},
		{"masked", func(x *tables) {
			x.Turns[0].Text, x.Turns[0].Tokens = "我叫＊＊", []string{"我", "叫", "＊", "＊"}
			x.Turns[0].Masked = []dataset.Masked{{Type: "name", BeginChar: 2, EndChar: 4}}
			x.Turns[1].Tokens = nil
		}, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := read(t, out, m)
			tt.change(rows)
			got := recut(t, write(t, rows, m), Options{}).Tokens
			if got.Compared != int64(len(rows.Turns))-tt.masked || got.Masked != tt.masked || got.Disagree != tt.disagree || int64(len(got.Differences)) != tt.disagree {
				t.Errorf("of %d turns: %+v, want %d masked, %d different", len(rows.Turns), got, tt.masked, tt.disagree)
			}
		})
	}
}

// A difference says where it begins, and no more than that needs.
func TestTokenDifference(t *testing.T) {
	out, m := score(t, 10)
	rows := read(t, out, m)
	text := strings.Repeat("您好，", 20)
	for i := range 5 {
		rows.Turns[i].Text, rows.Turns[i].Tokens = text, []string{"您好", "，", "您", "好，"}
	}
	got := recut(t, write(t, rows, m), Options{MaxFindings: 2}).Tokens
	if got.Disagree != 5 || len(got.Differences) != 2 {
		t.Fatalf("%d differences, %d of them kept", got.Disagree, len(got.Differences))
	}
	d, row := got.Differences[1], rows.Turns[1]
	if d.InteractionID != row.InteractionID || d.TurnIndex != row.TurnIndex || d.First != 2 ||
		!slices.Equal(d.Stored, []string{"您", "好，"}) || !slices.Equal(d.GSE, []string{"您好", "，", "您好", "，", "您好", "，", "您好", "，"}) {
		t.Errorf("difference %+v", d)
	}
}

// Words of another lexicon or gse are not compared, and gse is not loaded for them.
func TestTokensOfOtherLexicon(t *testing.T) {
	out, _ := score(t, 5)
	for _, mine := range []Recut{{LexiconSHA256: "m", GSEVersion: "g"}, {LexiconSHA256: "l", GSEVersion: "h"}} {
		r, err := Date(t.Context(), out, date, Options{Recut: &mine})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Tokens; !got.OtherLexicon || got.Compared != 0 || got.LexiconSHA256 != "l" || got.GSEVersion != "g" {
			t.Errorf("program of %v: %+v", mine, got)
		}
	}
	broken := errors.New("no dictionary")
	mine := Recut{LexiconSHA256: "l", GSEVersion: "g", Oracle: func() (*segment.Oracle, error) { return nil, broken }}
	if _, err := Date(t.Context(), out, date, Options{Recut: &mine}); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestTokensOfDamagedDate(t *testing.T) {
	out, _ := score(t, 5)
	if err := os.Remove(filepath.Join(out, "items", "dt="+date, "part-00000.parquet")); err != nil {
		t.Fatal(err)
	}
	if r := recut(t, out, Options{}); r.Disagree == 0 || r.Tokens != nil {
		t.Errorf("a file is gone: %+v", r)
	}
}
