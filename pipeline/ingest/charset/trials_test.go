package charset

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"

	"zhijian/lexicon/fields"
	"zhijian/lexicon/opencc"
)

// Ten lines of real conversations are enough to tell the charset, in all of twenty
// trials for each; with names of columns ahead of them or without.
func TestDetectTenLines(t *testing.T) {
	all := chatLines(t, "../../../../shared/data/real/jd_chats.jsonl.gz")
	common := fields.Embedded().Common
	encoders := encoders()
	traditional := traditionalTable()
	random := rand.New(rand.NewPCG(20, 26))
	for _, c := range []Charset{UTF8, UTF16LE, UTF16BE, GB18030, Big5} {
		for trial := range 20 {
			text := ""
			if trial%2 == 0 {
				text = "id,role,text\n"
			}
			for n := 0; n < 10; {
				line := all[random.IntN(len(all))]
				if c == Big5 {
					line = strings.Map(traditional, line)
					if _, err := traditionalchinese.Big5.NewEncoder().String(line); err != nil {
						continue
					}
				}
				text += line + "\n"
				n++
			}
			raw := text
			if e := encoders[c]; e != nil {
				var err error
				if raw, err = e.NewEncoder().String(text); err != nil {
					t.Fatal(err)
				}
			}
			if got, ok := Detect([]byte(raw), true, common); got != c || !ok {
				t.Errorf("%s, trial %d: told to be %s, %v", c, trial, got, ok)
			}
		}
	}
}

// chatLines are the turns of real chats with two Chinese characters or more.
func chatLines(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skip("no development data here:", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	scanner := bufio.NewScanner(z)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var chat struct{ Turns []struct{ Text string } }
		if err := json.Unmarshal(scanner.Bytes(), &chat); err != nil {
			t.Fatal(err)
		}
		for _, turn := range chat.Turns {
			if len(turn.Text) > 6 {
				lines = append(lines, strings.ReplaceAll(turn.Text, "\n", " "))
			}
		}
	}
	return lines
}

// traditionalTable gives a character that Big5 has for each simplified one.
func traditionalTable() func(rune) rune {
	table := map[rune]rune{}
	for r := rune(0x4e00); r < 0x9fff; r++ {
		simple := []rune(opencc.At(string(r)))
		if _, err := traditionalchinese.Big5.NewEncoder().String(string(r)); err == nil && len(simple) == 1 && simple[0] != r && table[simple[0]] == 0 {
			table[simple[0]] = r
		}
	}
	return func(r rune) rune {
		if other := table[r]; other != 0 {
			return other
		}
		return r
	}
}
