package segment

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTagIsItsName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching("[a-z]{0,4}").Draw(t, "name")
		prefix := rapid.StringMatching("[a-z]{0,5}").Draw(t, "prefix")
		tag := TagOf(name)
		if tag.String() != name {
			t.Fatalf("the tag of %q is called %q", name, tag)
		}
		if name != "" && tag.Class() != name[0] || name == "" && tag.Class() != 0 {
			t.Fatalf("%q has the class %q", name, tag.Class())
		}
		if got := tag.Begins(prefix); got != strings.HasPrefix(name, prefix) {
			t.Fatalf("%q begins with %q: %v", name, prefix, got)
		}
	})
	if UnknownWord != TagOf("x") || LatinWord != TagOf("eng") {
		t.Error("the tags that are told from others are not those of their names")
	}
}
