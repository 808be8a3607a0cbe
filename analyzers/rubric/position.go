package rubric

import "go.yaml.in/yaml/v4"

// loadAt decodes n into out, refusing unknown keys, and sets pos to where n begins.
func loadAt(n *yaml.Node, out any, pos *Pos) error {
	pos.Line, pos.Column = n.Line, n.Column
	return n.Load(out, yaml.WithKnownFields())
}

// UnmarshalYAML reads a section and keeps its position.
func (s *Section) UnmarshalYAML(n *yaml.Node) error {
	type plain Section
	return loadAt(n, (*plain)(s), &s.Pos)
}

// UnmarshalYAML reads a group and keeps its position.
func (g *Group) UnmarshalYAML(n *yaml.Node) error {
	type plain Group
	return loadAt(n, (*plain)(g), &g.Pos)
}

// UnmarshalYAML reads an item and keeps its position.
func (it *Item) UnmarshalYAML(n *yaml.Node) error {
	type plain Item
	return loadAt(n, (*plain)(it), &it.Pos)
}

// UnmarshalYAML reads a label and keeps its position.
func (l *Label) UnmarshalYAML(n *yaml.Node) error {
	type plain Label
	return loadAt(n, (*plain)(l), &l.Pos)
}

// UnmarshalYAML reads a finder and keeps its position.
func (f *Finder) UnmarshalYAML(n *yaml.Node) error {
	type plain Finder
	return loadAt(n, (*plain)(f), &f.Pos)
}

// UnmarshalYAML reads a test and keeps its position.
func (t *Test) UnmarshalYAML(n *yaml.Node) error {
	type plain Test
	return loadAt(n, (*plain)(t), &t.Pos)
}
