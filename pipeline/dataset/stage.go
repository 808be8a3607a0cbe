package dataset

import (
	"context"
	"errors"
	"iter"
)

// ErrLocked is returned by NewStage when another job holds the dataset folder.
var ErrLocked = errors.New("dataset is locked by another job")

// Options configures a Stage.
type Options struct {
	Out   string // the dataset folder; created when missing
	Date  string // the batch date, YYYY-MM-DD
	RunID string
	Meta  Meta

	RowsPerPart  int64 // rows of a file before the next part begins; 0 takes the default
	RowsPerGroup int64 // upper limit of rows in a row group of any table; 0 takes the default
}

// Stage holds the rows of one run until they are committed. Write and
// WriteRubricItems are called from one goroutine.
type Stage struct{}

// NewStage locks the dataset folder and opens a staging folder inside it.
func NewStage(ctx context.Context, o Options) (*Stage, error) { return nil, errors.ErrUnsupported }

// Write appends the batch's rows, in order; the stage owns the batch from then on.
func (s *Stage) Write(b *Batch) error { return errors.ErrUnsupported }

// WriteRubricItems appends rows of the table rubric_items; the stage owns them.
func (s *Stage) WriteRubricItems(rows []RubricItem) error { return errors.ErrUnsupported }

// Finish closes all files, and reads every one back with an independent reader.
func (s *Stage) Finish(ctx context.Context) ([]TableInfo, error) { return nil, errors.ErrUnsupported }

// Commit makes the staged date visible in place of what was there, and releases the lock.
func (s *Stage) Commit(info ManifestInfo) (*Manifest, error) { return nil, errors.ErrUnsupported }

// Abort removes what was staged and releases the lock. It does nothing after Commit.
func (s *Stage) Abort() error { return errors.ErrUnsupported }

// ReadManifest reads the manifest of one date; fs.ErrNotExist when there is none.
func ReadManifest(out, date string) (*Manifest, error) { return nil, errors.ErrUnsupported }

// Dates lists the committed dates in ascending order.
func Dates(out string) ([]string, error) { return nil, errors.ErrUnsupported }

// ReadTable streams the rows of a table, following the manifest. T is the
// table's row type, or a struct with some of its fields to read those columns alone.
func ReadTable[T any](ctx context.Context, out string, m *Manifest, t Table) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {}
}
