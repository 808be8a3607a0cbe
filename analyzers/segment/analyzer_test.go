package segment

import (
	"testing"

	"zhijian/analyzers"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/transcript"
)

func TestAnalyzer(t *testing.T) {
	norm := normalize.NewAnalyzer()
	seg := NewAnalyzer(newUser(t), norm)
	program, err := analyzers.NewProgram(seg)
	if err != nil {
		t.Fatal(err)
	}
	pass, err := program.Run(&transcript.Interaction{Turns: []transcript.Turn{
		{Role: transcript.RoleAgent, Text: "您好,ＷＩＦＩ壞了？"},
		{Role: transcript.RoleCustomer, Text: ""},
	}})
	if err != nil {
		t.Fatal(err)
	}
	texts := analyzers.Result[[]normalize.Text](pass, norm)
	tokens := analyzers.Result[[][]Token](pass, seg)
	if len(texts) != 2 || len(tokens) != 2 || len(tokens[1]) != 0 {
		t.Fatalf("texts %v, tokens %v, want one each a turn", texts, tokens)
	}
	var got []string
	for _, tok := range tokens[0] {
		s := texts[0].Span(int(tok.Begin), int(tok.End))
		got = append(got, texts[0].Original[s.Begin:s.End])
	}
	if len(got) != 6 || got[0] != "您好" || got[1] != "," || got[2] != "ＷＩＦＩ" || got[3] != "壞" {
		t.Errorf("original words %q", got)
	}
}
