package ingest

import (
	"bytes"
	"strings"
)

// csvFormat is a table whose cells commas, semicolons or bars separate.
func csvFormat() Format {
	return Format{
		Name:     "csv",
		Title:    "CSV: one row a turn, or one row a conversation",
		Suffixes: []string{".csv"},
		Rows:     true,
		Sniff:    func(s Sample) bool { return isCSV(s, ",;|", ".csv") },
		Open:     func(in *Input) (Reader, error) { return openCSV(in, ",;|\t") },
	}
}

// tsvFormat is a table whose cells tabs separate, such as Excel's Unicode text.
func tsvFormat() Format {
	return Format{
		Name:     "tsv",
		Title:    "TSV: one row a turn, or one row a conversation",
		Suffixes: []string{".tsv", ".tab"},
		Rows:     true,
		Sniff:    func(s Sample) bool { return isCSV(s, "\t", ".tsv", ".tab") },
		Open:     func(in *Input) (Reader, error) { return openCSV(in, "\t,;|") },
	}
}

func openCSV(in *Input, separators string) (Reader, error) {
	g := newCSVGrid(in, separator(in.Sample, separators))
	return openTable(in, g, recordingName(in.Source))
}

// isCSV reports whether one of the first rows is a header that can be understood.
// A file with the ending of the format is taken for one without that too, so that
// its reject says what is missing.
func isCSV(s Sample, separators string, suffixes ...string) bool {
	if !s.Text {
		return false
	}
	for _, suffix := range suffixes {
		if strings.HasSuffix(s.Name, suffix) {
			return !looksLikeJSON(s.Head)
		}
	}
	for i := range separators {
		if headerIn(s, separators[i]) > 1 {
			return true
		}
	}
	return false
}

// looksLikeJSON reports whether text begins with an object or a list. The name of
// a column does not.
func looksLikeJSON(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("[{"))
}

// separator is the one of separators with which the table has a header, and the
// most columns that are understood; else the one that the first line has most of.
func separator(s Sample, separators string) byte {
	best, most := separators[0], 0
	for i := range separators {
		if n := headerIn(s, separators[i]); n > most {
			best, most = separators[i], n
		}
	}
	if most > 0 {
		return best
	}
	line, _, _ := bytes.Cut(s.Head, []byte("\n"))
	for i := range separators {
		if n := bytes.Count(line, []byte{separators[i]}); n > most {
			best, most = separators[i], n
		}
	}
	return best
}

// headerIn is how many columns of the header are understood, when cells are
// separated by sep; 0 when none of the first rows is one.
func headerIn(s Sample, sep byte) int {
	var cells [][]byte
	rest := s.Head
	for range headerRows {
		if len(rest) == 0 {
			return 0
		}
		state := rowStart
		n := 0
		for n < len(rest) && state != rowEnd {
			state = state.next(rest[n], sep)
			n++
		}
		cells = splitCSV(cells[:0], append([]byte(nil), rest[:n]...), sep)
		rest = rest[n:]
		header := names(cells)
		if l, ok := s.options.layout(header); ok {
			found := 0
			for _, c := range l.list(header) {
				if c.Field != "" {
					found++
				}
			}
			return found
		}
	}
	return 0
}
