package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/ingest/charset"
	"zhijian/pipeline/ingest/sides"
	"zhijian/pipeline/sidecar"
)

const inputHelp = `Inputs are files, folders with all their subfolders, or - for standard input. What
a file holds is told by its content: JSON Lines, JSON, CSV, TSV, Excel, Parquet,
Arrow, plain text, subtitles and the JSON of speech recognisers, plain or
compressed (gzip, zstd, bzip2), also in zip and tar archives; see docs/formats.md.
zhijian inspect shows what is found in an input.
`

// inputOptions are the flags of all commands that read interactions.
type inputOptions struct {
	format, charset, channel, mapping, fields string
	roles                                     []string
}

func (o *inputOptions) addTo(flags *pflag.FlagSet) {
	flags.StringVar(&o.format, "format", "", "`format` of all inputs; told by content when not given")
	flags.StringVar(&o.charset, "charset", "", "`charset` of text: utf-8, utf-16le, utf-16be, gb18030 or big5; told by content when not given")
	flags.StringVar(&o.channel, "channel", "", "`channel` of interactions that do not name theirs: voice, chat, email or social")
	flags.StringVar(&o.mapping, "map", "", "mapping `file` (YAML): what columns and words of tables mean; zhijian inspect --map-start prints a start")
	flags.StringVar(&o.fields, "fields", "", "table `file` (CSV, TSV, XLSX) of fields of the interactions, such as agent and queue, joined by id")
	flags.StringArrayVar(&o.roles, "role", nil, "who a speaker or channel of the input is, as `LABEL=ROLE`, such as 0=agent; may be repeated")
}

// options checks the flags.
func (o *inputOptions) options() (ingest.Options, error) {
	out := ingest.Options{Format: o.format, Charset: o.charset, Channel: transcript.Channel(o.channel)}
	if o.format != "" && !known(o.format) {
		return out, usageErrorf("--format %q is not one of %s", o.format, strings.Join(formatNames(), ", "))
	}
	if o.charset != "" {
		if _, err := charset.Parse(o.charset); err != nil {
			return out, usageErrorf("--charset: %w", err)
		}
	}
	if o.channel != "" && !out.Channel.Valid() {
		return out, usageErrorf("--channel %q is not voice, chat, email or social", o.channel)
	}
	var err error
	if out.Roles, err = parseRoles(o.roles); err != nil {
		return out, err
	}
	return out, o.readMapping(&out)
}

// readMapping reads the mapping file.
func (o *inputOptions) readMapping(out *ingest.Options) error {
	if o.mapping == "" {
		return nil
	}
	data, err := os.ReadFile(o.mapping)
	if err != nil {
		return usageErrorf("--map: %w", err)
	}
	if out.Mapping, err = ingest.ParseMapping(o.mapping, data); err != nil {
		return usageErrorf("--map: %w", err)
	}
	out.Settings = append(out.Settings, fmt.Sprintf("map=%x", sha256.Sum256(data)))
	return nil
}

// openFields reads the table of fields, if there is one, into the options. What is
// returned closes it, and tells on w about rows of no interaction; it is called
// when everything was read.
func (o *inputOptions) openFields(ctx context.Context, options *ingest.Options, w io.Writer) (done func(), err error) {
	if o.fields == "" {
		return func() {}, nil
	}
	f, err := os.Open(o.fields)
	if err != nil {
		return nil, usageErrorf("--fields: %w", err)
	}
	defer f.Close()
	table, err := sidecar.Open(ctx, o.fields, f, *options)
	if err != nil {
		return nil, usageErrorf("--fields: %w", err)
	}
	options.Fields = table
	options.Settings = append(options.Settings, "fields="+table.SHA256())
	return func() {
		if n := table.Unmatched(); n > 0 {
			_, _ = fmt.Fprintf(w, "zhijian: %s: %d of %d rows have the id of no interaction that was read\n", o.fields, n, table.Rows())
		}
		_ = table.Close() // a temporary file
	}, nil
}

func known(format string) bool {
	for _, f := range ingest.Formats() {
		if f.Name == format {
			return true
		}
	}
	return false
}

func formatNames() []string {
	var names []string
	for _, f := range ingest.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// parseRoles reads LABEL=ROLE; the label may hold an equals sign itself.
func parseRoles(list []string) (map[string]transcript.Role, error) {
	roles := map[string]transcript.Role{}
	for _, s := range list {
		i := strings.LastIndexByte(s, '=')
		if i < 0 {
			return nil, usageErrorf("--role %q is not LABEL=ROLE, such as 0=agent", s)
		}
		label, role := s[:i], transcript.Role(s[i+1:])
		if !role.Valid() {
			return nil, usageErrorf("--role %q: %q is not agent, customer, bot or system", s, string(role))
		}
		if was, ok := roles[label]; ok && was != role {
			return nil, usageErrorf("--role names %q twice", label)
		}
		roles[label] = role
	}
	if len(roles) == 0 {
		return nil, nil
	}
	return roles, nil
}

// lazySides loads what tells the sides of a conversation apart when it is asked
// for the first time: most inputs name the roles.
type lazySides struct {
	load func() (*sides.Sides, error)
}

// newLazySides takes the resources from load.
func newLazySides(load func() (*suite.Resources, error)) *lazySides {
	return &lazySides{load: sync.OnceValues(func() (*sides.Sides, error) {
		res, err := load()
		if err != nil {
			return nil, err
		}
		return sides.New(res)
	})}
}

// Agent implements ingest.Sides. When the resources are broken, which the tests
// rule out, it is certain of nothing.
func (l *lazySides) Agent(turns []ingest.DraftTurn) (label string, certainty float64) {
	s, err := l.load()
	if err != nil {
		return "", 0
	}
	return s.Agent(turns)
}

// place names where a reject was read, for a person.
func place(s transcript.Source) string {
	name := s.File
	if s.Member != "" {
		name += "!" + s.Member
	}
	if s.Line > 0 {
		return fmt.Sprintf("%s:%d", name, s.Line)
	}
	return name
}
