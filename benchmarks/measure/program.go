package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// program is what is measured, and its runs so far.
type program struct {
	name, command string
	runs          []sample
}

// sample is one run.
type sample struct {
	Wall, CPU, RSS, Took float64
}

// once runs the program once more. What it prints is shown only when it fails;
// the exit code 3 of a job that has set records aside is no failure.
func (p *program) once() error {
	var out bytes.Buffer
	cmd := exec.Command("sh", "-c", p.command)
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 3) {
		return fmt.Errorf("%w\n%s", err, out.Bytes())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not say what a process used")
	}
	s := sample{
		Wall: wall.Seconds(),
		CPU:  (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(),
		RSS:  float64(usage.Maxrss) / 1024,
	}
	if s.Took, err = took(out.String()); err != nil {
		return err
	}
	p.runs = append(p.runs, s)
	fmt.Fprintf(os.Stderr, "%-16s %8.2f s\n", p.name, s.Wall)
	return nil
}

// took is what the last line of an output says; 0 when it says nothing.
func took(output string) (float64, error) {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	text, ok := strings.CutPrefix(lines[len(lines)-1], "took ")
	if !ok {
		return 0, nil
	}
	return strconv.ParseFloat(text, 64)
}

func printPrograms(w *strings.Builder, programs []program) {
	fmt.Fprintf(w, "| run | rounds | wall, s | range | CPU, s | own time, s | peak RSS, MiB |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for i := range programs {
		p := &programs[i]
		wall := p.all(func(s sample) float64 { return s.Wall })
		own := "-"
		if t := median(p.all(func(s sample) float64 { return s.Took })); t > 0 {
			own = fmt.Sprintf("%.3f", t)
		}
		fmt.Fprintf(w, "| %s | %d | %.2f | %.2f..%.2f | %.2f | %s | %.0f |\n", p.name, len(p.runs), median(wall), slices.Min(wall), slices.Max(wall),
			median(p.all(func(s sample) float64 { return s.CPU })), own, slices.Max(p.all(func(s sample) float64 { return s.RSS })))
	}
}

func (p *program) all(value func(sample) float64) []float64 {
	out := make([]float64, len(p.runs))
	for i, s := range p.runs {
		out[i] = value(s)
	}
	return out
}

// median is the middle value, or the mean of the two.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	n := len(v)
	if n%2 == 1 {
		return v[n/2]
	}
	return (v[n/2-1] + v[n/2]) / 2
}
