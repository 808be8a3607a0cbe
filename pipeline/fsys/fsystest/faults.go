package fsystest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"

	"zhijian/pipeline/fsys"
)

// Op is one operation on a file system. What goes on at the same time has no
// order, so an operation is told by what it does to which name for the how
// manieth time: that is the same in every run.
type Op struct {
	Kind string // the method's name, such as Rename, or Write
	Name string
	N    int // from 1, among those of the kind and name
}

func (o Op) String() string { return fmt.Sprintf("%s %s #%d", o.Kind, o.Name, o.N) }

// Faults is a file system whose operations fail on demand.
type Faults struct {
	FS fsys.FS
	// Decide is asked before each operation; one at a time. With an error the
	// operation does nothing and returns it, but for an error that wraps ErrShort.
	Decide func(Op) error

	mu   sync.Mutex
	seen map[Op]int // with N 0
}

// ErrShort makes a Write do half of its work before it fails.
var ErrShort = errors.New("short write")

// decide counts an operation and asks what becomes of it.
func (f *Faults) decide(kind, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil {
		f.seen = map[Op]int{}
	}
	op := Op{Kind: kind, Name: name}
	f.seen[op]++
	op.N = f.seen[op]
	if err := f.Decide(op); err != nil {
		return &fs.PathError{Op: kind, Path: name, Err: err}
	}
	return nil
}

// Open implements fsys.FS.
func (f *Faults) Open(name string) (fsys.File, error) {
	return f.open("Open", name, func() (fsys.File, error) { return f.FS.Open(name) })
}

// OpenIn implements fsys.FS.
func (f *Faults) OpenIn(root, name string) (fsys.File, error) {
	return f.open("OpenIn", filepath.Join(root, name), func() (fsys.File, error) { return f.FS.OpenIn(root, name) })
}

// Create implements fsys.FS.
func (f *Faults) Create(name string) (fsys.File, error) {
	return f.open("Create", name, func() (fsys.File, error) { return f.FS.Create(name) })
}

// Temp implements fsys.FS.
func (f *Faults) Temp(dir, pattern string) (fsys.File, error) {
	return f.open("Temp", pattern, func() (fsys.File, error) { return f.FS.Temp(dir, pattern) })
}

func (f *Faults) open(kind, name string, open func() (fsys.File, error)) (fsys.File, error) {
	if err := f.decide(kind, name); err != nil {
		return nil, err
	}
	file, err := open()
	if err != nil {
		return nil, err
	}
	return &faultyFile{File: file, faults: f, name: name}, nil
}

// Lock implements fsys.FS.
func (f *Faults) Lock(name string) (io.Closer, error) {
	if err := f.decide("Lock", name); err != nil {
		return nil, err
	}
	return f.FS.Lock(name)
}

// Mkdir implements fsys.FS.
func (f *Faults) Mkdir(name string) error {
	return errOr(f.decide("Mkdir", name), func() error { return f.FS.Mkdir(name) })
}

// Rename implements fsys.FS.
func (f *Faults) Rename(from, to string) error {
	return errOr(f.decide("Rename", from), func() error { return f.FS.Rename(from, to) })
}

// Remove implements fsys.FS.
func (f *Faults) Remove(name string) error {
	return errOr(f.decide("Remove", name), func() error { return f.FS.Remove(name) })
}

// RemoveAll implements fsys.FS.
func (f *Faults) RemoveAll(name string) error {
	return errOr(f.decide("RemoveAll", name), func() error { return f.FS.RemoveAll(name) })
}

// Stat implements fsys.FS.
func (f *Faults) Stat(name string) (fs.FileInfo, error) {
	if err := f.decide("Stat", name); err != nil {
		return nil, err
	}
	return f.FS.Stat(name)
}

// Lstat implements fsys.FS.
func (f *Faults) Lstat(name string) (fs.FileInfo, error) {
	if err := f.decide("Lstat", name); err != nil {
		return nil, err
	}
	return f.FS.Lstat(name)
}

// ReadDir implements fsys.FS.
func (f *Faults) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.decide("ReadDir", name); err != nil {
		return nil, err
	}
	return f.FS.ReadDir(name)
}

// SyncDir implements fsys.FS.
func (f *Faults) SyncDir(name string) error {
	return errOr(f.decide("SyncDir", name), func() error { return f.FS.SyncDir(name) })
}

func errOr(err error, do func() error) error {
	if err != nil {
		return err
	}
	return do()
}

// faultyFile is an open file of a Faults.
type faultyFile struct {
	fsys.File
	faults *Faults
	name   string
}

func (f *faultyFile) Read(p []byte) (int, error) {
	if err := f.faults.decide("Read", f.name); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f *faultyFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.faults.decide("ReadAt", f.name); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

func (f *faultyFile) Seek(offset int64, whence int) (int64, error) {
	if err := f.faults.decide("Seek", f.name); err != nil {
		return 0, err
	}
	return f.File.Seek(offset, whence)
}

func (f *faultyFile) Write(p []byte) (int, error) {
	err := f.faults.decide("Write", f.name)
	if errors.Is(err, ErrShort) {
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	}
	if err != nil {
		return 0, err
	}
	return f.File.Write(p)
}

func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if err := f.faults.decide("FileStat", f.name); err != nil {
		return nil, err
	}
	return f.File.Stat()
}

func (f *faultyFile) Sync() error {
	return errOr(f.faults.decide("Sync", f.name), f.File.Sync)
}

// Close closes the file even when it fails, as close does.
func (f *faultyFile) Close() error {
	return errors.Join(f.faults.decide("Close", f.name), f.File.Close())
}
