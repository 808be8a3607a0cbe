package ingest

import "bytes"

// jsonFormat is native interactions in a JSON list, or one in a file, laid out
// over several lines.
func jsonFormat() Format {
	return Format{
		Name:     "json",
		Title:    "native JSON: a list, or one object a file",
		Suffixes: []string{".json"},
		Sniff:    isNativeJSON,
		Open: func(in *Input) (Reader, error) {
			native := in.kept.native
			return newJSONValues(in, true, func(bool) Decoder { return native }), nil
		},
	}
}

// isNativeJSON tells a list, or an object laid out over lines, from JSON Lines
// and from text that begins with a time in brackets.
func isNativeJSON(s Sample) bool {
	head := bytes.TrimLeft(s.Head, " \t\r\n")
	if !s.Text || len(head) == 0 {
		return false
	}
	switch head[0] {
	case '[':
		rest := bytes.TrimLeft(head[1:], " \t\r\n")
		return len(rest) == 0 || rest[0] == '{' || rest[0] == ']'
	case '{':
		first, _, more := bytes.Cut(head, []byte("\n"))
		first = bytes.TrimRight(first, " \t\r")
		return more && bytes.ContainsAny(first[len(first)-1:], "{[,:")
	}
	return false
}
