package facts

import (
	"context"
	"errors"
	"fmt"
	"io"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dataset/scan"
	"zhijian/pipeline/insight/period"
)

// cursor walks a table whose rows come in the order of the interactions. Its
// first column is interaction_id. A nil cursor has no rows.
type cursor struct {
	table dataset.Table
	r     *scan.Reader
	b     *scan.Block // nil before the first one
	at    int         // the next row of b
}

func newCursor(ctx context.Context, out string, d period.Date, t dataset.Table, paths []string) *cursor {
	return &cursor{table: t, r: scan.Open(ctx, out, d.Manifest, t, paths)}
}

func (c *cursor) close() {
	if c != nil {
		c.r.Close()
	}
}

// more sees to it that b has a next row; false at the end of the table.
func (c *cursor) more() (bool, error) {
	for c.b == nil || c.at == c.b.Rows {
		b, err := c.r.Next()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		c.b, c.at = b, 0
	}
	return true, nil
}

// take gives the rows of one interaction, which are the next ones, to each, in
// one stretch or, at the end of a block, in several.
func (c *cursor) take(id string, each func(b *scan.Block, begin, end int) error) error {
	if c == nil {
		return nil
	}
	for {
		has, err := c.more()
		if !has || err != nil {
			return err
		}
		begin, ids := c.at, &c.b.Columns[0]
		c.at += run(ids, begin, c.b.Rows, id)
		if c.at == begin {
			return nil
		}
		if each != nil {
			if err := each(c.b, begin, c.at); err != nil {
				return err
			}
		}
		if c.at < c.b.Rows {
			return nil
		}
	}
}

// run is how many rows from begin on have this id.
func run(ids *scan.Column, begin, end int, id string) int {
	i, last := begin, int32(-1)
	for i < end {
		if k := ids.Index[i]; k != last { // a dictionary has each id once
			if ids.Text(i) != id {
				break
			}
			last = k
		}
		i++
	}
	return i - begin
}

// ended fails when there are rows left: they belong to no interaction, or do not
// stand where they should.
func (c *cursor) ended() error {
	if c == nil {
		return nil
	}
	has, err := c.more()
	if has {
		err = fmt.Errorf("table %s: the rows of interaction %q are not in the order of the interactions", c.table, c.b.Columns[0].Text(c.at))
	}
	return err
}
