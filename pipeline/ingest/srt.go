package ingest

import "bytes"

// srtFormat is subtitles in SubRip's form, one conversation a file.
func srtFormat() Format {
	return Format{
		Name:     "srt",
		Title:    "SubRip subtitles",
		Suffixes: []string{".srt"},
		Sniff:    isSRT,
		Open:     func(in *Input) (Reader, error) { return newWholeFile(in, newCueDecoder(in, false)), nil },
	}
}

// isSRT reports whether the first two lines are the number and the times of a cue.
func isSRT(s Sample) bool {
	if !s.Text {
		return false
	}
	lines := bytes.SplitN(bytes.ReplaceAll(bytes.TrimLeft(s.Head, " \t\r\n"), []byte("\r"), []byte("\n")), []byte("\n"), 6)
	if len(lines) < 2 || !allDigits(string(bytes.TrimSpace(lines[0]))) {
		return false
	}
	for _, line := range lines[1:] {
		if len(line) > 0 {
			_, _, ok := cueTimes(string(line))
			return ok
		}
	}
	return false
}
