package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// formatOf is the format of an output: the one that was asked for, else the one
// that the ending of the file names, else the first of known.
func formatOf(format, file string, known ...string) (string, error) {
	if ending := strings.TrimPrefix(filepath.Ext(file), "."); format == "" && slices.Contains(known, ending) {
		return ending, nil
	}
	if format == "" {
		return known[0], nil
	}
	if !slices.Contains(known, format) {
		return "", usageErrorf("--format %q is not one of %s", format, strings.Join(known, ", "))
	}
	return format, nil
}

// output writes to a file, or to standard output when the name is empty. A file is
// replaced when all is written, so that a reader never sees half of it.
func (e *env) output(file string, write func(io.Writer) error) error {
	if file == "" {
		return write(e.stdout)
	}
	return replaceFile(file, write)
}

func replaceFile(file string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the error that counts is the first one
		}
	}()
	buffered := bufio.NewWriter(f)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
