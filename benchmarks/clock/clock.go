// Package clock tells how much processor time this process has used, on all
// processors together. Pinned to one, a program that waits for nothing uses as
// much of it as it would take time on a machine that does nothing else.
package clock

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

// Processor is the time that the process has used so far, the system's included.
func Processor() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("processor time: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// Took runs do some times over and returns what one time took.
func Took(times int, do func() error) (time.Duration, error) {
	start, err := Processor()
	if err != nil {
		return 0, err
	}
	for range times {
		if err := do(); err != nil {
			return 0, err
		}
	}
	end, err := Processor()
	return (end - start) / time.Duration(times), err
}

// Ratio is how many times as much processor time long takes as short: the least
// that one of them took to the least that the other took, in up to some trials of
// both. From the third on it stops when the ratio is at most enough. Nothing is collected
// while they run, so that the work of the collector, which may have processors of
// its own, is not counted.
func Ratio(enough float64, trials int, short, long func() error) (ratio float64, err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	least := [2]time.Duration{math.MaxInt64, math.MaxInt64}
	for trial := range trials {
		for i, do := range [...]func() error{short, long} {
			runtime.GC()
			took, err := Took(1, do)
			if err != nil {
				return 0, err
			}
			least[i] = min(least[i], max(took, 1)) // the clock may stand still
		}
		if ratio = float64(least[1]) / float64(least[0]); trial >= 2 && ratio <= enough {
			break
		}
	}
	return ratio, nil
}
