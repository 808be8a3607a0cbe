package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"zhijian/pipeline/fsys"
)

// A run is staged in OUT/_staging/<run id>:
//
//	new/<table>/      the files to publish
//	old/<table>/      what was published before, moved aside
//	manifest.json     there from the decision to commit until all is in place
//
// The staged manifest is the journal: with it a commit can be carried on from
// wherever it stopped, without it what is staged can be thrown away.
const (
	stagingDir     = "_staging"
	stagedDir      = "new"
	replacedDir    = "old"
	stagedManifest = "manifest.json"
)

// partition is the folder of a date in each table.
func partition(date string) string { return "dt=" + date }

// commit publishes what is staged in dir and removes dir. When it fails after
// the staged manifest was written, settle carries it on; the same goes for a
// folder that could not be removed.
func commit(fsy fsys.FS, out, dir string, m *Manifest) error {
	content, err := m.encode()
	if err != nil {
		return err
	}
	if err := replaceFile(fsy, filepath.Join(dir, stagedManifest), content); err != nil {
		return err
	}
	if err := publish(fsy, out, dir); err != nil {
		return err
	}
	_ = fsy.RemoveAll(dir) // the date is committed, whatever becomes of the rest
	return nil
}

// publish exchanges the date's folder of every table for the staged one, then
// replaces the manifest. Each step may have been done before.
func publish(fsy fsys.FS, out, dir string) error {
	m, err := readManifestFile(fsy, filepath.Join(dir, stagedManifest))
	if err != nil {
		return err
	}
	for _, t := range m.Tables {
		if err := exchange(fsy, out, dir, t.Table, m.Date); err != nil {
			return fmt.Errorf("table %s: %w", t.Table, err)
		}
	}
	if err := makeDir(fsy, filepath.Join(out, manifestDir)); err != nil {
		return err
	}
	return move(fsy, filepath.Join(dir, stagedManifest), manifestPath(out, m.Date))
}

func exchange(fsy fsys.FS, out, dir string, t Table, date string) error {
	staged := filepath.Join(dir, stagedDir, string(t))
	if is, err := exists(fsy, staged); err != nil || !is {
		return err // in place already
	}
	target := filepath.Join(out, string(t), partition(date))
	is, err := exists(fsy, target)
	if err != nil {
		return err
	}
	if is {
		if err := makeDir(fsy, filepath.Join(dir, replacedDir)); err != nil {
			return err
		}
		if err := move(fsy, target, filepath.Join(dir, replacedDir, string(t))); err != nil {
			return err
		}
	}
	if err := makeDir(fsy, filepath.Dir(target)); err != nil {
		return err
	}
	return move(fsy, staged, target)
}

// settle completes commits that were interrupted and removes the staging folders
// for which abandoned holds: of runs that never came to commit and will not go on.
// The caller holds the lock, so nobody else is at work there.
func settle(fsy fsys.FS, out string, abandoned func(run string) bool) error {
	staging := filepath.Join(out, stagingDir)
	if is, err := exists(fsy, staging); err != nil || !is {
		return err
	}
	runs, err := fsy.ReadDir(staging)
	if err != nil {
		return err
	}
	for _, run := range runs {
		dir := filepath.Join(staging, run.Name())
		begun, err := carryOn(fsy, out, dir)
		if err == nil && (begun || abandoned(run.Name())) {
			err = fsy.RemoveAll(dir)
		}
		if err != nil {
			return fmt.Errorf("settle earlier run %s: %w", run.Name(), err)
		}
	}
	return nil
}

// keepRubric stores the rubric under its hash; one that is there stays.
func keepRubric(fsy fsys.FS, out string, rubric []byte, want string) error {
	sum := sha256.Sum256(rubric)
	if got := hex.EncodeToString(sum[:]); got != want {
		return fmt.Errorf("rubric has sha256 %s, the rows were made with %s", got, want)
	}
	path := rubricPath(out, want)
	if is, err := exists(fsy, path); err != nil || is {
		return err
	}
	if err := makeDir(fsy, filepath.Dir(path)); err != nil {
		return err
	}
	return replaceFile(fsy, path, rubric)
}
