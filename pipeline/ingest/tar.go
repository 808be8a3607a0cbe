package ingest

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// tarBlock is what tar files are made of; blocks of zeros mark the end.
const tarBlock = 512

// tarMembers yields the members of a tar file.
type tarMembers struct {
	stream *zeroTail
	tar    *tar.Reader
}

func openTar(r io.Reader) members {
	stream := &zeroTail{r: r}
	return &tarMembers{stream: stream, tar: tar.NewReader(stream)}
}

func (t *tarMembers) next() (member, error) {
	for {
		h, err := t.tar.Next()
		if errors.Is(err, io.EOF) {
			return member{}, t.end()
		}
		if err != nil {
			return member{}, err
		}
		name := memberName(h.Name)
		switch h.Typeflag {
		case tar.TypeReg:
			return member{name: name, content: t.tar}, nil
		case tar.TypeDir, tar.TypeXGlobalHeader:
			continue
		}
		mode := h.FileInfo().Mode()
		if h.Typeflag == tar.TypeLink {
			mode |= fs.ModeSymlink
		}
		rej := linkRefused(mode)
		rej.Source.Member = name
		return member{}, rej
	}
}

// end makes sure that the archive is complete, and that nothing follows it. It
// returns io.EOF when all is well.
func (t *tarMembers) end() error {
	if t.stream.zeros < tarBlock {
		return fmt.Errorf("no end mark: %w", io.ErrUnexpectedEOF)
	}
	t.stream.zeros, t.stream.other = 0, false
	if _, err := io.Copy(io.Discard, struct{ io.Reader }{t.stream}); err != nil {
		return err
	}
	if t.stream.other {
		return errors.New("data after the end mark")
	}
	return io.EOF
}

// zeroTail knows how many zeros the last bytes read were.
type zeroTail struct {
	r     io.Reader
	zeros int64
	other bool // something else than zeros was read
}

func (z *zeroTail) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	tail := n - len(bytes.TrimRight(p[:n], "\x00"))
	if tail < n {
		z.zeros, z.other = 0, true
	}
	z.zeros += int64(tail)
	return n, err
}
