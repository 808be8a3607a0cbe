package ingest

import (
	"testing"
	"time"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
)

// scorer gives verdicts of the built-in rubric, once for each content.
type scorer struct {
	suite *suite.Suite
	known map[string]map[string]judge.Verdict
}

func newScorer(t *testing.T) *scorer {
	t.Helper()
	s, err := suite.Shipped(suite.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return &scorer{suite: s, known: map[string]map[string]judge.Verdict{}}
}

// verdicts are those of an interaction, by item.
func (s *scorer) verdicts(t *testing.T, in *transcript.Interaction) map[string]judge.Verdict {
	t.Helper()
	key, err := AppendNative(nil, in)
	if err != nil {
		t.Fatal(err)
	}
	if known := s.known[string(key)]; known != nil {
		return known
	}
	a, err := s.suite.Analyze(in)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]judge.Verdict{}
	for _, f := range a.Judgement.Findings {
		out[f.Item.ID] = f.Verdict
	}
	s.known[string(key)] = out
	return out
}

// fromFields are items that another part of the input decides when a field is not
// there: without tickets in the feed none is due; without a rating the invitation
// to give one must have been said.
func fromFields() map[string]bool {
	return map[string]bool{"record.ticket": true, "record.complaint_same_day": true, "closing.satisfaction_survey": true}
}

// TestVerdictsSurvive judges interactions before they are written in a format and
// after they were read back: each item comes out the same, or as not evaluated
// where the format cannot carry what it needs.
func TestVerdictsSurvive(t *testing.T) {
	s := newScorer(t)
	all := samples(t)
	want := map[string]map[string]judge.Verdict{}
	for _, in := range all {
		want[in.ID] = s.verdicts(t, in)
	}
	for _, e := range exporters() {
		var list []*transcript.Interaction
		for _, in := range all {
			limited := e.limited([]*transcript.Interaction{in})[0]
			// Items differ by channel, which some formats imply, and subtitles have
			// times always.
			if limited.Channel == in.Channel && (in.Turns[0].Timed() || !limited.Turns[0].Timed()) {
				list = append(list, in)
			}
		}
		got, rejects := readBack(t, e.options, e.export(t, list))
		if len(rejects) > 0 || len(got) != len(list) {
			t.Errorf("%s: %d of %d, rejects %v", e.name, len(got), len(list), rejects)
		}
		same, missing, fields := 0, 0, 0
		for _, in := range got {
			for item, v := range s.verdicts(t, in) {
				switch old := want[in.ID][item]; {
				case v == old:
					same++
				case e.carries != nil && v == judge.NotEvaluated:
					missing++
				case e.carries != nil && fromFields()[item]:
					fields++
				default:
					t.Errorf("%s: %s of %s is %s, was %s", e.name, item, in.ID, v, old)
				}
			}
		}
		t.Logf("%s: %d interactions, %d verdicts the same, %d not evaluated, %d by fields that are not carried", e.name, len(got), same, missing, fields)
	}
}
