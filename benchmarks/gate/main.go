// Command gate measures what each stage of the job costs a conversation in
// numbers that do not hang on how busy a machine is - allocations, bytes
// allocated, instructions - and holds them to those in a file.
//
//	gate [-update] [-limits benchmarks/gate/limits.tsv]
//
// It fails when a number has grown by more than the tolerance of its kind; then
// either the change is mended or, with -update, the file is written anew and the
// growth stands in the change for all to see. Instructions are counted by
// valgrind's tool callgrind; where that does not work they are left out, and it says
// so.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"

	"zhijian/benchmarks/corpus"
	"zhijian/benchmarks/stage"
)

// interactions is how many conversations are measured: enough that all pools
// are filled, few enough for valgrind, which is fifty times slower.
const interactions = 64

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gate:", err)
		os.Exit(1)
	}
}

func run() error {
	limits := flag.String("limits", "benchmarks/gate/limits.tsv", "the `file` of limits")
	update := flag.Bool("update", false, "write the limits anew")
	counted := flag.String("counted", "", "run stage by stage, as told on standard input, with files in this `folder`; used by gate itself")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	if *counted != "" {
		return beCounted(os.Stdin, os.Stdout, *counted)
	}
	costs, err := allocations()
	if err != nil {
		return err
	}
	if err := countInstructions(costs); err != nil {
		if *update {
			return err
		}
		fmt.Println("instructions are not counted:", err)
	}
	if *update {
		return write(*limits, costs)
	}
	want, err := read(*limits)
	if err != nil {
		return fmt.Errorf("%w; -update writes it", err)
	}
	var out strings.Builder
	err = hold(&out, want, costs)
	fmt.Print(out.String())
	return err
}

// stages prepares the stages to be measured.
func stages(dir string) ([]stage.Stage, error) {
	var made bytes.Buffer
	if err := corpus.Typical(interactions).Write(&made); err != nil {
		return nil, err
	}
	lines, err := corpus.Cut(&made, 0)
	if err != nil {
		return nil, err
	}
	p, err := stage.Load()
	if err != nil {
		return nil, err
	}
	in, err := p.Prepare(lines)
	if err != nil {
		return nil, err
	}
	return p.Stages(in, dir), nil
}

// allocations runs each stage twice, once to fill what is kept between runs.
func allocations() (costs []cost, err error) {
	dir, err := os.MkdirTemp("", "gate")
	if err != nil {
		return nil, err
	}
	defer func() { err = cmp.Or(err, os.RemoveAll(dir)) }()
	all, err := stages(dir)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if _, err := all[i].Measure(false); err != nil {
			return nil, err
		}
		c, err := all[i].Measure(false)
		if err != nil {
			return nil, err
		}
		costs = append(costs, cost{stage: all[i].Name, numbers: [kinds]float64{
			allocs: float64(c.Allocs) / interactions, allocated: float64(c.Bytes) / interactions}})
	}
	return costs, nil
}
