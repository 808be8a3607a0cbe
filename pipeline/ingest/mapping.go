package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
)

// Mapping says what the columns and the words of a table mean where they cannot
// be guessed. It is read from a mapping file and safe for concurrent use; nil
// maps nothing.
type Mapping struct {
	Columns map[Field][]string // names of columns, the first that a table has counts; none: the field is not read
	Units   map[Field]string   // of bare numbers: ms, s, min
	Roles   map[string]transcript.Role
	Sheets  []string // of a workbook, the only ones that are read; empty: all that are visible
	SHA256  string   // of the file
	words   [mappedWords]map[string]string
}

// The kinds of words that a mapping names, by their normal form.
const (
	channelWords = iota
	endedByWords
	satisfactionWords
	mappedWords
)

// ParseMapping reads a mapping file. All its faults are reported together, each
// with name:line:column.
func ParseMapping(name string, data []byte) (*Mapping, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	sum := sha256.Sum256(data)
	p := mappingParser{file: name, m: &Mapping{
		Columns: map[Field][]string{}, Units: map[Field]string{}, Roles: map[string]transcript.Role{}, SHA256: hex.EncodeToString(sum[:]),
	}}
	root := &doc
	if doc.Kind == yaml.DocumentNode && len(doc.Content) > 0 {
		root = doc.Content[0]
	}
	p.pairs(root, "the mapping", p.section)
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.m, nil
}

// mappingParser collects the faults of a mapping file.
type mappingParser struct {
	file string
	m    *Mapping
	errs []error
}

func (p *mappingParser) fault(n *yaml.Node, format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d:%d: %s", p.file, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

// pairs reads a map, each of whose keys stands once.
func (p *mappingParser) pairs(n *yaml.Node, what string, read func(key, val *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.fault(n, "%s is not a map of names to values", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			p.fault(key, "%q stands twice in %s", key.Value, what)
		}
		seen[key.Value] = true
		read(key, n.Content[i+1])
	}
}

func (p *mappingParser) section(key, val *yaml.Node) {
	switch key.Value {
	case "columns":
		p.pairs(val, "columns", p.column)
	case "units":
		p.pairs(val, "units", p.unit)
	case "roles":
		p.pairs(val, "roles", p.role)
	case "channels":
		p.words(val, "channels", channelWords, func(s string) bool { return transcript.Channel(s).Valid() }, "voice, chat, email or social")
	case "ended_by":
		p.words(val, "ended_by", endedByWords, func(s string) bool { return transcript.EndedBy(s).Valid() }, "agent, customer or system")
	case "satisfaction":
		rating := func(s string) bool { n, err := strconv.Atoi(s); return err == nil && n >= 1 && n <= 5 }
		p.words(val, "satisfaction", satisfactionWords, rating, "1 to 5")
	case "sheets":
		p.m.Sheets = p.list(val, "sheets")
	default:
		p.fault(key, "unknown key %q: the keys are columns, units, roles, channels, ended_by, satisfaction and sheets", key.Value)
	}
}

func (p *mappingParser) column(key, val *yaml.Node) {
	f, ok := fieldNamed(key.Value)
	if !ok {
		names := fieldNames()
		p.fault(key, "unknown field %q: the fields are %s", key.Value, strings.Join(slices.Delete(names[:], int(FieldTickets), int(FieldTickets)+1), " "))
		return
	}
	p.m.Columns[f] = p.list(val, key.Value)
}

// list reads one text or a list of them.
func (p *mappingParser) list(n *yaml.Node, what string) []string {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Value != "" && n.Tag != "!!null" {
			return []string{n.Value}
		}
		return nil
	case yaml.SequenceNode:
	default:
		p.fault(n, "%s is neither a name nor a list of names", what)
		return nil
	}
	var out []string
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode || item.Value == "" {
			p.fault(item, "%s holds what is no name", what)
			continue
		}
		out = append(out, item.Value)
	}
	return out
}

func (p *mappingParser) unit(key, val *yaml.Node) {
	f, ok := fieldNamed(key.Value)
	if !ok || f != FieldRing && f != FieldBegin && f != FieldEnd {
		p.fault(key, "%q has no unit: only ring, begin and end have", key.Value)
		return
	}
	if _, ok := unitScale(val.Value); !ok {
		p.fault(val, "the unit of %s is not ms, s or min", key.Value)
	}
	p.m.Units[f] = val.Value
}

func (p *mappingParser) role(key, val *yaml.Node) {
	if role := transcript.Role(val.Value); !role.Valid() {
		p.fault(val, "the role of %q is not agent, customer, bot or system", key.Value)
	}
	p.m.Roles[key.Value] = transcript.Role(val.Value)
}

// words reads what words mean; the empty meaning is that nothing is known.
func (p *mappingParser) words(n *yaml.Node, what string, kind int, valid func(string) bool, list string) {
	p.m.words[kind] = map[string]string{}
	p.pairs(n, what, func(key, val *yaml.Node) {
		if val.Kind != yaml.ScalarNode || val.Value != "" && !valid(val.Value) {
			p.fault(val, "%s: %q is neither %s nor empty", what, key.Value, list)
		}
		p.m.words[kind][fields.Normal(key.Value)] = val.Value
	})
}

// columns are the names of columns by field.
func (m *Mapping) columns() map[Field][]string {
	if m == nil {
		return nil
	}
	return m.Columns
}

// units are the units of bare numbers by field.
func (m *Mapping) units() map[Field]string {
	if m == nil {
		return nil
	}
	return m.Units
}

// sheets are the only sheets that are read; none: all.
func (m *Mapping) sheets() []string {
	if m == nil {
		return nil
	}
	return m.Sheets
}

// word is the meaning of s: by the mapping, else by known.
func (m *Mapping) word(kind int, s string, known func(string) (string, bool)) (string, bool) {
	if m != nil && len(m.words[kind]) > 0 {
		if val, ok := m.words[kind][fields.Normal(s)]; ok {
			return val, true
		}
	}
	return known(s)
}

// role is the role of a speaker's label.
func (m *Mapping) role(label string) (transcript.Role, bool) {
	if m == nil {
		return "", false
	}
	r, ok := m.Roles[label]
	return r, ok
}

// MappingOf writes the beginning of a mapping file for a table: what its columns
// are taken for, and as remarks those that are not read.
func MappingOf(columns []Column) []byte {
	var b strings.Builder
	b.WriteString("columns:\n")
	var units strings.Builder
	for _, c := range columns {
		if c.Field == "" {
			fmt.Fprintf(&b, "  # not read: %q\n", c.Name)
			continue
		}
		fmt.Fprintf(&b, "  %s: %q\n", c.Field, c.Name)
		if c.Unit != "" {
			fmt.Fprintf(&units, "  %s: %s\n", c.Field, c.Unit)
		}
	}
	if units.Len() > 0 {
		b.WriteString("units:\n" + units.String())
	}
	b.WriteString("roles: {} # label of a speaker: agent, customer, bot or system\n")
	return []byte(b.String())
}
