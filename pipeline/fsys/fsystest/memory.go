// Package fsystest holds file systems for tests of what a job survives: one in
// memory that forgets what was never synced, and one that fails on demand.
package fsystest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"zhijian/pipeline/fsys"
)

// Memory is a file system in memory that knows what is durable: the content of a
// file after Sync, the entries of a folder after SyncDir, and nothing else. It is
// safe for concurrent use.
type Memory struct {
	mu      sync.Mutex
	root    *node
	pending []change // of entries, in order, not durable yet
	locked  map[string]bool
	temps   int
}

// node is a file or a folder.
type node struct {
	dir     bool
	entries map[string]*node // of a folder, as programs see them
	durable map[string]*node // of a folder, after a crash
	data    []byte           // of a file, as programs see it
	synced  []byte           // of a file, after a crash
}

// change is a change of folders that is not durable yet.
type change struct {
	dirs  []*node
	apply func() // to the durable entries
}

func newDir() *node {
	return &node{dir: true, entries: map[string]*node{}, durable: map[string]*node{}}
}

// NewMemory returns an empty file system.
func NewMemory() *Memory { return &Memory{root: newDir(), locked: map[string]bool{}} }

// Kill returns what a program finds after the one before was killed: everything
// that it did, and no locks. m must not be used any more.
func (m *Memory) Kill() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Memory{root: m.root, pending: m.pending, locked: map[string]bool{}, temps: m.temps}
}

// Files are the contents of all files, by their path.
func (m *Memory) Files() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	files := map[string]string{}
	m.root.list("", files)
	return files
}

func (n *node) list(path string, files map[string]string) {
	if !n.dir {
		files[path] = string(n.data)
	}
	for name, child := range n.entries {
		child.list(path+"/"+name, files)
	}
}

// WriteFile puts a durable file where a test wants one, with all folders above.
func (m *Memory) WriteFile(name, content string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	parts := split(name)
	n := m.root
	for _, part := range parts[:len(parts)-1] {
		child := n.entries[part]
		if child == nil {
			child = newDir()
			n.entries[part], n.durable[part] = child, child
		}
		n = child
	}
	f := &node{data: []byte(content), synced: []byte(content)}
	n.entries[parts[len(parts)-1]], n.durable[parts[len(parts)-1]] = f, f
}

func split(name string) []string {
	return strings.FieldsFunc(filepath.ToSlash(filepath.Clean("/"+name)), func(r rune) bool { return r == '/' })
}

func failure(op, name string, err error) error { return &fs.PathError{Op: op, Path: name, Err: err} }

// find returns the node of a name.
func (m *Memory) find(op, name string) (*node, error) {
	n := m.root
	for _, part := range split(name) {
		if !n.dir {
			return nil, failure(op, name, syscall.ENOTDIR)
		}
		child, ok := n.entries[part]
		if !ok {
			return nil, failure(op, name, fs.ErrNotExist)
		}
		n = child
	}
	return n, nil
}

// parent returns the folder that a name stands in, and the last part of the name.
func (m *Memory) parent(op, name string) (*node, string, error) {
	parts := split(name)
	if len(parts) == 0 {
		return nil, "", failure(op, name, fs.ErrExist)
	}
	dir, err := m.find(op, strings.Join(parts[:len(parts)-1], "/"))
	if err == nil && !dir.dir {
		err = failure(op, name, syscall.ENOTDIR)
	}
	return dir, parts[len(parts)-1], err
}

// link makes child an entry of dir.
func (m *Memory) link(dir *node, name string, child *node) {
	dir.entries[name] = child
	m.pending = append(m.pending, change{[]*node{dir}, func() { dir.durable[name] = child }})
}

// unlink removes an entry of dir.
func (m *Memory) unlink(dir *node, name string) {
	delete(dir.entries, name)
	m.pending = append(m.pending, change{[]*node{dir}, func() { delete(dir.durable, name) }})
}

// Open implements fsys.FS.
func (m *Memory) Open(name string) (fsys.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find("open", name)
	if err != nil {
		return nil, err
	}
	return &file{fs: m, node: n, name: name}, nil
}

// OpenIn implements fsys.FS; there are no links.
func (m *Memory) OpenIn(root, name string) (fsys.File, error) {
	return m.Open(filepath.Join(root, name))
}

// Create implements fsys.FS.
func (m *Memory) Create(name string) (fsys.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("open", name)
	if err != nil {
		return nil, err
	}
	n := dir.entries[base]
	switch {
	case n == nil:
		n = &node{}
		m.link(dir, base, n)
	case n.dir:
		return nil, failure("open", name, syscall.EISDIR)
	}
	n.data = nil
	return &file{fs: m, node: n, name: name, writing: true}, nil
}

// Temp implements fsys.FS; its files have no name.
func (m *Memory) Temp(dir, pattern string) (fsys.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.temps++
	return &file{fs: m, node: &node{}, name: filepath.Join(dir, fmt.Sprint(pattern, m.temps)), writing: true}, nil
}

// Lock implements fsys.FS.
func (m *Memory) Lock(name string) (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("open", name)
	if err != nil {
		return nil, err
	}
	if m.locked[filepath.Clean(name)] {
		return nil, failure("lock", name, fsys.ErrHeld)
	}
	if dir.entries[base] == nil {
		m.link(dir, base, &node{})
	}
	m.locked[filepath.Clean(name)] = true
	return unlocker(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.locked, filepath.Clean(name))
	}), nil
}

type unlocker func()

func (u unlocker) Close() error { u(); return nil }

// Mkdir implements fsys.FS.
func (m *Memory) Mkdir(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("mkdir", name)
	if err != nil {
		return err
	}
	if dir.entries[base] != nil {
		return failure("mkdir", name, fs.ErrExist)
	}
	m.link(dir, base, newDir())
	return nil
}

// Rename implements fsys.FS. After a crash a rename has happened or not, never
// half of it.
func (m *Memory) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	fromDir, fromBase, err := m.parent("rename", from)
	if err != nil {
		return err
	}
	toDir, toBase, err := m.parent("rename", to)
	if err != nil {
		return err
	}
	n, old := fromDir.entries[fromBase], toDir.entries[toBase]
	switch {
	case n == nil:
		return failure("rename", from, fs.ErrNotExist)
	case old != nil && (old.dir || n.dir):
		return failure("rename", to, fs.ErrExist)
	}
	delete(fromDir.entries, fromBase)
	toDir.entries[toBase] = n
	m.pending = append(m.pending, change{[]*node{fromDir, toDir}, func() {
		delete(fromDir.durable, fromBase)
		toDir.durable[toBase] = n
	}})
	return nil
}

// Remove implements fsys.FS.
func (m *Memory) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("remove", name)
	if err != nil {
		return err
	}
	n := dir.entries[base]
	switch {
	case n == nil:
		return failure("remove", name, fs.ErrNotExist)
	case len(n.entries) > 0:
		return failure("remove", name, syscall.ENOTEMPTY)
	}
	m.unlink(dir, base)
	return nil
}

// RemoveAll implements fsys.FS: entry by entry, so that a crash may leave some.
func (m *Memory) RemoveAll(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("remove", name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && dir.entries[base] == nil {
		return nil
	}
	if err != nil {
		return err
	}
	m.empty(dir.entries[base])
	m.unlink(dir, base)
	return nil
}

func (m *Memory) empty(n *node) {
	for _, name := range slices.Sorted(maps.Keys(n.entries)) {
		m.empty(n.entries[name])
		m.unlink(n, name)
	}
}

// Stat implements fsys.FS.
func (m *Memory) Stat(name string) (fs.FileInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find("stat", name)
	if err != nil {
		return nil, err
	}
	return info{name: filepath.Base(name), dir: n.dir, size: int64(len(n.data))}, nil
}

// Lstat implements fsys.FS; there are no links.
func (m *Memory) Lstat(name string) (fs.FileInfo, error) { return m.Stat(name) }

// ReadDir implements fsys.FS.
func (m *Memory) ReadDir(name string) ([]fs.DirEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find("open", name)
	if err != nil {
		return nil, err
	}
	if !n.dir {
		return nil, failure("readdir", name, syscall.ENOTDIR)
	}
	var entries []fs.DirEntry
	for _, base := range slices.Sorted(maps.Keys(n.entries)) {
		child := n.entries[base]
		entries = append(entries, fs.FileInfoToDirEntry(info{name: base, dir: child.dir, size: int64(len(child.data))}))
	}
	return entries, nil
}

// SyncDir implements fsys.FS: it makes durable what happened in this folder.
func (m *Memory) SyncDir(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, err := m.find("sync", name)
	if err != nil {
		return err
	}
	m.pending = slices.DeleteFunc(m.pending, func(c change) bool {
		if !slices.Contains(c.dirs, dir) {
			return false
		}
		c.apply()
		return true
	})
	return nil
}

// info describes a node.
type info struct {
	name string
	dir  bool
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.dir }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
