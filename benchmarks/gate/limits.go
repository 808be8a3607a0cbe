package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// kind is a kind of number, a column of the file.
type kind int

const (
	allocs kind = iota
	allocated
	instructions
	kinds
)

// tolerance is by how much a number may grow. Below slack it is not looked at:
// there a single allocation of the runtime's own would count.
func (k kind) tolerance() (share, slack float64) {
	return [...]float64{0.03, 0.15, 0.05}[k], [...]float64{0.5, 256, 500}[k]
}

func (k kind) String() string {
	return [...]string{"allocations", "bytes allocated", "instructions"}[k]
}

// cost is what a stage costs one conversation. A number that is 0 was not measured.
type cost struct {
	stage   string
	numbers [kinds]float64
}

const header = "# What each stage costs a conversation; gate -update writes this file.\n"

func write(name string, costs []cost) error {
	var b strings.Builder
	b.WriteString(header)
	fmt.Fprintf(&b, "# With %s on %s.\n# stage\tallocations\tbytes\tinstructions\n", runtime.Version(), runtime.GOARCH)
	for _, c := range costs {
		fmt.Fprintf(&b, "%s\t%.2f\t%.0f\t%.0f\n", c.stage, c.numbers[allocs], c.numbers[allocated], c.numbers[instructions])
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}

// read reads the limits by stage.
func read(name string) (map[string]cost, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string]cost{}
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		var c cost
		if _, err := fmt.Sscanf(sc.Text(), "%s\t%g\t%g\t%g", &c.stage, &c.numbers[allocs], &c.numbers[allocated], &c.numbers[instructions]); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out[c.stage] = c
	}
	return out, sc.Err()
}

// hold compares with the limits and prints both.
func hold(w *strings.Builder, limits map[string]cost, costs []cost) error {
	grown := 0
	fmt.Fprintf(w, "%-10s %16s %22s %26s\n", "stage", "allocations", "bytes allocated", "instructions")
	for _, c := range costs {
		limit, ok := limits[c.stage]
		if !ok {
			return fmt.Errorf("stage %s has no limits; -update writes them", c.stage)
		}
		fmt.Fprintf(w, "%-10s", c.stage)
		for k := range kinds {
			got, most := c.numbers[k], limit.numbers[k]
			share, slack := k.tolerance()
			mark := " "
			if got > most+max(share*most, slack) {
				mark = "!"
				grown++
			}
			fmt.Fprintf(w, " %11.*f (%.*f)%s", decimals(k), got, decimals(k), most, mark)
		}
		fmt.Fprintln(w)
	}
	if grown > 0 {
		return fmt.Errorf("%d numbers have grown beyond their limits (marked !); if that is meant, run go run ./benchmarks/gate -update", grown)
	}
	return nil
}

func decimals(k kind) int {
	if k == allocs {
		return 2
	}
	return 0
}
