package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// All changes that the package makes to the dataset folder go through the
// functions of this file. Each leaves what it did on disk before it returns, so
// that they take effect in the order in which they are called, also in a crash.

// makeDir creates a folder and its parents where they are missing.
func makeDir(path string) error {
	if is, err := exists(path); is || err != nil {
		return err
	}
	parent := filepath.Dir(path)
	if err := makeDir(parent); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(parent)
}

// move renames a file or folder, replacing a file that is there.
func move(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(to)); err != nil {
		return err
	}
	return syncDir(filepath.Dir(from))
}

// replaceFile puts content at path in one step.
func replaceFile(path string, content []byte) error {
	temp := path + ".tmp" // the lock keeps other writers out
	f, err := createFile(temp)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := errors.Join(err, closeFile(f)); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return move(temp, path)
}

// createFile opens a new or emptied file for writing.
func createFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
}

// closeFile closes a file that was written, once its content is on disk.
func closeFile(f *os.File) error {
	return errors.Join(f.Sync(), f.Close())
}

// removeAll removes a folder with all that is in it; none is no error.
func removeAll(path string) error { return os.RemoveAll(path) }

// syncDir makes the entries of a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// exists reports whether there is a file or folder at path.
func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
