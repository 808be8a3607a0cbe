package rubric

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strings"

	"zhijian/lexicon"
)

// types is the source of this package's types: its comments describe the keys.
//
//go:embed rubric.go
var types string

// JSONSchema is the schema of one YAML document of a rubric file, in JSON Schema
// 2020-12, for editors that complete and check while one writes. It is made of
// the types that the parser fills; what needs more than the document to tell is
// left to lint.
func JSONSchema() ([]byte, error) {
	docs, err := comments(types)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	b := schemaBuilder{docs: docs, defs: map[string]any{}}
	root := b.object(reflect.TypeFor[document]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "zhijian rubric"
	root["$defs"] = b.defs
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return append(out, '\n'), nil
}

// schemaBuilder gathers the definitions of types, by name.
type schemaBuilder struct {
	docs map[string]string // "Type.Field" or "Type" -> comment
	defs map[string]any
}

// of is the schema of a value of type t in the field key of a struct.
func (b *schemaBuilder) of(t reflect.Type, key string) map[string]any {
	if allowed := enumeration(key); allowed != nil {
		one := map[string]any{"enum": allowed}
		if t.Kind() == reflect.Slice {
			return map[string]any{"type": "array", "items": one}
		}
		return one
	}
	switch {
	case t == reflect.TypeFor[lexicon.Text]():
		b.defs["Text"] = map[string]any{"type": []string{"string", "number", "boolean"}}
		return map[string]any{"$ref": "#/$defs/Text"}
	case t.Kind() == reflect.Pointer:
		return b.of(t.Elem(), key)
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": b.of(t.Elem(), "")}
	case t.Kind() == reflect.Struct:
		if _, done := b.defs[t.Name()]; !done {
			b.defs[t.Name()] = nil // in work: types may hold themselves
			b.defs[t.Name()] = b.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	return map[string]any{"type": jsonType(t.Kind())}
}

func jsonType(k reflect.Kind) string {
	switch k {
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Bool:
		return "boolean"
	case reflect.Map:
		return "object"
	}
	return "string"
}

// object is the schema of a struct: its keys and no others.
func (b *schemaBuilder) object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	b.properties(t, properties)
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if doc := b.docs[t.Name()]; doc != "" {
		out["description"] = doc
	}
	maps.Copy(out, conditions(t.Name()))
	return out
}

func (b *schemaBuilder) properties(t reflect.Type, into map[string]any) {
	for f := range t.Fields() {
		key, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			b.properties(f.Type, into)
		case key != "" && key != "-":
			s := b.of(f.Type, t.Name()+"."+key)
			if doc := b.docs[t.Name()+"."+f.Name]; doc != "" {
				s["description"] = doc
			} else if doc := describeMeans(key); doc != "" {
				s["description"] = doc
			}
			into[key] = s
		}
	}
}

// enumeration lists the values of keys that have a fixed set of them; nil for others.
func enumeration(key string) any {
	switch key {
	case "Item.kind":
		return Kinds()
	case "Item.severity":
		return []Severity{Minor, Major, Fatal}
	case "Item.status":
		return []Status{Stable, Experimental, Deprecated}
	case "Item.fatal":
		return []FatalScope{FatalForm, FatalSection, FatalFlag}
	case "Item.channels":
		return channels()
	case "Item.needs":
		return Needs()
	case "Finder.who":
		return []string{"agent", "customer", "any"}
	case "Finder.guards":
		return Guards()
	case "Finder.tier":
		return Tiers()
	case "Finder.polarity":
		return []string{"violation", "credit", "context"}
	case "Relative.pick":
		return []string{"any", "each", "first", "last"}
	case "Relative.same":
		return []any{true, false, "true", "false", "after", "before"}
	case "header.schema":
		return []int{Schema}
	}
	return nil
}

func required(keys ...string) map[string]any { return map[string]any{"required": keys} }

// conditions are what a map must hold, beyond the kinds of its values.
func conditions(name string) map[string]any {
	switch name {
	case "header":
		return required("id", "version", "schema")
	case "Section":
		return required("id", "weight")
	case "Group":
		return required("id", "cap")
	case "Act":
		return required("id")
	case "Item":
		c := required("id", "name", "section", "kind", "weight", "source")
		c["oneOf"] = []any{required("pass"), required("fail")}
		return c
	case "Label":
		return required("id", "values", "default")
	case "Choice":
		return required("value", "when")
	case "Deduct":
		return required("per_hit")
	case "Bonus":
		return required("per_hit", "cap")
	case "Relative":
		return required("of")
	case "Test":
		return required("turns", "want")
	case "Finder":
		c := required("id")
		words := []any{required("phrases"), required("words"), required("patterns"), required("similar")}
		c["oneOf"] = []any{required("act"), required("acts"), required("turn"), map[string]any{"anyOf": words}}
		return c
	}
	return nil
}

// describeMeans describes the keys that acts and inline finders share.
func describeMeans(key string) string {
	return map[string]string{
		"phrases":         "texts that are found wherever they stand",
		"words":           "whole words as the segmenter cuts them, with a part of speech if wanted: 请/v",
		"patterns":        "regular expressions without * + . \\b \\w; ~4 is a gap, ^ and $ are clause edges, <name> is a word list",
		"except":          "patterns; a hit that overlaps one of them does not count",
		"examples":        "sentences that do what is looked for; others like them are found too",
		"counterexamples": "sentences that look alike and do not do it",
		"similar":         "how like the examples a sentence must be, 1 to 100",
		"rivals":          "the group of acts that compete for a text; similar is then the least share in percent",
	}[key]
}

// comments reads the comments of types and their fields out of Go source.
func comments(source string) (map[string]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.TypeSpec) // of a type declaration
			out[spec.Name.Name] = text(decl.Doc)
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range fields.Fields.List {
				for _, name := range f.Names {
					out[spec.Name.Name+"."+name.Name] = text(f.Comment)
				}
			}
		}
	}
	return out, nil
}

func text(g *ast.CommentGroup) string {
	words := strings.Fields(g.Text())
	return strings.Join(slices.Clip(words), " ")
}
