package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"zhijian/pipeline/dataset/readback"
	"zhijian/pipeline/fsys"
)

// A run is cut into shards, and what a shard has written is complete: every table
// ends its part there. progress.json names the finished shards' files, and what
// the job needs to go on behind them, so that a run that died is carried on by
// the next one with the same run id.
const progressFile = "progress.json"

// progress is what a run has finished.
type progress struct {
	SchemaVersion string          `json:"schema_version"`
	RunID         string          `json:"run_id"`
	Build         string          `json:"build"` // of the program, closer than its version
	Meta          Meta            `json:"meta"`
	Shards        int             `json:"shards"`
	Tables        []TableInfo     `json:"tables"` // files by the names that they will have
	Keys          []FileInfo      `json:"keys"`   // one file a shard, below the staging folder
	State         json.RawMessage `json:"state"`  // the job's
}

// shard is one that all encoders are about to finish.
type shard struct {
	state  []byte
	keys   []byte
	tables chan shardTable // one from each encoder
}

// shardTable is what an encoder has written when it has finished a shard.
type shardTable struct {
	at      int // in Tables
	info    TableInfo
	checked []<-chan struct{} // each closed when a part was found right
}

// Reused is what an earlier run with the same run id has finished: the state that
// it gave to its last EndShard, nil when there is none, and the keys of all its
// shards.
func (s *Stage) Reused() (state []byte, keys [][]byte) { return s.reused, s.reusedKeys }

// EndShard ends a shard: what was written so far will not be written again when
// the job dies from here on. state is JSON and tells the job where to go on; keys
// are the bytes that this shard adds to the keys of those before. EndShard does
// not wait for the disk.
func (s *Stage) EndShard(state, keys []byte) error {
	if s.finished {
		return errFinished
	}
	sh := &shard{state: state, keys: keys, tables: make(chan shardTable, len(Tables()))}
	for _, e := range s.all() {
		if err := e.endShard(s.ctx, sh); err != nil {
			return err
		}
	}
	select {
	case s.shards <- sh:
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// record writes down each shard once all of its files are on disk and checked.
func (s *Stage) record() error {
	for sh := range s.shards {
		if err := s.finishShard(sh); err != nil {
			return fmt.Errorf("shard %d: %w", s.progress.Shards, err)
		}
	}
	return nil
}

func (s *Stage) finishShard(sh *shard) error {
	p := &s.progress
	tables := make([]TableInfo, len(Tables()))
	for range tables {
		t, err := receive(s.ctx, sh.tables)
		if err != nil {
			return err
		}
		tables[t.at] = t.info
		for _, ok := range t.checked {
			if _, err := receive(s.ctx, ok); err != nil {
				return err
			}
		}
	}
	keys, err := s.writeKeys(sh.keys)
	if err != nil {
		return err
	}
	p.Shards++
	p.Tables, p.Keys, p.State = tables, append(p.Keys, keys), sh.state
	content, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return replaceFile(s.options.FS, filepath.Join(s.dir, progressFile), content)
}

func receive[T any](ctx context.Context, from <-chan T) (T, error) {
	select {
	case v := <-from:
		return v, nil
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// writeKeys writes the keys of a shard; their name becomes durable with that of
// the progress.
func (s *Stage) writeKeys(keys []byte) (FileInfo, error) {
	name := fmt.Sprintf("keys-%05d", s.progress.Shards)
	f, err := s.options.FS.Create(filepath.Join(s.dir, name))
	if err != nil {
		return FileInfo{}, err
	}
	w := readback.NewWriter(f)
	_, err = w.Write(keys)
	if err := errors.Join(err, closeFile(f)); err != nil {
		return FileInfo{}, err
	}
	fp := w.Fingerprint()
	return FileInfo{Path: name, Bytes: fp.Bytes, SHA256: fp.SHA256}, nil
}

// resume takes up what an earlier run has finished, after every byte of it was
// compared. Whatever is not in order is thrown away: then the run starts anew.
func (s *Stage) resume() error {
	p, err := s.readProgress()
	if errors.Is(err, fs.ErrNotExist) {
		return s.restart()
	}
	if err != nil {
		s.options.Note(fmt.Errorf("an earlier run cannot be carried on and is started anew: %w", err))
		return s.restart()
	}
	if err := s.dropUnfinished(p); err != nil {
		return err
	}
	s.progress, s.reused = *p, p.State
	return nil
}

// restart empties the staging folder.
func (s *Stage) restart() error {
	s.reusedKeys = nil
	s.progress = progress{SchemaVersion: SchemaVersion, RunID: s.options.RunID, Build: s.options.Build, Meta: s.options.Meta}
	if err := s.options.FS.RemoveAll(s.dir); err != nil {
		return err
	}
	return makeDir(s.options.FS, s.dir)
}

// readProgress reads what an earlier run has finished and compares its files.
func (s *Stage) readProgress() (*progress, error) {
	content, err := fsys.ReadFile(s.options.FS, filepath.Join(s.dir, progressFile))
	if err != nil {
		return nil, err
	}
	var p progress
	if err := json.Unmarshal(content, &p); err != nil {
		return nil, err
	}
	if p.SchemaVersion != SchemaVersion || p.RunID != s.options.RunID || p.Build != s.options.Build || p.Meta != s.options.Meta ||
		len(p.Tables) != len(Tables()) || p.Shards != len(p.Keys) || p.Shards == 0 {
		return nil, errors.New("it was another program's")
	}
	for i, t := range Tables() {
		for j, f := range p.Tables[i].Files {
			if f.Path != partPath(t, s.options.Date, j) {
				return nil, fmt.Errorf("%q is not a file of table %s", f.Path, t)
			}
			if err := s.same(f, filepath.Join(stagedDir, string(t), path.Base(f.Path)), nil); err != nil {
				return nil, err
			}
		}
	}
	for i, f := range p.Keys {
		if f.Path != fmt.Sprintf("keys-%05d", i) {
			return nil, fmt.Errorf("%q is not a file of keys", f.Path)
		}
		if err := s.same(f, f.Path, &s.reusedKeys); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

// same compares a staged file with what is known of it, and keeps its content
// where that is wanted.
func (s *Stage) same(want FileInfo, name string, keep *[][]byte) error {
	f, err := s.options.FS.Open(filepath.Join(s.dir, name))
	if err != nil {
		return fmt.Errorf("%s is not there any more", name)
	}
	defer f.Close()
	found, err := readback.FingerprintOf(f)
	if err != nil {
		return err
	}
	if found != (readback.Fingerprint{Bytes: want.Bytes, SHA256: want.SHA256}) {
		return fmt.Errorf("%s: %w", name, ErrDamaged)
	}
	if keep == nil {
		return nil
	}
	content, err := fsys.ReadFile(s.options.FS, f.Name())
	*keep = append(*keep, content)
	return err
}

// dropUnfinished removes the parts that no finished shard has written.
func (s *Stage) dropUnfinished(p *progress) error {
	for i, t := range Tables() {
		dir := filepath.Join(s.dir, stagedDir, string(t))
		entries, err := s.options.FS.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, e := range entries {
			known := slices.ContainsFunc(p.Tables[i].Files, func(f FileInfo) bool { return path.Base(f.Path) == e.Name() })
			if known {
				continue
			}
			if err := s.options.FS.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// partPath is the path of a table's n-th part below the dataset folder.
func partPath(t Table, date string, n int) string {
	return path.Join(string(t), partition(date), fmt.Sprintf("part-%05d.parquet", n))
}
