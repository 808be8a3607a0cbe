package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
)

// Identity is everything besides the input that the output depends on.
type Identity struct {
	Date          string // of the batch, YYYY-MM-DD
	RubricSHA256  string
	LexiconSHA256 string
	Version       string // of the program
	Settings      string // anything else that decides what is written
}

// runIDLength is in hex digits: 64 bits tell the runs of any data set apart.
const runIDLength = 16

// RunID is a short hash of id and of the names and contents of all files: the
// same work has the same run id.
func (p *Plan) RunID(id Identity) string {
	h := sha256.New()
	field := func(s string) { // with its length, so that no two lists look alike
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(s)))
		h.Write(size[:])
		_, _ = io.WriteString(h, s)
	}
	for _, s := range []string{"zhijian run 1", id.Date, id.RubricSHA256, id.LexiconSHA256, id.Version, id.Settings} {
		field(s)
	}
	for i := range p.Files {
		f := &p.Files[i]
		field(f.Name)
		if f.Err != nil {
			field("unreadable")
			continue
		}
		field(f.SHA256)
	}
	return sum(h)[:runIDLength]
}
