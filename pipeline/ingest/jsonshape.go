package ingest

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonShape is what is known about a file of JSON by its beginning.
type jsonShape struct {
	paths map[string]bool // of the first value: a, a.b, a[].b; a list at the top is left out
	list  bool            // the first value is a list
	lines bool            // the first value is an object in a line of its own, and more follow
}

// shapeTokens bounds how far the shape is looked for.
const shapeTokens = 20_000

// shape returns the shape of a sample of JSON. It is empty when the sample is of
// something else.
func (s *Sample) shape() jsonShape {
	head := bytes.TrimLeft(s.Head, " \t\r\n")
	if !s.Text || len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return jsonShape{}
	}
	sh := jsonShape{paths: map[string]bool{}, list: head[0] == '['}
	var scan jsonScanner
	if n, whole := scan.scan(head); whole && !sh.list {
		rest := bytes.TrimLeft(head[n:], " \t\r")
		more := len(bytes.TrimSpace(rest)) > 0 || !s.Full
		sh.lines = more && bytes.HasPrefix(rest, []byte("\n")) && !bytes.Contains(head[:n], []byte("\n"))
	}
	walkPaths(head, sh.list, sh.paths)
	return sh
}

// walkPaths collects the paths to all names of the first value of head, as far
// as it goes.
func walkPaths(head []byte, list bool, paths map[string]bool) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(head), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	var stack []string // the path of each open object or list
	path := ""         // of the next value
	for range shapeTokens {
		tok, err := dec.ReadToken()
		if err != nil {
			return
		}
		switch kind := tok.Kind(); kind {
		case jsontext.KindBeginObject, jsontext.KindBeginArray:
			stack = append(stack, path)
			if kind == jsontext.KindBeginArray && (len(stack) > 1 || !list) {
				path += "[]"
			}
			if kind == jsontext.KindBeginArray {
				stack[len(stack)-1] = path
			}
			if len(stack) > maxDepth {
				return
			}
			continue
		case jsontext.KindEndObject, jsontext.KindEndArray:
			stack = stack[:len(stack)-1]
		case jsontext.KindString:
			if isName(dec) {
				path = strings.TrimPrefix(stack[len(stack)-1]+"."+tok.String(), ".")
				paths[path] = true
				continue
			}
		}
		if len(stack) == 0 {
			return
		}
		path = stack[len(stack)-1] // of the next element; a name sets its own
	}
}

// isName reports whether the string just read is the name of a field.
func isName(dec *jsontext.Decoder) bool {
	kind, length := dec.StackIndex(dec.StackDepth())
	return kind == jsontext.KindBeginObject && length%2 == 1
}

// has reports whether all paths are there.
func (sh jsonShape) has(paths ...string) bool {
	for _, p := range paths {
		if !sh.paths[p] {
			return false
		}
	}
	return true
}

// any reports whether one of the paths is there.
func (sh jsonShape) any(paths ...string) bool {
	for _, p := range paths {
		if sh.paths[p] {
			return true
		}
	}
	return false
}

// mentions reports whether one of the names stands in the sample, as a cheap test
// before its shape.
func (s *Sample) mentions(names ...string) bool {
	for _, n := range names {
		if bytes.Contains(s.Head, []byte(`"`+n+`"`)) {
			return true
		}
	}
	return false
}
