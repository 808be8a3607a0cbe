package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Identity says, in a stable form, which options decide what is read; it is empty
// for the zero Options. Mapping and Fields, which come from files, are told apart by
// Settings, and Zone by whoever sets it.
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
	for _, s := range o.Settings {
		b.WriteString(" " + s)
	}
	return b.String()
}
