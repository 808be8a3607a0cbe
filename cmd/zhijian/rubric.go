package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"zhijian/analyzers/lint"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
)

// newRubricCommand groups the tools for those who write rubrics.
func newRubricCommand(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rubric",
		Short: "Check, test and compare rubrics",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageErrorf("unknown command %q; see zhijian rubric --help", args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(newRubricLintCommand(e), newRubricTestCommand(e), newRubricDiffCommand(e), newRubricSchemaCommand(e))
	return cmd
}

const lintLong = `Find what is wrong or useless in a rubric: unknown keys and names, phrases that
can never match, rules that contradict themselves, steps that are never reached,
caps that never bind, double penalties that are not declared. All faults are
listed at once, in order of position. Without a file the built-in rubric and the
lexicon are checked.

Exit status:
  0  no errors; warnings may be listed
  2  errors, or with --strict warnings
`

func newRubricLintCommand(e *env) *cobra.Command {
	strict := false
	cmd := &cobra.Command{
		Use:   "lint [FILE]",
		Short: "Find faults in a rubric",
		Long:  lintLong,
		Args:  atMostOneFile,
		RunE: func(_ *cobra.Command, args []string) error {
			return e.lintRubric(fileOf(args), strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "take warnings for errors")
	return cmd
}

// atMostOneFile is cobra.MaximumNArgs(1) as an error of usage.
func atMostOneFile(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageErrorf("%s takes one rubric file, but has %q", cmd.CommandPath(), args)
	}
	return nil
}

// fileOf is the rubric file of the arguments; empty for the built-in one.
func fileOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// rubricSource reads a rubric file and gives the name for messages; an empty
// name, or "builtin", means the built-in one.
func rubricSource(file string) (name string, source []byte, err error) {
	if file == "" || file == rubric.BuiltinName {
		source, err = rubric.Builtin()
		return rubric.BuiltinName, source, err
	}
	source, err = os.ReadFile(file)
	if err != nil {
		return file, nil, usageErrorf("read rubric: %w", err)
	}
	return file, source, nil
}

func (e *env) lintRubric(file string, strict bool) error {
	name, source, err := rubricSource(file)
	if err != nil {
		return err
	}
	res, err := suite.Load()
	if err != nil {
		return err
	}
	faults := lint.Check(name, source, lint.Input{Lexicon: res.Lexicon, Segmenter: res.Segmenter, Language: name == rubric.BuiltinName})
	errs, warnings := 0, 0
	var out strings.Builder
	for _, f := range faults {
		kind := "error"
		if f.Warning {
			kind = "warning"
			warnings++
		} else {
			errs++
		}
		fmt.Fprintf(&out, "%s:%d:%d: %s: %s\n", f.File, f.Line, f.Column, kind, message(f))
	}
	failed := errs > 0 || strict && warnings > 0
	if !failed {
		fmt.Fprintf(&out, "%s: no errors, %d warnings\n", name, warnings)
	}
	if _, err := io.WriteString(e.stdout, out.String()); err != nil {
		return err
	}
	if failed {
		return usageErrorf("%s: %d errors, %d warnings", name, errs, warnings)
	}
	return nil
}

// message is a fault with its hint.
func message(f *rubric.Error) string {
	if f.Hint == "" {
		return f.Msg
	}
	return f.Msg + " (" + f.Hint + ")"
}

func newRubricSchemaCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of rubric files, for editors",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			schema, err := rubric.JSONSchema()
			if err != nil {
				return err
			}
			_, err = e.stdout.Write(schema)
			return err
		},
	}
}
