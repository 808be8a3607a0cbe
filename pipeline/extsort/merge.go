package extsort

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Sorted yields the records of a Sorter in order.
type Sorted struct {
	memory []record
	runs   []*cursor // a heap by key
	value  []byte    // reused
	key    []byte    // reused
}

// cursor stands before the value of a record in a run.
type cursor struct {
	r    *bufio.Reader
	key  []byte
	size uint64 // of the value
}

// Next returns the next record, and io.EOF after the last one. The slices are
// valid until the next call. Any other error is one of the temporary file.
func (s *Sorted) Next() (key, value []byte, err error) {
	switch {
	case len(s.runs) == 0 && len(s.memory) == 0:
		return nil, nil, io.EOF
	case len(s.runs) == 0 || len(s.memory) > 0 && bytes.Compare(s.memory[0].bytes[:s.memory[0].key], s.runs[0].key) < 0:
		rec := &s.memory[0]
		s.memory = s.memory[1:]
		return rec.bytes[:rec.key], rec.bytes[rec.key:], nil
	}
	c := s.runs[0]
	s.key = append(s.key[:0], c.key...)
	if uint64(cap(s.value)) < c.size {
		s.value = make([]byte, c.size)
	}
	s.value = s.value[:c.size]
	if _, err := io.ReadFull(c.r, s.value); err != nil {
		return nil, nil, readError(err)
	}
	return s.key, s.value, s.advance()
}

// push adds a run to the heap, unless it is empty.
func (s *Sorted) push(c *cursor) error {
	if more, err := c.next(); !more {
		return err
	}
	s.runs = append(s.runs, c)
	for i := len(s.runs) - 1; i > 0; {
		up := (i - 1) / 2
		if !s.before(i, up) {
			break
		}
		s.runs[i], s.runs[up] = s.runs[up], s.runs[i]
		i = up
	}
	return nil
}

// advance moves the first run of the heap to its next record.
func (s *Sorted) advance() error {
	more, err := s.runs[0].next()
	if err != nil {
		return err
	}
	if !more {
		last := len(s.runs) - 1
		s.runs[0] = s.runs[last]
		s.runs = s.runs[:last]
	}
	for i := 0; ; {
		least := i
		for _, down := range []int{2*i + 1, 2*i + 2} {
			if down < len(s.runs) && s.before(down, least) {
				least = down
			}
		}
		if least == i {
			return nil
		}
		s.runs[i], s.runs[least] = s.runs[least], s.runs[i]
		i = least
	}
}

func (s *Sorted) before(i, j int) bool { return bytes.Compare(s.runs[i].key, s.runs[j].key) < 0 }

// next reads the key of the next record and reports whether there is one.
func (c *cursor) next() (bool, error) {
	size, err := binary.ReadUvarint(c.r)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, readError(err)
	}
	if c.size, err = binary.ReadUvarint(c.r); err != nil {
		return false, readError(err)
	}
	if uint64(cap(c.key)) < size {
		c.key = make([]byte, size)
	}
	c.key = c.key[:size]
	if _, err := io.ReadFull(c.r, c.key); err != nil {
		return false, readError(err)
	}
	return true, nil
}

func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errBroken
	}
	return fmt.Errorf("sorting rows: %w", err)
}
