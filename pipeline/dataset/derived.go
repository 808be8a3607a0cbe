package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhijian/pipeline/fsys"
)

// The derived tables are made of the published ones and published beside them:
//
//	OUT/<table>/dt=YYYY-MM-DD/part-NNNNN.parquet
//	OUT/_manifests/<set>/dt=YYYY-MM-DD.json
const (
	TableAgentsDaily    Table = "agents_daily"
	TableTermsDaily     Table = "terms_daily"
	TableAlerts         Table = "alerts"
	TableRepeatContacts Table = "repeat_contacts"
	TableCoachingCases  Table = "coaching_cases"
)

// Set names derived tables that are published together.
type Set string

// The sets.
const (
	SetAggregates Set = "aggregates"
	SetCoaching   Set = "coaching"
)

// Sets lists all sets.
func Sets() []Set { return []Set{SetAggregates, SetCoaching} }

// Tables are the tables of the set in the order of its manifest; none of an
// unknown set.
func (s Set) Tables() []Table {
	switch s {
	case SetAggregates:
		return []Table{TableAgentsDaily, TableTermsDaily, TableAlerts, TableRepeatContacts}
	case SetCoaching:
		return []Table{TableCoachingCases}
	}
	return nil
}

// Source names a published date as it was when something was made of it.
type Source struct {
	Date     string `json:"date"`
	RunID    string `json:"run_id"`
	Manifest string `json:"manifest_sha256"` // of the manifest's file
}

// Window says which dates beside its own a derived date is made of: up to Dates
// published ones before it, and all of the Days calendar days before it.
type Window struct {
	Dates int `json:"dates"`
	Days  int `json:"days"`
}

// Of picks from the published dates, in ascending order, those that a derived
// date is made of, itself included.
func (w Window) Of(published []string, date string) []string {
	at, _ := slices.BinarySearch(published, date)
	from := at - min(at, w.Dates)
	if day, err := time.Parse(time.DateOnly, date); err == nil {
		first, _ := slices.BinarySearch(published, day.AddDate(0, 0, -w.Days).Format(time.DateOnly))
		from = min(from, first)
	}
	until := at
	if at < len(published) && published[at] == date {
		until++
	}
	return published[from:until]
}

// DerivedManifest is what is published of a set for one date. Nothing in it
// depends on the clock.
type DerivedManifest struct {
	SchemaVersion string            `json:"schema_version"`
	Set           Set               `json:"set"`
	Date          string            `json:"date"`
	RunID         string            `json:"run_id"` // of the source of this date
	Meta                            // of the source of this date; the version is that of the program that made the set
	Parameters    map[string]string `json:"parameters"` // all that the rows depend on beside the sources
	Window        Window            `json:"window"`
	Sources       []Source          `json:"sources"` // in ascending order of dates
	Tables        []TableInfo       `json:"tables"`  // all of the set, in its order
}

func derivedPath(out string, s Set, date string) string {
	return filepath.Join(out, manifestDir, string(s), partition(date)+".json")
}

// ReadSource reads the manifest of a date together with what a derived manifest
// says of it. Errors are those of ReadManifest.
func ReadSource(out, date string) (*Manifest, Source, error) {
	return readSource(fsys.OS{}, out, date)
}

func readSource(fsy fsys.FS, out, date string) (*Manifest, Source, error) {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return nil, Source{}, fmt.Errorf("date %q is not YYYY-MM-DD", date)
	}
	content, err := fsys.ReadFile(fsy, manifestPath(out, date))
	if err != nil {
		return nil, Source{}, err
	}
	m, err := decodeManifest(content)
	if err == nil && m.Date != date {
		err = fmt.Errorf("is the manifest of %s", m.Date)
	}
	if err != nil {
		return nil, Source{}, fmt.Errorf("%s: %w", manifestPath(out, date), err)
	}
	sum := sha256.Sum256(content)
	return m, Source{Date: date, RunID: m.RunID, Manifest: hex.EncodeToString(sum[:])}, nil
}

// ReadDerivedManifest reads the manifest of a set for one date. The error wraps
// fs.ErrNotExist when the set was never made for it.
func ReadDerivedManifest(out string, s Set, date string) (*DerivedManifest, error) {
	m, err := readDerivedFile(fsys.OS{}, derivedPath(out, s, date))
	if err != nil {
		return nil, err
	}
	if m.Date != date || m.Set != s {
		return nil, fmt.Errorf("%s: is the manifest of %s of %s", derivedPath(out, s, date), m.Set, m.Date)
	}
	return m, nil
}

func readDerivedFile(fsy fsys.FS, name string) (*DerivedManifest, error) {
	content, err := fsys.ReadFile(fsy, name)
	if err != nil {
		return nil, err
	}
	m := &DerivedManifest{}
	if err := json.Unmarshal(content, m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := m.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// DerivedDates lists the dates for which a set was published, in ascending order.
func DerivedDates(out string, s Set) ([]string, error) {
	return datesIn(filepath.Join(out, manifestDir, string(s)))
}

// table is the entry of t; nil when the set does not have it.
func (m *DerivedManifest) table(t Table) *TableInfo {
	if i := slices.Index(m.Set.Tables(), t); i >= 0 {
		return &m.Tables[i]
	}
	return nil
}

// validate checks everything that can be told from the manifest alone.
func (m *DerivedManifest) validate() error {
	if m.SchemaVersion != SchemaVersion {
		return fmt.Errorf("schema version %q, this program knows %q", m.SchemaVersion, SchemaVersion)
	}
	if _, err := time.Parse(time.DateOnly, m.Date); err != nil {
		return fmt.Errorf("date %q is not YYYY-MM-DD", m.Date)
	}
	tables := m.Set.Tables()
	if len(tables) == 0 {
		return fmt.Errorf("set %q is unknown", m.Set)
	}
	if len(m.Tables) != len(tables) {
		return fmt.Errorf("%d tables instead of %d", len(m.Tables), len(tables))
	}
	for i, want := range tables {
		if err := m.Tables[i].validate(want, m.Date); err != nil {
			return fmt.Errorf("table %s: %w", want, err)
		}
	}
	if len(m.Sources) == 0 {
		return errors.New("no sources")
	}
	for i, s := range m.Sources {
		if _, err := time.Parse(time.DateOnly, s.Date); err != nil || !sha256Pattern().MatchString(s.Manifest) {
			return fmt.Errorf("source %+v cannot be right", s)
		}
		if i > 0 && m.Sources[i-1].Date >= s.Date {
			return fmt.Errorf("source %s is not in order", s.Date)
		}
	}
	return nil
}

func (m *DerivedManifest) encode() ([]byte, error) {
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(content, '\n'), nil
}

// Stale is a source that is not what it was when a set was made of it.
type Stale struct {
	Date string
	Why  string // scored again, removed, or added
}

func (s Stale) String() string { return s.Date + " was " + s.Why }

// Stale compares the sources of the set with what is published now, and lists
// what has changed since, by dates: none when the set is what it would be if it
// were made anew.
func (m *DerivedManifest) Stale(out string) ([]Stale, error) {
	published, err := Dates(out)
	if err != nil {
		return nil, err
	}
	var stale []Stale
	known := map[string]bool{}
	for _, s := range m.Sources {
		known[s.Date] = true
		_, now, err := ReadSource(out, s.Date)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			stale = append(stale, Stale{s.Date, "removed"})
		case err != nil:
			return nil, err
		case now != s:
			stale = append(stale, Stale{s.Date, "scored again"})
		}
	}
	if m.Window != (Window{}) {
		for _, date := range m.Window.Of(published, m.Date) {
			if !known[date] {
				stale = append(stale, Stale{date, "added"})
			}
		}
	}
	slices.SortFunc(stale, func(a, b Stale) int { return strings.Compare(a.Date, b.Date) })
	return stale, nil
}
