package main

import (
	"io"
	"log/slog"

	"github.com/spf13/pflag"
)

// logOptions are the flags of logging, common to all commands.
type logOptions struct{ level, format string }

func (o *logOptions) addTo(flags *pflag.FlagSet) {
	flags.StringVar(&o.level, "log-level", "warn", "write log records of this `level` and above to stderr: debug, info, warn or error")
	flags.StringVar(&o.format, "log-format", "text", "`form` of log records: text or json")
}

// logger returns a logger that writes to w.
func (o *logOptions) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(o.level)); err != nil {
		return nil, usageErrorf("--log-level %q is not debug, info, warn or error", o.level)
	}
	opts := &slog.HandlerOptions{Level: level}
	switch o.format {
	case "text":
		return slog.New(slog.NewTextHandler(w, opts)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, opts)), nil
	}
	return nil, usageErrorf("--log-format %q is not text or json", o.format)
}
