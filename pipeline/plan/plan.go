// Package plan turns the inputs that were named on the command line into the
// batch's canonical list of files: each file once, in one order, with its size
// and the hash of its contents. The list, and the run id made of it, do not
// depend on the order of the arguments, on the order of files on disk, nor on
// where the input folder stands.
package plan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"zhijian/pipeline/fsys"
)

// Stdin is the argument, and the name, of standard input.
const Stdin = "-"

// What can be wrong with the inputs as a whole. Errors wrap one of them.
var (
	ErrMissing    = errors.New("no such file or folder")
	ErrUnreadable = errors.New("cannot be read")
	ErrNoInput    = errors.New("no input")
	ErrChanged    = errors.New("changed while it was read") // returned by Contents.Verify
)

// File is one input file.
type File struct {
	// Name is the path of the file, with forward slashes, below the deepest
	// folder that holds all inputs: moving the inputs to another folder or
	// machine changes no name, and two files never share one. It is "-" for
	// standard input.
	Name   string
	Path   string // where the file was found, as a person would look for it
	Size   int64  // bytes as stored
	SHA256 string // hex, of the bytes as stored
	// Err says why a file that was found in a folder cannot be read. The batch
	// goes on without it.
	Err error

	root, below string // the folder in which it was found and its path there; empty when named

	named bool // by an argument itself: it must be readable
	fsys  fsys.FS
	once  bool      // can be read only once: standard input, a pipe, a device
	spool fsys.File // holds the contents of what can be read only once
}

// Skipped is something in a folder that was not taken for input.
type Skipped struct {
	Path   string
	Reason string // one of the codes below
}

// Why something in a folder is not taken for input.
const (
	SkipHidden      = "hidden"       // its name begins with a dot
	SkipLink        = "link"         // links are followed only when they are named themselves
	SkipSpecial     = "special"      // not a regular file
	SkipUnknownName = "unknown_name" // Options.Accept does not take its name
)

// Plan is the canonical list of a batch's inputs.
type Plan struct {
	Files   []File    // sorted by Name
	Skipped []Skipped // sorted by Path
}

// Options says how inputs are found.
type Options struct {
	Accept  func(name string) bool // whether a file of a folder is input, by its base name
	Stdin   io.Reader              // what the argument "-" stands for
	FS      fsys.FS                // where the inputs are; nil is the machine's
	TempDir string                 // for standard input, which is spooled; empty takes the system's
}

// New finds all files of args (files, folders with all their subfolders, and "-")
// and hashes their contents. What is named must be there and be readable: all
// faults of that kind are reported in one error. A file named itself is taken
// whatever its name; one found in a folder when Accept takes its name. The
// caller closes the plan.
func New(ctx context.Context, args []string, o Options) (*Plan, error) {
	if o.FS == nil {
		o.FS = fsys.OS{}
	}
	f := finder{opts: o, byPath: map[string]*found{}}
	for _, arg := range args {
		f.arg(arg)
	}
	if err := errors.Join(f.faults...); err != nil {
		return nil, err
	}
	if len(f.byPath) == 0 {
		return nil, noInput(args, len(f.skipped))
	}
	p := &Plan{Files: f.files(), Skipped: f.skipped}
	slices.SortFunc(p.Skipped, func(a, b Skipped) int { return cmp.Compare(a.Path, b.Path) })
	p.Skipped = slices.Compact(p.Skipped)
	if err := p.fingerprint(ctx, o); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func noInput(args []string, skipped int) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: name a file, a folder or - for standard input", ErrNoInput)
	}
	return fmt.Errorf("%w: no file in %q has the name of an input, such as *.jsonl, *.csv, *.xlsx or *.zip (others skipped: %d)", ErrNoInput, args, skipped)
}

// Bytes is the size of all files together, as stored.
func (p *Plan) Bytes() int64 {
	var n int64
	for i := range p.Files {
		n += p.Files[i].Size
	}
	return n
}

// Close removes what was spooled.
func (p *Plan) Close() error {
	var errs []error
	for i := range p.Files {
		errs = append(errs, p.Files[i].removeSpool())
	}
	return errors.Join(errs...)
}

// commonFolder is the deepest folder that holds all of the absolute folders dirs;
// empty when there is none.
func commonFolder(dirs []string) string {
	if len(dirs) == 0 {
		return ""
	}
	base := dirs[0]
	for _, d := range dirs[1:] {
		for !within(base, d) {
			up := filepath.Dir(base)
			if up == base {
				return ""
			}
			base = up
		}
	}
	return base
}

// within reports whether the absolute path p is base or lies below it.
func within(base, p string) bool {
	rel, err := filepath.Rel(base, p)
	return err == nil && filepath.IsLocal(rel)
}
