package browsertest

import "strings"

// canary is what payloads set, show or ask for when they run.
const canary = "zhijianPwned"

// Payloads are fifty texts that do harm where a text is taken for HTML, script,
// style, an address, a template or a formula. One that runs sets a global, opens
// a dialog or asks for something from the network.
func Payloads() []string {
	run := "window." + canary + "=1"
	out := []string{
		`<script>X</script>`,
		`</script><script>X</script>`,
		`</title><script>X</script>`,
		`</style><script>X</script>`,
		`</textarea><script>X</script>`,
		`--><script>X</script>`,
		`]]><script>X</script>`,
		`<img src=x onerror=X>`,
		`"><img src=x onerror=X>`,
		`'><img src=x onerror=X>`,
		"`><img src=x onerror=X>",
		`<svg onload=X>`,
		`</svg><svg onload=X>`,
		`</desc></svg><script>X</script>`,
		`<svg><animate onbegin=X attributeName=x dur=1s>`,
		`<svg><script>X</script></svg>`,
		`<svg><foreignObject><iframe srcdoc="<script>parent.X</script>"></iframe></foreignObject></svg>`,
		`<math><mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=X&gt;">`,
		`<details open ontoggle=X>`,
		`<body onload=X>`,
		`<input autofocus onfocus=X>`,
		`" autofocus onfocus="X`,
		`' onmouseover='X`,
		`" onclick="X" x="`,
		`x onerror=X`,
		`<a href="javascript:X">x</a>`,
		`javascript:X`,
		"java\tscript:X",
		`data:text/html,<script>X</script>`,
		`<iframe src="javascript:parent.X"></iframe>`,
		`<object data="data:text/html,<script>X</script>"></object>`,
		`<embed src="https://canary.invalid/x.swf">`,
		`<link rel=stylesheet href="https://canary.invalid/x.css">`,
		`<img src="https://canary.invalid/x.png">`,
		`<meta http-equiv=refresh content="0;url=https://canary.invalid/">`,
		`<base href="https://canary.invalid/">`,
		`<form action="https://canary.invalid/"><button autofocus>x</button></form>`,
		`<style>@import "https://canary.invalid/x.css";*{display:none}</style>`,
		`<style>*{background:url(https://canary.invalid/x.png)}</style>`,
		`x{}</style><img src=x onerror=X>`,
		`{{.}}{{template "body" .}}`,
		`${X}`,
		`[[中文|<script>X</script>]]`,
		`&lt;script&gt;X&lt;/script&gt;`,
		`&#60;img src=x onerror=X&#62;`,
		"\u202e<script>X</script>\u2066",
		"<scr\x00ipt>X</scr\x00ipt>",
		"\xff\xfe<script>X</script>",
		`=HYPERLINK("https://canary.invalid/","x")`,
		"@SUM(1+1)*cmd|' /C calc'!A0\r\n<script>X</script>",
	}
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "X", run)
	}
	return out
}

// WalkThrough visits every page of the report in both languages, opens all that
// is folded, sorts and filters every table.
func (p *Page) WalkThrough() {
	p.tb.Helper()
	for _, lang := range []string{"en", "zh"} {
		Eval[int](p, `document.getElementById("language-`+lang+`").click(); 0`)
		for _, id := range Eval[[]string](p, `[...document.querySelectorAll("nav a")].map((a) => a.hash.slice(1))`) {
			Eval[int](p, `document.querySelector("nav a[href='#`+id+`']").click(); 0`)
			if shown := Await(p, `location.hash === "#`+id+`" && !document.getElementById("`+id+`").hidden`, true); !shown {
				p.tb.Errorf("page %s is not shown", id)
			}
		}
	}
	Eval[int](p, `for (const d of document.querySelectorAll("details")) d.open = true;
		for (const b of document.querySelectorAll("thead button")) b.click();
		for (const i of document.querySelectorAll("input[type=search]")) {
			i.value = "<img src=x onerror=alert(1)>"; i.dispatchEvent(new Event("input")); i.value = ""; i.dispatchEvent(new Event("input"));
		}
		for (const e of document.querySelectorAll("main *")) { e.dispatchEvent(new MouseEvent("mouseover")); }
		0`)
}

// Bitten reports whether a payload ran.
func (p *Page) Bitten() bool { return Eval[bool](p, `"`+canary+`" in window`) }

// Harmless fails the test when a payload ran, or the page did anything else that
// it must not do.
func (p *Page) Harmless() {
	p.tb.Helper()
	if p.Bitten() {
		p.tb.Error("a payload ran")
	}
	p.Quiet()
}
