package similar

import (
	"math"
	"slices"
)

// rivals is one model of acts that compete for a text: a multinomial logistic
// regression over the same n-grams as Model has. Counter-examples of the acts
// are examples of one more class, none of them.
type rivals struct {
	words     *Model      // vocabulary and rarity alone
	classes   []int32     // class numbers, ascending; none comes behind them
	least     []int       // by position in classes
	weights   []float64   // feature*width + position
	bias      []float64   // by position
	sharpness float64     // that the logits are multiplied by, so that scores are shares
	examples  [][]example // by position in classes
}

// rivalSample is one sentence with the position of its class.
type rivalSample struct {
	vector []feature
	at     int
}

// width is the number of classes, none included.
func (r *rivals) width() int { return len(r.classes) + 1 }

// trainRivals learns the groups of rivals, in the order of their first class.
func trainRivals(classes []Class) []*rivals {
	var names []string
	for i := range classes {
		if g := classes[i].Rivals; g != "" && len(classes[i].Examples) > 0 && !slices.Contains(names, g) {
			names = append(names, g)
		}
	}
	var out []*rivals
	for _, g := range names {
		out = append(out, trainGroup(classes, g))
	}
	return out
}

// trainGroup learns the classes of one group.
func trainGroup(classes []Class, group string) *rivals {
	r := &rivals{words: &Model{vocabulary: map[gram]int32{}}}
	var own []Class
	for i := range classes {
		if classes[i].Rivals == group {
			own = append(own, classes[i])
			r.classes = append(r.classes, int32(i))
			r.least = append(r.least, max(classes[i].Least, 1))
		}
	}
	r.words.index(own)
	var samples []rivalSample
	for at := range own {
		var examples []example
		for _, text := range own[at].Examples {
			v := r.words.vector(text)
			examples = append(examples, example{text: text, vector: v})
			samples = append(samples, rivalSample{v, at})
		}
		r.examples = append(r.examples, examples)
		for _, text := range own[at].Counterexamples {
			samples = append(samples, rivalSample{r.words.vector(text), len(own)})
		}
	}
	r.sharpness = r.calibrate(samples)
	r.fit(samples)
	return r
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
func (r *rivals) fit(samples []rivalSample) {
	n := r.width()
	w, z := make([]float64, len(r.words.idf)*n), make([]float64, n)
	r.bias = make([]float64, n)
	order, balance := shuffled(len(samples)), r.balance(samples)
	scale, rate := 1.0, rivalRate
	for range rivalEpochs {
		for _, i := range order {
			s := &samples[i]
			weigh(s.vector, w, scale, r.bias, z)
			softmax(z, 1)
			scale *= 1 - float64(rivalShrink*rate)
			for k := range z {
				target := 0.0
				if k == s.at {
					target = 1
				}
				z[k] = float64(rate*balance[s.at]) * (target - z[k])
				r.bias[k] += float64(z[k] * biasShare)
				z[k] /= scale
			}
			for _, f := range s.vector {
				row := w[int(f.id)*n : int(f.id)*n+n]
				for k, step := range z {
					row[k] += float64(step * f.value)
				}
			}
		}
		rate *= rivalDecay
	}
	for i := range w {
		w[i] *= scale
	}
	r.weights = w
}

// balance is the weight of a sample of each class. Classes with many examples
// weigh more than others, but by the root only: how many sentences somebody
// wrote for a class is no sign of how often it comes.
func (r *rivals) balance(samples []rivalSample) []float64 {
	counts := make([]float64, r.width())
	for i := range samples {
		counts[samples[i].at]++
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
func (r *rivals) calibrate(samples []rivalSample) float64 {
	var logits [][]float64
	var truth []int
	for fold := range folds {
		part := &rivals{words: r.words, classes: r.classes}
		train, unseen := splitFold(samples, fold)
		part.fit(train)
		for i := range unseen {
			z := make([]float64, r.width())
			weigh(unseen[i].vector, part.weights, 1, part.bias, z)
			logits, truth = append(logits, z), append(truth, unseen[i].at)
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
		shares := slices.Clone(z)
		softmax(shares, sharpness)
		sum -= math.Log(max(shares[truth[i]], 1e-12))
	}
	return sum
}

// Rivals calls found for the act that has the largest share of text in each
// group of rivals, with the share in percent and the nearest of its examples,
// unless the share is below the act's least or none of them has the largest.
// Text must be in normal form.
func (m *Model) Rivals(text string, found func(class, share int, example string)) {
	if letters(text) < minLetters {
		return
	}
	for _, r := range m.rivals {
		s, _ := r.words.scratch.Get().(*scratch)
		if s == nil {
			s = &scratch{dense: make([]float64, len(r.words.idf)), logits: make([]float64, r.width())}
		}
		v := r.words.vectorIn(s, text)
		weigh(v, r.weights, 1, r.bias, s.logits)
		softmax(s.logits, r.sharpness)
		k := slices.Index(s.logits, slices.Max(s.logits))
		if k < len(r.classes) {
			if share := int(math.Round(100 * s.logits[k])); share >= r.least[k] {
				_, near := s.nearest(v, r.examples[k])
				found(int(r.classes[k]), share, near)
			}
		}
		r.words.scratch.Put(s)
	}
}
