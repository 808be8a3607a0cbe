package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"zhijian/pipeline/fsys"
)

const manifestDir = "_manifests"

func manifestPath(out, date string) string {
	return filepath.Join(out, manifestDir, partition(date)+".json")
}

func rubricPath(out, sha256 string) string {
	return filepath.Join(out, manifestDir, "rubrics", sha256+".yaml")
}

// FileInfo names one committed file.
type FileInfo struct {
	Path   string `json:"path"` // relative to the dataset folder, forward slashes
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hex
}

// TableInfo is one table of a date.
type TableInfo struct {
	Table Table      `json:"table"`
	Rows  int64      `json:"rows"`
	Files []FileInfo `json:"files"` // in row order; never empty
}

// Counts says what became of the records that were read.
type Counts struct {
	Read      int64 `json:"read"`
	Scored    int64 `json:"scored"`
	Rejected  int64 `json:"rejected"`
	Duplicate int64 `json:"duplicate"`
}

// Manifest is what is committed for one batch date. Nothing in it depends on
// the clock.
type Manifest struct {
	SchemaVersion string `json:"schema_version"`
	Date          string `json:"date"` // YYYY-MM-DD
	RunID         string `json:"run_id"`
	Meta
	Counts Counts      `json:"counts"`
	Tables []TableInfo `json:"tables"` // all tables, in the order of Tables
}

// ManifestInfo is what the caller adds to a commit.
type ManifestInfo struct {
	Counts Counts
	Rubric []byte // the rubric file; its sha256 must be Meta.RubricSHA256
}

// ReadManifest reads the manifest of one date. The error wraps fs.ErrNotExist
// when the date was never committed.
func ReadManifest(out, date string) (*Manifest, error) {
	return ReadManifestOf(fsys.OS{}, out, date)
}

// ReadManifestOf is ReadManifest on any file system.
func ReadManifestOf(fsy fsys.FS, out, date string) (*Manifest, error) {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return nil, fmt.Errorf("date %q is not YYYY-MM-DD", date)
	}
	m, err := readManifestFile(fsy, manifestPath(out, date))
	if err != nil {
		return nil, err
	}
	if m.Date != date {
		return nil, fmt.Errorf("%s: is the manifest of %s", manifestPath(out, date), m.Date)
	}
	return m, nil
}

// ReadRubric reads the rubric that a date was scored with.
func ReadRubric(out string, m *Manifest) ([]byte, error) {
	return fsys.ReadFile(fsys.OS{}, rubricPath(out, m.RubricSHA256))
}

// Dates lists the committed dates in ascending order; none for a folder without
// manifests.
func Dates(out string) ([]string, error) { return datesIn(filepath.Join(out, manifestDir)) }

// datesIn lists the dates of the manifests in a folder.
func datesIn(dir string) ([]string, error) {
	entries, err := fsys.OS{}.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var dates []string
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), ".json")
		date, is2 := strings.CutPrefix(name, partition(""))
		if _, err := time.Parse(time.DateOnly, date); is && is2 && err == nil {
			dates = append(dates, date)
		}
	}
	slices.Sort(dates)
	return dates, nil
}

func readManifestFile(fsy fsys.FS, name string) (*Manifest, error) {
	content, err := fsys.ReadFile(fsy, name)
	if err != nil {
		return nil, err
	}
	m, err := decodeManifest(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

func decodeManifest(content []byte) (*Manifest, error) {
	m := &Manifest{}
	if err := json.Unmarshal(content, m); err != nil {
		return nil, err
	}
	return m, m.validate()
}

func (m *Manifest) encode() ([]byte, error) {
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(content, '\n'), nil
}

// table returns the entry of t; the manifest is valid, so there is one.
func (m *Manifest) table(t Table) *TableInfo {
	return &m.Tables[slices.Index(Tables(), t)]
}

// validate checks everything that can be told from the manifest alone, so that
// no reader has to trust paths and sums.
func (m *Manifest) validate() error {
	if m.SchemaVersion != SchemaVersion {
		return fmt.Errorf("schema version %q, this program knows %q", m.SchemaVersion, SchemaVersion)
	}
	if _, err := time.Parse(time.DateOnly, m.Date); err != nil {
		return fmt.Errorf("date %q is not YYYY-MM-DD", m.Date)
	}
	if !sha256Pattern().MatchString(m.RubricSHA256) {
		return fmt.Errorf("rubric_sha256 %q is not a SHA-256 in hex", m.RubricSHA256)
	}
	if len(m.Tables) != len(Tables()) {
		return fmt.Errorf("%d tables instead of %d", len(m.Tables), len(Tables()))
	}
	for i, want := range Tables() {
		if err := m.Tables[i].validate(want, m.Date); err != nil {
			return fmt.Errorf("table %s: %w", want, err)
		}
	}
	return m.validateCounts()
}

func sha256Pattern() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{64}$`) }

func (t *TableInfo) validate(want Table, date string) error {
	if t.Table != want {
		return fmt.Errorf("found %q in its place", t.Table)
	}
	if len(t.Files) == 0 {
		return errors.New("no files")
	}
	var rows int64
	for _, f := range t.Files {
		dir, name := path.Split(f.Path)
		if dir != string(want)+"/"+partition(date)+"/" || path.Ext(name) != ".parquet" || strings.Contains(name, `\`) {
			return fmt.Errorf("file %q is not in the folder of the date", f.Path)
		}
		if f.Rows < 0 || f.Bytes <= 0 || !sha256Pattern().MatchString(f.SHA256) {
			return fmt.Errorf("file %q: rows, bytes or sha256 cannot be right", f.Path)
		}
		rows += f.Rows
	}
	if rows != t.Rows {
		return fmt.Errorf("its files hold %d rows, not %d", rows, t.Rows)
	}
	return nil
}

// validateCounts holds the counts against each other and against the rows. A
// duplicate may or may not be listed among the rejects.
func (m *Manifest) validateCounts() error {
	c := m.Counts
	if min(c.Read, c.Scored, c.Rejected, c.Duplicate) < 0 {
		return fmt.Errorf("a count is negative: %+v", c)
	}
	if c.Read != c.Scored+c.Rejected+c.Duplicate {
		return fmt.Errorf("counts do not add up: %d read, but %d scored + %d rejected + %d duplicate",
			c.Read, c.Scored, c.Rejected, c.Duplicate)
	}
	if n := m.table(TableInteractions).Rows; n != c.Scored {
		return fmt.Errorf("%d scored, but %d rows in %s", c.Scored, n, TableInteractions)
	}
	if n := m.table(TableRejects).Rows; n < c.Rejected || n > c.Rejected+c.Duplicate {
		return fmt.Errorf("%d rejected and %d duplicate, but %d rows in %s", c.Rejected, c.Duplicate, n, TableRejects)
	}
	return nil
}
