package columnar

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	flatbuffers "github.com/google/flatbuffers/go"
)

// arrowMagic begins and ends an Arrow file; a stream stands between.
const arrowMagic = "ARROW1"

const (
	maxMetadata = 16 << 20 // bytes of one message beside its body
	maxFields   = 10_000
	maxNesting  = 32
	continued   = 0xffffffff // begins a message
)

// messages cuts an Arrow stream, or the stream in an Arrow file, into messages. It
// knows whether the stream was ended by its writer, and checks what the library
// believes without looking: how much memory a message asks for.
type messages struct {
	r      *bufio.Reader
	memory *bounded
	file   bool  // the end mark may be missing
	end    error // what ended the stream
}

// Retain implements ipc.MessageReader.
func (m *messages) Retain() {}

// Release implements ipc.MessageReader.
func (m *messages) Release() {}

// Message implements ipc.MessageReader.
func (m *messages) Message() (*ipc.Message, error) {
	if m.end != nil {
		return nil, m.end
	}
	msg, err := m.next()
	if err != nil {
		m.end = err
	}
	return msg, err
}

func (m *messages) next() (*ipc.Message, error) {
	size, err := m.size()
	if err != nil {
		return nil, err
	}
	meta := make([]byte, size)
	if _, err := io.ReadFull(m.r, meta); err != nil {
		return nil, early(err)
	}
	body, err := bodySize(meta)
	if err != nil {
		return nil, err
	}
	m.memory.left = maxBytes
	buf := memory.NewResizableBuffer(m.memory)
	defer buf.Release()
	buf.Resize(int(body))
	if _, err := io.ReadFull(m.r, buf.Bytes()); err != nil {
		return nil, early(err)
	}
	return ipc.NewMessage(memory.NewBufferBytes(meta), buf), nil
}

// size reads the size of the next message's metadata. It returns io.EOF at the
// end mark.
func (m *messages) size() (uint32, error) {
	var head [4]byte
	if _, err := io.ReadFull(m.r, head[:]); err != nil {
		if m.file && errors.Is(err, io.EOF) {
			return 0, io.EOF
		}
		return 0, early(err)
	}
	size := binary.LittleEndian.Uint32(head[:])
	if size == continued { // not so before version 0.15
		if _, err := io.ReadFull(m.r, head[:]); err != nil {
			return 0, early(err)
		}
		size = binary.LittleEndian.Uint32(head[:])
	}
	switch {
	case size > maxMetadata:
		return 0, ErrTooLarge
	case size > 0:
		return size, nil
	}
	if _, err := m.r.ReadByte(); !errors.Is(err, io.EOF) {
		return 0, cmp.Or(err, ErrDamaged) // nothing may follow
	}
	return 0, io.EOF
}

// streamIn is the stream in a file of the given size: what is between the head
// and the footer.
func streamIn(r io.ReaderAt, size int64) (io.Reader, error) {
	const head = 8
	var tail [4 + len(arrowMagic)]byte
	if size < head+int64(len(tail)) {
		return nil, ErrTruncated
	}
	if _, err := r.ReadAt(tail[:], size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	footer := int64(binary.LittleEndian.Uint32(tail[:]))
	end := size - int64(len(tail)) - footer
	switch {
	case string(tail[4:]) != arrowMagic:
		return nil, ErrTruncated
	case end < head:
		return nil, ErrDamaged
	}
	return io.NewSectionReader(r, head, end-head), nil
}

// early is the error for a stream that ends inside of a message, or before its
// end mark.
func early(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated
	}
	return err
}

// Places of fields in the tables of Arrow's metadata.
const (
	messageKind   = 6
	messageHeader = 8
	messageBody   = 10
	schemaFields  = 6
	schemaCustom  = 8
	fieldChildren = 14
	fieldCustom   = 16
	kindSchema    = 1
)

// bodySize is the size of a message's body. It checks the lengths of lists in a
// schema, which the library allocates before it reads them.
func bodySize(meta []byte) (size int64, err error) {
	defer guard(&err)
	message := flatbuffers.Table{Bytes: meta, Pos: flatbuffers.GetUOffsetT(meta)}
	if o := message.Offset(messageBody); o != 0 {
		size = message.GetInt64(message.Pos + flatbuffers.UOffsetT(o))
	}
	switch {
	case size < 0:
		return 0, ErrDamaged
	case size > maxBytes:
		return 0, ErrTooLarge
	}
	o := message.Offset(messageKind)
	if o == 0 || message.GetByte(message.Pos+flatbuffers.UOffsetT(o)) != kindSchema {
		return size, nil
	}
	if o = message.Offset(messageHeader); o == 0 {
		return 0, ErrDamaged
	}
	var schema flatbuffers.Table
	message.Union(&schema, flatbuffers.UOffsetT(o))
	left := maxFields
	return size, checkFields(&schema, []flatbuffers.VOffsetT{schemaFields}, []flatbuffers.VOffsetT{schemaCustom}, maxNesting, &left)
}

// checkFields checks the lists of fields, and of other things, in a table and
// below it.
func checkFields(t *flatbuffers.Table, children, others []flatbuffers.VOffsetT, depth int, left *int) error {
	for _, slot := range append(others, children...) {
		o := t.Offset(slot)
		if o == 0 {
			continue
		}
		n := t.VectorLen(flatbuffers.UOffsetT(o))
		if n < 0 || n > len(t.Bytes)/4 {
			return ErrDamaged
		}
		if *left -= n; *left < 0 || depth == 0 {
			return ErrTooLarge
		}
	}
	for _, slot := range children {
		o := t.Offset(slot)
		if o == 0 {
			continue
		}
		begin := t.Vector(flatbuffers.UOffsetT(o))
		for i := range t.VectorLen(flatbuffers.UOffsetT(o)) {
			field := flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(begin + flatbuffers.UOffsetT(4*i))}
			if err := checkFields(&field, []flatbuffers.VOffsetT{fieldChildren}, []flatbuffers.VOffsetT{fieldCustom}, depth-1, left); err != nil {
				return err
			}
		}
	}
	return nil
}
