package verify

import (
	"iter"

	"zhijian/pipeline/dataset"
)

// turnRow is what is needed of a turn.
type turnRow struct {
	RunID         string `parquet:"run_id,dict"`
	InteractionID string `parquet:"interaction_id,dict"`
	TurnIndex     int32  `parquet:"turn_index"`
	Role          string `parquet:"role,dict"`
	BeginMS       *int64 `parquet:"begin_ms,optional"`
	Text          string `parquet:"text"`
}

// cursor walks a table that is in the order of the interactions.
type cursor[T any] struct {
	table dataset.Table
	id    func(*T) string
	next  func() (T, error, bool)
	stop  func()
	row   T
	has   bool // row is the next one
	err   error
	rows  int64
}

func open[T any](c *checker, t dataset.Table, id func(*T) string) *cursor[T] {
	cur := &cursor[T]{table: t, id: id}
	cur.next, cur.stop = iter.Pull2(dataset.ReadTable[T](c.ctx, c.out, c.m, t))
	cur.advance()
	return cur
}

func (cur *cursor[T]) advance() {
	cur.row, cur.err, cur.has = cur.next()
	if cur.err != nil {
		cur.has = false
	}
	if cur.has {
		cur.rows++
	}
}

// take returns the rows of one interaction, which are the next ones.
func (cur *cursor[T]) take(id string, buf []T) []T {
	buf = buf[:0]
	for cur.has && cur.id(&cur.row) == id {
		buf = append(buf, cur.row)
		cur.advance()
	}
	return buf
}

// close reports how the table ended: an error, or rows that belong to no
// interaction, or not where they stand.
func (cur *cursor[T]) close(c *checker) error {
	defer cur.stop()
	if cur.err != nil {
		return c.unreadable(cur.table, cur.err)
	}
	if cur.has {
		c.add(Finding{Table: string(cur.table), InteractionID: cur.id(&cur.row), What: "rows from here on are not in the order of the interactions, or belong to none"})
	}
	return nil
}

// gathered is all that the tables say of one interaction.
type gathered struct {
	in    *dataset.Interaction
	items []dataset.Item
	hits  []dataset.Hit
	turns []turnRow
}

// interactions walks the tables in step.
func (c *checker) interactions() error {
	items := open(c, dataset.TableItems, func(r *dataset.Item) string { return r.InteractionID })
	hits := open(c, dataset.TableHits, func(r *dataset.Hit) string { return r.InteractionID })
	turns := open(c, dataset.TableTurns, func(r *turnRow) string { return r.InteractionID })
	var g gathered
	for in, err := range dataset.ReadTable[dataset.Interaction](c.ctx, c.out, c.m, dataset.TableInteractions) {
		if err != nil {
			if err := c.unreadable(dataset.TableInteractions, err); err != nil {
				return err
			}
			break
		}
		c.report.Interactions++
		if added, err := c.seen.Add(in.InteractionID); err != nil {
			return err
		} else if !added {
			c.add(Finding{Table: "interactions", InteractionID: in.InteractionID, What: "stands twice"})
		}
		g.in = &in
		g.items = items.take(in.InteractionID, g.items)
		g.hits = hits.take(in.InteractionID, g.hits)
		g.turns = turns.take(in.InteractionID, g.turns)
		c.check(&g)
	}
	c.report.Items, c.report.Hits, c.report.Turns = items.rows, hits.rows, turns.rows
	for _, done := range []func(*checker) error{items.close, hits.close, turns.close} {
		if err := done(c); err != nil {
			return err
		}
	}
	return nil
}
