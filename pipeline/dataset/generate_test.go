package dataset

import (
	"time"

	"pgregory.net/rapid"
)

// The generators below draw rows with every kind of null, empty and repeated
// value, the way the tables define them.

func drawText(t *rapid.T) string {
	return rapid.OneOf(
		rapid.Just(""),
		rapid.SampledFrom([]string{"您好", "好的", "pass", "a-1"}),
		rapid.String(),
	).Draw(t, "text")
}

func drawPointer[V any](t *rapid.T, g *rapid.Generator[V]) *V {
	return rapid.Ptr(g, true).Draw(t, "pointer")
}

func drawTexts(t *rapid.T) []string {
	return rapid.SliceOfN(rapid.Custom(drawText), 0, 4).Draw(t, "texts")
}

func drawTime(t *rapid.T) *time.Time {
	ms := drawPointer(t, rapid.Int64Range(-1<<40, 1<<42))
	if ms == nil {
		return nil
	}
	at := time.UnixMilli(*ms).UTC()
	return &at
}

func drawInteraction(t *rapid.T) Interaction {
	i32, i64, f64 := rapid.Int32(), rapid.Int64(), rapid.Float64()
	return Interaction{
		InteractionID: drawText(t), Channel: drawText(t), StartedAt: drawTime(t),
		AgentID: drawText(t), AgentName: drawText(t), Team: drawText(t),
		CustomerID: drawText(t), CustomerTier: drawText(t), Queue: drawText(t),
		TurnCount: i32.Draw(t, "n"), AgentTurns: i32.Draw(t, "n"), CustomerTurns: i32.Draw(t, "n"), Chars: i32.Draw(t, "n"),
		DurationMS: drawPointer(t, i64), Status: drawText(t),
		ScoreRaw: drawPointer(t, f64), ScoreFinal: drawPointer(t, f64), Coverage: f64.Draw(t, "f"),
		Fatal: rapid.Bool().Draw(t, "b"), FatalItems: drawTexts(t),
		SectionScores: rapid.SliceOfN(rapid.Custom(drawSectionScore), 0, 3).Draw(t, "sections"),
		Intent:        drawText(t), Priority: drawText(t), CustomerEmotion: drawText(t), Resolution: drawText(t),
		ServiceComplaint: rapid.Bool().Draw(t, "b"), FollowUpNeeded: rapid.Bool().Draw(t, "b"), Shift: drawText(t),
		TalkRatio: drawPointer(t, f64), SilenceMS: drawPointer(t, i64), Interruptions: drawPointer(t, i32),
		AgentCharsPerMin: drawPointer(t, f64), FirstReplyMS: drawPointer(t, i64), MaxReplyMS: drawPointer(t, i64),
		SourceFile: drawText(t), SourceLine: i64.Draw(t, "line"),
	}
}

func drawSectionScore(t *rapid.T) SectionScore {
	return SectionScore{
		Section: drawText(t), Points: rapid.Int32().Draw(t, "n"), Possible: rapid.Int32().Draw(t, "n"),
		Weight: rapid.Float64().Draw(t, "f"), Score: drawPointer(t, rapid.Float64()),
	}
}

func drawItem(t *rapid.T) Item {
	i32 := rapid.Int32()
	return Item{
		InteractionID: drawText(t), ItemID: drawText(t), Section: drawText(t), Kind: drawText(t),
		Verdict: drawText(t), Reason: drawText(t), Severity: drawText(t),
		Points: i32.Draw(t, "n"), Possible: i32.Draw(t, "n"), Deducted: i32.Draw(t, "n"),
		FatalEffect: rapid.Bool().Draw(t, "b"), Hits: i32.Draw(t, "n"),
	}
}

func drawHit(t *rapid.T) Hit {
	i32 := rapid.Int32()
	return Hit{
		InteractionID: drawText(t), HitID: i32.Draw(t, "n"), ItemID: drawText(t), RuleID: drawText(t),
		TurnIndex: drawPointer(t, i32), Role: drawText(t),
		BeginByte: drawPointer(t, i32), EndByte: drawPointer(t, i32), BeginChar: drawPointer(t, i32), EndChar: drawPointer(t, i32),
		BeginMS: drawPointer(t, rapid.Int64()), Text: drawText(t), Matched: drawText(t),
		Polarity: drawText(t), Tier: drawText(t), Score: i32.Draw(t, "n"), Nearest: drawText(t), SuppressedBy: drawText(t),
	}
}

func drawTurn(t *rapid.T) Turn {
	i32 := rapid.Int32()
	masked := rapid.Custom(func(t *rapid.T) Masked {
		return Masked{Type: drawText(t), BeginChar: i32.Draw(t, "n"), EndChar: i32.Draw(t, "n")}
	})
	return Turn{
		InteractionID: drawText(t), TurnIndex: i32.Draw(t, "n"), Role: drawText(t),
		BeginMS: drawPointer(t, rapid.Int64()), EndMS: drawPointer(t, rapid.Int64()), Text: drawText(t),
		Masked: rapid.SliceOfN(masked, 0, 3).Draw(t, "masked"),
		Tokens: drawTexts(t), Acts: drawTexts(t), Emotion: drawText(t),
	}
}

func drawReject(t *rapid.T) Reject {
	return Reject{
		InteractionID: drawText(t), SourceFile: drawText(t), Member: drawText(t),
		Line: rapid.Int64().Draw(t, "n"), ByteOffset: rapid.Int64().Draw(t, "n"), Reason: drawText(t), Detail: drawText(t),
	}
}

func drawRubricItem(t *rapid.T) RubricItem {
	return RubricItem{
		ItemID: drawText(t), Name: drawText(t), Section: drawText(t), Kind: drawText(t), Severity: drawText(t),
		Weight: rapid.Float64().Draw(t, "f"), Source: drawText(t), Coaching: drawText(t),
	}
}

func drawBatch(t *rapid.T, most int) *Batch {
	return &Batch{
		Interactions: rapid.SliceOfN(rapid.Custom(drawInteraction), 0, most).Draw(t, "interactions"),
		Items:        rapid.SliceOfN(rapid.Custom(drawItem), 0, most).Draw(t, "items"),
		Hits:         rapid.SliceOfN(rapid.Custom(drawHit), 0, most).Draw(t, "hits"),
		Turns:        rapid.SliceOfN(rapid.Custom(drawTurn), 0, most).Draw(t, "turns"),
		Rejects:      rapid.SliceOfN(rapid.Custom(drawReject), 0, most).Draw(t, "rejects"),
	}
}
