package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	cases "zhijian/pipeline/insight/explain" // explain is the function that words errors
)

const explainLong = `Tell every point of one interaction from the dataset alone, in Chinese: verdict,
rule and version, the words in their turn, what was silenced and why, what was
waited for in vain, and the arithmetic that leads to the total. On a terminal
words are coloured, elsewhere they stand in brackets.

Exit status:
  0  the interaction was found
  1  there is no such date or interaction, or the dataset cannot be read
  2  wrong usage
`

func newExplainCommand(e *env) *cobra.Command {
	var date, id string
	cmd := &cobra.Command{
		Use:   "explain OUT --date D --id ID",
		Short: "Tell every point of one interaction",
		Long:  explainLong,
		Args:  oneDataset,
		RunE: func(cmd *cobra.Command, args []string) error {
			if date == "" || id == "" {
				return usageErrorf("--date and --id are missing; name the batch date and the interaction")
			}
			c, err := cases.Load(cmd.Context(), args[0], date, id)
			if errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("no results of %s in %s: %w", date, args[0], err)
			}
			if err != nil {
				return err
			}
			return c.WriteText(e.stdout, e.style())
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "batch `date`, YYYY-MM-DD (required)")
	cmd.Flags().StringVar(&id, "id", "", "`id` of the interaction (required)")
	return cmd
}

// style sets words off by colours when the output is a terminal.
func (e *env) style() cases.Style {
	if f, ok := e.stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return cases.Terminal()
	}
	return cases.Plain()
}
