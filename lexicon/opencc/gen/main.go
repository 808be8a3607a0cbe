// Command gen makes the tables of package opencc. Without a flag it writes
// table.go from characters.txt and phrases.txt; with -from it first writes those
// two from an unpacked opencc-js package and project.txt.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	from := flag.String("from", "", "`folder` of an unpacked opencc-js package; refreshes the text files first")
	dir := flag.String("dir", ".", "`folder` of package opencc")
	flag.Parse()
	if err := run(*dir, *from); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, from string) error {
	if from != "" {
		if err := refresh(dir, from); err != nil {
			return err
		}
	}
	t, err := readTexts(dir)
	if err != nil {
		return err
	}
	source, err := t.goSource()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "table.go"), source, 0o644)
}
