package facts

import (
	"context"

	"zhijian/pipeline/insight/period"
)

// fetchDate looks up the keys of one date.
func fetchDate(ctx context.Context, out string, d period.Date, at map[Key][]int, want Want, cases []Case) error {
	r, err := ReadRubric(ctx, out, d)
	if err != nil {
		return err
	}
	return scanDate(ctx, out, d, r, period.Filter{}, want, func(_ *Rubric, c *Case) error {
		for _, i := range at[Key{d.Day, c.Interaction.InteractionID}] {
			cases[i] = c.Clone()
		}
		return nil
	})
}
