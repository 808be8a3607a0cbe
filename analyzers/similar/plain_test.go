package similar

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// plainModel says what a vocabulary and a model must find, with maps and without
// tables, bounds, postings or shared memory.
type plainModel struct {
	ids map[[2]rune]int // by letter and, of pairs, its neighbour
	idf []float64
}

// plainGrams lists the letters and pairs of a text, the edges being letters in pairs.
func plainGrams(text string) (out [][2]rune) {
	const edge = 2
	letters := []rune{edge}
	for _, r := range text {
		if !isSign(r) {
			letters = append(letters, r)
		}
	}
	letters = append(letters, edge)
	for i, r := range letters {
		if r != edge {
			out = append(out, [2]rune{r, -1})
		}
		if i+1 < len(letters) {
			out = append(out, [2]rune{r, letters[i+1]})
		}
	}
	return out
}

func plainVocabulary(texts []string) *plainModel {
	p := &plainModel{ids: map[[2]rune]int{}}
	var seen []int
	for _, text := range texts {
		mine := map[int]bool{}
		for _, g := range plainGrams(text) {
			if _, ok := p.ids[g]; !ok {
				p.ids[g] = len(seen)
				seen = append(seen, 0)
			}
			mine[p.ids[g]] = true
		}
		for id := range mine {
			seen[id]++
		}
	}
	for _, n := range seen {
		p.idf = append(p.idf, math.Log(float64(len(texts)+1)/float64(n+1))+1)
	}
	return p
}

func (p *plainModel) vector(text string) []feature {
	known, sum := map[int]bool{}, 0.0
	for _, g := range plainGrams(text) {
		if id, ok := p.ids[g]; ok {
			known[id] = true
		} else {
			sum++
		}
	}
	var out []feature
	for id, idf := range p.idf {
		if known[id] {
			sum += float64(idf * idf)
			out = append(out, feature{int32(id), idf})
		}
	}
	for i := range out {
		out[i].value *= 1 / math.Sqrt(sum)
	}
	return out
}

// plainHan counts Han characters outside masks.
func plainHan(text string) (n int) {
	masked := false
	for _, r := range text {
		if r == '[' || r == ']' {
			masked = r == '['
		} else if !masked && unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// nearest is the first of the examples with the largest cosine to v.
func (p *plainModel) nearest(v []feature, texts []string) (cosine float64, near string) {
	for _, text := range texts {
		sum := 0.0
		for _, f := range p.vector(text) {
			if i := slices.IndexFunc(v, func(g feature) bool { return g.id == f.id }); i >= 0 {
				sum += float64(v[i].value * f.value)
			}
		}
		if sum > cosine {
			cosine, near = sum, text
		}
	}
	return cosine, near
}

// plainly is what Nearest must find.
func plainly(m *Model, classes []Class, text string) (out []string) {
	if plainHan(text) < minLetters {
		return nil
	}
	p := plainVocabulary(sentences(classes))
	v := p.vector(text)
	for k, class := range m.classes {
		z := m.bias[k]
		for _, f := range v {
			z += float64(m.weights[int(f.id)*len(m.classes)+k] * f.value)
		}
		cosine, near := p.nearest(v, classes[class].Examples)
		if score := m.score(k, z); score >= m.least[k] && cosine >= minCosine {
			out = append(out, fmt.Sprintf("%d %d %s", class, score, near))
		}
	}
	return out
}

// drawText draws a text from pieces of sentences, signs, and what no sentence has.
func drawText(t *rapid.T, classes []Class) string {
	all := sentences(classes)
	piece := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
			return rapid.SampledFrom([]string{"，", " ", "[数字x]", "饕餮", "a1", "\u0002", "\xff", "𠮷", "[", "㐀", "〇"}).Draw(t, "other")
		}
		runes := []rune(rapid.SampledFrom(all).Draw(t, "sentence"))
		begin := rapid.IntRange(0, len(runes)-1).Draw(t, "begin")
		return string(runes[begin:rapid.IntRange(begin+1, len(runes)).Draw(t, "end")])
	})
	text := ""
	for _, p := range rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces") {
		text += p
	}
	return text
}

func TestNearestFindsWhatTryingAllFinds(t *testing.T) {
	classes := fold(twoActs())
	m := Train(classes)
	if m.reach.open {
		t.Fatal("every text is searched: the test does not see the bound")
	}
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, classes)
		if got, want := nearestOf(m, text), plainly(m, classes, text); !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
	})
}

func TestVectorIsThatOfMaps(t *testing.T) {
	all := sentences(fold(append(threeRivals(), Class{Examples: []string{"𠮷野家[在]哪", "a b,c", ""}})))
	v, plain := newVocabulary(all), plainVocabulary(all)
	if !slices.Equal(v.idf, plain.idf) {
		t.Fatalf("rarities %v, want %v", v.idf, plain.idf)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.Custom(func(t *rapid.T) string { return drawText(t, threeRivals()) }), rapid.String()).Draw(t, "text")
		if got, want := v.vector(newScratch(len(v.idf)), text), plain.vector(text); !slices.Equal(got, want) {
			t.Fatalf("%q: vector %v, want %v", text, got, want)
		}
		letters, han := v.read([]rune(text), nil)
		if han != plainHan(text) {
			t.Fatalf("%q: %d Han characters, want %d", text, han, plainHan(text))
		}
		if len(letters) > maxFew {
			return
		}
		s := newScratch(len(v.idf))
		unknowns := v.mark(s, letters)
		var few [2 * maxFew]int32
		ids, want := few[:v.distinct(letters, &few)], slices.Repeat([]int32{none}, unknowns)
		slices.Sort(ids)
		if want = slices.AppendSeq(want, s.marked()); !slices.Equal(ids, want) {
			t.Fatalf("%q: features %v, want %v", text, ids, want)
		}
	})
}

// A text that is not searched has no class above its floor, whatever the weights.
func TestUnreachableTextsReachNothing(t *testing.T) {
	classes := fold(threeRivals()[3:])
	words := newVocabulary(sentences(classes))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, lengthLane+2).Draw(t, "classes")
		numbers := func(label string, count int) []float64 {
			return rapid.SliceOfN(rapid.Float64Range(-6, 6), count, count).Draw(t, label)
		}
		m := &Model{words: words, classes: make([]int32, n), weights: numbers("weights", n*len(words.idf)), bias: numbers("bias", n), floor: numbers("floor", n)}
		reach := newReach(words, m.weights, m.bias, m.floor)
		s := newScratch(len(words.idf))
		letters, _ := words.read([]rune(drawText(t, classes)), nil)
		reachable := reach.any(letters)
		unknowns := words.mark(s, letters)
		for k, z := range m.logits(words.vectorOf(s, unknowns), nil) {
			if z > m.floor[k] && !reachable {
				t.Fatalf("class %d has the logit %v above %v", k, z, m.floor[k])
			}
		}
	})
}

func TestRivalsFindsWhatTryingAllFinds(t *testing.T) {
	classes := fold(threeRivals())
	m := Train(classes)
	r := m.rivals[0]
	plain := plainVocabulary(sentences(classes[:3]))
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, classes)
		var want []won
		v, z := plain.vector(text), make([]float64, r.width())
		weigh(v, r.weights, 1, r.bias, z)
		softmax(z, r.sharpness)
		if k := slices.Index(z, slices.Max(z)); k < 3 && math.Round(100*z[k]) >= 40 && plainHan(text) >= minLetters {
			_, near := plain.nearest(v, classes[k].Examples)
			want = append(want, won{k, int(math.Round(100 * z[k])), near})
		}
		if got := winners(m, text, true); !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", text, got, want)
		}
		for i := range want {
			want[i].example = ""
		}
		if got := winners(m, text, false); !slices.Equal(got, want) {
			t.Fatalf("%q: without examples %v, want %v", text, got, want)
		}
	})
}

// classifier is the model of one class.
type classifier struct {
	weights []float64 // by feature
	bias    float64
}

func (c *classifier) logit(v []feature) float64 {
	z := c.bias
	for _, f := range v {
		z += float64(c.weights[f.id] * f.value)
	}
	return z
}

// plainFit trains one class by itself.
func plainFit(class int32, samples []sample, features int) classifier {
	w, bias, scale, rate := make([]float64, features), 0.0, 1.0, firstRate
	for range epochs {
		for _, i := range shuffled(len(samples)) {
			s := &samples[i]
			c := classifier{bias: bias, weights: make([]float64, features)}
			for _, f := range s.vector {
				c.weights[f.id] = float64(scale * w[f.id])
			}
			weight, target := backgroundWeight, 0.0
			switch {
			case s.class == class && s.positive:
				weight, target = balance(samples, class), 1
			case s.class == class:
				weight = 1
			}
			step := float64(rate*weight) * (target - 1/(1+math.Exp(-c.logit(s.vector))))
			scale *= 1 - float64(shrink*rate)
			for _, f := range s.vector {
				w[f.id] += float64(step*f.value) / scale
			}
			bias += float64(step * biasShare)
		}
		rate *= decay
	}
	for id := range w {
		w[id] *= scale
	}
	return classifier{weights: w, bias: bias}
}

// Classes that are trained side by side learn what each learns alone.
func TestTrainedTogetherAsAlone(t *testing.T) {
	var classes []Class
	for i := range together + 2 {
		examples := []string{"帮您登记", "给您退款" + strings.Repeat("了", i), "马上处理"}
		classes = append(classes, Class{Examples: examples[i%2:], Counterexamples: []string{"不" + examples[i%3], "我不知道"}, Least: minScore})
	}
	m := &Model{words: newVocabulary(sentences(classes))}
	samples, _ := m.sample(classes)
	if len(m.classes) != len(classes) {
		t.Fatalf("%d of %d classes are learnt", len(m.classes), len(classes))
	}
	for first := 0; first < len(classes); first += together {
		some := m.classes[first:min(first+together, len(classes))]
		on := newCourse(samples, len(m.words.idf))
		got := m.fitClasses(some, on)
		for k := range some {
			alone := plainFit(some[k], samples, len(m.words.idf))
			for id, want := range alone.weights {
				if w := got.weights[on.places[id]][k]; w != want {
					t.Fatalf("class %d has the weight %v of feature %d, alone %v", some[k], w, id, want)
				}
			}
			for i := range samples {
				if z, want := got.logits(on.place(nil, samples[i].vector))[k], alone.logit(samples[i].vector); z != want {
					t.Fatalf("class %d has the logit %v of sample %d, alone %v", some[k], z, i, want)
				}
			}
		}
	}
}

func TestClassesBeyondReachAreNotFound(t *testing.T) {
	classes := twoActs()
	classes[0].Least = 66 // of seven unlike sentences, none is as like: 65
	m := Train(classes)
	if !slices.Equal(m.classes, []int32{2}) {
		t.Fatalf("classes %v, want the one that can be reached", m.classes)
	}
	classes[0].Least = 65
	all := Train(classes)
	if !slices.Equal(all.classes, []int32{0, 2}) || all.bias[1] != m.bias[0] || all.floor[1] != m.floor[0] {
		t.Error("a class that is beyond reach changes another one")
	}
}
