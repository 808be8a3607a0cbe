// Package words holds what the report says in two languages: pairs of texts, and
// the names of the codes that the tables use.
package words

import (
	"strings"
)

// Text says one thing in Chinese and in English. An empty EN means that there is
// no English for it, and that the Chinese is shown.
type Text struct{ ZH, EN string }

// Same is a text that is the same in both languages.
func Same(s string) Text { return Text{ZH: s} }

// Two reports whether the languages differ.
func (t Text) Two() bool { return t.EN != "" && t.EN != t.ZH }

// English is the text for readers of English.
func (t Text) English() string {
	if t.EN == "" {
		return t.ZH
	}
	return t.EN
}

// Item names an item of the rubric. Rubrics have Chinese names alone; the English
// one is made of the words of the id.
func Item(id, name string) Text {
	if name == "" {
		return Same(id)
	}
	_, last, found := strings.Cut(id, ".")
	if !found {
		last = id
	}
	return Text{name, sentence(last)}
}

// Section names a section of the rubric: by what the rubric calls it, or by its id.
func Section(id, name string) Text {
	if name == "" {
		name = id
	}
	return Text{name, sentence(id)}
}

// sentence makes a phrase of an id: no_interruption becomes "No interruption".
func sentence(id string) string {
	s := strings.ReplaceAll(id, "_", " ")
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// code looks a code up; one without a name stands for itself, an empty one for
// what is unknown.
func code(c string, names map[string]Text) Text {
	if t, ok := names[c]; ok {
		return t
	}
	if c == "" {
		return Text{"未知", "unknown"}
	}
	return Same(c)
}
