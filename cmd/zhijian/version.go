package main

import (
	"crypto/sha256"
	"debug/elf"
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
// begun is not carried on by another: by commit, or, where that is unknown or was
// changed, by what the program was made of.
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
	if id := buildID(self); len(id) > 0 {
		sum := sha256.Sum256(id)
		return hex.EncodeToString(sum[:]), nil
	}
	return hashOf(self)
}

// buildID is the note that the go command leaves in a program: hashes of everything
// that went into it. There is none in a program that was linked without, or is of
// another format than ELF.
func buildID(program string) []byte {
	f, err := elf.Open(program)
	if err != nil {
		return nil
	}
	defer f.Close()
	note := f.Section(".note.go.buildid")
	if note == nil {
		return nil
	}
	id, err := note.Data()
	if err != nil {
		return nil
	}
	return id
}

// hashOf is the hash of a whole program, which takes as long as to read it.
func hashOf(program string) (string, error) {
	f, err := os.Open(program)
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
