package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestBuildIsKnownByItsNote(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("programs are not of the ELF format here")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if len(buildID(self)) == 0 {
		t.Errorf("no note in %s", self)
	}
}

func TestProgramsWithoutNoteAreHashed(t *testing.T) {
	text := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(text, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if id := buildID(text); id != nil {
		t.Errorf("a text has the note %q", id)
	}
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got, err := hashOf(text); err != nil || got != want {
		t.Errorf("hash %s, error %v; want %s", got, err, want)
	}
	if got, err := hashOf(text + "s"); err == nil {
		t.Errorf("a missing program has the hash %s", got)
	}
}
