package pipeline

import (
	"encoding/json"
	"fmt"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dedup"
	"zhijian/pipeline/insight/summary"
)

// The size of a shard: what a job that died has to do again at most. A shard ends
// with the record that reaches one of them, so that it depends on the input alone.
const (
	shardRecords = 1 << 16
	shardBytes   = 256 << 20 // of raw records
)

// sharding decides where shards end.
type sharding struct {
	limit   int64 // records of a shard
	records int64 // of the shard being read
	bytes   int64
}

// ends takes in a record and reports whether the shard ends behind it.
func (s *sharding) ends(bytes int) bool {
	s.records++
	s.bytes += int64(bytes)
	if s.records < s.limit && s.bytes < shardBytes {
		return false
	}
	s.records, s.bytes = 0, 0
	return true
}

// state is what the job knows at the end of a shard.
type state struct {
	Files   []dataset.Counts // of the files begun so far, by index in the plan
	All     dataset.Counts
	Written int64
	Summary summary.State
}

// save is the state of the accounts as JSON.
func (a *accounts) save() ([]byte, error) {
	return json.Marshal(state{Files: a.files[:a.begun], All: a.all, Written: a.written, Summary: a.builder.State()})
}

// restore takes up what an earlier run has finished.
func (a *accounts) restore(saved []byte) error {
	var s state
	if err := json.Unmarshal(saved, &s); err != nil {
		return fmt.Errorf("finished shards: %w", err)
	}
	if len(s.Files) > len(a.files) {
		return fmt.Errorf("finished shards: %d files, the plan has %d", len(s.Files), len(a.files))
	}
	a.begun = copy(a.files, s.Files)
	a.all, a.written, a.reused = s.All, s.Written, s.All.Read
	a.builder.Restore(&s.Summary)
	return nil
}

// takeUp restores accounts and ids from what the stage has kept of an earlier run.
func takeUp(stage *dataset.Stage, a *accounts, seen *dedup.Set) error {
	saved, keys := stage.Reused()
	if saved == nil {
		return nil
	}
	for _, k := range keys {
		if err := seen.AddKeys(k); err != nil {
			return err
		}
	}
	return a.restore(saved)
}
