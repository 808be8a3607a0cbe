// Package browsertest opens pages of the report in a real browser without a
// screen, for tests, and notes everything that a page must not do.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a test waits for what a browser does in its own time. It is
// far more than a busy machine needs: only a fault takes that long.
const patience = time.Minute

// lifetime is how long a browser may run, for the same reason.
const lifetime = 20 * time.Minute

// Size of a window in pixels.
type Size struct{ Width, Height int64 }

// Browser is a running browser. It ends with its test.
type Browser struct {
	ctx context.Context
}

// Start starts a Chromium. Without one, or with -short, the test is skipped.
func Start(tb testing.TB) *Browser {
	tb.Helper()
	if testing.Short() {
		tb.Skip("a browser takes its time")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		tb.Skip("no Chromium found: the page was not opened in a browser")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // tests may run as root
		chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("force-color-profile", "srgb"))
	ctx, cancel := context.WithTimeout(context.Background(), lifetime)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatalf("starting %s: %v", path, err)
	}
	return &Browser{ctx}
}

// Page is an open page.
type Page struct {
	tb  testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// Open opens a file, and from then on notes what it does.
func (b *Browser) Open(tb testing.TB, file string, size Size, before ...chromedp.Action[chromedp.Void]) *Page {
	tb.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	tb.Cleanup(cancel)
	path, err := filepath.Abs(file)
	if err != nil {
		tb.Fatal(err)
	}
	p := &Page{tb: tb, ctx: ctx}
	address := "file://" + path
	if err := chromedp.Listen(ctx, func(event any) { p.listen(address, event) }); err != nil {
		tb.Fatal(err)
	}
	Call(p, network.Enable, network.EnableParams{})
	Call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: size.Width, Height: size.Height, DeviceScaleFactor: 1, Mobile: size.Width < 600,
	})
	p.Do(append(before, chromedp.Navigate(address))...)
	return p
}

// listen notes dialogs, errors, requests and navigations.
func (p *Page) listen(address string, event any) {
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		p.note("dialog: %s", e.Message)
		go func() {
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}()
	case *network.EventRequestWillBeSent:
		if base, _, _ := strings.Cut(e.Request.URL, "#"); base != address {
			p.note("request: %s", e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		p.note("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		p.note("console: %s", e.Type)
	case *cdplog.EventEntryAdded:
		p.note("log: %s: %s", e.Entry.Source, e.Entry.Text)
	case *page.EventFrameAttached:
		p.note("frame attached")
	case *page.EventWindowOpen:
		p.note("window: %s", e.URL)
	}
}

func (p *Page) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// Do acts on the page.
func (p *Page) Do(actions ...chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.tb.Fatal(err)
	}
}

// Call runs a command of the browser's protocol.
func Call[P, R any](p *Page, command cdp.Command[P, R], params P) R {
	p.tb.Helper()
	r, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.tb.Fatal(err)
	}
	return r
}

// Eval gives the value of an expression in the page.
func Eval[T any](p *Page, expression string) T {
	p.tb.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.tb.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Await gives the value of an expression once it is the wanted one, or the last
// value before patience ran out. What a key or a new address sets off comes about
// after the command has returned: events run in a turn of their own.
func Await[T comparable](p *Page, expression string, want T) T {
	p.tb.Helper()
	var got T
	var err error
	await(func() bool {
		got, err = chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
		return err == nil && got == want
	})
	if err != nil {
		p.tb.Fatalf("%s: %v", expression, err)
	}
	return got
}

// await asks again and again until it is done, and reports whether it was before
// patience ran out.
func await(done func() bool) bool {
	late := time.After(patience)
	for !done() {
		select {
		case <-late:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
	return true
}

// Press presses keys, as chromedp.KeyEvent names them.
func (p *Page) Press(keys string) {
	p.tb.Helper()
	p.Do(chromedp.KeyEvent(keys))
}

// Problems are the things that the page did and must not do.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.problems)
}

// AwaitProblem fails the test when patience runs out before the page does anything
// that it must not do.
func (p *Page) AwaitProblem() {
	p.tb.Helper()
	if !await(func() bool { return len(p.Problems()) > 0 }) {
		p.tb.Fatal("the page did nothing that it must not do")
	}
}

// NoScript keeps the scripts of pages that are opened then from running.
func NoScript() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// Prefer sets what the user prefers, such as prefers-color-scheme.
func (p *Page) Prefer(feature, value string) {
	p.tb.Helper()
	Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: feature, Value: value}},
	})
}

// Quiet fails the test for everything that the page did and must not do.
func (p *Page) Quiet() {
	p.tb.Helper()
	for _, problem := range p.Problems() {
		p.tb.Errorf("the page: %s", problem)
	}
}

// Shoot takes a picture of the page, down to a bound, into the folder that the environment
// variable ZHIJIAN_SCREENSHOTS names; without it, into a temporary folder.
func (p *Page) Shoot(name string) {
	p.tb.Helper()
	const tallest = 6000
	height := min(tallest, Eval[float64](p, `document.documentElement.scrollHeight`))
	yes := true
	Keep(p.tb, name+".png", Call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &yes, FromSurface: &yes,
		Clip: &page.Viewport{Width: Eval[float64](p, `innerWidth`), Height: height, Scale: 1},
	}).Data)
}

// Print prints the page to PDF, on the paper that its style asks for.
func (p *Page) Print(name string) []byte {
	p.tb.Helper()
	yes := true
	pdf := Call(p, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: &yes, PreferCSSPageSize: &yes}).Data
	Keep(p.tb, name+".pdf", pdf)
	return pdf
}

// Keep writes a file where pictures go.
func Keep(tb testing.TB, name string, content []byte) {
	tb.Helper()
	folder := os.Getenv("ZHIJIAN_SCREENSHOTS")
	if folder == "" {
		folder = tb.TempDir()
	}
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil { //nolint:gosec // whoever runs the tests names the folder
		tb.Fatal(err)
	}
}
