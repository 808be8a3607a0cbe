package corpus

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"
)

// Shape says what made-up conversations are like. The same shape gives the same
// bytes.
type Shape struct {
	Interactions int
	Turns        int // of each interaction
	Chars        int // of a turn, about: it ends with the clause that reaches it
	Seed         uint64
}

// Typical is the shape of the real conversations that the targets are set on.
func Typical(interactions int) Shape {
	return Shape{Interactions: interactions, Turns: 10, Chars: 22, Seed: 1}
}

// record is an interaction in the native format.
type record struct {
	ID        string `json:"id"`
	Channel   string `json:"channel"`
	StartedAt string `json:"started_at"`
	Agent     agent  `json:"agent"`
	RingMS    *int64 `json:"ring_ms,omitempty"`
	Turns     []turn `json:"turns"`
}

type agent struct {
	ID   string `json:"id"`
	Team string `json:"team"`
}

type turn struct {
	Role    string `json:"role"`
	Text    string `json:"text"`
	BeginMS *int64 `json:"begin_ms,omitempty"`
	EndMS   *int64 `json:"end_ms,omitempty"`
}

// Write writes the conversations as native records, one a line.
func (s Shape) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	m := &maker{rand: rand.New(rand.NewPCG(s.Seed, 0)), words: vocabulary()} // the same every time, on purpose
	for i := range s.Interactions {
		if err := enc.Encode(m.interaction(i, s)); err != nil {
			return err
		}
	}
	return b.Flush()
}

// maker draws conversations.
type maker struct {
	rand  *rand.Rand
	words words
}

func (m *maker) interaction(i int, s Shape) record {
	day := time.Date(2026, 11, 20, 8, 0, 0, 0, time.FixedZone("", 8*60*60))
	n := m.rand.IntN(40)
	r := record{
		ID:        fmt.Sprintf("made-%d-%08d", s.Seed, i),
		Channel:   "chat",
		StartedAt: day.Add(time.Duration(m.rand.IntN(12*60*60)) * time.Second).Format(time.RFC3339),
		Agent:     agent{ID: fmt.Sprint(2000 + n), Team: fmt.Sprintf("%d 组", n/10+1)},
	}
	voice := m.rand.IntN(4) == 0
	if voice {
		ring := int64(m.rand.IntN(15_000))
		r.Channel, r.RingMS = "voice", &ring
	}
	clock := int64(0)
	for k := range s.Turns {
		t := turn{Role: "customer", Text: m.said(m.words.customer, s.Chars)}
		if k%2 == 0 {
			t.Role, t.Text = "agent", m.said(m.words.agent, s.Chars)
		}
		if voice {
			begin := clock + int64(m.rand.IntN(2_000))
			end := begin + int64(utf8.RuneCountInString(t.Text))*220
			t.BeginMS, t.EndMS, clock = &begin, &end, end
		}
		r.Turns = append(r.Turns, t)
	}
	return r
}

// said joins clauses until they have about so many characters.
func (m *maker) said(clauses []string, chars int) string {
	var b strings.Builder
	for n := 0; ; b.WriteString(pick(m, m.words.marks)) {
		clause := m.filled(pick(m, clauses))
		b.WriteString(clause)
		if n += utf8.RuneCountInString(clause) + 1; n >= chars {
			return b.String()
		}
	}
}

// filled puts a word into each slot of a clause.
func (m *maker) filled(clause string) string {
	for {
		head, rest, found := strings.Cut(clause, "{")
		if !found {
			return clause
		}
		slot, tail, _ := strings.Cut(rest, "}")
		word := ""
		if slot == "n" {
			word = fmt.Sprint(m.rand.IntN(9_000) + 1)
		} else {
			word = pick(m, m.words.slots[slot])
		}
		clause = head + word + tail
	}
}

func pick(m *maker, from []string) string { return from[m.rand.IntN(len(from))] }
