package coach

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
)

// Pick is a case that was picked, as a history keeps it.
type Pick struct {
	Agent         string `json:"agent"`
	InteractionID string `json:"interaction"`
	ItemID        string `json:"item"`
	Day           string `json:"date"` // batch date of the interaction
	// Picked is the last day of the period in which the case was picked: what
	// comes after it can show what became of the skill.
	Picked string `json:"picked"`
}

// Picks are the cases of a result as a history keeps them.
func (r *Result) Picks() []Pick {
	var out []Pick
	for i := range r.Cases {
		c := &r.Cases[i]
		out = append(out, Pick{Agent: c.Agent.ID, InteractionID: c.Source.InteractionID, ItemID: c.Skill.ItemID, Day: c.Source.Day, Picked: r.To})
	}
	return out
}

// maxHistoryLine is how long a line of a history can be.
const maxHistoryLine = 64 << 10

// ReadHistory reads the lines of a history, JSON objects. Empty lines are passed
// over. The error begins with name:line.
func ReadHistory(name string, r io.Reader) ([]Pick, error) {
	var out []Pick
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxHistoryLine)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var p Pick
		if err := json.Unmarshal(line, &p); err != nil {
			return nil, fmt.Errorf("%s:%d: not a line of a history: %w", name, n, err)
		}
		if err := p.valid(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out = append(out, p)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s:%d: longer than %d bytes: is this a history?", name, n+1, maxHistoryLine)
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

func (p *Pick) valid() error {
	if p.Agent == "" || p.InteractionID == "" || p.ItemID == "" {
		return errors.New("agent, interaction or item is missing")
	}
	if p.Picked == "" {
		p.Picked = p.Day
	}
	for _, day := range []string{p.Day, p.Picked} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return fmt.Errorf("date %q is not YYYY-MM-DD", day)
		}
	}
	return nil
}

// WriteHistory writes picks as lines of a history.
func WriteHistory(w io.Writer, picks []Pick) error {
	var b bytes.Buffer
	for _, p := range picks {
		line, err := json.Marshal(p)
		if err != nil {
			return err
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}
