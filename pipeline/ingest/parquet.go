package ingest

import (
	"bytes"

	"zhijian/pipeline/ingest/columnar"
)

// parquetFormat is a Parquet file: a table of turns, or of interactions with
// their turns in a list.
func parquetFormat() Format {
	return Format{
		Name:     "parquet",
		Title:    "Parquet, one row a turn or one row an interaction with a list of turns",
		Suffixes: []string{".parquet"},
		Binary:   true,
		Rows:     true,
		Sniff:    func(s Sample) bool { return bytes.HasPrefix(s.Head, []byte("PAR1")) },
		Open: func(in *Input) (Reader, error) {
			at, err := in.seekable()
			if err != nil {
				return in.refuse(err)
			}
			r, err := columnar.OpenParquet(at, at.size)
			if err != nil {
				return in.refuse(in.columnarReject(err, 0))
			}
			return openColumns(in, r)
		},
	}
}
