package facts

import (
	"fmt"
	"strings"
	"time"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dataset/scan"
)

// arena keeps values that optional fields point to. They stay as they are for as
// long as somebody points to them.
type arena[T any] []T

// arenaSize is how many values share an allocation.
const arenaSize = 512

func (a *arena[T]) keep(v T) *T {
	if len(*a) == cap(*a) {
		*a = make([]T, 0, arenaSize)
	}
	*a = append(*a, v)
	return &(*a)[len(*a)-1]
}

// decoder makes rows of columns.
type decoder struct {
	int32s  arena[int32]
	int64s  arena[int64]
	doubles arena[float64]
	times   arena[time.Time]
}

func (d *decoder) int32(c *scan.Column, i int) *int32 {
	if c.Null[i] {
		return nil
	}
	return d.int32s.keep(c.Int32s[i])
}

func (d *decoder) int64(c *scan.Column, i int) *int64 {
	if c.Null[i] {
		return nil
	}
	return d.int64s.keep(c.Int64s[i])
}

func (d *decoder) double(c *scan.Column, i int) *float64 {
	if c.Null[i] {
		return nil
	}
	return d.doubles.keep(c.Doubles[i])
}

func (d *decoder) time(c *scan.Column, i int) *time.Time {
	if c.Null[i] {
		return nil
	}
	return d.times.keep(time.UnixMilli(c.Int64s[i]).UTC())
}

// texts appends the elements of row i of a list of texts.
func texts(buf []string, c *scan.Column, i int) []string {
	begin, end := c.Range(i)
	for k := begin; k < end; k++ {
		buf = append(buf, c.Text(k))
	}
	return buf
}

func interactionColumns() []string {
	return strings.Fields(`interaction_id run_id channel started_at agent_id agent_name team customer_id customer_tier queue
		turn_count agent_turns customer_turns chars duration_ms status score_raw score_final coverage fatal
		fatal_items.list.element section_scores.list.element.section section_scores.list.element.points
		section_scores.list.element.possible section_scores.list.element.weight section_scores.list.element.score
		intent priority customer_emotion resolution service_complaint follow_up_needed shift
		talk_ratio silence_ms interruptions agent_chars_per_min first_reply_ms max_reply_ms source_file source_line`)
}

// interaction fills in row i of the columns above. The ids have memory of their
// own; the lists are those of in, used again.
func (d *decoder) interaction(in *dataset.Interaction, b *scan.Block, i int) {
	c := b.Columns
	*in = dataset.Interaction{
		InteractionID: strings.Clone(c[0].Text(i)), RunID: c[1].Text(i),
		Channel: c[2].Text(i), StartedAt: d.time(&c[3], i),
		AgentID: c[4].Text(i), AgentName: c[5].Text(i), Team: c[6].Text(i),
		CustomerID: strings.Clone(c[7].Text(i)), CustomerTier: c[8].Text(i), Queue: c[9].Text(i),
		TurnCount: c[10].Int32s[i], AgentTurns: c[11].Int32s[i], CustomerTurns: c[12].Int32s[i], Chars: c[13].Int32s[i],
		DurationMS: d.int64(&c[14], i), Status: c[15].Text(i),
		ScoreRaw: d.double(&c[16], i), ScoreFinal: d.double(&c[17], i), Coverage: c[18].Doubles[i], Fatal: c[19].Bools[i],
		FatalItems:    texts(in.FatalItems[:0], &c[20], i),
		SectionScores: d.sections(in.SectionScores[:0], c[21:26], i),
		Intent:        c[26].Text(i), Priority: c[27].Text(i), CustomerEmotion: c[28].Text(i), Resolution: c[29].Text(i),
		ServiceComplaint: c[30].Bools[i], FollowUpNeeded: c[31].Bools[i], Shift: c[32].Text(i),
		TalkRatio: d.double(&c[33], i), SilenceMS: d.int64(&c[34], i), Interruptions: d.int32(&c[35], i),
		AgentCharsPerMin: d.double(&c[36], i), FirstReplyMS: d.int64(&c[37], i), MaxReplyMS: d.int64(&c[38], i),
		SourceFile: c[39].Text(i), SourceLine: c[40].Int64s[i],
	}
}

func (d *decoder) sections(buf []dataset.SectionScore, c []scan.Column, i int) []dataset.SectionScore {
	begin, end := c[0].Range(i)
	for k := begin; k < end; k++ {
		buf = append(buf, dataset.SectionScore{Section: c[0].Text(k), Points: c[1].Int32s[k], Possible: c[2].Int32s[k],
			Weight: c[3].Doubles[k], Score: d.double(&c[4], k)})
	}
	return buf
}

func itemColumns() []string {
	return strings.Fields("interaction_id item_id verdict points possible deducted fatal_effect hits")
}

// verdicts appends rows of the columns above.
func (j *joined) verdicts(b *scan.Block, begin, end int) error {
	c := b.Columns
	if j.codes.block != b.Seq {
		j.codes.learn(b, j.rubric)
	}
	for i := begin; i < end; i++ {
		at := len(j.items)
		if at == len(j.rubric.Items) {
			return fmt.Errorf("more verdicts than the %d items of the rubric", at)
		}
		if k := j.codes.items[c[1].Index[i]]; k != at {
			return fmt.Errorf("item %q stands in place of %q", c[1].Text(i), j.rubric.Items[at].ItemID)
		}
		v := j.codes.verdicts[c[2].Index[i]]
		if v == None {
			return fmt.Errorf("verdict %q is none", c[2].Text(i))
		}
		j.items = append(j.items, Item{Index: at, Verdict: v, Points: c[3].Int32s[i], Possible: c[4].Int32s[i],
			Deducted: c[5].Int32s[i], Fatal: c[6].Bools[i], Hits: c[7].Int32s[i]})
	}
	return nil
}

// codes are what the words of a block of items stand for.
type codes struct {
	block    int   // which one
	items    []int // -1 for one that the rubric does not have
	verdicts []Verdict
}

func (c *codes) learn(b *scan.Block, r *Rubric) {
	c.block, c.items, c.verdicts = b.Seq, c.items[:0], c.verdicts[:0]
	for _, id := range b.Columns[1].Words {
		c.items = append(c.items, r.Index(id))
	}
	for _, word := range b.Columns[2].Words {
		c.verdicts = append(c.verdicts, parseVerdict(word))
	}
}

func hitColumns() []string {
	return strings.Fields(`interaction_id run_id hit_id item_id rule_id turn_index role begin_byte end_byte begin_char end_char
		begin_ms text matched polarity tier score nearest suppressed_by`)
}

// evidence appends rows of the columns above.
func (j *joined) evidence(b *scan.Block, begin, end int) error {
	c, d := b.Columns, &j.decoder
	for i := begin; i < end; i++ {
		j.hits = append(j.hits, dataset.Hit{
			InteractionID: j.id, RunID: c[1].Text(i), HitID: c[2].Int32s[i], ItemID: c[3].Text(i), RuleID: c[4].Text(i),
			TurnIndex: d.int32(&c[5], i), Role: c[6].Text(i),
			BeginByte: d.int32(&c[7], i), EndByte: d.int32(&c[8], i), BeginChar: d.int32(&c[9], i), EndChar: d.int32(&c[10], i),
			BeginMS: d.int64(&c[11], i), Text: c[12].Text(i), Matched: c[13].Text(i), Polarity: c[14].Text(i), Tier: c[15].Text(i),
			Score: c[16].Int32s[i], Nearest: c[17].Text(i), SuppressedBy: c[18].Text(i),
		})
	}
	return nil
}

// turnColumns are what is wanted of the turns: first what all have, then texts,
// then tokens.
func turnColumns(want Want) []string {
	paths := strings.Fields("interaction_id run_id turn_index role")
	if want&Turns != 0 {
		paths = append(paths, strings.Fields(`begin_ms end_ms text emotion masked.list.element.type
			masked.list.element.begin_char masked.list.element.end_char acts.list.element`)...)
	}
	if want&Tokens != 0 {
		paths = append(paths, "tokens.list.element")
	}
	return paths
}

// numbers are the words of turns as numbers.
type numbers struct {
	block   int     // which one the numbers below are of
	numbers []int32 // of the words of the block
	turns   []Spoken
	words   []int32 // of all turns
}

// add appends rows; tokens is the column of their words.
func (n *numbers) add(b *scan.Block, number func(string) int32, begin, end int) {
	roles, tokens := &b.Columns[3], &b.Columns[len(b.Columns)-1]
	if n.block != b.Seq {
		n.block, n.numbers = b.Seq, n.numbers[:0]
		for _, word := range tokens.Words {
			n.numbers = append(n.numbers, number(word))
		}
	}
	for i := begin; i < end; i++ {
		before := len(n.words)
		first, last := tokens.Range(i)
		for _, k := range tokens.Index[first:last] {
			if k >= 0 {
				n.words = append(n.words, n.numbers[k])
			}
		}
		n.turns = append(n.turns, Spoken{Role: roles.Text(i), Words: tail(n.words, before)})
	}
}

// talk appends rows of the columns above.
func (j *joined) talk(b *scan.Block, begin, end int) error {
	if j.number != nil {
		j.spoken.add(b, j.number, begin, end)
	}
	if j.want&(Turns|Tokens) == 0 {
		return nil
	}
	c, d := b.Columns, &j.decoder
	for i := begin; i < end; i++ {
		t := dataset.Turn{InteractionID: j.id, RunID: c[1].Text(i), TurnIndex: c[2].Int32s[i], Role: c[3].Text(i)}
		if j.want&Turns != 0 {
			t.BeginMS, t.EndMS, t.Text, t.Emotion = d.int64(&c[4], i), d.int64(&c[5], i), c[6].Text(i), c[7].Text(i)
			n := len(j.masked)
			j.masked = masked(j.masked, c[8:11], i)
			t.Masked = tail(j.masked, n)
			n = len(j.words)
			j.words = texts(j.words, &c[11], i)
			t.Acts = tail(j.words, n)
		}
		if j.want&Tokens != 0 {
			n := len(j.words)
			j.words = texts(j.words, &c[len(c)-1], i)
			t.Tokens = tail(j.words, n)
		}
		j.turns = append(j.turns, t)
	}
	return nil
}

// tail is what was appended to a list behind n.
func tail[T any](s []T, n int) []T { return s[n:len(s):len(s)] }

func masked(buf []dataset.Masked, c []scan.Column, i int) []dataset.Masked {
	begin, end := c[0].Range(i)
	for k := begin; k < end; k++ {
		buf = append(buf, dataset.Masked{Type: c[0].Text(k), BeginChar: c[1].Int32s[k], EndChar: c[2].Int32s[k]})
	}
	return buf
}
