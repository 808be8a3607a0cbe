// Package clock tells how much processor time this process has used, on all
// processors together. Pinned to one, a program that waits for nothing uses as
// much of it as it would take time on a machine that does nothing else.
package clock

import (
	"fmt"
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
