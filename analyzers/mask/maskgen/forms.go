package maskgen

import "strings"

// wide writes ASCII characters in full width.
func wide(w written) written {
	return each(w, func(s string) string {
		if len(s) == 1 && s[0] > ' ' && s[0] < 0x7F {
			return string(rune(s[0]) + '！' - '!')
		}
		return s
	})
}

// spoken says digits in Chinese, 1 as 幺 or 一, 0 as 零 or 〇.
func (g *generator) spoken(w written) written {
	names := strings.Split("零一二三四五六七八九", "")
	if g.IntN(4) > 0 {
		names[1] = "幺"
	}
	if g.IntN(8) == 0 {
		names[0] = "〇"
	}
	return each(w, func(s string) string {
		if len(s) == 1 && s[0] >= '0' && s[0] <= '9' {
			return names[s[0]-'0']
		}
		return s
	})
}

// mixed says some digits and writes others, as speech recognition does.
func (g *generator) mixed(w written) written {
	said := g.spoken(w)
	from := 1 + g.IntN(max(len(w)-1, 1))
	out := append(written(nil), w...)
	copy(out[from:], said[from:])
	return out
}

func each(w written, f func(string) string) written {
	out := make(written, len(w))
	for i, s := range w {
		if !s.joint {
			s.text = f(s.text)
		}
		out[i] = s
	}
	return out
}

// grouped puts a joint between groups of the given sizes; the last size repeats.
func grouped(w written, joint func() string, sizes ...int) written {
	var out written
	n, group := 0, 0
	for i, s := range w {
		if i > 0 && n == sizes[min(group, len(sizes)-1)] {
			out = append(out, symbol{text: joint(), joint: true})
			n, group = 0, group+1
		}
		out = append(out, s)
		n++
	}
	return out
}

// joint returns a function that gives one of the texts, always the same or a new
// one each time.
func (g *generator) joint(fresh bool, texts ...string) func() string {
	first := pick(g, texts...)
	return func() string {
		if fresh {
			return pick(g, texts...)
		}
		return first
	}
}

// styled is a form of a number: its name and how it is written.
type styled struct {
	form  string
	value written
	wrong bool // not well-formed
}

// number writes a number of several groups in a form drawn by chance.
func (g *generator) number(w written, sizes ...int) styled {
	fillers := []string{"，嗯，", "，然后", " 那个 ", "，呃，", "，啊，", "、", "，", "，后面是", "，再是"}
	switch g.IntN(12) {
	case 0, 1, 2:
		return styled{form: "plain", value: w}
	case 3:
		return styled{form: "wide", value: wide(w)}
	case 4:
		return styled{form: "spaced", value: grouped(w, g.joint(false, " ", "  ", "　", "，"), sizes...)}
	case 5:
		return styled{form: "dashed", value: grouped(w, g.joint(false, "-", "－", "—", "_", "."), sizes...)}
	case 6:
		return styled{form: "single", value: grouped(w, g.joint(false, " ", "，", "-"), 1)}
	case 7, 8:
		return styled{form: "spoken", value: g.spoken(w)}
	case 9:
		return styled{form: "spoken-groups", value: grouped(g.spoken(w), g.joint(false, "，", " ", "、", "。"), sizes...)}
	case 10:
		v := w
		if g.IntN(2) == 0 {
			v = g.spoken(w)
		}
		return styled{form: "fillers", value: grouped(v, g.joint(true, fillers...), sizes...)}
	default:
		return styled{form: "mixed", value: g.mixed(w)}
	}
}

// parts cuts a value into pieces of the given sizes for several turns.
func parts(w written, sizes ...int) []written {
	var out []written
	for _, n := range sizes {
		if n >= len(w) {
			break
		}
		out, w = append(out, w[:n]), w[n:]
	}
	return append(out, w)
}

// tripled says three equal digits in a row as 三个八; ok is false when there are none.
func (g *generator) tripled(w written) (out written, ok bool) {
	said := g.spoken(w)
	for i := 0; i < len(w); i++ {
		if i+2 < len(w) && w[i].text == w[i+1].text && w[i].text == w[i+2].text && w[i].secret && w[i+2].secret {
			out = append(out, symbol{text: "三个", joint: true}, said[i])
			i += 2
			ok = true
			continue
		}
		out = append(out, said[i])
	}
	return out, ok
}
