package ingest

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// iflytekList is the result of iFlytek's first long-form transcription (lfasr): a
// list of sentences, as it is or in the data of an answer.
func iflytekList() recogniser {
	return recogniser{
		name: "iflytek", title: "iFlytek long-form transcription (lfasr)",
		names: []string{"onebest", "err_no"},
		match: func(sh jsonShape) bool { return sh.any("onebest", "data[].onebest") || sh.has("data", "err_no", "ok") },
		whole: true,
		read: func(raw []byte, d *Draft) (string, error) {
			var answer struct{ Data jsontext.Value }
			list := jsontext.Value(raw)
			if list.Kind() == jsontext.KindBeginObject {
				if err := readJSON(raw, &answer); err != nil {
					return "", err
				}
				list = answer.Data
			}
			var sentences []struct {
				Bg, Ed  count
				Onebest string
				Speaker label
			}
			err := embedded(list, &sentences)
			for _, s := range sentences {
				d.Turns = append(d.Turns, DraftTurn{Speaker: string(s.Speaker), Text: s.Onebest, Begin: s.Bg.ms(), End: s.Ed.ms()})
			}
			return "", err
		},
	}
}

// iflytekOrder is the answer of iFlytek's later transcription: an order whose
// result is a lattice of words, mostly as JSON within a string.
func iflytekOrder() recogniser {
	return recogniser{
		name: "iflytek-order", title: "iFlytek transcription (orderResult)",
		names: []string{"orderResult", "json_1best"},
		match: func(sh jsonShape) bool {
			return sh.any("content.orderResult", "orderResult", "lattice[].json_1best", "lattice2[].json_1best")
		},
		read: readIflytekOrder,
	}
}

type iflytekLattice struct {
	Lattice, Lattice2 []struct {
		JSON1Best jsontext.Value `json:"json_1best"`
	}
}

// iflytekSentence is one path through the lattice.
type iflytekSentence struct {
	St struct {
		Bg, Ed count
		Rl     label // who spoke
		Rt     []struct {
			Ws []struct {
				Cw []struct{ W, Wp string }
			}
		}
	}
}

func readIflytekOrder(raw []byte, d *Draft) (string, error) {
	var r struct {
		Content struct {
			OrderResult jsontext.Value
			OrderInfo   struct{ OrderID label }
		}
		OrderResult jsontext.Value
		iflytekLattice
	}
	if err := readJSON(raw, &r); err != nil {
		return "", err
	}
	order := string(r.Content.OrderInfo.OrderID)
	l := r.iflytekLattice
	for _, inner := range []jsontext.Value{r.OrderResult, r.Content.OrderResult} {
		if err := embedded(inner, &l); err != nil {
			return order, err
		}
	}
	sentences := l.Lattice
	if len(sentences) == 0 {
		sentences = l.Lattice2
	}
	for _, s := range sentences {
		var one iflytekSentence
		if err := embedded(s.JSON1Best, &one); err != nil {
			return order, err
		}
		if text := one.text(); text != "" {
			d.Turns = append(d.Turns, DraftTurn{Speaker: string(one.St.Rl), Text: text, Begin: one.St.Bg.ms(), End: one.St.Ed.ms()})
		}
	}
	return order, nil
}

// text joins the first choice of each word. A mark of a paragraph's end has no
// words.
func (s *iflytekSentence) text() string {
	var b strings.Builder
	for _, rt := range s.St.Rt {
		for _, w := range rt.Ws {
			if len(w.Cw) > 0 && w.Cw[0].Wp != "g" {
				b.WriteString(w.Cw[0].W)
			}
		}
	}
	return strings.TrimSpace(b.String())
}
