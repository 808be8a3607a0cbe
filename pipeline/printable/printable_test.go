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

func TestClock(t *testing.T) {
	for v, want := range map[int64]string{0: "0:00", 59_999: "0:59", 60_000: "1:00", 3_600_000: "1:00:00", 3_725_000: "1:02:05"} {
		if got := Clock(&v); got != want {
			t.Errorf("%d: %s, want %s", v, got, want)
		}
	}
	if Clock(nil) != "" {
		t.Error("an unknown time")
	}
}
