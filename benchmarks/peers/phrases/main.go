// Command phrases writes what the peers need into a folder:
//
//	conversations.jsonl.gz  native records whose turns are in the product's normal form, so that peers need not normalise
//	rules.json              the product's phrase lists, and for each item of its rubric a rule that is made of them
//	expected.tsv            how often each list is found: act, occurrences of its phrases, turns with at least one
//
//	phrases [-limit N] FILE FOLDER
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/rubric"
	"zhijian/benchmarks/corpus"
	"zhijian/benchmarks/stage"
	"zhijian/lexicon"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "phrases:", err)
		os.Exit(1)
	}
}

func run() error {
	limit := flag.Int("limit", 0, "take this many conversations; 0: all")
	flag.Parse()
	if flag.NArg() != 2 {
		return errors.New("want a file and a folder")
	}
	records, err := corpus.Lines(flag.Arg(0), *limit)
	if err != nil {
		return err
	}
	rules, err := shippedRules()
	if err != nil {
		return err
	}
	finder, err := newFinder(rules.Lists)
	if err != nil {
		return err
	}
	dir := flag.Arg(1)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return errors.Join(
		writeTo(filepath.Join(dir, "conversations.jsonl.gz"), func(w io.Writer) error {
			z := gzip.NewWriter(w)
			return errors.Join(conversations(z, records, finder), z.Close())
		}),
		writeTo(filepath.Join(dir, "rules.json"), func(w io.Writer) error { return json.NewEncoder(w).Encode(rules) }),
		writeTo(filepath.Join(dir, "expected.tsv"), finder.write), // behind the conversations, which it counts
	)
}

// rules are all that peers judge by.
type rules struct {
	Lists []stage.List
	Items []item
}

// item is a rubric item as its users would write it with phrase lists alone: the
// turns of one side hold a phrase of its lists, or none.
type item struct {
	ID        string
	Who       string   // agent, customer or any
	Acts      []string // none: the item cannot be judged by phrases, and is na
	FailOnHit bool
	Points    int
}

func shippedRules() (*rules, error) {
	source, err := rubric.Builtin()
	if err != nil {
		return nil, err
	}
	r, err := rubric.Parse(rubric.BuiltinName, source)
	if err != nil {
		return nil, err
	}
	lx, err := lexicon.Load()
	if err != nil {
		return nil, err
	}
	out := &rules{Lists: stage.Lists(judge.Definitions(r, lx))}
	for i := range r.Items {
		out.Items = append(out.Items, simplified(&r.Items[i], out.Lists))
	}
	return out, nil
}

func simplified(it *rubric.Item, lists []stage.List) item {
	out := item{ID: it.ID, Who: "agent", FailOnHit: it.Fail.Value != "", Points: it.Weight, Acts: []string{}}
	for i := range it.Find {
		f := &it.Find[i]
		if i == 0 && f.Who != "" {
			out.Who = f.Who
		}
		for _, act := range append([]string{f.Act, it.ID + "/" + f.ID}, f.Acts...) {
			if slices.ContainsFunc(lists, func(l stage.List) bool { return l.Act == act }) && !slices.Contains(out.Acts, act) {
				out.Acts = append(out.Acts, act)
			}
		}
	}
	return out
}

// conversations writes the records with their text in normal form, and has the
// phrases in it counted.
func conversations(w io.Writer, records [][]byte, f *finder) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for _, raw := range records {
		var record map[string]any
		if err := json.Unmarshal(raw, &record); err != nil {
			return err
		}
		turns, _ := record["turns"].([]any)
		for _, t := range turns {
			turn, _ := t.(map[string]any)
			text, _ := turn["text"].(string)
			normal := normalize.Normalize(text)
			turn["text"] = normal.Norm
			f.count(normal.Norm)
		}
		if err := enc.Encode(record); err != nil {
			return err
		}
	}
	return b.Flush()
}

func writeTo(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
