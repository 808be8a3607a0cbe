package judge

import (
	"errors"
	"testing"
)

// What a text costs is bounded, however it was made.
func TestWorkIsBounded(t *testing.T) {
	c := &court{judge: &Judge{limit: maxSteps}}
	if err := c.work(maxSteps); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if err := c.work(1); !errors.Is(err, ErrTooMuchWork) {
		t.Errorf("beyond the limit: %v", err)
	}
}
