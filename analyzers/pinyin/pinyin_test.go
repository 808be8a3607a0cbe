package pinyin

import (
	"testing"
	"unicode"
)

func table(t testing.TB) *Table {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSyllable(t *testing.T) {
	p := table(t)
	tests := []struct {
		r    rune
		want string // empty: none
	}{
		{'妈', "ma"}, {'的', "de"}, {'了', "le"}, {'行', "xing"}, {'绿', "lv"}, {'女', "nv"}, {'略', "lve"},
		{'嗯', "n"}, {'诶', "ei"}, {'逼', "bi"}, {'笔', "bi"}, {'请', "qing"},
		{'a', ""}, {'，', ""}, {'。', ""}, {'あ', ""}, {'😀', ""}, {0, ""}, {-1, ""}, {unicode.MaxRune, ""},
	}
	for _, tt := range tests {
		id, ok := p.Syllable(tt.r)
		if got := p.Spelling(id); got != tt.want || ok != (tt.want != "") {
			t.Errorf("Syllable(%q) = %d %q, %v, want %q", tt.r, id, got, ok, tt.want)
		}
	}
}

func TestHomophones(t *testing.T) {
	p := table(t)
	for _, pair := range [][2]string{{"傻逼", "沙比"}, {"垃圾", "辣鸡"}, {"投诉", "头素"}} {
		a, b := []rune(pair[0]), []rune(pair[1])
		for i := range a {
			x, _ := p.Syllable(a[i])
			y, _ := p.Syllable(b[i])
			if x != y || x == 0 {
				t.Errorf("%c is %s, %c is %s", a[i], p.Spelling(x), b[i], p.Spelling(y))
			}
		}
	}
}

func TestReadings(t *testing.T) {
	p := table(t)
	var got []string
	for _, id := range p.Readings('行') {
		got = append(got, p.Spelling(id))
	}
	if len(got) != 3 || got[0] != "xing" || got[1] != "hang" || got[2] != "heng" {
		t.Errorf("行 reads %v, want xing, hang, heng", got)
	}
	if r := p.Readings('x'); r != nil {
		t.Errorf("x reads %v", r)
	}
}

// The readings of every character begin with its common one, repeat none, and
// lead from number to letters and back.
func TestTableIsConsistent(t *testing.T) {
	p := table(t)
	known := 0
	for r := rune(0); r <= 0xFFFF; r++ {
		id, ok := p.Syllable(r)
		all := p.Readings(r)
		if ok != (len(all) > 0) || ok && all[0] != id {
			t.Fatalf("%c: common %d %v, readings %v", r, id, ok, all)
		}
		seen := map[uint16]bool{}
		for _, id := range all {
			if seen[id] {
				t.Fatalf("%c: %d twice in %v", r, id, all)
			}
			seen[id] = true
			if back, ok := p.ID(p.Spelling(id)); !ok || back != id {
				t.Fatalf("%c: %d spells %q, which is %d", r, id, p.Spelling(id), back)
			}
		}
		if ok {
			known++
		}
	}
	if known < 25_000 {
		t.Errorf("%d characters, want 25,000 or more", known)
	}
	t.Logf("%d characters, %d readings, %d syllables", known, len(p.readings), len(p.names)-1)
}

func TestIDOfNothing(t *testing.T) {
	p := table(t)
	for _, s := range []string{"", "xyz", "mā"} {
		if id, ok := p.ID(s); ok {
			t.Errorf("ID(%q) = %d", s, id)
		}
	}
	if s := p.Spelling(60_000); s != "" {
		t.Errorf("Spelling(60000) = %q", s)
	}
}

func TestSpelling(t *testing.T) {
	tests := []struct{ in, want string }{
		{"lǜ", "lv"}, {"lüè", "lve"}, {"ê̄", "e"}, {"ǹg", "ng"}, {"zhuāng", "zhuang"},
	}
	for _, tt := range tests {
		if got, err := spelling(tt.in); got != tt.want || err != nil {
			t.Errorf("spelling(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
	for _, in := range []string{"", "好", "ma1"} {
		if got, err := spelling(in); err == nil {
			t.Errorf("spelling(%q) = %q, want an error", in, got)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSyllable(b *testing.B) {
	p := table(b)
	const text = "您好请问有什么可以帮您我的订单一直没有收到"
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range text {
			p.Syllable(r)
		}
	}
}
