package report_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zhijian/pipeline/insight/report"
	"zhijian/pipeline/insight/report/browsertest"
)

// fill puts the next text into every field of v, and two elements into every list.
func fill(v reflect.Value, next func() string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(next())
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(40)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Type().Field(i).Name != "StartedAt" {
				fill(v.Field(i), next)
			}
		}
	}
}

// hostile is a page with payloads in every field, beginning with the n-th.
func hostile(n int) *report.Data {
	all := browsertest.Payloads()
	d := &report.Data{}
	fill(reflect.ValueOf(d).Elem(), func() string {
		n++
		return all[(n-1)%len(all)]
	})
	// What the program itself makes: spans that fit, and kinds that are known.
	d.Timing.Measures[0].Unit, d.Timing.Measures[1].Unit = report.InMilliseconds, report.AsShare
	for i := range d.Coaching.Agents {
		for j := range d.Coaching.Agents[i].Cases {
			for k := range d.Coaching.Agents[i].Cases[j].Clip.Turns {
				turn := &d.Coaching.Agents[i].Cases[j].Clip.Turns[k]
				turn.Spans = turn.Spans[:1]
				turn.Spans[0].Begin, turn.Spans[0].End, turn.Spans[0].Mark = 1, len(turn.Text)-1, "violation"
			}
		}
	}
	return d
}

// TestHostileStatic: every payload in every field adds no element and no
// attribute to the page. The first page, of plain words, says what belongs there.
func TestHostileStatic(t *testing.T) {
	plain := &report.Data{}
	fill(reflect.ValueOf(plain).Elem(), func() string { return "word" })
	allowed := shapes(t, write(t, plain))
	for n, payload := range browsertest.Payloads() {
		d := hostile(n)
		page := write(t, d)
		for shape := range shapes(t, page) {
			if !allowed[shape] {
				t.Errorf("payload %d, %q: there is %s", n, payload, shape)
			}
		}
	}
}

// shapes are the elements with the names of their attributes.
func shapes(t *testing.T, page []byte) map[string]bool {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		out[n.Data] = true
		for _, a := range n.Attr {
			out[n.Data+" "+a.Key] = true
			if a.Key == "href" || a.Key == "src" {
				out[n.Data+" "+a.Key+"="+a.Val] = true
			}
		}
	}
	return out
}

// TestHostileBrowser opens pages with the payloads in a browser, walks through
// them, and sees that nothing happens.
func TestHostileBrowser(t *testing.T) {
	b := browsertest.Start(t)
	dir := t.TempDir()
	const step = 7 // fields of a page are some hundreds: each payload comes to many of them
	for n := 0; n < len(browsertest.Payloads()); n += step {
		file := filepath.Join(dir, fmt.Sprintf("%d.html", n))
		if err := os.WriteFile(file, write(t, hostile(n)), 0o644); err != nil {
			t.Fatal(err)
		}
		p := b.Open(t, file, browsertest.Size{Width: 1280, Height: 900})
		p.WalkThrough()
		p.Harmless()
	}
}

// TestHostileWithoutPolicy: a browser without the policy is what finds a hole that the
// policy hides.
func TestHostileWithoutPolicy(t *testing.T) {
	b := browsertest.Start(t)
	page := string(write(t, hostile(3)))
	before, after, ok := strings.Cut(page, `<meta http-equiv="Content-Security-Policy"`)
	_, rest, ok2 := strings.Cut(after, ">")
	if !ok || !ok2 {
		t.Fatal("there is no policy to take away")
	}
	file := filepath.Join(t.TempDir(), "open.html")
	if err := os.WriteFile(file, []byte(before+rest), 0o644); err != nil {
		t.Fatal(err)
	}
	p := b.Open(t, file, browsertest.Size{Width: 1280, Height: 900})
	p.WalkThrough()
	p.Harmless()
}

// TestHostileBites: payloads that are not escaped are found out, with the policy
// and without it.
func TestHostileBites(t *testing.T) {
	b := browsertest.Start(t)
	page := string(write(t, hostile(0)))
	raw := strings.Join(browsertest.Payloads()[:12], "\n")
	holed := strings.Replace(page, `<main id="main"`, raw+`<main id="main"`, 1)
	open := strings.Replace(holed, "Content-Security-Policy", "X-None", 1)
	for name, text := range map[string]string{"policy": holed, "open": open} {
		file := filepath.Join(t.TempDir(), name+".html")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		p := b.Open(t, file, browsertest.Size{Width: 800, Height: 600})
		if bitten := p.Bitten(); bitten != (name == "open") {
			t.Errorf("%s: a payload ran: %t", name, bitten)
		}
		p.AwaitProblem()
	}
}
