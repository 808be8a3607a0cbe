package mask

import (
	"slices"
	"strings"
	"time"
)

// most is the number of digits of the longest number that is looked for.
const most = 19

// numbers finds telephone numbers, identity numbers and bank cards: groups that
// belong together and have the right number of digits.
func (s *search) numbers() {
	for i := range s.groups {
		g := &s.groups[i]
		if !g.taken && g.echo == 0 && s.reaches(int32(i), 7) {
			s.number(i)
		}
	}
}

// candidate is a row of groups that may be one number.
type candidate struct {
	groups []int32
	digits []byte // values of the symbols
}

// number takes the best number that begins with group g.
func (s *search) number(g int) {
	var best candidate
	var typ Type
	sure := 0
	for _, c := range s.rows(g) {
		if !s.alone(c) {
			continue
		}
		if t := s.kind(c); t != "" && rank(t, c.digits) >= sure {
			best, typ, sure = c, t, rank(t, c.digits)
		}
	}
	if typ != "" {
		s.take(best.groups, typ)
	}
}

// rank says which of two readings of the same digits is surer: those with a check
// digit first.
func rank(t Type, digits []byte) int {
	switch {
	case t == Identity && len(digits) == 18:
		return 4
	case t == BankCard && isBankCard(string(digits)):
		return 3
	case t == Mobile, t == BankCard:
		return 2
	}
	return 1
}

// rows are the rows of groups that begin with g, the shortest first.
func (s *search) rows(g int) []candidate {
	var out []candidate
	var c candidate
	for next := int32(g); next >= 0; next = s.after(next) {
		grp := &s.groups[next]
		if grp.taken || grp.quantity || grp.letters && !s.identityTail(grp) || len(c.digits)+grp.len() > most {
			break
		}
		c.groups = append(slices.Clip(c.groups), next)
		for _, sym := range s.symbols[grp.first:grp.last] {
			c.digits = append(slices.Clip(c.digits), sym.value)
		}
		if len(c.digits) >= 7 {
			out = append(out, c)
		}
	}
	return out
}

// identityTail reports whether the only letter of a group is a check digit X at
// its end, or a group of letters that name a telephone stands before it.
func (s *search) identityTail(g *group) bool {
	for i := g.first; i < g.last; i++ {
		if v := s.symbols[i].value; v > '9' && (v != 'x' || i != g.last-1) {
			return false
		}
	}
	return true
}

// after is the group that goes on with g's number; -1 for none.
func (s *search) after(g int32) int32 {
	for next := g + 1; int(next) < len(s.groups) && next <= g+6; next++ {
		if s.groups[next].joined && s.groups[next].before == g {
			return next
		}
	}
	return -1
}

// reaches reports whether the groups from g on have n characters at least.
func (s *search) reaches(g int32, n int) bool {
	for ; g >= 0 && n > 0; g = s.after(g) {
		n -= s.groups[g].len()
	}
	return n <= 0
}

// alone reports whether a row of several groups is a whole: what stands before
// and behind it is not joined in the same way as its own parts are.
func (s *search) alone(c candidate) bool {
	if len(c.groups) == 1 {
		return true
	}
	first, last := &s.groups[c.groups[0]], c.groups[len(c.groups)-1]
	next := s.after(last)
	for _, g := range c.groups[1:] {
		between := s.groups[g].between
		if first.joined && first.between == between && !s.groups[first.before].taken && between != "\n" {
			return false
		}
		if next >= 0 && s.groups[next].between == between && !s.groups[next].taken && between != "\n" {
			return false
		}
	}
	return true
}

// kind tells what a row of digits is; empty when it is nothing to hide.
func (s *search) kind(c candidate) Type {
	n := string(c.digits)
	var cues func() sense
	known, told := unknown, false
	cues = func() sense {
		if !told {
			known, told = s.sense(c.groups[0], c.groups[len(c.groups)-1]), true
		}
		return known
	}
	if s.inURL(&s.groups[c.groups[0]]) {
		return ""
	}
	hard := len(c.groups) == 1 && s.welded(&s.groups[c.groups[0]]) // after a letter or a dash: part of something longer
	switch {
	case isIdentity18(n), len(n) == 18 && plausible18(n) && cues() == identityNumber:
		return Identity
	case strings.HasSuffix(n, "x"):
		return ""
	case isMobile(n) && cues() != orderNumber, isMobile(national(n)) && cues() != orderNumber:
		return Mobile
	case isLandline(n) && cues() != orderNumber && !hard:
		return Landline
	case (len(n) == 7 || len(n) == 8) && n[0] >= '2' && n[0] <= '8' && cues() == phoneNumber && !hard:
		return Landline
	case isBankCard(n) && cues() != orderNumber && (n[:2] == "62" || s.inParts(c) || cues() == cardNumber), len(n) >= 15 && cues() == cardNumber:
		return BankCard
	case isIdentity15(n) && !hard && cues() != orderNumber:
		return Identity
	}
	return ""
}

// inParts reports whether a row is one group or groups of a few digits, not two
// numbers side by side.
func (s *search) inParts(c candidate) bool {
	for _, g := range c.groups {
		if len(c.groups) > 1 && s.groups[g].len() > 6 {
			return false
		}
	}
	return true
}

// welded reports whether a dash joins g to another group.
func (s *search) welded(g *group) bool {
	text := s.turns[g.turn].text
	before, after := text[:g.begin], text[g.end:]
	for _, dash := range []string{"-", "_", ".", "－"} {
		if g.joined && strings.HasSuffix(before, dash) || strings.HasPrefix(after, dash) && len(after) > 1 && after[1] >= '0' && after[1] <= '9' {
			return true
		}
	}
	return false
}

// longestURL is how much of an address of the web is looked at, in bytes.
const longestURL = 2048

// inURL reports whether g stands in an address of the web, such as
// item.jd.com/100012.html.
func (s *search) inURL(g *group) bool {
	before := s.turns[g.turn].text[:g.begin]
	if before == "" || !strings.ContainsAny(before[len(before)-1:], "/=_") {
		return false
	}
	before = before[max(0, len(before)-longestURL):]
	word := before[strings.LastIndexAny(before, " \n\t")+1:]
	return strings.Contains(word, "://") || strings.Contains(word, "www.") || strings.Contains(word, ".com")
}

// national leaves the code of China away.
func national(n string) string {
	for _, code := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(n, code); ok && len(rest) == 11 {
			return rest
		}
	}
	return ""
}

func isMobile(n string) bool { return len(n) == 11 && n[0] == '1' && n[1] >= '3' }

// areaCode is the length of the area code that n begins with; 0: none.
func areaCode(n string) int {
	switch {
	case len(n) < 3 || n[0] != '0' || n[1] == '0':
		return 0
	case n[1] == '1' && n[2] == '0', n[1] == '2':
		return 3
	case n[1] >= '3':
		return 4
	}
	return 0
}

func isLandline(n string) bool {
	code := areaCode(n)
	if code == 0 || len(n) <= code || n[code] < '2' || n[code] > '8' {
		return false
	}
	local := len(n) - code
	return local == 8 || local == 7 && code == 4
}

// isRegion reports whether n begins with the code of a province.
func isRegion(n string) bool {
	const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
	code := n[:2]
	return strings.Contains(provinces, code)
}

func isDate(s string) bool {
	_, err := time.Parse("20060102", s)
	return err == nil && s >= "1900"
}

func plausible18(n string) bool { return isRegion(n) && !strings.Contains(n[:17], "x") }

// isIdentity18 tests region, date and check digit.
func isIdentity18(n string) bool {
	if len(n) != 18 || strings.Contains(n[:17], "x") || !isRegion(n) || !isDate(n[6:14]) {
		return false
	}
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(n[i]-'0') * weight
	}
	return n[17] == "10x98765432"[sum%11]
}

func isIdentity15(n string) bool {
	return len(n) == 15 && isRegion(n) && isDate("19"+n[6:12])
}

// isBankCard tests the issuer, the length and Luhn's check digit.
func isBankCard(n string) bool {
	switch {
	case len(n) < 16 || len(n) > 19 || strings.Contains(n, "x"):
		return false
	case n[:2] == "62", n[:2] == "60" && len(n) > 16:
	case len(n) == 16 && (n[0] == '4' || n[0] == '5' || n[:2] == "35"):
	default:
		return false
	}
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
