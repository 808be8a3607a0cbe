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

// calibrate finds, for each class, what models that have not seen a sentence make
// of it when it does not perform the act: the evidence of likeness that unlike
// sentences reach. The models are trained on all but one fold of the samples.
func (m *Model) calibrate(samples []sample) {
	m.unlike = make([][]float64, len(m.classes))
	for fold := range folds {
		part := &Model{vocabulary: m.vocabulary, idf: m.idf, classes: m.classes}
		train, unseen := splitFold(samples, fold)
		part.fit(train)
		for i := range unseen {
			m.addUnlike(&unseen[i], part.logits(unseen[i].vector, nil))
		}
	}
	for k := range m.unlike {
		slices.Sort(m.unlike[k])
	}
}

// addUnlike notes the logits of one unseen sentence with the classes that it is
// no example of. Counter-examples of any act are what looks like acts and is
// none; examples of other acts may well perform this one too and do not count.
func (m *Model) addUnlike(s *sample, logits []float64) {
	if s.positive {
		return
	}
	for k := range m.classes {
		m.unlike[k] = append(m.unlike[k], logits[k])
	}
}

// score is how like a sentence with this logit is: 0 when every unlike sentence
// is as like, 90 when one in a hundred is, 97 when one in a thousand is.
func (m *Model) score(k int, logit float64) int {
	unlike := m.unlike[k]
	at, _ := slices.BinarySearch(unlike, logit)
	share := float64(len(unlike)-at+1) / float64(len(unlike)+1)
	return int(math.Round(100 * (1 - math.Sqrt(share))))
}

// floorOf is the largest logit that scores less than the least of class k: the
// score grows with the number of unlike logits below, so that only these matter.
func (m *Model) floorOf(k int) float64 {
	floor := math.Inf(-1)
	for _, z := range m.unlike[k] {
		if m.score(k, z) < m.least[k] {
			floor = z
		}
	}
	if m.score(k, math.Inf(1)) < m.least[k] {
		return math.Inf(1)
	}
	return floor
}

// fit trains one logistic regression a class, all in the same fixed order of samples.
func (m *Model) fit(samples []sample) {
	n := len(m.classes)
	m.weights = make([]float64, len(m.idf)*n)
	m.bias = make([]float64, n)
	order := shuffled(len(samples))
	balance := m.balance(samples)
	for k := range n {
		m.fitClass(k, samples, order, balance[k])
	}
}

// balance is, for each class, the weight of a positive sample that makes both
// sides weigh alike, within bounds.
func (m *Model) balance(samples []sample) []float64 {
	out := make([]float64, len(m.classes))
	for k, class := range m.classes {
		var pos, neg float64
		for i := range samples {
			switch w, positive := role(&samples[i], class); {
			case positive:
				pos++
			default:
				neg += w
			}
		}
		out[k] = min(max(neg/pos, 1), 6)
	}
	return out
}

// role is how much a sample counts for a class and on which side.
func role(s *sample, class int32) (weight float64, positive bool) {
	if s.class == class {
		return 1, s.positive
	}
	return backgroundWeight, false
}

// fitClass trains the model of one class. The weights are held as scale times
// w, so that shrinking all of them costs one product.
func (m *Model) fitClass(k int, samples []sample, order []int, positiveWeight float64) {
	class, n := m.classes[k], len(m.classes)
	w := make([]float64, len(m.idf))
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
		m.weights[id*n+k] = float64(scale * w[id])
	}
	m.bias[k] = bias
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
