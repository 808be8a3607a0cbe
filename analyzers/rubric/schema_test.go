package rubric

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "write the golden files anew")

const schemaFile = "../../docs/rubric.schema.json"

// The schema that editors are pointed to is the one of the types.
func TestSchemaFile(t *testing.T) {
	got, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got); run with -update if this is meant:\n%s", schemaFile, diff)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	source, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rubric.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("rubric.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds every document of a rubric file to the schema.
func validate(t *testing.T, s *jsonschema.Schema, source []byte) error {
	t.Helper()
	loader, err := yaml.NewLoader(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var faults []error
	for {
		var doc any
		err := loader.Load(&doc)
		if errors.Is(err, io.EOF) {
			return errors.Join(faults...)
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults, s.Validate(value))
	}
}

func TestSchemaAcceptsTheShippedRubric(t *testing.T) {
	source, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, compiledSchema(t), source); err != nil {
		t.Error(err)
	}
}

// What the schema says of single documents agrees with the parser.
func TestSchemaAgreesWithTheParser(t *testing.T) {
	s := compiledSchema(t)
	change := func(old, new string) string { return strings.Replace(sound, old, new, 1) }
	for name, test := range map[string]struct {
		source string
		ok     bool
	}{
		"sound":                {sound, true},
		"unknown key":          {change("  weight: 1\n", "  weight: 1\n  colour: red\n"), false},
		"unknown kind":         {change("kind: procedure", "kind: other"), false},
		"weight in words":      {change("weight: 1\n  source", "weight: one\n  source"), false},
		"no pass and no fail":  {change("  pass: g\n", ""), false},
		"pass and fail":        {change("  pass: g\n", "  pass: g\n  fail: g\n"), false},
		"unknown need":         {change("  weight: 1\n", "  weight: 1\n  needs: [luck]\n"), false},
		"known need":           {change("  weight: 1\n", "  weight: 1\n  needs: [times]\n"), true},
		"two means":            {change("act: greeting}", "act: greeting, phrases: [您好]}"), false},
		"inline means":         {change("act: greeting}", "phrases: [您好], patterns: ['好~2的'], except: [不]}"), true},
		"window":               {change("act: greeting}", "act: greeting}\n  - {id: h, act: thanks, after: {of: g, turns: all, same: true}}"), true},
		"window without of":    {change("act: greeting}", "act: greeting}\n  - {id: h, act: thanks, after: {turns: 1}}"), false},
		"unknown same":         {change("act: greeting}", "act: greeting}\n  - {id: h, act: thanks, after: {of: g, same: never}}"), false},
		"unknown guard":        {change("act: greeting}", "act: greeting, guards: [luck]}"), false},
		"schema of the future": {change("schema: 1", "schema: 2"), false},
		"test without verdict": {change("  pass: g\n", "  pass: g\n  tests: [{turns: ['坐: 您好']}]\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			_, parseErr := Parse("r.yaml", []byte(test.source))
			schemaErr := validate(t, s, []byte(test.source))
			if (parseErr == nil) != test.ok || (schemaErr == nil) != test.ok {
				t.Errorf("want ok %t; parser: %v; schema: %v", test.ok, parseErr, schemaErr)
			}
		})
	}
}

// Every key of the language is described.
func TestSchemaDescribes(t *testing.T) {
	source, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"turns after which the same side speaks again", "sentences that do what is looked for", "Finder looks for something in the turns"} {
		if !bytes.Contains(source, []byte(want)) {
			t.Errorf("no %q", want)
		}
	}
}
