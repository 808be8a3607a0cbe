package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"zhijian/pipeline/fsys"
)

// finder collects the files of all arguments, each under its absolute path, so
// that a file named twice, or named and found, is one.
type finder struct {
	opts    Options
	byPath  map[string]*found
	folders []string // absolute: folders named, and folders of the files named
	skipped []Skipped
	faults  []error
}

type found struct {
	path  string // as the arguments give it
	abs   string
	root  string // the folder in which it was found, and
	below string // its path there; empty when it was named
	named bool   // by an argument itself
	once  bool   // can be read only once: a pipe, a device, standard input
	err   error
}

// arg adds what one argument stands for.
func (f *finder) arg(arg string) {
	if arg == Stdin {
		f.byPath[Stdin] = &found{path: Stdin, named: true, once: true}
		return
	}
	info, err := f.opts.FS.Stat(arg)
	if err != nil {
		f.fault(arg, err)
		return
	}
	abs, err := filepath.Abs(arg)
	if err != nil {
		f.fault(arg, err)
		return
	}
	if info.IsDir() {
		f.folders = append(f.folders, abs)
		f.walk(arg)
		return
	}
	f.folders = append(f.folders, filepath.Dir(abs))
	f.add(found{path: filepath.Clean(arg), abs: abs, named: true, once: !info.Mode().IsRegular()})
}

func (f *finder) fault(path string, err error) {
	f.faults = append(f.faults, faultOf(path, err))
}

// faultOf says what is wrong with an input that was named itself.
func faultOf(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, ErrMissing)
	}
	return fmt.Errorf("%s: %w: %w", path, ErrUnreadable, err)
}

// add keeps the shorter of two spellings of one file; being named wins.
func (f *finder) add(n found) {
	old, ok := f.byPath[n.abs]
	if !ok {
		f.byPath[n.abs] = &n
		return
	}
	old.named = old.named || n.named
	if old.named {
		old.root, old.below = "", ""
	} else if len(n.root) < len(old.root) || len(n.root) == len(old.root) && n.root < old.root {
		old.root, old.below = n.root, n.below // whatever the order of the arguments
	}
	old.once = old.once || n.once
	if len(n.path) < len(old.path) || len(n.path) == len(old.path) && n.path < old.path {
		old.path = n.path
	}
}

// walk adds the files of a folder and of all folders below it. Links are not
// followed: what they point to is either found anyway or outside of the input.
func (f *finder) walk(root string) {
	_ = fs.WalkDir(fsys.Sub(f.opts.FS, root), ".", func(rel string, d fs.DirEntry, err error) error {
		path := filepath.Join(root, filepath.FromSlash(rel))
		switch {
		case err != nil && rel == ".":
			f.fault(root, err)
		case err != nil: // stands for everything in a folder that cannot be listed
			f.addFound(root, rel, err)
		case rel == ".":
		case strings.HasPrefix(d.Name(), "."):
			f.skip(path, SkipHidden)
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
		case d.Type()&fs.ModeSymlink != 0:
			f.skip(path, SkipLink)
		case !d.Type().IsRegular():
			f.skip(path, SkipSpecial)
		case !f.opts.Accept(d.Name()):
			f.skip(path, SkipUnknownName)
		default:
			f.addFound(root, rel, nil)
		}
		return nil
	})
}

// addFound adds what was found in a folder; err says why it cannot be read.
func (f *finder) addFound(root, rel string, err error) {
	below := filepath.FromSlash(rel)
	path := filepath.Join(root, below)
	abs, absErr := filepath.Abs(path)
	f.add(found{path: path, abs: abs, root: root, below: below, err: errors.Join(err, absErr)})
}

func (f *finder) skip(path, reason string) {
	f.skipped = append(f.skipped, Skipped{Path: filepath.ToSlash(path), Reason: reason})
}

// files names what was found and puts it in canonical order.
func (f *finder) files() []File {
	base := commonFolder(f.folders)
	files := make([]File, 0, len(f.byPath))
	for _, n := range f.byPath {
		files = append(files, File{Name: n.name(base), Path: n.path, Err: n.err, fsys: f.opts.FS, root: n.root, below: n.below, named: n.named, once: n.once})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

// name is the canonical name of a file below the folder base; without a base it
// is the whole path.
func (n *found) name(base string) string {
	if n.path == Stdin && n.abs == "" {
		return Stdin
	}
	if base == "" {
		return filepath.ToSlash(n.abs)
	}
	rel, err := filepath.Rel(base, n.abs)
	if err != nil {
		return filepath.ToSlash(n.abs)
	}
	if rel == Stdin {
		return "./" + rel // a file of that name, not standard input
	}
	return filepath.ToSlash(rel)
}
