// Package lexicon holds the language data of the product: dialogue acts with
// their phrases, patterns and example sentences, word lists and guard cues, all
// embedded, and the strict parsers that read them. It is data without
// behaviour: how an act is found in a text is the business of the analyzers.
package lexicon

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed acts lists guards.yaml
var embedded embed.FS

// Lexicon is the parsed language data. It is immutable once loaded and safe for
// concurrent use.
type Lexicon struct {
	Acts   []Act               // in order of file name, then position
	Lists  map[string][]string // word lists by name, entries as written
	Guards Guards
	SHA256 string // of all files, names included
}

// Act is a dialogue act: something that one utterance does, such as greeting or
// asking for an order number. Any of its means finds it. The same fields serve
// the finders that a rubric writes inline.
type Act struct {
	ID       string `yaml:"id"`
	Title    string `yaml:"title"`
	Source   string `yaml:"source"`
	Notes    string `yaml:"notes,omitempty"`
	Matchers `yaml:",inline"`
	Line     int    `yaml:"-"`
	File     string `yaml:"-"`
}

// Matchers are the means by which an act or an inline finder is found.
type Matchers struct {
	Phrases         []Text `yaml:"phrases,omitempty"`         // substrings of the normal form
	Words           []Text `yaml:"words,omitempty"`           // whole gse tokens, "text" or "text/pos"
	Patterns        []Text `yaml:"patterns,omitempty"`        // see package pattern
	Except          []Text `yaml:"except,omitempty"`          // a hit overlapping one of these is none
	Examples        []Text `yaml:"examples,omitempty"`        // utterances that perform the act
	Counterexamples []Text `yaml:"counterexamples,omitempty"` // look alike and do not
	Similar         int    `yaml:"similar,omitempty"`         // least similarity 1..100; 0: similarity is not used
	Rivals          string `yaml:"rivals,omitempty"`          // group of acts that compete for a text; similar is then the least share in percent
}

// Empty reports whether m names no means at all.
func (m *Matchers) Empty() bool {
	return len(m.Phrases) == 0 && len(m.Words) == 0 && len(m.Patterns) == 0 && m.Similar == 0
}

// Text is a string that remembers where in its file it was written.
type Text struct {
	Value        string
	Line, Column int
}

// UnmarshalYAML reads a scalar and keeps its position.
func (t *Text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: expected text, found a list or map", n.Line)
	}
	t.Value, t.Line, t.Column = n.Value, n.Line, n.Column
	return nil
}

// MarshalYAML writes the text alone.
func (t Text) MarshalYAML() (any, error) { return t.Value, nil }

// UnmarshalYAML reads an act and keeps its line.
func (a *Act) UnmarshalYAML(n *yaml.Node) error {
	type plain Act
	if err := n.Load((*plain)(a), yaml.WithKnownFields()); err != nil {
		return err
	}
	a.Line = n.Line
	return nil
}

const guardsFile = "guards.yaml"

// Load parses the embedded data. An error is a fault of the build.
func Load() (*Lexicon, error) { return LoadFS(embedded) }

// LoadFS parses the data below fsys: acts/*.yaml, lists/*.txt and guards.yaml.
// All faults are reported together, each with file and line.
func LoadFS(fsys fs.FS) (*Lexicon, error) {
	sum := sha256.New()
	var files []*file
	var parsing sync.WaitGroup
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		sum.Write(fmt.Appendf(nil, "%s %d\n", name, len(data)))
		sum.Write(data)
		f := &file{name: name, part: Lexicon{Lists: map[string][]string{}}}
		files = append(files, f)
		parsing.Go(func() { f.err = f.part.add(name, data) })
		return nil
	})
	parsing.Wait()
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	lx, errs := join(files)
	lx.SHA256 = hex.EncodeToString(sum.Sum(nil))
	errs = append(errs, lx.check()...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return lx, nil
}

// file is what one file adds to the lexicon, or why it does not.
type file struct {
	name string
	part Lexicon
	err  error
}

// join puts together what files, which are in order, add.
func join(files []*file) (lx *Lexicon, errs []error) {
	lx = &Lexicon{Lists: map[string][]string{}}
	for _, f := range files {
		lx.Acts = append(lx.Acts, f.part.Acts...)
		maps.Copy(lx.Lists, f.part.Lists)
		if f.name == guardsFile {
			lx.Guards = f.part.Guards
		}
		if f.err != nil {
			errs = append(errs, f.err)
		}
	}
	return lx, errs
}

func (lx *Lexicon) add(name string, data []byte) error {
	dir, base := path.Split(name)
	switch {
	case dir == "acts/" && path.Ext(base) == ".yaml":
		return lx.addActs(name, data)
	case dir == "lists/" && path.Ext(base) == ".txt":
		entries, err := parseList(name, data)
		lx.Lists[strings.TrimSuffix(base, ".txt")] = entries
		return err
	case name == guardsFile:
		g, err := parseGuards(name, data)
		lx.Guards = g
		return err
	}
	return fmt.Errorf("%s: not a lexicon file", name)
}

func (lx *Lexicon) addActs(name string, data []byte) error {
	var file struct {
		Acts []Act `yaml:"acts"`
	}
	if err := loadYAML(data, &file); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i := range file.Acts {
		file.Acts[i].File = name
	}
	lx.Acts = append(lx.Acts, file.Acts...)
	return nil
}

// check finds faults that only the whole shows: ids used twice or missing, acts
// without any means.
func (lx *Lexicon) check() []error {
	var errs []error
	seen := map[string]string{}
	for i := range lx.Acts {
		a := &lx.Acts[i]
		at := fmt.Sprintf("%s:%d", a.File, a.Line)
		switch {
		case a.ID == "":
			errs = append(errs, fmt.Errorf("%s: act without id", at))
		case seen[a.ID] != "":
			errs = append(errs, fmt.Errorf("%s: act %q stands already at %s", at, a.ID, seen[a.ID]))
		case a.Empty():
			errs = append(errs, fmt.Errorf("%s: act %q has no phrases, words, patterns or similar", at, a.ID))
		}
		seen[a.ID] = at
	}
	return errs
}

// parseList reads one entry a line; '#' begins a comment, blank lines are
// ignored, an entry that stands twice is a fault.
func parseList(name string, data []byte) ([]string, error) {
	var entries []string
	var errs []error
	for i, line := range strings.Split(string(data), "\n") {
		entry, _, _ := strings.Cut(line, "#")
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		if slices.Contains(entries, entry) {
			errs = append(errs, fmt.Errorf("%s:%d: %q stands twice", name, i+1, entry))
			continue
		}
		entries = append(entries, entry)
	}
	if len(entries) == 0 {
		errs = append(errs, fmt.Errorf("%s:1: empty list", name))
	}
	return entries, errors.Join(errs...)
}

func loadYAML(data []byte, out any) error {
	l, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithKnownFields(), yaml.WithUniqueKeys())
	if err != nil {
		return err
	}
	return l.Load(out)
}
