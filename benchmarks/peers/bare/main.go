// Command bare is the yardstick: the turns of a native file through gse's
// Segment, on one goroutine, and nothing else. It says how much processor time one
// pass over all turns took, decoding and dictionary load apart.
//
//	bare [-passes 3] FILE
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/go-ego/gse" //nolint:depguard // the yardstick is gse itself

	"zhijian/analyzers/transcript"
	"zhijian/benchmarks/clock"
	"zhijian/benchmarks/corpus"
	"zhijian/pipeline/ingest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func run() error {
	passes := flag.Int("passes", 3, "how often the turns are segmented")
	flag.Parse()
	turns, err := readTurns(flag.Arg(0))
	if err != nil {
		return err
	}
	seg := gse.Segmenter{NotLoadHMM: true, SkipLog: true}
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		return err
	}
	words := 0
	took, err := clock.Took(*passes, func() error {
		for _, t := range turns {
			words += len(seg.Segment(t))
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d turns, %d words\ntook %.6f\n", len(turns), words / *passes, took.Seconds())
	return nil
}

func readTurns(name string) ([][]byte, error) {
	lines, err := corpus.Lines(name, 0)
	if err != nil {
		return nil, err
	}
	var turns [][]byte
	decoder := ingest.NewNativeDecoder()
	for _, line := range lines {
		in, err := decoder.Decode(line, transcript.Source{})
		if err != nil {
			return nil, err
		}
		for i := range in.Turns {
			turns = append(turns, []byte(in.Turns[i].Text))
		}
	}
	return turns, nil
}
