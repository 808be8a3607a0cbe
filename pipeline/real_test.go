package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"zhijian/pipeline/dataset"
)

// sharedData is a folder of development data beside the project. Tests that need
// it are skipped where it is not there.
func sharedData(tb testing.TB, path string) string {
	tb.Helper()
	dir := filepath.Join("..", "..", "shared", "data", path)
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("no development data here:", err)
	}
	return dir
}

func TestRealConversationsAreAllRead(t *testing.T) {
	cfg := config(t, sharedData(t, "real"))
	sum, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if want := (dataset.Counts{Read: 19_141, Scored: 19_141}); sum.Counts != want {
		t.Errorf("counts are %+v, want %+v", sum.Counts, want)
	}
}
