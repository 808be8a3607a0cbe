package rubric

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxRepairs bounds how often a document is loaded again without what was
// faulty in it.
const maxRepairs = 8

// document loads one document. What is faulty in it is reported and left out, so
// that one wrong key does not hide the other faults of the file.
func (r *Rubric) document(n *yaml.Node) (document, Errors) {
	var errs Errors
	for range maxRepairs {
		var doc document
		err := n.Load(&doc, yaml.WithKnownFields(), yaml.WithUniqueKeys())
		if err == nil {
			return doc, errs
		}
		marks, faults := r.loadErrors(err)
		errs = append(errs, faults...)
		if !prune(n, marks) {
			break
		}
	}
	return document{}, errs
}

// alias finds the first alias. A file could grow without bound by them, and a
// fault in one would have two places.
func alias(n *yaml.Node) (Pos, bool) {
	if n.Kind == yaml.AliasNode {
		return Pos{n.Line, n.Column}, true
	}
	for _, c := range n.Content {
		if at, ok := alias(c); ok {
			return at, true
		}
	}
	return Pos{}, false
}

// prune removes the entries of maps and lists that stand at one of the marks; it
// reports whether there were any.
func prune(n *yaml.Node, marks []Pos) bool {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2 // key and value
	}
	kept, pruned := n.Content[:0:0], false
	for i := 0; i+step <= len(n.Content); i += step {
		entry := n.Content[i : i+step]
		if slices.ContainsFunc(entry, func(e *yaml.Node) bool { return !startsWithKey(e) && slices.Contains(marks, Pos{e.Line, e.Column}) }) {
			pruned = true
			continue
		}
		pruned = prune(entry[step-1], marks) || pruned
		kept = append(kept, entry...)
	}
	n.Content = kept
	return pruned
}

// startsWithKey reports whether e begins where its first key does, so that a
// mark at that place means the key.
func startsWithKey(e *yaml.Node) bool {
	return e.Kind == yaml.DocumentNode || e.Kind == yaml.MappingNode && len(e.Content) > 0 && e.Content[0].Line == e.Line && e.Content[0].Column == e.Column
}

// yamlErrors turns the loader's errors into ours.
func (r *Rubric) yamlErrors(err error) Errors {
	_, errs := r.loadErrors(err)
	return errs
}

func (r *Rubric) loadErrors(err error) (marks []Pos, errs Errors) {
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		for _, e := range many.Errors {
			m, f := r.loadError(e)
			marks, errs = append(marks, m), append(errs, f)
		}
	case errors.As(err, &one):
		m, f := r.loadError(one)
		marks, errs = append(marks, m), append(errs, f)
	default:
		errs = Errors{r.errorf(Pos{1, 1}, "%v", err)}
	}
	return marks, errs
}

func (r *Rubric) loadError(e *yaml.LoadError) (Pos, *Error) {
	at := Pos{max(e.Mark.Line, 1), max(e.Mark.Column, 1)}
	msg, hint := plainly(e.Message)
	fault := r.errorf(at, "%s", msg)
	fault.Hint = hint
	return at, fault
}

// plainly says the loader's messages in the words of a rubric's writer.
func plainly(msg string) (plain, hint string) {
	if m := regexp.MustCompile(`^field (\S+) not found in type`).FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("unknown key %q", m[1]), DidYouMean(m[1], keys(reflect.TypeFor[document]()))
	}
	if m := regexp.MustCompile(`^cannot construct !!(\w+)(.*) into (\S+)$`).FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("expected %s, found %s%s", kindOfType(m[3]), kindOfTag(m[1]), m[2]), ""
	}
	return msg, ""
}

func kindOfTag(tag string) string {
	switch tag {
	case "seq":
		return "a list"
	case "map":
		return "a map"
	case "int", "float":
		return "a number"
	case "bool":
		return "true or false"
	case "null":
		return "nothing"
	}
	return "text"
}

// kindOfType names what belongs in a field of a Go type.
func kindOfType(name string) string {
	switch name {
	case "int", "int64":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "string", "rubric.Severity", "rubric.Status", "rubric.FatalScope":
		return "text"
	}
	if strings.HasPrefix(name, "[]") {
		return "a list"
	}
	return "a map"
}

// keys are the keys of a rubric file, of all levels.
func keys(t reflect.Type) []string {
	var out []string
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if name == "-" {
				continue
			}
			if name != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
			visit(f.Type)
		}
	}
	visit(t)
	return out
}

// DidYouMean is a hint at the name that a wrong one is nearest to; empty when
// none is near.
func DidYouMean(wrong string, names []string) string {
	best, least := "", 3
	for _, n := range names {
		if d := distance(wrong, n); d < least && d < len(wrong) {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// distance is the number of letters to insert, delete or replace to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
