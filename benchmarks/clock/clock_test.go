package clock

import (
	"crypto/sha256"
	"testing"
	"time"
)

func TestProcessorTimePassesWithWorkAlone(t *testing.T) {
	idle, err := Took(1, func() error { time.Sleep(50 * time.Millisecond); return nil })
	if err != nil {
		t.Fatal(err)
	}
	text := make([]byte, 1<<20)
	busy, err := Took(2, func() error {
		for range 50 {
			text[0] = sha256.Sum256(text)[0]
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if idle > 25*time.Millisecond || busy < 10*time.Millisecond {
		t.Errorf("waiting 50 ms took %v, hashing 50 MiB %v", idle, busy)
	}
}
