package printable

import "testing"

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"您好":                  "您好",
		"\x1b[31m红\x1b[0m":    "[31m红[0m",
		"a\r\nb\tc\u0085\x7f": "abc",
		"":                    "",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
