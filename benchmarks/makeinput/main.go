// Command makeinput writes inputs for measurements to standard output.
//
//	makeinput conversations -interactions 1000 -turns 10 -chars 22 -seed 1
//	makeinput repeat -times 10 FILE    the records of FILE that often, each under its own id
//	makeinput rubric -phrases 5000     the shipped rubric, with one more item of so many phrases
//	makeinput size FILE                how many conversations, turns and bytes of text FILE has
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
	"zhijian/benchmarks/corpus"
	"zhijian/pipeline/ingest"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "makeinput:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, args []string) error {
	if len(args) == 0 {
		return errors.New("want conversations, repeat, rubric or size")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	shape := corpus.Typical(1000)
	flags.IntVar(&shape.Interactions, "interactions", shape.Interactions, "how many conversations")
	flags.IntVar(&shape.Turns, "turns", shape.Turns, "turns of each")
	flags.IntVar(&shape.Chars, "chars", shape.Chars, "characters of a turn, about")
	flags.Uint64Var(&shape.Seed, "seed", shape.Seed, "another seed makes other conversations")
	times := flags.Int("times", 10, "how often records are repeated")
	phrases := flags.Int("phrases", 5000, "phrases of the item that is added")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "conversations":
		return shape.Write(w)
	case "repeat":
		lines, err := corpus.Lines(flags.Arg(0), 0)
		if err != nil {
			return err
		}
		return corpus.Repeat(w, lines, *times)
	case "rubric":
		return writeRubric(w, *phrases)
	case "size":
		return writeSize(w, flags.Arg(0))
	}
	return fmt.Errorf("cannot make %q", args[0])
}

func writeSize(w io.Writer, name string) error {
	lines, err := corpus.Lines(name, 0)
	if err != nil {
		return err
	}
	turns, size := 0, 0
	decoder := ingest.NewNativeDecoder()
	for _, line := range lines {
		in, err := decoder.Decode(line, transcript.Source{})
		if err != nil {
			return err
		}
		turns += len(in.Turns)
		for i := range in.Turns {
			size += len(in.Turns[i].Text)
		}
	}
	_, err = fmt.Fprintln(w, len(lines), turns, size)
	return err
}

// writeRubric adds an item to the shipped rubric that looks for n phrases.
// Each is made of characters that conversations are full of, so that its first
// ones are met often.
func writeRubric(w io.Writer, n int) error {
	source, err := rubric.Builtin()
	if err != nil {
		return err
	}
	r, err := rubric.Parse(rubric.BuiltinName, source)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s---\nitems:\n- id: measured.phrases\n  name: 测量用\n  section: %s\n  kind: forbidden\n  severity: minor\n  weight: 1\n  source: 测量\n"+
		"  coaching: 测量用\n  find: [{id: any, phrases: [%s]}]\n  fail: any\n", source, r.Items[0].Section, strings.Join(madePhrases(n), ", "))
	return err
}

func madePhrases(n int) []string {
	letters := []rune("的您好是了我这请一不有在什么可以帮到查订单退货款发物流天后会给方便谢再见问题客服办理电话号码地址已经为")
	draw := rand.New(rand.NewPCG(1, 0)) // the same every time, on purpose
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		p := make([]rune, 4+draw.IntN(5))
		for i := range p {
			p[i] = letters[draw.IntN(len(letters))]
		}
		if s := string(p); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
