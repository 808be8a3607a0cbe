package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func write(t testing.TB, d *report.Data) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOutline holds the parts of a page against a golden file: its sections,
// headings, tables with their columns and rows, and figures.
func TestOutline(t *testing.T) {
	page := write(t, build(t, publish(t), "2026-11-19", "2026-11-22", period.Filter{}))
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	outline(&b, root)
	const golden = "testdata/outline.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the page is built otherwise than %s says; run the test with -update and compare:\n%s", golden, b.String())
	}
}

func outline(b *strings.Builder, n *html.Node) {
	switch n.Data {
	case "section", "nav", "footer", "header":
		fmt.Fprintf(b, "\n<%s> %s%s\n", n.Data, attr(n, "id"), attr(n, "class"))
	case "h1", "h2", "h3", "h4":
		fmt.Fprintf(b, "%s %s\n", n.Data, chinese(n))
	case "table":
		fmt.Fprintf(b, "  table %q, %d rows\n", chinese(find(n, "caption")[0]), len(find(n, "tr"))-1)
		for _, th := range find(find(n, "thead")[0], "th") {
			fmt.Fprintf(b, "    %s\n", chinese(th))
		}
	case "svg":
		if attr(n, "role") == "img" {
			fmt.Fprintf(b, "  figure %q: %s; %d bars, %d marks\n", chinese(find(n, "title")[0]), chinese(find(n, "desc")[0]), len(find(n, "rect")), len(find(n, "path")))
		}
	case "ol":
		fmt.Fprintf(b, "  clip of %d lines, %d highlights\n", len(find(n, "li")), len(find(n, "mark")))
	}
	for c := range n.ChildNodes() {
		outline(b, c)
	}
}

func find(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == name {
			out = append(out, c)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// chinese is the text of a node without its English and without drawings.
func chinese(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if attr(n, "class") == "en" || n.Data == "svg" {
		return ""
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(chinese(c))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestPolicy: nothing but the page's own style and script may run, and nothing
// is loaded.
func TestPolicy(t *testing.T) {
	page := write(t, build(t, publish(t), "2026-11-20", "2026-11-20", period.Filter{}))
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var policy string
	for _, m := range find(root, "meta") {
		if attr(m, "http-equiv") == "Content-Security-Policy" {
			policy = attr(m, "content")
		}
	}
	for _, want := range []string{"default-src 'none'", "script-src 'sha256-", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
	for _, bad := range []string{"unsafe", "*", "http", "data: 'unsafe"} {
		if strings.Contains(policy, bad) {
			t.Errorf("policy %q has %q", policy, bad)
		}
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "style" || a.Key == "src" || strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
		if n.Type == html.ElementNode && slices.Contains([]string{"link", "img", "iframe", "object", "embed", "form", "base", "image", "use"}, n.Data) {
			t.Errorf("there is a <%s>", n.Data)
		}
	}
}
