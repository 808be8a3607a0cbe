package clock

import (
	"crypto/sha256"
	"errors"
	"testing"
	"time"
)

// hash keeps a processor busy until it has used that much time.
func hash(used time.Duration) error {
	start, err := Processor()
	text := make([]byte, 1<<16)
	for end, patience := start, time.Now().Add(time.Minute); err == nil && end-start < used; end, err = Processor() {
		if time.Now().After(patience) {
			return errors.New("a minute of work is not seen")
		}
		text[0] = sha256.Sum256(text)[0]
	}
	return err
}

func TestProcessorTimePassesWithWorkAlone(t *testing.T) {
	busy, err := Took(2, func() error { return hash(20 * time.Millisecond) })
	if err != nil {
		t.Fatal(err)
	}
	if busy < 20*time.Millisecond || busy > 10*time.Second {
		t.Errorf("20 ms of work took %v", busy)
	}
	idle := time.Hour
	for range 10 { // what else the process does may spoil some
		took, err := Took(1, func() error { time.Sleep(50 * time.Millisecond); return nil })
		if err != nil {
			t.Fatal(err)
		}
		if idle = min(idle, took); idle < 25*time.Millisecond {
			return
		}
	}
	t.Errorf("waiting 50 ms took %v", idle)
}

func TestRatio(t *testing.T) {
	work := func(used time.Duration) func() error { return func() error { return hash(used) } }
	few, err := Ratio(8, 20, work(5*time.Millisecond), work(20*time.Millisecond))
	if err != nil || few < 1 || few > 8 {
		t.Errorf("four times the work takes %.1f times as long, %v", few, err)
	}
	many, err := Ratio(8, 3, work(2*time.Millisecond), work(80*time.Millisecond))
	if err != nil || many < 8 {
		t.Errorf("forty times the work takes %.1f times as long, %v", many, err)
	}
	if _, err := Ratio(1, 1, work(0), func() error { return errors.New("broken") }); err == nil {
		t.Error("a fault is lost")
	}
}
