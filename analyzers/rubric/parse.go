package rubric

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits on a rubric file.
const (
	maxBytes = 8 << 20
	maxDepth = 40
)

// Error is one fault of a rubric file.
type Error struct {
	File         string
	Line, Column int
	Msg          string
	Hint         string // what to do; may be empty
	Warning      bool   // the rubric still runs
}

// Error gives file:line:column, the fault and the hint.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Errors are all faults of a rubric file, in order of position.
type Errors []*Error

// Error joins the faults, one a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Parse reads a rubric file. The error, if any, is an Errors with every fault
// that the file alone shows; names of the lexicon are checked when the rubric
// is compiled.
func Parse(file string, source []byte) (*Rubric, error) {
	r, errs := ParseAll(file, source)
	if len(errs) > 0 {
		return nil, errs
	}
	return r, nil
}

// ParseAll reads as much of a rubric file as it can, for tools that look for
// further faults in a rubric that has some. The rubric is nil when the file is
// no YAML at all.
func ParseAll(file string, source []byte) (*Rubric, Errors) {
	sum := sha256.Sum256(source)
	r := &Rubric{File: file, Source: source, SHA256: hex.EncodeToString(sum[:])}
	if len(source) > maxBytes {
		return nil, Errors{{File: file, Line: 1, Column: 1, Msg: fmt.Sprintf("rubric is %d bytes, at most %d are read", len(source), maxBytes)}}
	}
	errs, whole := r.load()
	if !whole {
		return nil, errs
	}
	errs = append(errs, r.check()...)
	slices.SortStableFunc(errs, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	return r, errs
}

// load reads the documents; whole is false when the syntax is broken and the
// rest of the file could not be read.
func (r *Rubric) load() (errs Errors, whole bool) {
	loader, err := yaml.NewLoader(bytes.NewReader(r.Source), yaml.WithUniqueKeys(),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return Errors{r.errorf(Pos{1, 1}, "%v", err)}, false
	}
	headers := 0
	for {
		var node yaml.Node
		err := loader.Load(&node)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(errs, r.yamlErrors(err)...), false
		}
		if at, ok := alias(&node); ok {
			return append(errs, r.errorf(at, "anchors and aliases are not part of the rubric language: write it out")), false
		}
		doc, faults := r.document(&node)
		errs = append(errs, faults...)
		if doc.Rubric != nil {
			headers++
			errs = append(errs, r.setHeader(doc.Rubric)...)
		}
		r.Sections = append(r.Sections, doc.Sections...)
		r.Groups = append(r.Groups, doc.Groups...)
		r.Acts = append(r.Acts, doc.Acts...)
		r.Labels = append(r.Labels, doc.Labels...)
		r.Items = append(r.Items, doc.Items...)
	}
	if headers != 1 && len(errs) == 0 {
		errs = append(errs, r.errorf(Pos{1, 1}, "found %d rubric headers, want one: rubric: {id: …, version: …, schema: %d}", headers, Schema))
	}
	return errs, true
}

func (r *Rubric) setHeader(h *header) Errors {
	r.ID, r.Version, r.Name, r.MinCover, r.Applies = h.ID, h.Version, h.Name, h.MinCover, h.Applies
	switch {
	case h.ID == "" || h.Version == "":
		return Errors{r.errorf(Pos{1, 1}, "rubric header without id or version")}
	case h.Schema != Schema:
		return Errors{r.errorf(Pos{1, 1}, "rubric schema %d, this program reads %d", h.Schema, Schema)}
	case h.MinCover < 0 || h.MinCover > 1:
		return Errors{r.errorf(Pos{1, 1}, "min_coverage %v is not between 0 and 1", h.MinCover)}
	}
	return nil
}

func (r *Rubric) errorf(at Pos, format string, args ...any) *Error {
	return r.Fault(at, fmt.Sprintf(format, args...))
}

// Fault is a fault at a position of the rubric. A position in the shipped
// rubric is given as one in the family file that it was joined from.
func (r *Rubric) Fault(at Pos, msg string) *Error {
	file, line := r.File, at.Line
	if file == BuiltinName {
		file, line = locate(r.Source, line)
	}
	return &Error{File: file, Line: line, Column: at.Column, Msg: msg}
}
