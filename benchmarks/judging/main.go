// Command judging decodes and judges the conversations of a native file on one
// goroutine, writes nothing, and says how much processor time that took, loading
// apart. It is what peers/bare is held against.
//
//	judging [-passes 3] FILE
package main

import (
	"flag"
	"fmt"
	"os"

	"zhijian/benchmarks/clock"
	"zhijian/benchmarks/corpus"
	"zhijian/benchmarks/stage"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "judging:", err)
		os.Exit(1)
	}
}

func run() error {
	passes := flag.Int("passes", 3, "how often the conversations are judged")
	flag.Parse()
	lines, err := corpus.Lines(flag.Arg(0), 0)
	if err != nil {
		return err
	}
	p, err := stage.Load()
	if err != nil {
		return err
	}
	took, err := clock.Took(*passes, func() error { return p.Judging(lines) })
	if err != nil {
		return err
	}
	fmt.Printf("took %.6f\n", took.Seconds())
	return nil
}
