// Command measure runs programs by turns, several rounds of each, and compares
// them round by round, so that what else the machine does meets all of them
// alike.
//
//	measure -rounds 5 -run 'a=COMMAND' -run 'b=COMMAND' -show 'how much faster=b.wall/a.wall >= 2'
//
// A COMMAND is run by sh. Of each run are known: wall and cpu, in seconds; rss,
// the most memory that one process of it held, in MiB; and took, the seconds that
// it names itself in a last line "took SECONDS" of its output. The tables on
// standard output have the median of each; an expression is evaluated for each
// round, and its median is shown, and its range. A program that fails ends all.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run() error {
	rounds := flag.Int("rounds", 5, "how often each program runs")
	var programs []program
	var shown []comparison
	flag.Func("run", "`name=command`; may be given again", func(s string) error {
		name, command, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("want name=command")
		}
		programs = append(programs, program{name: name, command: command})
		return nil
	})
	flag.Func("show", "`title=expression`, with >= or <= and a number behind it when there is a target; may be given again", func(s string) error {
		c, err := parse(s)
		shown = append(shown, c)
		return err
	})
	flag.Parse()
	if flag.NArg() > 0 || len(programs) == 0 || *rounds < 1 {
		return errors.New("want at least one -run, and no arguments")
	}
	for round := range *rounds {
		for i := range programs {
			if err := programs[i].once(); err != nil {
				return fmt.Errorf("round %d: %s: %w", round+1, programs[i].name, err)
			}
		}
	}
	var out strings.Builder
	printPrograms(&out, programs)
	if err := printComparisons(&out, programs, shown); err != nil {
		return err
	}
	fmt.Print(out.String())
	return nil
}
