package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
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

// build tells one build of the program from another, so that a run that one has
// begun is not carried on by another: by commit, or by the hash of the program
// where the commit is unknown or was changed.
func build() (string, error) {
	settings := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, set := range info.Settings {
			settings[set.Key] = set.Value
		}
	}
	if rev := settings["vcs.revision"]; rev != "" && settings["vcs.modified"] == "false" {
		return rev, nil
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(self)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
