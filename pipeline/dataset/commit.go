package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
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
func commit(out, dir string, m *Manifest) error {
	content, err := m.encode()
	if err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(dir, stagedManifest), content); err != nil {
		return err
	}
	if err := publish(out, dir); err != nil {
		return err
	}
	_ = removeAll(dir) // the date is committed, whatever becomes of the rest
	return nil
}

// publish exchanges the date's folder of every table for the staged one, then
// replaces the manifest. Each step may have been done before.
func publish(out, dir string) error {
	m, err := readManifestFile(filepath.Join(dir, stagedManifest))
	if err != nil {
		return err
	}
	for _, t := range m.Tables {
		if err := exchange(out, dir, t.Table, m.Date); err != nil {
			return fmt.Errorf("table %s: %w", t.Table, err)
		}
	}
	if err := makeDir(filepath.Join(out, manifestDir)); err != nil {
		return err
	}
	return move(filepath.Join(dir, stagedManifest), manifestPath(out, m.Date))
}

func exchange(out, dir string, t Table, date string) error {
	staged := filepath.Join(dir, stagedDir, string(t))
	if is, err := exists(staged); err != nil || !is {
		return err // in place already
	}
	target := filepath.Join(out, string(t), partition(date))
	is, err := exists(target)
	if err != nil {
		return err
	}
	if is {
		if err := makeDir(filepath.Join(dir, replacedDir)); err != nil {
			return err
		}
		if err := move(target, filepath.Join(dir, replacedDir, string(t))); err != nil {
			return err
		}
	}
	if err := makeDir(filepath.Dir(target)); err != nil {
		return err
	}
	return move(staged, target)
}

// settle completes commits that were interrupted and removes what was staged by
// runs that never came to commit. The caller holds the lock, so nobody else is
// at work there.
func settle(out string) error {
	staging := filepath.Join(out, stagingDir)
	if is, err := exists(staging); err != nil || !is {
		return err
	}
	runs, err := os.ReadDir(staging)
	if err != nil {
		return err
	}
	for _, run := range runs {
		dir := filepath.Join(staging, run.Name())
		begun, err := exists(filepath.Join(dir, stagedManifest))
		if err != nil {
			return err
		}
		if begun {
			err = publish(out, dir)
		}
		if err == nil {
			err = removeAll(dir)
		}
		if err != nil {
			return fmt.Errorf("settle earlier run %s: %w", run.Name(), err)
		}
	}
	return nil
}

// keepRubric stores the rubric under its hash; one that is there stays.
func keepRubric(out string, rubric []byte, want string) error {
	sum := sha256.Sum256(rubric)
	if got := hex.EncodeToString(sum[:]); got != want {
		return fmt.Errorf("rubric has sha256 %s, the rows were made with %s", got, want)
	}
	path := rubricPath(out, want)
	if is, err := exists(path); err != nil || is {
		return err
	}
	if err := makeDir(filepath.Dir(path)); err != nil {
		return err
	}
	return replaceFile(path, rubric)
}
