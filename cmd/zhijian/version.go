package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the program's version. It is part of every run id and of the
// metadata of every file, so that it is fixed here and not taken from the build.
const version = "0.1.0"

func newVersionCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the program's version",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(e.stdout, "zhijian %s%s\n", version, revision())
			return err
		},
	}
}

// revision names the commit and the Go version of the build, when it knows them.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, set := range info.Settings {
		if set.Key == "vcs.revision" {
			return " " + info.GoVersion + " " + set.Value
		}
	}
	return " " + info.GoVersion
}
