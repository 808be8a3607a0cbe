package main

import (
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"zhijian/pipeline/insight/period"
)

// oneDataset allows one argument, a dataset folder.
func oneDataset(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageErrorf("%s takes one dataset folder, but has %q", cmd.CommandPath(), args)
	}
	return nil
}

// selection is the flags that choose dates and interactions of a dataset.
type selection struct {
	date, from, to string
	filter         period.Filter
}

// addDates adds the flags that choose dates.
func (s *selection) addDates(flags *pflag.FlagSet) {
	flags.StringVar(&s.date, "date", "", "this batch `date`, YYYY-MM-DD; without it and without a range the newest")
	flags.StringVar(&s.from, "from", "", "from this batch `date` on")
	flags.StringVar(&s.to, "to", "", "up to this batch `date`, included")
}

// addFilter adds the flags that choose interactions.
func (s *selection) addFilter(flags *pflag.FlagSet) {
	flags.StringSliceVar(&s.filter.Teams, "team", nil, "only these `teams`, separated by commas")
	flags.StringSliceVar(&s.filter.Agents, "agent", nil, "only the agents with these `ids`")
	flags.StringSliceVar(&s.filter.Queues, "queue", nil, "only these `queues`")
	flags.StringSliceVar(&s.filter.Channels, "channel", nil, "only these `channels`: voice, chat, email, social")
}

// open finds the chosen dates in the dataset folder out.
func (s *selection) open(out string) (*period.Period, error) {
	if s.date != "" && s.from+s.to != "" {
		return nil, usageErrorf("--date names one day, --from and --to a range: give one or the other")
	}
	for _, day := range []string{s.date, s.from, s.to} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return nil, usageErrorf("date %q is not YYYY-MM-DD", day)
		}
	}
	if s.from != "" && s.to != "" && s.from > s.to {
		return nil, usageErrorf("--from %s is after --to %s", s.from, s.to)
	}
	if s.date != "" {
		return period.Open(out, s.date, s.date)
	}
	if s.from+s.to != "" {
		return period.Open(out, s.from, s.to)
	}
	return period.Latest(out)
}
