package ingest

import (
	"archive/zip"
	"compress/bzip2"
	"errors"
	"io"
	"io/fs"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// maxDirectory bounds the directory of a zip file: about 100 bytes a member.
const maxDirectory = 32 << 20

const (
	zipBzip2     = 12 // a method of compression, as the format numbers them
	zipEncrypted = 1  // bit of the flags
)

// openZip reads the directory of a zip file. It returns nil for an office file.
func (in *Input) openZip() (members, error) {
	at, err := in.seekable()
	if err != nil {
		return nil, err
	}
	budget := &budgetReader{r: at, left: maxDirectory}
	z, err := zip.NewReader(budget, at.size)
	if failure := in.failure(); failure != nil {
		return nil, failure
	}
	switch {
	case errors.Is(err, errBudget):
		return nil, &Reject{Source: in.Source, Reason: LimitExceeded, Detail: "the directory of the zip file is too large; split it"}
	case err != nil:
		return nil, &Reject{Source: in.Source, Reason: CorruptInput, Detail: "the directory at the end of the zip file is missing or damaged; fetch the file again"}
	}
	budget.left = -1
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			return nil, nil
		}
	}
	z.RegisterDecompressor(zipBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true), zstd.WithDecoderConcurrency(1)))
	return &zipMembers{in: in, files: z.File}, nil
}

// zipMembers yields the members of a zip file.
type zipMembers struct {
	in    *Input
	files []*zip.File
	open  io.Closer
}

func (z *zipMembers) next() (member, error) {
	if z.open != nil {
		_ = z.open.Close() // its content was read, or given up
		z.open = nil
	}
	for len(z.files) > 0 {
		f := z.files[0]
		z.files = z.files[1:]
		if f.FileInfo().IsDir() {
			continue
		}
		m := member{name: memberName(f.Name)}
		if rej := zipRefused(f); rej != nil {
			rej.Source = z.in.Source
			rej.Source.Member = m.name
			return member{}, rej
		}
		content, err := f.Open()
		if err != nil {
			rej := damaged(err, z.in.Source)
			rej.Source.Member = m.name
			return member{}, rej
		}
		z.open, m.content = content, content
		return m, nil
	}
	return member{}, io.EOF
}

// zipRefused is the reject for a member that is not read by what the directory
// says of it.
func zipRefused(f *zip.File) *Reject {
	switch {
	case !f.Mode().IsRegular():
		return linkRefused(f.Mode())
	case f.Flags&zipEncrypted != 0:
		return &Reject{Reason: UnreadableFile, Detail: "the member is encrypted; unpack it first"}
	case !slices.Contains([]uint16{zip.Store, zip.Deflate, zipBzip2, zstd.ZipMethodWinZip}, f.Method):
		return &Reject{Reason: UnreadableFile, Detail: "the member is compressed with a method that is not read; pack it with deflate"}
	}
	return nil
}

// linkRefused is the reject for a member that is no file.
func linkRefused(mode fs.FileMode) *Reject {
	detail := "the member is not a file"
	if mode&fs.ModeSymlink != 0 {
		detail = "the member is a link; pack the file itself"
	}
	return &Reject{Reason: UnsafePath, Detail: detail}
}

// errBudget ends the reading of a directory that is too large.
var errBudget = errors.New("too large")

// budgetReader reads at most left bytes in all; any number when that is negative.
type budgetReader struct {
	r    io.ReaderAt
	left int64
}

func (b *budgetReader) ReadAt(p []byte, off int64) (int, error) {
	if b.left >= 0 {
		if b.left -= int64(len(p)); b.left < 0 {
			b.left = 0
			return 0, errBudget
		}
	}
	return b.r.ReadAt(p, off)
}
