package facts

import (
	"context"
	"fmt"

	"zhijian/pipeline/insight/period"
)

// Visit is Scan for single interactions: what belongs to others is passed over
// without being decoded. It serves many thousands of keys in bounded memory; for a
// few, Fetch does less. The error wraps ErrNotFound when one of the keys is not in
// the period.
func Visit(ctx context.Context, p *period.Period, keys []Key, want Want, visit func(*Rubric, *Case) error) error {
	left := make(map[Key]bool, len(keys))
	for _, k := range keys {
		left[k] = true
	}
	for _, d := range p.Dates {
		r, err := ReadRubric(ctx, p.Out, d)
		if err != nil {
			return err
		}
		if err := visitDate(ctx, p.Out, d, r, want, left, visit); err != nil {
			return err
		}
	}
	for _, k := range keys {
		if left[k] {
			return fmt.Errorf("%w: %q of %s", ErrNotFound, k.InteractionID, k.Day)
		}
	}
	return nil
}

// visitDate visits the keys of one date, and takes them out of left.
func visitDate(ctx context.Context, out string, d period.Date, r *Rubric, want Want, left map[Key]bool, visit func(*Rubric, *Case) error) error {
	j := newJoined(ctx, out, d, r, want, nil)
	defer j.close()
	var c Case
	for {
		has, err := j.next()
		if !has || err != nil {
			return err
		}
		key := Key{d.Day, j.id}
		if !left[key] {
			if err := j.skip(); err != nil {
				return err
			}
			continue
		}
		if err := j.read(&c); err != nil {
			return err
		}
		if err := visit(r, &c); err != nil {
			return err
		}
		delete(left, key)
	}
}
