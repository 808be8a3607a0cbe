// Package dataset is the output of the job: the row types of the tables (the
// analysts' contract), staging them as Parquet files, checking every staged file
// with an independent reader, making a batch date visible in one step, and
// reading the tables back.
//
// Layout of a dataset folder:
//
//	OUT/<table>/dt=YYYY-MM-DD/part-NNNNN.parquet
//	OUT/_manifests/dt=YYYY-MM-DD.json
//	OUT/_manifests/rubrics/<sha256>.yaml
//	OUT/_staging/                          what is not committed yet
//	OUT/_lock                              held by the one writer
package dataset

// Table is the name of a table and of its folder.
type Table string

// The tables of a dataset.
const (
	TableInteractions Table = "interactions"
	TableItems        Table = "items"
	TableHits         Table = "hits"
	TableTurns        Table = "turns"
	TableRejects      Table = "rejects"
	TableRubricItems  Table = "rubric_items"
)

// Tables lists all tables in the order of manifests.
func Tables() []Table {
	return []Table{TableInteractions, TableItems, TableHits, TableTurns, TableRejects, TableRubricItems}
}

// Meta says what the rows were made with. It is written into every file as
// key/value metadata and into the manifest.
type Meta struct {
	Rubric        string `json:"rubric"` // id@version
	RubricSHA256  string `json:"rubric_sha256"`
	LexiconSHA256 string `json:"lexicon_sha256"`
	GSEVersion    string `json:"gse_version"`
	Version       string `json:"version"` // of the program
	Mask          string `json:"mask"`    // "none", or the masker's version and settings; empty is taken as "none"
}

// pairs is the metadata of a file.
func (m Meta) pairs() map[string]string {
	return map[string]string{
		"zhijian.schema_version": SchemaVersion,
		"zhijian.rubric":         m.Rubric,
		"zhijian.rubric_sha256":  m.RubricSHA256,
		"zhijian.lexicon_sha256": m.LexiconSHA256,
		"zhijian.gse_version":    m.GSEVersion,
		"zhijian.version":        m.Version,
		"zhijian.mask":           m.Mask,
	}
}
