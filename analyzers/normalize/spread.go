package normalize

import (
	"strings"
	"unicode/utf8"
)

// spreadRun is how many Han characters, each between single blanks, show that a
// text was written letter by letter (你 到 底 想 怎 样).
const spreadRun = 3

// joinSpread takes the blanks out of a normal form that was written letter by
// letter, so that it is segmented and matched like any other. Chat messages that
// were joined by blanks are left alone: single characters in a row that are all
// interjections (嗯 好 行) are messages.
func joinSpread(t Text) Text {
	if !anyBetweenBlanks(t.Norm) {
		return t
	}
	gaps := spreadGaps(t.Norm)
	if gaps == nil {
		return t
	}
	return withoutGaps(t, gaps)
}

// anyBetweenBlanks reports whether a character of three or four bytes, as Han
// characters have, stands between blanks: the middle one of any spreadRun does.
func anyBetweenBlanks(norm string) bool {
	for i := strings.IndexByte(norm, ' '); i >= 0 && i+4 < len(norm); {
		if c := norm[i+1]; c >= 0xE0 && c < 0xF0 && norm[i+4] == ' ' || c >= 0xF0 && i+5 < len(norm) && norm[i+5] == ' ' {
			return true
		}
		next := strings.IndexByte(norm[i+1:], ' ')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// withoutGaps takes out the one-byte blanks at the given offsets.
func withoutGaps(t Text, gaps []int) Text {
	s := squeezer{text: &t, s: t.Norm}
	for _, at := range gaps {
		s.keep(at)
		s.kept = at + 1
	}
	s.keep(len(t.Norm))
	joined := s.out.text(t.Original)
	joined.Spread = true
	return joined
}

// spreadGaps lists the offsets of the blanks between Han characters that stand
// alone, when at least one run of them is long enough; otherwise nil.
func spreadGaps(norm string) []int {
	var gaps, run []int
	spread, words := false, 0
	end := func() {
		if len(run) > 0 {
			gaps = append(gaps, run...)
		}
		spread = spread || len(run) >= spreadRun-1 && words >= spreadRun-1
		run, words = nil, 0
	}
	s := squeezer{s: norm}
	var prev piece
	for p, ok := s.next(0); ok; p, ok = s.next(p.end) {
		if utf8.RuneLen(p.first) != p.end-p.begin || !isHanRune(p.first) {
			end()
			prev = piece{}
			continue
		}
		if prev.end > 0 && norm[prev.end:p.begin] == " " {
			run = append(run, prev.end)
		} else {
			end()
		}
		if p.alone {
			words++
		}
		prev = p
	}
	end()
	if !spread {
		return nil
	}
	return gaps
}
