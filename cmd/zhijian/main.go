// Command zhijian scores a day's customer-service interactions against a rubric
// of service standards and writes the results as Parquet tables. This package
// parses flags, calls the packages that do the work, and prints; nothing else in
// the project prints or exits.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // --tz works on machines without a time zone database

	"golang.org/x/term"
)

// How the collector trades memory for time; GOGC and GOMEMLIMIT in the environment
// set other values. What a command keeps should be a fraction of its limit: near the
// limit the heap is collected as often as it takes. Of a scoring job that is dictionaries
// for the most part, reports keep more.
const (
	collectAt    = 400       // percent that the heap grows by
	memoryLimit  = 440 << 20 // bytes; the program's own code comes on top
	scoringLimit = 300 << 20 // the same of a job that scores
)

// setCollector sets up the collector for this process.
func setCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	limitMemory(memoryLimit)
}

func limitMemory(bytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(bytes)
	}
}

func main() {
	setCollector()
	e := &env{
		stdin:     os.Stdin,
		stdout:    os.Stdout,
		stderr:    os.Stderr,
		terminal:  term.IsTerminal(int(os.Stderr.Fd())),
		now:       time.Now,
		newScorer: newScorer,
	}
	os.Exit(e.main(os.Args[1:]))
}

// env is what the commands need of the world around them.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	terminal       bool // stderr is one: a progress bar is welcome
	now            func() time.Time
	newScorer      scorerFunc
}

// main runs the command line args and returns the exit code. The first SIGINT or
// SIGTERM stops the job in good order, the second one at once.
func (e *env) main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	root := newRootCommand(e)
	root.SetArgs(args)
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = errInterrupted
	}
	if message := explain(err); message != "" {
		_, _ = fmt.Fprintln(e.stderr, message) // there is nobody else to tell
	}
	return exitCode(err)
}
