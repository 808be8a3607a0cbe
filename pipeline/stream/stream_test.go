package stream

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/ingest"
	"zhijian/pipeline/plan"
)

func record(id string) string {
	return fmt.Sprintf(`{"id":%q,"channel":"chat","turns":[{"role":"agent","text":"您好"}]}`+"\n", id)
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// collect writes each interaction as its id and each reject as its reason.
func collect(ctx context.Context, t *testing.T, o Options) (got []string, err error) {
	t.Helper()
	for in, err := range Interactions(ctx, o) {
		rej, rejected := errors.AsType[*ingest.Reject](err)
		switch {
		case rejected:
			got = append(got, string(rej.Reason))
		case err != nil:
			return got, err
		default:
			got = append(got, in.ID)
		}
	}
	return got, nil
}

func TestInteractions(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b.jsonl", record("3")+record("1"))
	write(t, dir, "a.jsonl", record("1")+"{\n"+record("2"))
	got, err := collect(t.Context(), t, Options{Inputs: []string{dir, "-"}, Stdin: strings.NewReader(record("4"))})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"4", "1", "malformed_json", "2", "3", "duplicate_id"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestInteractionsEnds(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.jsonl", record("1")+record("2"))
	if _, err := collect(t.Context(), t, Options{Inputs: []string{filepath.Join(dir, "no")}}); !errors.Is(err, plan.ErrMissing) {
		t.Errorf("missing input: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	cause := errors.New("stop")
	n := 0
	for in, err := range Interactions(ctx, Options{Inputs: []string{dir}}) {
		if in == nil {
			if !errors.Is(err, cause) {
				t.Errorf("ended by %v", err)
			}
			break
		}
		n++
		cancel(cause)
	}
	if n != 1 {
		t.Errorf("%d interactions after the end", n)
	}
	for range Interactions(t.Context(), Options{Inputs: []string{dir}}) {
		break // a caller that has enough is no error
	}
}
