// Package rubrictest runs the tests that stand in a rubric: short dialogues with
// the verdict that each must get. It does for rubrics what analysistest does for
// analyzers.
package rubrictest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
)

// turnLine matches "坐: 您好" and "客[1000-2500]: 你好".
const turnLine = `^(坐|客|机|系)(?:\[(\d+)-(\d+)\])?[:：]\s?((?s:.*))$`

// Decoder reads one native record, as package ingest does.
type Decoder func(record []byte) (*transcript.Interaction, error)

// dialogue writes a test as a native record and reads it back, so that fields in
// tests mean what they mean in input.
func dialogue(t *rubric.Test, decode Decoder) (*transcript.Interaction, error) {
	record := map[string]any{"id": t.Name, "channel": "chat"}
	if t.Name == "" {
		record["id"] = "test"
	}
	maps.Copy(record, t.Fields)
	turns := make([]map[string]any, len(t.Turns))
	line := regexp.MustCompile(turnLine)
	for i, text := range t.Turns {
		turn, err := parseTurn(line, text.Value)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", text.Line, err)
		}
		turns[i] = turn
	}
	record["turns"] = turns
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(record); err != nil {
		return nil, fmt.Errorf("line %d: fields: %w", t.Line, err)
	}
	in, err := decode(bytes.TrimSpace(b.Bytes()))
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", t.Line, err)
	}
	return in, nil
}

func parseTurn(line *regexp.Regexp, text string) (map[string]any, error) {
	m := line.FindStringSubmatch(text)
	if m == nil {
		return nil, errors.New(`a turn begins with 坐:, 客:, 机: or 系:, and with times like 坐[1000-2500]: 您好`)
	}
	roles := map[string]transcript.Role{
		"坐": transcript.RoleAgent, "客": transcript.RoleCustomer, "机": transcript.RoleBot, "系": transcript.RoleSystem,
	}
	turn := map[string]any{"role": roles[m[1]], "text": m[4]}
	if m[2] != "" {
		begin, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			return nil, err
		}
		end, err := strconv.ParseInt(m[3], 10, 64)
		if err != nil {
			return nil, err
		}
		turn["begin_ms"], turn["end_ms"] = begin, end
	}
	return turn, nil
}
