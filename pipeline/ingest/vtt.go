package ingest

import "bytes"

// vttFormat is subtitles in WebVTT, one conversation a file.
func vttFormat() Format {
	return Format{
		Name:     "vtt",
		Title:    "WebVTT subtitles",
		Suffixes: []string{".vtt"},
		Sniff:    func(s Sample) bool { return s.Text && isWebVTT(s.Head) },
		Open:     func(in *Input) (Reader, error) { return newWholeFile(in, newCueDecoder(in, true)), nil },
	}
}

// isWebVTT knows the word that every WebVTT file begins with.
func isWebVTT(head []byte) bool {
	rest, ok := bytes.CutPrefix(head, []byte("WEBVTT"))
	return ok && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0)
}
