package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ErrLocked is wrapped by the error of NewStage when another job holds the
// dataset folder.
var ErrLocked = errors.New("another job holds the output folder")

// lock is the right to change a dataset folder. The kernel gives it back when
// the process ends in whatever way, so a lock is never left behind.
type lock struct{ f *os.File }

func acquire(out string) (*lock, error) {
	f, err := os.OpenFile(filepath.Join(out, "_lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &lock{f: f}, nil
	}
	_ = f.Close() // nothing was written
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%s: %w", out, ErrLocked)
	}
	return nil, fmt.Errorf("%s: lock: %w", out, err)
}

// release gives the lock back; the file stays, since removing it would let two
// writers lock two files of the same name.
func (l *lock) release() error { return l.f.Close() }
