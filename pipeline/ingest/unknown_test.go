package ingest

import (
	"strings"
	"testing"
)

func TestUnknownFormat(t *testing.T) {
	for content, want := range map[string]string{
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600): ".xlsx without",
		"<html><table><tr><td>会话ID</td></tr></table></html>":             "web page",
		"RIFF\x24\x08\x00\x00WAVEfmt " + strings.Repeat("\x00", 40):      "recording",
		"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj":                           "PDF",
		"\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60):               "--format",
	} {
		_, rejects := readTable(t, "a.xls", content, Options{})
		if len(rejects) != 1 || rejects[0].Reason != UnknownFormat || !strings.Contains(rejects[0].Detail, want) {
			t.Errorf("%.8q: %v", content, rejects)
		}
	}
}
