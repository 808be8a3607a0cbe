package benchmarks

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

// Where labelled conversations lie: beside the project, for development, and in
// it, written for it and half of them held out; see the README of either.
const (
	goldFiles     = "../../shared/data/gold/*.jsonl"
	labelledFiles = "../testdata/labelled/*.jsonl"
	shopChats     = "../../shared/data/real/jd_chats.jsonl.gz"
)

// goldFlags choose what is measured and what is printed.
var (
	goldErrorsFlag = flag.String("gold.errors", "", "print wrong verdicts of items that contain this; * for all")
	goldFilesFlag  = flag.String("gold.files", goldFiles+","+labelledFiles, "labelled conversations to measure on, patterns between commas")
)

// goldLine is one labelled interaction, or one near miss with a single item.
type goldLine struct {
	ID          string            `json:"id"` // of a real chat, when its text is not in the line
	Interaction json.RawMessage   `json:"interaction"`
	Verdicts    map[string]string `json:"verdicts"`
	Labels      map[string]any    `json:"labels"`
	Why         any               `json:"why"`
	Item        string            `json:"item"`
	Verdict     string            `json:"verdict"`
	Trick       string            `json:"trick"`
}

// leastRight is the share of right verdicts below which a set that nobody tuned
// on has become worse.
func leastRight() map[string]float64 {
	return map[string]float64{"written-held": 0.92, "shopchat-held": 0.94, "near-held": 0.74}
}

// TestGold measures the shipped rubric on the labelled conversations and prints
// accuracy and F1 of fail for each item (run it with -v). It fails when a held-out
// set has become worse.
func TestGold(t *testing.T) {
	var files []string
	for pattern := range strings.SplitSeq(*goldFilesFlag, ",") {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatalf("nothing matches %s", *goldFilesFlag)
	}
	s := shippedSuite(t)
	chats := readShopChats(t)
	tally := newTally()
	for _, file := range files {
		set := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		for _, g := range readGold(t, file) {
			if g.Interaction == nil {
				g.Interaction = chats[g.ID]
			}
			if g.Interaction == nil {
				continue // the shared data is absent
			}
			if a := judged(t, s, g.Interaction); g.Item != "" {
				tally.nearMiss(t, set, &g, a)
			} else {
				tally.conversation(t, set, &g, a)
			}
		}
	}
	tally.report(t, s.Rubric)
	for set, least := range leastRight() {
		if c := tally.sets[set]; c != nil && c.accuracy() < least {
			t.Errorf("%s: %.3f of the verdicts are right, %.3f were", set, c.accuracy(), least)
		}
	}
}

// readShopChats gives the records of the real shop chats by id; none when the
// shared data is absent.
func readShopChats(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	out := map[string]json.RawMessage{}
	f, err := os.Open(shopChats)
	if err != nil {
		t.Log("the real shop chats are left out: shared data is absent")
		return out
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, ingest.MaxRecordBytes)
	for sc.Scan() {
		var head struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(sc.Bytes(), &head); err != nil {
			t.Fatal(err)
		}
		out[head.ID] = bytes.Clone(sc.Bytes())
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func shippedSuite(t testing.TB) *suite.Suite {
	t.Helper()
	s, err := suite.Shipped(suite.Options{Zone: shanghai(t)})
	if err != nil {
		t.Fatalf("\n%v", err)
	}
	return s
}

func readGold(t *testing.T, name string) []goldLine {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []goldLine
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, ingest.MaxRecordBytes)
	for sc.Scan() {
		var g goldLine
		if err := json.Unmarshal(sc.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func judged(t *testing.T, s *suite.Suite, record []byte) *suite.Analysis {
	t.Helper()
	in, err := decodeNative(record)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Analyze(in)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// decodeNative reads one native record.
func decodeNative(record []byte) (*transcript.Interaction, error) {
	return ingest.NewNativeDecoder().Decode(record, transcript.Source{File: "test", Line: 1})
}
