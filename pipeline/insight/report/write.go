package report

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

//go:embed page
var files embed.FS

// Write writes the page. The bytes depend on the data alone.
func Write(w io.Writer, d *Data) error {
	style, err := files.ReadFile("page/style.css")
	if err != nil {
		return err
	}
	script, err := files.ReadFile("page/page.js")
	if err != nil {
		return err
	}
	pages, err := parse()
	if err != nil {
		return err
	}
	clean := transform.NewWriter(w, runes.Remove(runes.Predicate(deceives)))
	out := bufio.NewWriterSize(clean, 1<<16)
	head := struct {
		Policy string
		Data   *Data
	}{policy(style, script), d}
	err = errors.Join(
		pages.ExecuteTemplate(out, "head", head),
		embedAs(out, "style", style),
		embedAs(out, "script", script),
		pages.ExecuteTemplate(out, "body", d),
		out.Flush(),
		clean.Close())
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// deceives tells characters that make text look like another one: controls, and
// what turns the direction of writing.
func deceives(r rune) bool {
	return r != '\n' && unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r)
}

// policy allows the style and the script of the page by their hashes, and
// nothing else: no request, no other script, style, frame, form or base.
func policy(style, script []byte) string {
	return "default-src 'none'; style-src '" + hashOf(style) + "'; script-src '" + hashOf(script) + "'; img-src data:; " +
		"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// embedAs writes the program's own style or script, to the byte as it was hashed.
// The script is deferred to the end of loading by its type.
func embedAs(w io.Writer, element string, source []byte) error {
	open := element
	if element == "script" {
		open = `script type="module"`
	}
	_, err := fmt.Fprintf(w, "<%s>%s</%s>\n", open, source, element)
	return err
}

// pair is a text in both languages inside a template: [[中文|English]].
const pair = `\[\[([^|\]]+)\|([^\]]+)\]\]`

// parse reads the templates. Their pairs of texts become elements of which the
// style shows one.
func parse() (*template.Template, error) {
	entries, err := files.ReadDir("page")
	if err != nil {
		return nil, err
	}
	pairs := regexp.MustCompile(pair)
	t := template.New("page").Funcs(functions()).Option("missingkey=error")
	for _, e := range entries {
		if ext := e.Name()[len(e.Name())-5:]; ext != ".html" {
			continue
		}
		source, err := files.ReadFile("page/" + e.Name())
		if err != nil {
			return nil, err
		}
		text := pairs.ReplaceAllString(string(source), `<span class="zh" lang="zh-CN">$1</span><span class="en" lang="en">$2</span>`)
		if _, err := t.New(e.Name()).Parse(text); err != nil {
			return nil, err
		}
	}
	return t, nil
}
