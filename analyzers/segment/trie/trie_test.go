package trie

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// texts draws words that share beginnings; 𠮷 is beyond the basic plane.
func texts() *rapid.Generator[string] {
	few := rapid.StringOfN(rapid.SampledFrom([]rune("好的吗a1�𠮷")), 1, 6, -1)
	return rapid.OneOf(few, rapid.StringN(1, 4, -1))
}

func dictionaries() *rapid.Generator[map[string]uint16] {
	return rapid.MapOfN(texts(), rapid.Uint16Min(1), 0, 60)
}

// built lays out words with places kept for others.
func built(t rapid.TB, words, others map[string]uint16) *Trie {
	var list []Word
	for text, value := range words {
		list = append(list, Word{text, value})
	}
	for text := range others {
		if words[text] == 0 {
			list = append(list, Word{Text: text})
		}
	}
	tr, err := Build([]rune("的好"), list)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// check: the trie has the words and no others.
func check(t rapid.TB, tr *Trie, words map[string]uint16, other []string) {
	t.Helper()
	for text, value := range words {
		if got := tr.Value(text); got != value {
			t.Fatalf("%q has value %d, want %d", text, got, value)
		}
		other = append(other, text+"好", text[1:], strings.TrimRight(text, "好吗a"))
	}
	for _, text := range other {
		if got := tr.Value(text); got != words[text] {
			t.Fatalf("%q has value %d, want %d", text, got, words[text])
		}
	}
	got, want := slices.Sorted(tr.Values()), slices.Sorted(maps.Values(words))
	if !slices.Equal(got, want) {
		t.Fatalf("values %v, want %v", got, want)
	}
}

func TestTrieIsTheMapOfItsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words, kept, added := dictionaries().Draw(t, "words"), dictionaries().Draw(t, "kept"), dictionaries().Draw(t, "added")
		other := append(rapid.SliceOf(texts()).Draw(t, "other"), "", "\xff", "好\xe4")
		tr := built(t, words, kept)
		check(t, tr, words, other)
		file := tr.Append(nil)
		tr, rest, err := Read(string(file) + "behind")
		if err != nil || rest != "behind" {
			t.Fatalf("read back: rest %q, error %v", rest, err)
		}
		check(t, tr, words, other)
		for _, list := range []map[string]uint16{kept, added} {
			for _, text := range slices.Sorted(maps.Keys(list)) {
				if err := tr.Add(text, list[text]); err != nil {
					t.Fatal(err)
				}
				words[text] = list[text]
			}
		}
		check(t, tr, words, other)
	})
}

func TestSameWordsGiveTheSameFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.MapOfN(rapid.StringOfN(rapid.SampledFrom([]rune("的好吗")), 1, 5, -1), rapid.Uint16Min(1), 0, 60).Draw(t, "words")
		words["吗"] = 1
		file := func(t rapid.TB) string {
			var list []Word
			for text, value := range words { // in another order each time
				list = append(list, Word{text, value})
			}
			tr, err := Build([]rune("的好吗"), list)
			if err != nil {
				t.Fatal(err)
			}
			return string(tr.Append(nil))
		}
		if first, second := file(t), file(t); first != second {
			t.Fatal("two orders of the words give two files")
		}
	})
}

func TestManyWordsUnderOneCharacter(t *testing.T) {
	tr, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]uint16{}
	for i := range 3000 {
		text := "好" + string(rune(0x4E00+i*7)) + string(rune(0x4E00+i%50))
		words[text] = uint16(i + 1)
		if err := tr.Add(text, words[text]); err != nil {
			t.Fatal(err)
		}
	}
	check(t, tr, words, nil)
}

func TestAddFaults(t *testing.T) {
	tr, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for text, value := range map[string]uint16{"": 1, "好\xff": 1, "好": 0} {
		if err := tr.Add(text, value); err == nil {
			t.Errorf("%q with value %d was added", text, value)
		}
	}
	for r := rune(0x100); r < 0x100+NoCode-1; r++ {
		if err := tr.Add(string(r), 1); err != nil {
			t.Fatalf("character %d: %v", r-0x100, err)
		}
	}
	if err := tr.Add("好", 1); err == nil {
		t.Error("one character more than there are codes was added")
	}
}

func TestBuildFaults(t *testing.T) {
	for name, words := range map[string][]Word{
		"empty": {{"", 1}}, "not UTF-8": {{"\xff", 1}}, "repeated": {{"好", 1}, {"的", 2}, {"好", 3}},
	} {
		if _, err := Build(nil, words); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Build([]rune("好好"), nil); err == nil {
		t.Error("repeated character: no error")
	}
}

func FuzzRead(f *testing.F) {
	tr, err := Build(nil, []Word{{"好", 1}, {"好的", 2}, {"吗", 3}})
	if err != nil {
		f.Fatal(err)
	}
	whole := string(tr.Append(nil))
	for _, data := range []string{"", whole, whole[:7], whole[:12], whole[:len(whole)-1], "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if tr, _, err := Read(data); err == nil { // whatever it says, reading and adding stay inside
			tr.Value("好的吗")
			tr.Value(data)
		}
	})
}

func TestReadFaults(t *testing.T) {
	tr, err := Build(nil, []Word{{"好的", 2}})
	if err != nil {
		t.Fatal(err)
	}
	whole := string(tr.Append(nil))
	for name, data := range map[string]string{
		"empty": "", "cut off": whole[:len(whole)-1], "no units": whole[:8],
		"astray": whole[:len(whole)-1] + "\x7f", "repeated character": "\x02\x00\x00\x00\x00\x00\x00\x00\x41\x00\x00\x00\x41\x00\x00\x00",
	} {
		if _, _, err := Read(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
