// Package corpus makes and reads the conversations that speed is measured on:
// real ones where they are at hand, and made-up ones of any number, length and
// shape from a seed.
package corpus

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"zhijian/pipeline/ingest"
)

// Lines reads at most limit records of a native file, as they stand in it; a
// limit of 0 reads all. A name that ends in .gz is decompressed.
func Lines(name string, limit int) ([][]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return Cut(r, limit)
}

// Cut is Lines of a stream.
func Cut(r io.Reader, limit int) ([][]byte, error) {
	var lines [][]byte
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, ingest.MaxRecordBytes)
	for (limit == 0 || len(lines) < limit) && sc.Scan() {
		lines = append(lines, bytes.Clone(sc.Bytes()))
	}
	return lines, sc.Err()
}

// Repeat writes the records times over, each time under other ids.
func Repeat(w io.Writer, lines [][]byte, times int) error {
	for round := range times {
		for _, line := range lines {
			var record map[string]json.RawMessage
			if err := json.Unmarshal(line, &record); err != nil {
				return err
			}
			var id string
			if err := json.Unmarshal(record["id"], &id); err != nil {
				return err
			}
			renamed, err := json.Marshal(fmt.Sprintf("%d-%s", round, id))
			if err != nil {
				return err
			}
			record["id"] = renamed
			out, err := json.Marshal(record)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(out, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}
