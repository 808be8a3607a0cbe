package similar

import (
	"math"
	"slices"
	"sync"
)

// rivals is one model of acts that compete for a text: a multinomial logistic
// regression over the same features as Model has. Counter-examples of the acts
// are examples of one more class, none of them.
type rivals struct {
	words     *vocabulary
	classes   []int32       // class numbers, ascending; none comes behind them
	least     []int         // by position in classes
	samples   []sample      // by position of the class
	parts     [folds]linear // trained on all but one fold
	linear                  // trained on all
	sharpness float64       // that the logits are multiplied by, so that scores are shares
	examples  *examples
	scratch   sync.Pool // of *scratch
}

// linear are weights and biases.
type linear struct {
	weights []float64 // feature*width + position
	bias    []float64 // by position
}

// width is the number of classes, none included.
func (r *rivals) width() int { return len(r.classes) + 1 }

// planRivals adds the training of the groups of rivals to the jobs, and returns
// the groups in the order of their first class.
func planRivals(classes []Class, all *jobs) []*rivals {
	var names []string
	for i := range classes {
		if g := classes[i].Rivals; g != "" && len(classes[i].Examples) > 0 && !slices.Contains(names, g) {
			names = append(names, g)
		}
	}
	var out []*rivals
	for _, g := range names {
		r := newRivals(classes, g)
		out = append(out, r)
		*all = append(*all, func() { r.linear = r.fit(r.samples) })
		for fold := range folds {
			*all = append(*all, func() {
				train, _ := splitFold(r.samples, fold)
				r.parts[fold] = r.fit(train)
			})
		}
	}
	return out
}

// newRivals makes vectors of the sentences of one group.
func newRivals(classes []Class, group string) *rivals {
	r := &rivals{}
	var own []Class
	for i := range classes {
		if classes[i].Rivals == group {
			own = append(own, classes[i])
			r.classes = append(r.classes, int32(i))
			r.least = append(r.least, max(classes[i].Least, 1))
		}
	}
	r.words = newVocabulary(sentences(own))
	lists, memory := make([][]example, len(own)), newScratch(len(r.words.idf))
	for at := range own {
		for _, text := range own[at].Examples {
			v := r.words.vector(memory, text)
			lists[at] = append(lists[at], example{text: text, vector: v})
			r.samples = append(r.samples, sample{vector: v, class: int32(at)})
		}
		for _, text := range own[at].Counterexamples {
			r.samples = append(r.samples, sample{vector: r.words.vector(memory, text), class: int32(len(own))})
		}
	}
	r.examples = newExamples(lists, len(r.words.idf))
	return r
}

// finish takes what the parts are for, and drops what only the training needs.
func (r *rivals) finish() {
	r.sharpness = r.calibrate()
	r.samples, r.parts = nil, [folds]linear{}
}

// Training constants of rivals.
const (
	rivalEpochs = 10
	rivalRate   = 3.0
	rivalDecay  = 0.75 // of the rate, an epoch
	rivalShrink = 1e-5 // pull of every weight toward 0, a step
)

// fit trains by stochastic gradient descent in a fixed order. The weights are
// held as scale times w, so that shrinking all of them costs one product.
func (r *rivals) fit(samples []sample) linear {
	n := r.width()
	parts := make([]rows, (n+together-1)/together) // of the classes, the last of them with room to spare
	for p := range parts {
		parts[p] = newRows(len(r.words.idf))
	}
	z, bias := make([]float64, n), make([]float64, n)
	on, balance := newCourse(samples, len(r.words.idf)), r.balance(samples)
	scale, rate := 1.0, rivalRate
	for range rivalEpochs {
		for i := range on.samples {
			s := &on.samples[i]
			for p, w := range parts {
				sums := w.add(four{}, s.vector, 1)
				copy(z[p*together:], sums[:])
			}
			for k := range z {
				z[k] = bias[k] + float64(scale*z[k])
			}
			softmax(z, 1)
			scale *= 1 - float64(rivalShrink*rate)
			for k := range z {
				target := 0.0
				if k == int(s.class) {
					target = 1
				}
				z[k] = float64(rate*balance[s.class]) * (target - z[k])
				bias[k] += float64(z[k] * biasShare)
				z[k] /= scale
			}
			for p, w := range parts {
				var steps four
				copy(steps[:], z[p*together:])
				w.step(s.vector, &steps)
			}
		}
		rate *= rivalDecay
	}
	out := linear{make([]float64, len(r.words.idf)*n), bias}
	for id, at := range on.places {
		row := out.weights[id*n : id*n+n]
		for p, w := range parts {
			copy(row[p*together:], w[at][:])
		}
		for k := range row {
			row[k] *= scale
		}
	}
	return out
}

// balance is the weight of a sample of each class. Classes with many examples
// weigh more than others, but by the root only: how many sentences somebody
// wrote for a class is no sign of how often it comes.
func (r *rivals) balance(samples []sample) []float64 {
	counts := make([]float64, r.width())
	for i := range samples {
		counts[samples[i].class]++
	}
	for k, c := range counts {
		counts[k] = math.Sqrt(float64(len(samples)) / (max(c, 1) * float64(len(counts))))
	}
	return counts
}

// weigh puts the logits of v into z.
func weigh(v []feature, w []float64, scale float64, bias, z []float64) {
	n := len(z)
	clear(z)
	for _, f := range v {
		row := w[int(f.id)*n : int(f.id)*n+n]
		for k, x := range row {
			z[k] += float64(x * f.value)
		}
	}
	for k := range z {
		z[k] = bias[k] + float64(scale*z[k])
	}
}

// softmax makes shares of logits, in place.
func softmax(z []float64, sharpness float64) {
	most, sum := slices.Max(z), 0.0
	for k := range z {
		z[k] = math.Exp(float64(sharpness * (z[k] - most)))
		sum += z[k]
	}
	for k := range z {
		z[k] /= sum
	}
}

// calibrate finds by how much logits must be sharpened for the shares to be
// those of right answers: models trained on one half of the samples answer the
// other, and the sharpness under which the truth is least surprising is taken.
func (r *rivals) calibrate() float64 {
	var logits [][]float64
	var truth []int
	for fold, part := range r.parts {
		_, unseen := splitFold(r.samples, fold)
		for i := range unseen {
			z := make([]float64, r.width())
			weigh(unseen[i].vector, part.weights, 1, part.bias, z)
			logits, truth = append(logits, z), append(truth, int(unseen[i].class))
		}
	}
	best, least := 1.0, math.Inf(1)
	for s := 0.3; s < 2.05; s += 0.1 {
		if loss := surprise(logits, truth, s); loss < least {
			best, least = s, loss
		}
	}
	return best
}

// surprise is the sum of the negative logarithms of the shares of the truth.
func surprise(logits [][]float64, truth []int, sharpness float64) float64 {
	sum := 0.0
	for i, z := range logits {
		sum -= math.Log(max(shareOf(truth[i], z, sharpness), 1e-12))
	}
	return sum
}

// shareOf is what softmax makes of the logit at one position.
func shareOf(at int, z []float64, sharpness float64) float64 {
	most, sum, own := slices.Max(z), 0.0, 0.0
	for k := range z {
		e := math.Exp(float64(sharpness * (z[k] - most)))
		if sum += e; k == at {
			own = e
		}
	}
	return own / sum
}

// Rivals calls found for the act that has the largest share of text in each
// group of rivals, with the share in percent and, if asked for, the nearest of its
// examples, unless the share is below the act's least or none of them has the
// largest. Text must be in normal form. It waits until the model is trained.
func (m *Model) Rivals(text string, nearest bool, found func(class, share int, example string)) {
	m.training.Wait()
	for _, r := range m.rivals {
		r.search(text, nearest, found)
	}
}

func (r *rivals) search(text string, nearest bool, found func(class, share int, example string)) {
	s, ok := r.scratch.Get().(*scratch)
	if !ok {
		s = newScratch(len(r.words.idf))
		s.logits = make([]float64, r.width())
	}
	defer r.scratch.Put(s)
	if r.words.readText(s, text) < minLetters {
		return
	}
	defer s.reset()
	v := r.words.vectorOf(s, r.words.mark(s, s.letters))
	weigh(v, r.weights, 1, r.bias, s.logits)
	softmax(s.logits, r.sharpness)
	k := slices.Index(s.logits, slices.Max(s.logits))
	if k == len(r.classes) {
		return
	}
	if share := int(math.Round(100 * s.logits[k])); share >= r.least[k] {
		near := ""
		if nearest {
			_, near = r.examples.nearest(s, v, k)
		}
		found(int(r.classes[k]), share, near)
	}
}
