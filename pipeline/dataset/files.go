package dataset

import (
	"errors"
	"io/fs"
	"path/filepath"

	"zhijian/pipeline/fsys"
)

// All changes that the package makes to the dataset folder go through the
// functions of this file. Each leaves what it did on disk before it returns, so
// that they take effect in the order in which they are called, also in a crash.

// makeDir creates a folder and its parents where they are missing. One that is
// there may have been made just before a crash: its name is made durable again.
func makeDir(fsy fsys.FS, path string) error {
	parent := filepath.Dir(path)
	is, err := exists(fsy, path)
	if err != nil {
		return err
	}
	if !is {
		if err := makeDir(fsy, parent); err != nil {
			return err
		}
		if err := fsy.Mkdir(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	err = fsy.SyncDir(parent)
	if is && errors.Is(err, fs.ErrPermission) {
		return nil // a folder above the dataset that is not ours
	}
	return err
}

// move renames a file or folder, replacing a file that is there.
func move(fsy fsys.FS, from, to string) error {
	if err := fsy.Rename(from, to); err != nil {
		return err
	}
	if err := fsy.SyncDir(filepath.Dir(to)); err != nil {
		return err
	}
	return fsy.SyncDir(filepath.Dir(from))
}

// replaceFile puts content at path in one step.
func replaceFile(fsy fsys.FS, path string, content []byte) error {
	temp := path + ".tmp" // the lock keeps other writers out
	f, err := fsy.Create(temp)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := errors.Join(err, closeFile(f)); err != nil {
		return errors.Join(err, fsy.Remove(temp))
	}
	return move(fsy, temp, path)
}

// closeFile closes a file that was written, once its content is on disk.
func closeFile(f fsys.File) error {
	return errors.Join(f.Sync(), f.Close())
}

// exists reports whether there is a file or folder at path.
func exists(fsy fsys.FS, path string) (bool, error) {
	_, err := fsy.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
