package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"zhijian/pipeline/fsys"
)

// Options configures a Stage.
type Options struct {
	Out   string // the dataset folder; created when missing
	Date  string // the batch date, YYYY-MM-DD
	RunID string // letters, digits, '-' and '_'
	Meta  Meta
	FS    fsys.FS // nil is the machine's
	Build string  // which build of the program this is: another one's shards are not reused
	// Note is told what is of interest to a person and no failure; may be nil.
	Note func(error)

	RowsPerPart  int64 // rows of a file before the next part begins; 0 takes the default
	RowsPerGroup int64 // upper limit for the rows of a row group; 0 leaves each table its own
}

var (
	errFinished    = errors.New("rows written after Finish")
	errNotFinished = errors.New("commit before Finish")
	errAborted     = errors.New("staging was aborted")
)

// Stage takes the rows of one run and holds them, out of sight of readers, until
// they are committed. Every table is encoded on a goroutine of its own, fed
// through a bounded channel, and every finished file is read back and compared
// at once. Its methods are called from one goroutine; Abort must be called in the
// end, also after Commit.
type Stage struct {
	options Options
	dir     string    // the staging folder of this run
	lock    io.Closer // nil once released
	ctx     context.Context
	cancel  context.CancelCauseFunc

	interactions *encoder[Interaction]
	items        *encoder[Item]
	hits         *encoder[Hit]
	turns        *encoder[Turn]
	rejects      *encoder[Reject]
	rubricItems  *encoder[RubricItem]

	encoding, checking, recording errgroup.Group
	shards                        chan *shard // ended and not written down yet
	free                          chan *Batch // written, for NewBatch

	progress   progress // of recording, once started
	reused     []byte   // see Reused
	reusedKeys [][]byte

	finished   bool
	tables     []TableInfo // set by a successful Finish
	committing bool        // what is staged must not be removed any more
}

// tableEncoder is an encoder of any row type.
type tableEncoder interface {
	run(context.Context) error
	end()
	endShard(context.Context, *shard) error
	info() TableInfo
}

// NewStage locks the dataset folder, settles what an earlier run left there, and
// opens a staging folder inside it. The error wraps ErrLocked when another job
// holds the folder. When ctx ends, writing and checking stop with its cause.
func NewStage(ctx context.Context, o Options) (*Stage, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	if err := makeDir(o.FS, o.Out); err != nil {
		return nil, err
	}
	l, err := acquire(o.FS, o.Out)
	if err != nil {
		return nil, err
	}
	s := &Stage{options: o, dir: filepath.Join(o.Out, stagingDir, o.RunID), lock: l}
	if err := settle(o.FS, o.Out, func(run string) bool { return run != o.RunID }); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if err := s.resume(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s.start(ctx)
	return s, nil
}

// complete checks the options and fills in defaults.
func (o *Options) complete() error {
	if _, err := time.Parse(time.DateOnly, o.Date); err != nil {
		return fmt.Errorf("batch date %q is not YYYY-MM-DD", o.Date)
	}
	if !regexp.MustCompile(`^[0-9A-Za-z_-]+$`).MatchString(o.RunID) {
		return fmt.Errorf("run id %q: only letters, digits, '-' and '_' can name a folder", o.RunID)
	}
	if o.RowsPerPart < 0 || o.RowsPerGroup < 0 {
		return errors.New("rows per part and per group must not be negative")
	}
	if o.RowsPerPart == 0 {
		o.RowsPerPart = defaultRowsPerPart
	}
	if o.FS == nil {
		o.FS = fsys.OS{}
	}
	if o.Note == nil {
		o.Note = func(error) {}
	}
	if o.Meta.Mask == "" {
		o.Meta.Mask = "none"
	}
	return nil
}

func (s *Stage) start(ctx context.Context) {
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	s.checking.SetLimit(runtime.GOMAXPROCS(0))
	s.shards = make(chan *shard, 1)
	s.free = make(chan *Batch, queued)
	s.interactions = newEncoder[Interaction](s, interactionsLayout())
	s.items = newEncoder[Item](s, itemsLayout())
	s.hits = newEncoder[Hit](s, hitsLayout())
	s.turns = newEncoder[Turn](s, turnsLayout())
	s.rejects = newEncoder[Reject](s, rejectsLayout())
	s.rubricItems = newEncoder[RubricItem](s, rubricItemsLayout())
	for _, e := range s.all() {
		s.encoding.Go(func() error {
			err := e.run(s.ctx)
			s.fail(err)
			return err
		})
	}
	s.recording.Go(func() error {
		err := s.record()
		s.fail(err)
		return err
	})
}

// all lists the encoders in the order of Tables.
func (s *Stage) all() []tableEncoder {
	return []tableEncoder{s.interactions, s.items, s.hits, s.turns, s.rejects, s.rubricItems}
}

// queued is how many batches may wait for each encoder.
const queued = 4

func newEncoder[T any](s *Stage, l layout) *encoder[T] {
	if s.options.RowsPerGroup > 0 {
		l.rowsPerGroup = min(l.rowsPerGroup, s.options.RowsPerGroup)
	}
	at := slices.Index(Tables(), l.table)
	e := &encoder[T]{
		fsys:    s.options.FS,
		at:      at,
		layout:  l,
		dir:     filepath.Join(s.dir, stagedDir, string(l.table)),
		date:    s.options.Date,
		options: l.options(s.options.Meta, s.options.RunID),
		perPart: s.options.RowsPerPart,
		done:    s.check,
		in:      make(chan portion[T], queued),
	}
	if s.reused != nil {
		e.files = slices.Clone(s.progress.Tables[at].Files)
	}
	return e
}

// fail stops all goroutines of the stage; the first error is what Write reports.
func (s *Stage) fail(err error) {
	if err != nil {
		s.cancel(err)
	}
}

// check reads a finished part back on a goroutine of its own; it blocks while
// too many checks are under way. The channel is closed when the part is right.
func (s *Stage) check(p part) <-chan struct{} {
	right := make(chan struct{})
	s.checking.Go(func() error {
		err := p.expected.Check(s.ctx, s.options.FS, p.path, p.bytes, s.options.Meta.pairs())
		if err != nil {
			err = fmt.Errorf("check of staged file: %w", err)
			s.fail(err)
			return err
		}
		close(right)
		return nil
	})
	return right
}

// NewBatch returns an empty batch to be filled and written, with the memory of one
// that was written before where there is one. It is safe for concurrent use.
func (s *Stage) NewBatch() *Batch {
	select {
	case b := <-s.free:
		*b = Batch{Interactions: b.Interactions[:0], Items: b.Items[:0], Hits: b.Hits[:0], Turns: b.Turns[:0], Rejects: b.Rejects[:0], Memory: b.Memory}
		b.Memory.again()
		return b
	default:
		return &Batch{}
	}
}

// Write appends the rows of a batch to the tables, in order, with the run id of this
// run. The stage owns the batch and its Memory from then on: the caller must not
// touch them again. An error is the first one of the stage, maybe from an earlier batch;
// after one, only Abort makes sense.
func (s *Stage) Write(b *Batch) error {
	if s.finished {
		return errFinished
	}
	of := lend(b, s.free)
	for _, send := range []func() error{
		func() error { return s.interactions.sendOf(s.ctx, b.Interactions, of) },
		func() error { return s.items.sendOf(s.ctx, b.Items, of) },
		func() error { return s.hits.sendOf(s.ctx, b.Hits, of) },
		func() error { return s.turns.sendOf(s.ctx, b.Turns, of) },
		func() error { return s.rejects.sendOf(s.ctx, b.Rejects, of) },
	} {
		if err := send(); err != nil {
			return err
		}
	}
	return nil
}

// WriteRubricItems appends rows to the table rubric_items, as Write does.
func (s *Stage) WriteRubricItems(rows []RubricItem) error {
	if s.finished {
		return errFinished
	}
	return s.rubricItems.send(s.ctx, rows)
}

// Finish writes what is left, and waits until every file is on disk and has been
// read back by an independent reader and found to hold the rows that were
// written. It lists the tables in the order of Tables. Finish stops early when
// ctx ends.
func (s *Stage) Finish(ctx context.Context) ([]TableInfo, error) {
	if s.finished {
		return nil, errFinished
	}
	stop := context.AfterFunc(ctx, func() { s.cancel(context.Cause(ctx)) })
	defer stop()
	if err := s.wait(); err != nil {
		return nil, err
	}
	for _, e := range s.all() {
		s.tables = append(s.tables, e.info())
	}
	return s.tables, nil
}

// wait ends the input of the encoders and waits for all goroutines.
func (s *Stage) wait() error {
	if !s.finished {
		s.finished = true
		for _, e := range s.all() {
			e.end()
		}
		close(s.shards)
	}
	_ = s.encoding.Wait() // the first error of any is the cause of the context
	_ = s.checking.Wait() // no checks are added once the encoders have ended
	_ = s.recording.Wait()
	return context.Cause(s.ctx)
}

// Commit makes the staged date visible in place of what the dataset held for it;
// other dates are left alone. It refuses when the counts do not add up or do not
// match the rows, or when the rubric is not the one of Meta. After such an error
// nothing has changed. After another one the commit may be half done, and the
// next NewStage completes it.
func (s *Stage) Commit(info ManifestInfo) (*Manifest, error) {
	if s.tables == nil || s.lock == nil {
		return nil, errNotFinished
	}
	m := &Manifest{
		SchemaVersion: SchemaVersion,
		Date:          s.options.Date,
		RunID:         s.options.RunID,
		Meta:          s.options.Meta,
		Counts:        info.Counts,
		Tables:        s.tables,
	}
	if err := m.validate(); err != nil {
		return nil, err
	}
	if err := keepRubric(s.options.FS, s.options.Out, info.Rubric, m.RubricSHA256); err != nil {
		return nil, err
	}
	s.committing = true
	if err := commit(s.options.FS, s.options.Out, s.dir, m); err != nil {
		return nil, fmt.Errorf("commit of %s: %w", s.options.Date, err)
	}
	return m, nil
}

// Abort stops all work, removes what was staged, unless its commit has begun or
// a shard of it is finished, which the next run can use, and releases the dataset folder. It may be called more than once.
func (s *Stage) Abort() error {
	if s.lock == nil {
		return nil
	}
	s.cancel(errAborted)
	_ = s.wait() // the reason for ending is the caller's business
	var err error
	if !s.committing && s.progress.Shards == 0 {
		err = s.options.FS.RemoveAll(s.dir)
	}
	err = errors.Join(err, s.lock.Close())
	s.lock = nil
	return err
}
