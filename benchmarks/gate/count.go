package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// patience is how long counting may take; it takes a minute.
const patience = 10 * time.Minute

// countInstructions has each stage run below callgrind. The child says the name
// of the stage that it is ready for, and again when it is through; counting is
// on in between alone, so that loading runs at a bearable speed.
//
// What it returns are faults of valgrind or of what it needs, such as the right to
// look into a process; the costs are then as they were.
func countInstructions(costs []cost) (err error) {
	if _, err := exec.LookPath("valgrind"); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gate")
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, os.RemoveAll(dir)) }()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "callgrind")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file="+out, self, "-counted", dir)
	// One processor and no collector, so that counts repeat; callgrind does not bear
	// the signals of preemption.
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=off", "GODEBUG=asyncpreemptoff=1")
	var errs strings.Builder
	cmd.Stderr = &errs
	child, err := startChild(ctx, cmd)
	if err != nil {
		return err
	}
	counts, err := child.countAll(out, costs)
	if err != nil {
		cancel() // it may wait for more
		return errors.Join(err, cmd.Wait(), errors.New(errs.String()))
	}
	if err := cmd.Wait(); err != nil {
		return err
	}
	for i := range costs {
		costs[i].numbers[instructions] = counts[i]
	}
	return nil
}

// child is a process that runs stage after stage.
type child struct {
	*exec.Cmd
	ctx context.Context
	in  io.Writer
	out *bufio.Scanner
}

func startChild(ctx context.Context, cmd *exec.Cmd) (*child, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &child{cmd, ctx, in, bufio.NewScanner(out)}, cmd.Start()
}

// countAll counts the instructions that each stage takes a conversation.
func (c *child) countAll(out string, costs []cost) (counts []float64, err error) {
	for i := range costs {
		if err := errors.Join(c.expect(costs[i].stage), c.control("-i", "on"), c.control("-z"), c.goOn()); err != nil {
			return nil, err
		}
		if err := errors.Join(c.expect(costs[i].stage), c.control("-d"), c.control("-i", "off"), c.goOn()); err != nil {
			return nil, err
		}
		n, err := total(fmt.Sprintf("%s.%d", out, i+1))
		if err != nil {
			return nil, err
		}
		counts = append(counts, n/interactions)
	}
	return counts, nil
}

// expect waits until the child says the word.
func (c *child) expect(word string) error {
	if !c.out.Scan() || c.out.Text() != word {
		return fmt.Errorf("expected %q from the counted program, got %q", word, c.out.Text())
	}
	return nil
}

func (c *child) goOn() error {
	_, err := io.WriteString(c.in, "\n")
	return err
}

func (c *child) control(args ...string) error {
	args = append(args, strconv.Itoa(c.Process.Pid))
	if out, err := exec.CommandContext(c.ctx, "callgrind_control", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("callgrind_control: %w: %s", err, out)
	}
	return nil
}

// total reads the sum of a dump.
func total(name string) (float64, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if n, ok := strings.CutPrefix(line, "totals: "); ok && n != "0\n" {
			return strconv.ParseFloat(strings.TrimSpace(n), 64)
		}
	}
	return 0, fmt.Errorf("%s: nothing was counted", name)
}

// beCounted runs each stage, once to fill what is kept between runs and once to
// be counted.
func beCounted(in io.Reader, out io.Writer, dir string) error {
	all, err := stages(dir)
	if err != nil {
		return err
	}
	told := bufio.NewReader(in)
	wait := func(name string) error {
		_, wrote := fmt.Fprintln(out, name)
		_, err := told.ReadString('\n')
		return errors.Join(wrote, err)
	}
	for i := range all {
		if _, err := all[i].Measure(true); err != nil {
			return err
		}
		if all[i].Prepare != nil {
			if err := all[i].Prepare(); err != nil {
				return err
			}
		}
		if err := errors.Join(wait(all[i].Name), all[i].Run(), wait(all[i].Name)); err != nil {
			return err
		}
	}
	return nil
}
