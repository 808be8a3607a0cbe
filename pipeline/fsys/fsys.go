// Package fsys is the file system as the job sees it: every operation that the
// job does on a file or folder goes through one FS, so that tests can let any of
// them fail, and can take away what was never made durable.
package fsys

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
)

// ErrHeld is wrapped by the error of Lock when somebody else holds the lock.
var ErrHeld = errors.New("the lock is held")

// FS is a file system. Names are paths of the system. It is safe for concurrent
// use.
type FS interface {
	// Open opens a file or folder for reading.
	Open(name string) (File, error)
	// OpenIn opens the regular file name below the folder root, for reading. It
	// follows no link that leads out of root, whoever put it there and when.
	OpenIn(root, name string) (File, error)
	// Create opens a new or emptied file for writing.
	Create(name string) (File, error)
	// Temp creates a file for writing and reading in dir, the system's folder for
	// such when dir is empty. Where the system allows it, the file has lost its
	// name when Temp returns, so that nothing stays behind after a crash; Discard
	// closes it and removes it elsewhere.
	Temp(dir, pattern string) (File, error)
	// Lock takes the lock that the file of this name stands for, without waiting,
	// and creates the file when it is missing. The lock is given back by closing
	// it and by the end of the process.
	Lock(name string) (io.Closer, error)

	Mkdir(name string) error
	// Rename replaces a file that is there, and never a folder.
	Rename(from, to string) error
	Remove(name string) error
	// RemoveAll removes a folder with all that is in it; none is no error.
	RemoveAll(name string) error

	// Stat follows links, Lstat does not.
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	// ReadDir lists a folder, sorted by name.
	ReadDir(name string) ([]fs.DirEntry, error)
	// SyncDir makes the entries of a folder durable.
	SyncDir(name string) error
}

// File is an open file.
type File interface {
	io.Reader
	io.ReaderAt
	io.Seeker
	io.Writer
	io.Closer
	Name() string
	Stat() (fs.FileInfo, error)
	// Sync makes the content durable, not the name.
	Sync() error
}

// ReadFile reads a whole file.
func ReadFile(fsys FS, name string) (content []byte, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}

// Discard closes a temporary file and removes it where it still has a name.
func Discard(fsys FS, temp File) error {
	err := temp.Close()
	_ = fsys.Remove(temp.Name()) // gone already on systems that can remove open files
	return err
}

// Sub is the folder dir of fsys as an fs.FS to walk over: its ReadDir and Stat
// are those of fsys, and links are not followed.
func Sub(fsys FS, dir string) fs.FS { return sub{fsys, dir} }

type sub struct {
	fsys FS
	dir  string
}

func (s sub) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s sub) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

func (s sub) ReadDir(name string) ([]fs.DirEntry, error) { return s.fsys.ReadDir(s.path(name)) }

func (s sub) Stat(name string) (fs.FileInfo, error) { return s.fsys.Stat(s.path(name)) }
