package report_test

import (
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"zhijian/pipeline/insight/report/browsertest"
)

// TestLook takes pictures of all parts of the report that ZHIJIAN_REPORT names,
// for people who change its looks.
func TestLook(t *testing.T) {
	file := os.Getenv("ZHIJIAN_REPORT")
	if file == "" {
		t.Skip("ZHIJIAN_REPORT names no report")
	}
	b := browsertest.Start(t)
	for name, size := range map[string]browsertest.Size{"desktop": {Width: 1280, Height: 900}, "phone": {Width: 360, Height: 740}} {
		p := b.Open(t, file, size)
		for _, id := range browsertest.Eval[[]string](p, `[...document.querySelectorAll("main > section")].map(s => s.id)`) {
			browsertest.Eval[int](p, `location.hash = "#`+id+`"; 0`)
			p.Shoot(name + "-" + id)
		}
		browsertest.Eval[int](p, `document.querySelector("#language-en").click(); location.hash = "#people"; 0`)
		p.Shoot(name + "-english")
		p.Quiet()
	}
	p := b.Open(t, file, browsertest.Size{Width: 1280, Height: 900})
	browsertest.Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	browsertest.Eval[int](p, `location.hash = "#people"; 0`)
	p.Shoot("dark-people")
	p.Print("print")
}
