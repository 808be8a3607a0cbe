package similar

import (
	"math"
	"slices"
)

// sample is one sentence with the class that it is an example or
// counter-example of.
type sample struct {
	vector   []feature
	class    int32
	positive bool
}

// Training constants. Sentences of other acts are background: an act may well
// stand in the example of another, so they count less than counter-examples.
const (
	epochs           = 10
	firstRate        = 4.0
	decay            = 0.7  // of the rate, an epoch
	shrink           = 1e-5 // pull of every weight toward 0, a step
	backgroundWeight = 0.25
	folds            = 2 // that the calibration is taken from
)

// splitFold parts samples into those to train on and those of the fold.
func splitFold[T any](samples []T, fold int) (train, unseen []T) {
	for i, s := range samples {
		if i%folds == fold {
			unseen = append(unseen, s)
		} else {
			train = append(train, s)
		}
	}
	return train, unseen
}

// half is what a model is trained on and what it has not seen.
type half struct{ train, unseen []sample }

// plan adds the training of all classes that stand by themselves to the jobs, and
// returns what is left to do behind them.
func (m *Model) plan(classes []Class, all *jobs) (finish func()) {
	classes = slices.Clone(classes)
	for i := range classes {
		if classes[i].Rivals != "" {
			classes[i] = Class{}
		}
	}
	m.words = newVocabulary(sentences(classes))
	samples, own := m.sample(classes)
	var halves [folds]half
	for fold := range folds {
		halves[fold].train, halves[fold].unseen = splitFold(samples, fold)
	}
	for k := range m.classes {
		*all = append(*all, func() { m.calibrate(k, halves[:]) }, func() { m.fit(k, samples) })
	}
	return func() {
		for k := range m.classes {
			m.floor[k] = m.floorOf(k)
		}
		m.reach = newReach(m.words.idf, m.weights, m.bias, m.floor)
		m.examples = newExamples(own, len(m.words.idf))
	}
}

// sample makes vectors of all sentences and makes room for the classes that can be
// found at all, with their examples. Those that ask for a higher score than the
// number of unlike sentences allows are background for the others alone.
func (m *Model) sample(classes []Class) (samples []sample, own [][]example) {
	unlike := 0
	for _, c := range classes {
		if len(c.Examples) > 0 {
			unlike += len(c.Counterexamples)
		}
	}
	for i, c := range classes {
		if len(c.Examples) == 0 {
			continue
		}
		var list []example
		for _, text := range c.Examples {
			v := m.words.vector(text)
			list = append(list, example{text: text, vector: v})
			samples = append(samples, sample{vector: v, class: int32(i), positive: true})
		}
		for _, text := range c.Counterexamples {
			samples = append(samples, sample{vector: m.words.vector(text), class: int32(i)})
		}
		if least := max(c.Least, minScore); scoreOf(0, unlike) >= least {
			m.classes = append(m.classes, int32(i))
			m.least = append(m.least, least)
			own = append(own, list)
		}
	}
	n := len(m.classes)
	m.bias, m.floor, m.unlike = make([]float64, n), make([]float64, n), make([][]float64, n)
	m.weights = make([]float64, n*len(m.words.idf))
	return samples, own
}

// calibrate finds what models that have not seen a sentence make of it when it does
// not perform the act: the evidence of likeness that unlike sentences reach. The
// models are trained on all but one fold of the samples. Counter-examples of any act
// are what looks like acts and is none; examples of other acts may well perform this
// one too and do not count.
func (m *Model) calibrate(k int, halves []half) {
	for _, h := range halves {
		part := m.fitClass(k, h.train)
		for i := range h.unseen {
			if s := &h.unseen[i]; !s.positive {
				m.unlike[k] = append(m.unlike[k], part.logit(s.vector))
			}
		}
	}
	slices.Sort(m.unlike[k])
}

// fit trains the model of one class on all samples.
func (m *Model) fit(k int, samples []sample) {
	c := m.fitClass(k, samples)
	for id, w := range c.weights {
		m.weights[id*len(m.classes)+k] = w
	}
	m.bias[k] = c.bias
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

// balance is the weight of a positive sample of a class that makes both sides weigh
// alike, within bounds.
func balance(samples []sample, class int32) float64 {
	var pos, neg float64
	for i := range samples {
		if w, positive := role(&samples[i], class); positive {
			pos++
		} else {
			neg += w
		}
	}
	return min(max(neg/pos, 1), 6)
}

// role is how much a sample counts for a class and on which side.
func role(s *sample, class int32) (weight float64, positive bool) {
	if s.class == class {
		return 1, s.positive
	}
	return backgroundWeight, false
}

// fitClass trains a logistic regression by stochastic gradient descent, the same
// fixed order of samples for every class. The weights are held as scale times w, so
// that shrinking all of them costs one product.
func (m *Model) fitClass(k int, samples []sample) *classifier {
	class, order, positiveWeight := m.classes[k], shuffled(len(samples)), balance(samples, m.classes[k])
	w := make([]float64, len(m.words.idf))
	bias, scale, rate := 0.0, 1.0, firstRate
	for range epochs {
		for _, i := range order {
			s := &samples[i]
			z := bias
			for _, f := range s.vector {
				z += float64(float64(scale*w[f.id]) * f.value)
			}
			weight, positive := role(s, class)
			target := 0.0
			if positive {
				target, weight = 1, positiveWeight
			}
			step := float64(rate*weight) * (target - 1/(1+math.Exp(-z)))
			scale *= 1 - float64(shrink*rate)
			for _, f := range s.vector {
				w[f.id] += float64(step*f.value) / scale
			}
			bias += float64(step * biasShare)
		}
		rate *= decay
	}
	for id := range w {
		w[id] = float64(scale * w[id])
	}
	return &classifier{weights: w, bias: bias}
}

// biasShare slows the learning of the bias, which every sample moves.
const biasShare = 0.05

// shuffled is a fixed permutation of n numbers: a generator of its own, so that
// no change of the standard library changes a verdict.
func shuffled(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	state := uint64(20261121)
	for i := n - 1; i > 0; i-- {
		state = state*6364136223846793005 + 1442695040888963407
		j := int((state >> 33) % uint64(i+1))
		out[i], out[j] = out[j], out[i]
	}
	return out
}
