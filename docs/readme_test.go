package docs

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

func readmes() []string { return []string{"../README.md", "../README.zh-CN.md"} }

// TestQueriesStandInTheReadmes: what a reader copies is what CI has run.
func TestQueriesStandInTheReadmes(t *testing.T) {
	files, err := filepath.Glob("queries/*.sql")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d queries, %v; want at least 3", len(files), err)
	}
	for _, page := range readmes() {
		shown := blocks(read(t, page), "sql")
		if len(shown) != len(files) {
			t.Errorf("%s shows %d queries, the folder has %d", page, len(shown), len(files))
		}
		for _, file := range files {
			if want := read(t, file); !strings.Contains(strings.Join(shown, ""), want) {
				t.Errorf("%s does not show %s as it is:\n%s", page, file, want)
			}
		}
	}
}

// TestCIRunsTheCommandsOfTheReadmes: the two commands of the first page are
// those that CI runs.
func TestCIRunsTheCommandsOfTheReadmes(t *testing.T) {
	ci := strings.ReplaceAll(read(t, "../.ci/run"), `"$work/out"`, "out")
	for _, page := range readmes() {
		commands := strings.Split(strings.TrimSpace(blocks(read(t, page), "sh")[0]), "\n")
		if len(commands) != 2 {
			t.Errorf("%s: the first block of commands is %q, want two", page, commands)
		}
		for _, command := range commands {
			if !strings.Contains(ci, "\n"+command+"\n") && !strings.Contains(ci, "\n  "+command+"\n") {
				t.Errorf("%s: CI does not run %q", page, command)
			}
		}
	}
}

// TestInputExample reads the record that the readmes show.
func TestInputExample(t *testing.T) {
	for _, page := range readmes() {
		shown := blocks(read(t, page), "json")
		if len(shown) != 1 {
			t.Fatalf("%s shows %d records, want 1", page, len(shown))
		}
		if got := readAll(t, page, []byte(shown[0])); len(got) != 1 {
			t.Errorf("%s: %d records", page, len(got))
		}
	}
}

// TestSamples reads every sample conversation.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../testdata/samples/*")
	if err != nil {
		t.Fatal(err)
	}
	channels, ids := map[transcript.Channel]int{}, map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range readAll(t, file, data) {
			channels[in.Channel]++
			ids[in.ID] = true
		}
	}
	if len(ids) != 63 || len(channels) != 4 {
		t.Errorf("%d conversations on %d channels; the readmes say 63 on four", len(ids), len(channels))
	}
}

func readAll(t *testing.T, name string, data []byte) []*transcript.Interaction {
	t.Helper()
	opener := ingest.NewOpener(ingest.Options{})
	defer opener.Close()
	reader, err := opener.Open(name, bytes.NewReader(data), ingest.PassWhole)
	if err != nil {
		t.Fatal(err)
	}
	var out []*transcript.Interaction
	for {
		record, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		in, err := record.Decoder.Decode(record.Raw, record.Source)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, in)
	}
}
