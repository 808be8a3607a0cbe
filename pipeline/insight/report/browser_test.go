package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/report/browsertest"
)

var (
	desktop = browsertest.Size{Width: 1280, Height: 900}
	phone   = browsertest.Size{Width: 360, Height: 740}
)

// fixturePage is a file with the page of the fixture.
func fixturePage(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, write(t, build(t, publish(t), "2026-11-19", "2026-11-22", period.Filter{})), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// visible are the sections that are shown.
const visible = `[...document.querySelectorAll("main > section")].filter((s) => s.offsetParent !== null).map((s) => s.id).join(" ")`

func TestBrowser(t *testing.T) {
	file := fixturePage(t)
	b := browsertest.Start(t)
	t.Run("pages", func(t *testing.T) {
		p := b.Open(t, file, desktop)
		if got := browsertest.Eval[string](p, visible); got != "overview" {
			t.Errorf("at first %q is shown", got)
		}
		p.WalkThrough()
		p.Do(chromedp.Navigate("file://" + file + "#people-agents"))
		if got := browsertest.Await(p, visible, "people"); got != "people" {
			t.Errorf("an address inside a page shows %q", got)
		}
		p.Harmless()
	})
	t.Run("keyboard", func(t *testing.T) { keyboard(t, b, file) })
	t.Run("tables", func(t *testing.T) { tables(t, b, file) })
	t.Run("looks", func(t *testing.T) { looks(t, b, file) })
	t.Run("accessible", func(t *testing.T) { accessible(t, b, file) })
	t.Run("print", func(t *testing.T) {
		p := b.Open(t, file, desktop)
		pdf := p.Print("fixture")
		if !bytes.HasPrefix(pdf, []byte("%PDF")) || bytes.Count(pdf, []byte("/Type /Page\n")) < 10 {
			t.Errorf("%d bytes, %d pages: each part begins a page", len(pdf), bytes.Count(pdf, []byte("/Type /Page\n")))
		}
	})
	t.Run("no script", func(t *testing.T) { withoutScript(t, b, file) })
}

// keyboard goes through the page without a mouse.
func keyboard(t *testing.T, b *browsertest.Browser, file string) {
	p := b.Open(t, file, desktop)
	expect := func(what, expression, want string) {
		t.Helper()
		if got := browsertest.Await(p, expression, want); got != want {
			t.Fatalf("%s: %q, want %q", what, got, want)
		}
	}
	const focused = `document.activeElement.hash || document.activeElement.id || document.activeElement.tagName`
	p.Press(kb.Tab)
	expect("the first stop, the link to the content", focused, "#main")
	p.Press(kb.Tab)
	expect("the second stop, the language", focused, "language-zh")
	p.Press(kb.ArrowRight)
	expect("the language after the arrow key", `document.documentElement.lang + " " + document.title.slice(0, 14) + " " + document.querySelector("nav").getAttribute("aria-label")`, "en Quality report Sections")
	for _, stop := range []string{"#overview", "#politeness", "#forbidden"} {
		p.Press(kb.Tab)
		expect("the next stop, the link to a page", focused, stop)
	}
	expect("the outline of the focus", `getComputedStyle(document.activeElement).outlineWidth`, "3px")
	p.Press(kb.Enter)
	expect("where Enter leads", visible+` + " " + document.activeElement.id + " " + document.querySelector("[aria-current]").hash`, "forbidden forbidden-heading #forbidden")
	p.Press(kb.Tab)
	expect("the stop after the heading", `document.activeElement.closest("th").tagName`, "TH")
	p.Press(kb.Enter)
	expect("what Enter on the head of a column sorts", `document.activeElement.closest("th").getAttribute("aria-sort")`, "descending")
	browsertest.Eval[int](p, `document.querySelector("#forbidden details.case summary").focus(); 0`)
	p.Press(" ")
	expect("the transcript after the space bar", `document.querySelector("#forbidden details.case").open ? "open" : "closed"`, "open")
	p.Quiet()
}

// tables sorts and filters.
func tables(t *testing.T, b *browsertest.Browser, file string) {
	p := b.Open(t, file, desktop)
	const agents = `document.querySelector("#people-agents ~ table")`
	first := func() string {
		return browsertest.Eval[string](p, agents+`.tBodies[0].rows[0].cells[0].textContent.trim()`)
	}
	if got := first(); got != "钱 101" {
		t.Errorf("the first agent is %q", got)
	}
	sortBy := func(n string) { browsertest.Eval[int](p, agents+`.tHead.querySelectorAll("button")[`+n+`].click(); 0`) }
	sortBy("3") // mean score
	high := first()
	sortBy("3")
	if low := first(); low == high {
		t.Errorf("both ways of sorting begin with %q", low)
	}
	p.Quiet()
}

// looks takes pictures of all pages, and sees that none is wider than its screen.
func looks(t *testing.T, b *browsertest.Browser, file string) {
	for name, size := range map[string]browsertest.Size{"desktop": desktop, "phone": phone} {
		p := b.Open(t, file, size)
		for _, lang := range []string{"zh", "en"} {
			browsertest.Eval[int](p, `document.getElementById("language-`+lang+`").click(); 0`)
			for _, id := range browsertest.Eval[[]string](p, `[...document.querySelectorAll("main > section")].map((s) => s.id)`) {
				browsertest.Eval[int](p, `document.querySelector("nav a[href='#`+id+`']").click(); for (const d of document.querySelectorAll("#`+id+` details")) d.open = true; 0`)
				if shown := browsertest.Await(p, visible, id); shown != id {
					t.Errorf("%s, %s: %q is shown, want %q", name, lang, shown, id)
				}
				if w := browsertest.Eval[int64](p, `document.documentElement.scrollWidth`); w > size.Width {
					t.Errorf("%s, %s, %s: the page is %d pixels wide", name, lang, id, w)
				}
				p.Shoot("fixture-" + name + "-" + lang + "-" + id)
			}
		}
		p.Quiet()
	}
}

// accessible holds the page against rules that a screen reader lives by.
func accessible(t *testing.T, b *browsertest.Browser, file string) {
	p := b.Open(t, file, desktop)
	p.WalkThrough()
	for rule, faults := range map[string]string{
		"headings are not skipped":    `[...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].filter((h, i, all) => i > 0 && +h.tagName[1] > +all[i-1].tagName[1] + 1).map((h) => h.textContent)`,
		"one first heading":           `document.querySelectorAll("h1").length === 1 ? [] : ["h1"]`,
		"head cells have a scope":     `[...document.querySelectorAll("th:not([scope])")].map((e) => e.outerHTML)`,
		"tables have a caption":       `[...document.querySelectorAll("table")].filter((e) => !e.caption || !e.caption.textContent.trim()).map((e) => e.outerHTML.slice(0, 90))`,
		"images have a name":          `[...document.querySelectorAll("svg:not([aria-hidden]):not(.at)")].filter((e) => e.getAttribute("role") !== "img" || !e.getAttribute("aria-labelledby").split(" ").every((i) => document.getElementById(i).textContent.trim())).map((e) => e.outerHTML.slice(0, 90))`,
		"fields have a label":         `[...document.querySelectorAll("input")].filter((e) => !e.labels.length || !e.labels[0].textContent.trim()).map((e) => e.outerHTML)`,
		"buttons and links have text": `[...document.querySelectorAll("a,button,summary")].filter((e) => !e.textContent.trim()).map((e) => e.outerHTML.slice(0, 90))`,
		"ids are unique":              `[...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)`,
		"links lead somewhere":        `[...document.querySelectorAll("a")].filter((e) => !document.getElementById(e.hash.slice(1))).map((e) => e.outerHTML)`,
	} {
		if found := browsertest.Eval[[]string](p, faults); len(found) > 0 {
			t.Errorf("%s: %q", rule, found[:min(3, len(found))])
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		p.Prefer("prefers-color-scheme", scheme)
		if found := browsertest.Eval[[]string](p, contrast); len(found) > 0 {
			t.Errorf("%s: contrast below 4.5: %q", scheme, found[:min(5, len(found))])
		}
	}
	p.Quiet()
}

// contrast lists texts that stand out too little against what is behind them.
const contrast = `(() => {
	const rgb = (s) => s.match(/[\d.]+/g).map(Number);
	const light = (c) => c.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
	const faults = new Set();
	for (const s of document.querySelectorAll("main > section")) s.hidden = false;
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; (n = walk.nextNode());) {
		const e = n.parentElement;
		if (!n.data.trim() || !e.getClientRects().length) continue;
		const style = getComputedStyle(e), svg = e instanceof SVGElement;
		const a = light(rgb(svg ? style.fill : style.color)), b = light(behind(e));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) faults.add(ratio.toFixed(2) + " " + e.tagName + "." + (e.getAttribute("class") || "") + " " + n.data.trim().slice(0, 20));
	}
	return [...faults];
})()`

// withoutScript sees that everything can be read where scripts do not run.
func withoutScript(t *testing.T, b *browsertest.Browser, file string) {
	p := b.Open(t, file, desktop, browsertest.NoScript())
	if got := strings.Fields(browsertest.Eval[string](p, visible)); len(got) != 10 {
		t.Errorf("%d of 10 pages are shown: %v", len(got), got)
	}
	if browsertest.Eval[bool](p, `document.documentElement.classList.contains("js")`) {
		t.Error("the script ran")
	}
	p.Quiet()
}
