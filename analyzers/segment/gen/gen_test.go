package main

import (
	"bytes"
	"os"
	"testing"
)

func TestFileIsCurrent(t *testing.T) {
	want, err := layOut()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../words.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("words.bin is not what gse and the user dictionary give: run go generate")
	}
}
