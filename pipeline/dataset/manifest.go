package dataset

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
