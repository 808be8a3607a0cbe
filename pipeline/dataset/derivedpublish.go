package dataset

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"zhijian/pipeline/fsys"
)

// DerivedOptions say what is published.
type DerivedOptions struct {
	Out        string
	Set        Set
	Date       string
	Meta       Meta // of the source of this date, with the version of this program
	Parameters map[string]string
	Window     Window
	Sources    []Source // in ascending order of dates; the last is the one of Date
	FS         fsys.FS  // nil is the machine's
}

// DerivedTable is the rows of a derived table.
type DerivedTable struct {
	table Table
	stage func(context.Context, *deriver) (TableInfo, error)
}

// derived is a pointer to a row of a derived table.
type derived[T any] interface {
	*T
	own(run string)
}

func derivedTable[T any, P derived[T]](t Table, rows []T) DerivedTable {
	l := layout{table: t, rowsPerGroup: 32 << 10}
	return DerivedTable{table: t, stage: func(ctx context.Context, d *deriver) (TableInfo, error) {
		for i := range rows {
			P(&rows[i]).own(d.runID())
		}
		return stageRows(ctx, d, l, rows)
	}}
}

// AgentsDaily is the table agents_daily. The rows are the table's from then on,
// as with the others below.
func AgentsDaily(rows []AgentDay) DerivedTable {
	return derivedTable(TableAgentsDaily, rows)
}

// TermsDaily is the table terms_daily.
func TermsDaily(rows []TermDay) DerivedTable {
	return derivedTable(TableTermsDaily, rows)
}

// Alerts is the table alerts.
func Alerts(rows []Alert) DerivedTable {
	return derivedTable(TableAlerts, rows)
}

// RepeatContacts is the table repeat_contacts.
func RepeatContacts(rows []RepeatContact) DerivedTable {
	return derivedTable(TableRepeatContacts, rows)
}

// CoachingCases is the table coaching_cases.
func CoachingCases(rows []CoachingCase) DerivedTable {
	return derivedTable(TableCoachingCases, rows)
}

// ErrSourceChanged is wrapped by the error of PublishDerived when a source was
// scored again, or removed, after the rows had been made of it.
var ErrSourceChanged = errors.New("a date was scored again in the meantime: start anew")

// PublishDerived publishes the tables of a set, all of them in the set's order,
// as score publishes a date: staged, read back by an independent reader, and
// exchanged for what was there under the lock of the dataset's one writer. The
// error wraps ErrLocked when another job holds the dataset, and then as after
// every error nothing has changed, or the next writer completes it.
func PublishDerived(ctx context.Context, o DerivedOptions, tables ...DerivedTable) (m *DerivedManifest, err error) {
	if o.FS == nil {
		o.FS = fsys.OS{}
	}
	if err := o.check(tables); err != nil {
		return nil, err
	}
	lock, err := acquire(o.FS, o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	// What score has staged stays for it to carry on.
	if err := settle(o.FS, o.Out, func(run string) bool { return strings.HasPrefix(run, derivedPrefix) }); err != nil {
		return nil, err
	}
	d := &deriver{DerivedOptions: o, dir: filepath.Join(o.Out, stagingDir, derivedPrefix+string(o.Set)+"-"+o.Date)}
	if m, err = d.stage(ctx, tables); err == nil {
		err = d.unchanged()
	}
	if err != nil {
		return nil, errors.Join(err, o.FS.RemoveAll(d.dir))
	}
	if err := d.commit(m); err != nil {
		return nil, fmt.Errorf("commit of %s of %s: %w", o.Set, o.Date, err)
	}
	return m, nil
}

func (o *DerivedOptions) check(tables []DerivedTable) error {
	if _, err := time.Parse(time.DateOnly, o.Date); err != nil {
		return fmt.Errorf("date %q is not YYYY-MM-DD", o.Date)
	}
	var got []Table
	for _, t := range tables {
		got = append(got, t.table)
	}
	if want := o.Set.Tables(); len(want) == 0 || !slices.Equal(got, want) {
		return fmt.Errorf("set %q: tables %v instead of %v", o.Set, got, want)
	}
	if n := len(o.Sources); n == 0 || o.Sources[n-1].Date != o.Date {
		return fmt.Errorf("set %q: the last source is not that of %s", o.Set, o.Date)
	}
	if o.Meta.Mask == "" {
		o.Meta.Mask = "none"
	}
	return nil
}

// deriver publishes one set of one date.
type deriver struct {
	DerivedOptions
	dir string // where it is staged
}

// stage writes and checks the files of all tables.
func (d *deriver) stage(ctx context.Context, tables []DerivedTable) (*DerivedManifest, error) {
	if err := makeDir(d.FS, d.dir); err != nil {
		return nil, err
	}
	m := &DerivedManifest{
		SchemaVersion: SchemaVersion, Set: d.Set, Date: d.Date, RunID: d.runID(), Meta: d.Meta,
		Parameters: d.Parameters, Window: d.Window, Sources: d.Sources,
	}
	for _, t := range tables {
		info, err := t.stage(ctx, d)
		if err != nil {
			return nil, err
		}
		m.Tables = append(m.Tables, info)
	}
	return m, m.validate()
}

func (d *deriver) runID() string { return d.Sources[len(d.Sources)-1].RunID }

// stageRows encodes the rows of one table and reads each file back.
func stageRows[T any](ctx context.Context, d *deriver, l layout, rows []T) (TableInfo, error) {
	work, ctx := errgroup.WithContext(ctx)
	e := &encoder[T]{
		fsys: d.FS, layout: l, dir: filepath.Join(d.dir, stagedDir, string(l.table)), date: d.Date,
		options: l.options(d.Meta, ""), perPart: defaultRowsPerPart, in: make(chan portion[T], 1),
	}
	e.done = func(p part) <-chan struct{} {
		right := make(chan struct{})
		work.Go(func() error {
			if err := p.expected.Check(ctx, d.FS, p.path, p.bytes, d.Meta.pairs()); err != nil {
				return fmt.Errorf("check of staged file: %w", err)
			}
			close(right)
			return nil
		})
		return right
	}
	work.Go(func() error { return e.run(ctx) })
	err := e.send(ctx, rows)
	e.end()
	if err := errors.Join(work.Wait(), err); err != nil {
		return TableInfo{}, err
	}
	return e.info(), nil
}

// unchanged holds the sources against what is published now. The lock keeps it so.
func (d *deriver) unchanged() error {
	for _, s := range d.Sources {
		_, now, err := readSource(d.FS, d.Out, s.Date)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if now != s {
			return fmt.Errorf("%s: %w", s.Date, ErrSourceChanged)
		}
	}
	return nil
}

// The staging folder of a set looks like that of a run; its journal has a name of
// its own.
const (
	derivedPrefix  = "derived-"
	derivedJournal = "derived.json"
)

func (d *deriver) commit(m *DerivedManifest) error {
	content, err := m.encode()
	if err != nil {
		return err
	}
	if err := replaceFile(d.FS, filepath.Join(d.dir, derivedJournal), content); err != nil {
		return err
	}
	if err := publishDerived(d.FS, d.Out, d.dir); err != nil {
		return err
	}
	_ = d.FS.RemoveAll(d.dir) // it is published, whatever becomes of the rest
	return nil
}

// publishDerived exchanges each table's folder for the staged one, then replaces
// the manifest. Each step may have been done before.
func publishDerived(fsy fsys.FS, out, dir string) error {
	journal := filepath.Join(dir, derivedJournal)
	m, err := readDerivedFile(fsy, journal)
	if err != nil {
		return err
	}
	for _, t := range m.Tables {
		if err := exchange(fsy, out, dir, t.Table, m.Date); err != nil {
			return fmt.Errorf("table %s: %w", t.Table, err)
		}
	}
	target := derivedPath(out, m.Set, m.Date)
	if err := makeDir(fsy, filepath.Dir(target)); err != nil {
		return err
	}
	return move(fsy, journal, target)
}

// carryOn completes the commit that has begun in a staging folder, of a date or
// of a derived set; begun is false when there is none.
func carryOn(fsy fsys.FS, out, dir string) (begun bool, err error) {
	begun, err = exists(fsy, filepath.Join(dir, stagedManifest))
	if err != nil {
		return false, err
	}
	if begun {
		return true, publish(fsy, out, dir)
	}
	begun, err = exists(fsy, filepath.Join(dir, derivedJournal))
	if err != nil || !begun {
		return false, err
	}
	return true, publishDerived(fsy, out, dir)
}
