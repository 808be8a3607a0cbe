package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Identity says, in a stable form, which options decide what is read; it is empty
// for the zero Options. Mapping, Fields and Zone come from outside and are told
// apart by whoever sets them.
func (o *Options) Identity() string {
	var b strings.Builder
	for _, s := range []struct{ name, val string }{
		{"format", o.Format}, {"charset", o.Charset}, {"channel", string(o.Channel)},
	} {
		if s.val != "" {
			fmt.Fprintf(&b, " %s=%q", s.name, s.val)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(o.Roles)) {
		fmt.Fprintf(&b, " role %q=%q", label, o.Roles[label])
	}
	if o.MaxExpanded > 0 {
		fmt.Fprintf(&b, " max_expanded=%d", o.MaxExpanded)
	}
	return b.String()
}
