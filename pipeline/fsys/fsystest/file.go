package fsystest

import (
	"io"
	"io/fs"
	"path/filepath"
	"slices"
)

// file is an open file of a Memory.
type file struct {
	fs      *Memory
	node    *node
	name    string
	at      int64
	writing bool
	closed  bool
}

// use locks the file system for an operation on an open file.
func (f *file) use(op string) (done func(), err error) {
	f.fs.mu.Lock()
	if f.closed {
		f.fs.mu.Unlock()
		return nil, failure(op, f.name, fs.ErrClosed)
	}
	return f.fs.mu.Unlock, nil
}

func (f *file) Name() string { return f.name }

func (f *file) Read(p []byte) (int, error) {
	done, err := f.use("read")
	if err != nil {
		return 0, err
	}
	defer done()
	if f.at >= int64(len(f.node.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.node.data[f.at:])
	f.at += int64(n)
	return n, nil
}

func (f *file) ReadAt(p []byte, off int64) (int, error) {
	done, err := f.use("read")
	if err != nil {
		return 0, err
	}
	defer done()
	if off >= int64(len(f.node.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.node.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	done, err := f.use("seek")
	if err != nil {
		return 0, err
	}
	defer done()
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += int64(len(f.node.data))
	}
	if offset < 0 {
		return 0, failure("seek", f.name, fs.ErrInvalid)
	}
	f.at = offset
	return offset, nil
}

func (f *file) Write(p []byte) (int, error) {
	done, err := f.use("write")
	if err != nil {
		return 0, err
	}
	defer done()
	if !f.writing {
		return 0, failure("write", f.name, fs.ErrPermission)
	}
	if grow := f.at + int64(len(p)) - int64(len(f.node.data)); grow > 0 {
		f.node.data = append(f.node.data, make([]byte, grow)...)
	}
	n := copy(f.node.data[f.at:], p)
	f.at += int64(n)
	return n, nil
}

func (f *file) Stat() (fs.FileInfo, error) {
	done, err := f.use("stat")
	if err != nil {
		return nil, err
	}
	defer done()
	return info{name: filepath.Base(f.name), dir: f.node.dir, size: int64(len(f.node.data))}, nil
}

func (f *file) Sync() error {
	done, err := f.use("sync")
	if err != nil {
		return err
	}
	defer done()
	f.node.synced = slices.Clone(f.node.data)
	return nil
}

func (f *file) Close() error {
	done, err := f.use("close")
	if err != nil {
		return err
	}
	defer done()
	f.closed = true
	return nil
}
