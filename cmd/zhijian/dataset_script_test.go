package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"zhijian/pipeline/dataset"
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

// glue commits a date anew, in another folder, with the first two words of its
// first turn in one: glue OUT DATE FOLDER.
func glue(ts *testscript.TestScript, _ bool, args []string) {
	ctx, from := context.Background(), ts.MkAbs(args[0])
	m, err := dataset.ReadManifest(from, args[1])
	ts.Check(err)
	rubric, err := dataset.ReadRubric(from, m)
	ts.Check(err)
	b := dataset.Batch{
		Interactions: tableRows[dataset.Interaction](ts, from, m, dataset.TableInteractions),
		Items:        tableRows[dataset.Item](ts, from, m, dataset.TableItems),
		Hits:         tableRows[dataset.Hit](ts, from, m, dataset.TableHits),
		Turns:        tableRows[dataset.Turn](ts, from, m, dataset.TableTurns),
		Rejects:      tableRows[dataset.Reject](ts, from, m, dataset.TableRejects),
	}
	words := b.Turns[0].Tokens
	b.Turns[0].Tokens = append([]string{words[0] + words[1]}, words[2:]...)
	stage, err := dataset.NewStage(ctx, dataset.Options{Out: ts.MkAbs(args[2]), Date: m.Date, RunID: m.RunID, Meta: m.Meta})
	ts.Check(err)
	defer stage.Abort()
	ts.Check(stage.WriteRubricItems(tableRows[dataset.RubricItem](ts, from, m, dataset.TableRubricItems)))
	ts.Check(stage.Write(&b))
	_, err = stage.Finish(ctx)
	ts.Check(err)
	_, err = stage.Commit(dataset.ManifestInfo{Counts: m.Counts, Rubric: rubric})
	ts.Check(err)
}

func tableRows[T any](ts *testscript.TestScript, out string, m *dataset.Manifest, table dataset.Table) (rows []T) {
	for row, err := range dataset.ReadTable[T](context.Background(), out, m, table) {
		ts.Check(err)
		rows = append(rows, row)
	}
	return rows
}
