package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/spf13/cobra"

	"zhijian/analyzers/suite"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/printable"
	"zhijian/pipeline/stream"
)

const convertLong = `Read interactions in any format and write them in the product's own, as JSON
Lines: one interaction a line. What cannot be read is listed on standard error
with its place and the reason. The output appears when it is complete.

` + inputHelp + `
The output holds the conversations as they are: personal data are not masked.

Exit status:
  0  every interaction was written, or is a duplicate of one that was
  1  failed or interrupted; nothing was written
  2  wrong usage
  3  written, but some records were rejected
`

// convertOptions are the flags of zhijian convert.
type convertOptions struct {
	out, zone string
	input     inputOptions
}

func newConvertCommand(e *env) *cobra.Command {
	o := &convertOptions{}
	cmd := &cobra.Command{
		Use:     "convert --out FILE [flags] INPUT...",
		Short:   "Write interactions of any format as JSON Lines",
		Long:    convertLong,
		Example: "  zhijian convert --out calls.jsonl.gz --channel voice recordings/\n  zhijian convert --out - export.xlsx | head",
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.convert(cmd.Context(), o, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.out, "out", "", "`file` to write, compressed when its name ends in .gz or .zst; - for standard output (required)")
	flags.StringVar(&o.zone, "tz", "Asia/Shanghai", "time `zone` of times without offset")
	o.input.addTo(flags)
	return cmd
}

func (e *env) convert(ctx context.Context, o *convertOptions, inputs []string) error {
	if o.out == "" {
		return usageErrorf("--out is missing; name the file to write, or - for standard output")
	}
	options, err := o.input.readOptions(o.zone, inputs)
	if err != nil {
		return err
	}
	done, err := o.input.openFields(ctx, &options, e.stderr)
	if err != nil {
		return err
	}
	defer done()
	options.Sides = newLazySides(suite.Load)
	rejected := 0
	err = e.writeFile(o.out, func(w io.Writer) error {
		var line []byte
		for in, err := range stream.Interactions(ctx, stream.Options{Inputs: inputs, Stdin: e.stdin, Ingest: options}) {
			if rej, ok := errors.AsType[*ingest.Reject](err); ok {
				if rej.Reason != stream.DuplicateID {
					rejected++
				}
				_, _ = fmt.Fprintln(e.stderr, rejectLine(rej))
				continue
			}
			if err != nil {
				return err
			}
			if line, err = ingest.AppendNative(line[:0], in); err != nil {
				return err
			}
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && rejected > 0 {
		return errRejects
	}
	return err
}

// rejectLine tells a reject in a line.
func rejectLine(r *ingest.Reject) string {
	id := ""
	if r.ID != "" {
		id = " (" + r.ID + ")"
	}
	return printable.Text(fmt.Sprintf("%s: %s%s: %s", place(r.Source), r.Reason, id, r.Detail))
}

// readOptions are the options of reading for commands without a rubric.
func (o *inputOptions) readOptions(zone string, inputs []string) (ingest.Options, error) {
	if len(inputs) == 0 {
		return ingest.Options{}, usageErrorf("no input; name files, folders, or - for standard input")
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || strings.EqualFold(zone, "local") {
		return ingest.Options{}, usageErrorf("--tz %q is not the name of a time zone, such as Asia/Shanghai", zone)
	}
	options, err := o.options()
	options.Zone = loc
	return options, err
}

// writeFile writes a file, or standard output when the name is -. The file takes
// its place, and that of one of its name, when write has succeeded.
func (e *env) writeFile(name string, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(e.stdout)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w, err := compressor(name, f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	err = errors.Join(write(w), w.Close(), f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// compressor compresses what goes to w as the name asks for.
func compressor(name string, w io.Writer) (io.WriteCloser, error) {
	switch filepath.Ext(name) {
	case ".gz":
		return gzip.NewWriter(w), nil
	case ".zst":
		return zstd.NewWriter(w)
	}
	return plainWriter{w}, nil
}

type plainWriter struct{ io.Writer }

func (plainWriter) Close() error { return nil }
