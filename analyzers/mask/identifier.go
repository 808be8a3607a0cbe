package mask

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"zhijian/analyzers/transcript"
)

// Identifier masks an id, the name of a file, or a message of the program that may
// hold one: as String does, and also numbers that stand between letters, such as
// rec13812345678.wav.
func (m *Masker) Identifier(s string) string {
	if m == nil || harmless(s) && longestRun(s) < leastDigits {
		return s
	}
	s = m.String(s)
	out := []byte(s)
	for begin := 0; begin < len(out); {
		end := begin
		for end < len(out) && out[end] >= '0' && out[end] <= '9' {
			end++
		}
		if typ := m.numberIn(s[begin:end]); typ != "" {
			head, tail := ends(typ, s[begin:end])
			for i := begin + head; i < end-tail; i++ {
				out[i] = '*'
			}
		}
		begin = max(end, begin+1)
	}
	return string(out)
}

// numberIn tells what a run of digits that stands without words is.
func (m *Masker) numberIn(n string) Type {
	switch {
	case m.on[Mobile] && (isMobile(n) || isMobile(national(n))):
		return Mobile
	case m.on[Identity] && isIdentity18(n):
		return Identity
	}
	return ""
}

// ID is what is written for the id of the interaction at a place of the input. An
// id without personal data stays as it is. From another, the masked id, which may
// no longer be the only one, gets a mark of its place: call-138****5678~1f0c9a2b.
func (m *Masker) ID(id string, at transcript.Source) string {
	masked := m.Identifier(id)
	if masked == id {
		return id
	}
	place := fmt.Sprintf("%s\x00%s\x00%d\x00%d", m.Identifier(at.File), m.Identifier(at.Member), at.Line, at.Offset)
	sum := sha256.Sum256([]byte(place))
	return masked + "~" + hex.EncodeToString(sum[:4])
}

// Source masks the names of a place.
func (m *Masker) Source(at transcript.Source) transcript.Source {
	at.File, at.Member = m.Identifier(at.File), m.Identifier(at.Member)
	return at
}
