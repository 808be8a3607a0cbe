package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// replace changes text in every file of a folder: replace FOLDER OLD NEW.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*"))
	ts.Check(err)
	if len(files) == 0 {
		ts.Fatalf("no files in %s", args[0])
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		ts.Check(err)
		changed := bytes.ReplaceAll(content, []byte(args[1]), []byte(args[2]))
		if bytes.Equal(changed, content) {
			ts.Fatalf("%s does not hold %q", f, args[1])
		}
		ts.Check(os.WriteFile(f, changed, 0o644))
	}
}
