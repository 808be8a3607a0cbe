package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const rootLong = `zhijian (质检) scores a day's customer-service interactions - calls, chats, mails -
against a rubric of service standards and writes Parquet tables for analysts.`

const exitHelp = `
Exit status:
  0  complete; every record was scored or is a duplicate of one that was
  1  failed or interrupted; nothing was committed
  2  wrong usage, or a fault in the rubric; nothing was read
  3  committed, but some records were rejected: see the table rejects
  4  another job holds the output; nothing was committed
`

func newRootCommand(e *env) *cobra.Command {
	logs := &logOptions{}
	root := &cobra.Command{
		Use:           "zhijian",
		Short:         "Score customer-service interactions against a rubric",
		Long:          rootLong + "\n" + exitHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageErrorf("unknown command %q; see zhijian --help", args[0])
			}
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageErrorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	logs.addTo(root.PersistentFlags())
	root.AddCommand(newScoreCommand(e, logs), newConvertCommand(e), newInspectCommand(e), newRubricCommand(e), newExplainCommand(e), newVerifyCommand(e), newAggregateCommand(e), newCoachCommand(e), newReportCommand(e), newSampleCommand(e), newVersionCommand(e))
	return root
}

// noArgs is cobra.NoArgs as an error of usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageErrorf("%s takes no arguments, but has %q", cmd.CommandPath(), args)
	}
	return nil
}

// usageError is a fault of the command line or of the rubric.
type usageError struct{ err error }

func usageErrorf(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (u usageError) Error() string { return u.err.Error() }
func (u usageError) Unwrap() error { return u.err }
