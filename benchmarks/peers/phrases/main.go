// Command phrases writes what the peers need into a folder:
//
//	conversations.jsonl.gz  native records whose turns are in the product's normal form, so that peers need not normalise
//	rules.json              the product's phrase lists, and for each item of its rubric a rule that is made of them
//	expected.tsv            how often each list is found: act, occurrences of its phrases, turns with at least one
//
//	phrases [-limit N] [-patterns] FILE FOLDER
//
// With -patterns the lists have the acts' patterns too, as regular expressions, a
// turn counts when one of them matches, and more items can be judged.
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

	"zhijian/analyzers/acts"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pattern"
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
	patterns := flag.Bool("patterns", false, "patterns too")
	flag.Parse()
	if flag.NArg() != 2 {
		return errors.New("want a file and a folder")
	}
	records, err := corpus.Lines(flag.Arg(0), *limit)
	if err != nil {
		return err
	}
	rules, err := shippedRules(*patterns)
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
	Lists []list
	Items []item
}

// list is all that one act is found by.
type list struct {
	stage.List
	Patterns []string `json:",omitempty"` // regular expressions

	compiled []*pattern.Pattern
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

func shippedRules(patterns bool) (*rules, error) {
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
	out := &rules{}
	for _, l := range stage.Lists(judge.Definitions(r, lx)) {
		out.Lists = append(out.Lists, list{List: l})
	}
	if patterns {
		if err := out.addPatterns(judge.Definitions(r, lx), lx.Lists); err != nil {
			return nil, err
		}
	}
	for i := range r.Items {
		out.Items = append(out.Items, simplified(&r.Items[i], out.Lists))
	}
	return out, nil
}

// addPatterns puts each act's patterns beside its phrases.
func (r *rules) addPatterns(defs []acts.Definition, words map[string][]string) error {
	c := pattern.NewCompiler(words, func(s string) string {
		t := normalize.Normalize(s)
		return t.Norm
	})
	for i := range defs {
		if len(defs[i].Patterns) == 0 {
			continue
		}
		at := slices.IndexFunc(r.Lists, func(l list) bool { return l.Act == defs[i].ID })
		if at < 0 {
			at = len(r.Lists)
			r.Lists = append(r.Lists, list{List: stage.List{Act: defs[i].ID, Phrases: []string{}}})
		}
		l := &r.Lists[at]
		for _, source := range defs[i].Patterns {
			p, err := c.Compile(source.Value)
			if err != nil {
				return err
			}
			l.compiled, l.Patterns = append(l.compiled, p), append(l.Patterns, p.Expanded())
		}
	}
	return nil
}

func simplified(it *rubric.Item, lists []list) item {
	out := item{ID: it.ID, Who: "agent", FailOnHit: it.Fail.Value != "", Points: it.Weight, Acts: []string{}}
	for i := range it.Find {
		f := &it.Find[i]
		if i == 0 && f.Who != "" {
			out.Who = f.Who
		}
		for _, act := range append([]string{f.Act, it.ID + "/" + f.ID}, f.Acts...) {
			if slices.ContainsFunc(lists, func(l list) bool { return l.Act == act }) && !slices.Contains(out.Acts, act) {
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
