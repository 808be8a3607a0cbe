package dataset

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"zhijian/pipeline/fsys"
)

// ErrLocked is wrapped by the error of NewStage when another job holds the
// dataset folder.
var ErrLocked = errors.New("another job holds the output folder")

// acquire takes the right to change a dataset folder. The kernel gives it back
// when the process ends in whatever way, so that a lock is never left behind.
func acquire(fsy fsys.FS, out string) (io.Closer, error) {
	l, err := fsy.Lock(filepath.Join(out, "_lock"))
	if errors.Is(err, fsys.ErrHeld) {
		return nil, fmt.Errorf("%s: %w", out, ErrLocked)
	}
	return l, err
}
