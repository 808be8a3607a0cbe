package dataset

import (
	"fmt"

	"github.com/parquet-go/parquet-go"

	"zhijian/pipeline/fsys"
)

// Metadata reads the key/value metadata of a file of the dataset. The file's
// bytes are taken on trust: compare them with the manifest first.
func Metadata(path string) (map[string]string, error) {
	f, err := fsys.OS{}.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return nil, err
	}
	pairs := map[string]string{}
	err = guard(func() error {
		p, err := parquet.OpenFile(f, stat.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err != nil {
			return err
		}
		for _, kv := range p.Metadata().KeyValueMetadata {
			pairs[kv.Key] = kv.Value
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return pairs, nil
}

// Pairs is the metadata that every file of a date with this Meta has.
func (m Meta) Pairs() map[string]string { return m.pairs() }
