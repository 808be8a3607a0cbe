package ingest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
)

// sameAsWalker holds fastDecode to walker and reports whether it took the record.
func sameAsWalker(t rapid.TB, d *nativeDecoder, raw []byte) bool {
	t.Helper()
	got, ok := fastDecode(raw, testSource)
	if !ok {
		return false
	}
	want, err := d.walk(raw, testSource)
	if err != nil {
		t.Fatalf("%q was taken, but %v", raw, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%q (-walker +fast):\n%s", raw, diff)
	}
	return true
}

// Whatever the contract allows, as the program itself writes it, is taken.
func TestFastDecodeTakesWhatIsWritten(t *testing.T) {
	d := newNativeDecoder()
	rapid.Check(t, func(t *rapid.T) {
		line, err := AppendNative(nil, interactions().Draw(t, "interaction"))
		if err != nil {
			t.Fatal(err)
		}
		if !sameAsWalker(t, d, bytes.TrimSuffix(line, []byte("\n"))) {
			t.Fatalf("%s was not taken", line)
		}
	})
}

// Records that are broken anywhere are left to walker, or mean the same to it.
func TestFastDecodeOfBrokenRecords(t *testing.T) {
	d := newNativeDecoder()
	bits := rapid.SampledFrom([]string{
		"", `"`, `\`, ",", ":", "{", "}", "[", "]", "null", "0", "-", "1.5", "e9", " ", "\n", "\xff", "\x00", `\u00e9`, `\ud800`, `\ud83d\ude00`,
		`"id":"b",`, `"x":1,`, `"text":`, `"role":"agent"`, `"begin_ms":007`, "9007199254740993", "true", `"ended_by":null,`, "\ufeff",
	})
	rapid.Check(t, func(t *rapid.T) {
		line, err := AppendNative(nil, interactions().Draw(t, "interaction"))
		if err != nil {
			t.Fatal(err)
		}
		raw := strings.TrimSuffix(string(line), "\n")
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			begin := rapid.IntRange(0, len(raw)).Draw(t, "begin")
			end := min(len(raw), begin+rapid.IntRange(0, 4).Draw(t, "bytes"))
			raw = raw[:begin] + bits.Draw(t, "bit") + raw[end:]
		}
		sameAsWalker(t, d, []byte(raw))
	})
}

func TestFastDecodeEdges(t *testing.T) {
	const turns = `"turns":[{"role":"agent","text":"您好"}]`
	turn := func(fields string) string { return `{"id":"a","channel":"chat","turns":[{` + fields + `}]}` }
	record := func(fields string) string { return `{"id":"a","channel":"chat",` + fields + turns + `}` }
	d := newNativeDecoder()
	for raw, taken := range map[string]bool{
		record(""): true,
		"  { \"id\" : \"a\" ,  \"channel\":\"voice\", \"turns\" : [ { \"role\":\"bot\" , \"text\":\"\" } ] }  ":                  true,
		record(`"queue":null,"agent":null,"customer":null,"ticket":null,"ended_by":null,"satisfaction":null,"started_at":null,`): true,
		record(`"queue":"a\nb\"\\\u4f60\ud83d\ude00",`):                                                                          true,
		record(`"agent":{"id":"1"},"ticket":{"id":"T"},"ring_ms":0,`):                                                            true,
		record(`"started_at":"2026-11-20T09:12:33.5+08:00","ended_at":"2026-11-20T01:12:33.5Z",`):                                true,

		record(`"satisfaction":6,`): false, record(`"ring_ms":01,`): false, record(`"ring_ms":-1,`): false, record(`"ring_ms":9007199254740993,`): false,
		record(`"ring_ms":1.0,`): false, record(`"ring_ms":"1",`): false, record(`"agent":{},"ticket":{},`): true, record("\n"): false, record("\"queue\":\"\x1f\","): false, record("\"queue\":\"\x7f\","): true, record(`"agent":{"x":1},`): false,
		record(`"x":1,`): false, record(`"id":"b",`): false, record(`"queue":"` + "\x01" + `",`): false, record(`"queue":"\ud800",`): false, record(`"queue":"\x",`): false,
		record(`"ended_by":"nobody",`): false, record(`"started_at":"2026-11-20",`): false, record(`"started_at":"0000-01-01T00:00:00+08:00",`): false,
		record(`"started_at":"2026-11-20T09:00:01Z","ended_at":"2026-11-20T09:00:00Z",`): false, record(`"i\u0064":"a",`): false, record("\"queue\":\"\xff\","): false,
		record("") + "{}": false, "": false, "{": false, `{"id":"a"`: false, `{"id"}`: false, `{}`: false, `[]`: false, record("")[1:]: false,
		strings.Replace(record(""), `"a"`, `" "`, 1): false, strings.Replace(record(""), "chat", "fax", 1): false, strings.Replace(record(""), `"a"`, `"`+strings.Repeat("a", maxIDBytes+1)+`"`, 1): false,
		turn(`"role":"agent","text":"a"},{"role":"bot","text":"b","begin_ms":5,"end_ms":6`): true, turn(`"role":"agent","text":null`): false, turn(`"role":"agent"`): false,
		turn(`"role":"boss","text":""`): false, turn(`"text":""`): false, turn(`"role":"agent","text":"","begin_ms":5,"end_ms":4`): false, turn(`"role":"agent","text":"","text":""`): false,
		turn(`"role":"agent","text":"","begin_ms":5},{"role":"bot","text":"","begin_ms":4`): false, turn(`"role":"agent","text":""},`): false, turn(`"role":"agent","text":"",`): false,
		turn(`"role":"agent","text":"` + strings.Repeat("a", MaxTextBytes+1) + `"`): false, `{"id":"a","channel":"chat","turns":[]}`: false, `{"id":"a","channel":"chat","turns":null}`: false,
	} {
		if got := sameAsWalker(t, d, []byte(raw)); got != taken {
			t.Errorf("%.200q: taken %v, want %v", raw, got, taken)
		}
	}
	many := turn(strings.Repeat(`"role":"bot","text":""},{`, MaxTurns) + `"role":"bot","text":""`)
	if sameAsWalker(t, d, []byte(many)) {
		t.Errorf("%d turns were taken", MaxTurns+1)
	}
}

// The record may be read into memory that is used again.
func TestFastDecodeKeepsNothingOfTheRecord(t *testing.T) {
	raw := []byte(`{"id":"a","channel":"chat","turns":[{"role":"agent","text":"您好"}]}`)
	in, ok := fastDecode(raw, transcript.Source{})
	clear(raw)
	if !ok || in.ID != "a" || in.Turns[0].Text != "您好" {
		t.Errorf("got %+v", in)
	}
}
