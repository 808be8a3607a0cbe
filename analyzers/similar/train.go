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
func splitFold(samples []sample, fold int) (train, unseen []sample) {
	for i, s := range samples {
		if i%folds == fold {
			unseen = append(unseen, s)
		} else {
			train = append(train, s)
		}
	}
	return train, unseen
}

// half is what a model is trained on, and the unlike sentences that it has not seen.
type half struct {
	train  *course
	unlike [][]feature // with the features called as in train
}

// halve makes the half that leaves out one fold of samples over so many features.
func halve(samples []sample, fold, features int) half {
	train, unseen := splitFold(samples, fold)
	h := half{train: newCourse(train, features)}
	for i := range unseen {
		if !unseen[i].positive {
			h.unlike = append(h.unlike, h.train.place(nil, unseen[i].vector))
		}
	}
	return h
}

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
	whole := newCourse(samples, len(m.words.idf))
	var halves [folds]half
	for fold := range folds {
		halves[fold] = halve(samples, fold, len(m.words.idf))
	}
	for first := 0; first < len(m.classes); first += together {
		some := m.classes[first:min(first+together, len(m.classes))]
		*all = append(*all, func() { m.calibrate(first, some, halves[:]) }, func() { m.fit(first, some, whole) })
	}
	return func() {
		for k := range m.classes {
			m.floor[k] = m.floorOf(k)
		}
		m.reach = newReach(m.words, m.weights, m.bias, m.floor)
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
	memory := newScratch(len(m.words.idf))
	for i, c := range classes {
		if len(c.Examples) == 0 {
			continue
		}
		list := make([]example, 0, len(c.Examples))
		for _, text := range c.Examples {
			v := m.words.vector(memory, text)
			list = append(list, example{text: text, vector: v})
			samples = append(samples, sample{vector: v, class: int32(i), positive: true})
		}
		for _, text := range c.Counterexamples {
			samples = append(samples, sample{vector: m.words.vector(memory, text), class: int32(i)})
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

// calibrate finds what models of some classes, the first of them at position first,
// that have not seen a sentence make of it when it does not perform the act: the
// evidence of likeness that unlike sentences reach. The models are trained on all but
// one fold of the samples. Counter-examples of any act are what looks like acts and is
// none; examples of other acts may well perform this one too and do not count.
func (m *Model) calibrate(first int, classes []int32, halves []half) {
	for _, h := range halves {
		c := m.fitClasses(classes, h.train)
		for _, v := range h.unlike {
			z := c.logits(v)
			for k := range classes {
				m.unlike[first+k] = append(m.unlike[first+k], z[k])
			}
		}
	}
	for k := range classes {
		slices.Sort(m.unlike[first+k])
	}
}

// fit trains the models of some classes, the first of them at position first, on all
// samples.
func (m *Model) fit(first int, classes []int32, all *course) {
	c := m.fitClasses(classes, all)
	for id, at := range all.places {
		copy(m.weights[id*len(m.classes)+first:][:len(classes)], c.weights[at][:])
	}
	copy(m.bias[first:][:len(classes)], c.bias[:])
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

// classifiers are the models of classes that are trained side by side.
type classifiers struct {
	weights rows // by place in the course
	bias    four
}

// logits are the logits of a sentence, its features called as in the course.
func (c *classifiers) logits(v []feature) four { return c.weights.add(c.bias, v, 1) }

// fitClasses trains a logistic regression for each of at most together classes by
// stochastic gradient descent, the same fixed order of samples for every class. The
// weights are held as scale times w, so that shrinking all of them costs one product.
// Each model is what it would be if trained alone.
func (m *Model) fitClasses(classes []int32, on *course) *classifiers {
	var lanes [together]int32 // classes, the last of them again where there are fewer
	var positiveWeights four
	for k := range lanes {
		lanes[k] = classes[min(k, len(classes)-1)]
		positiveWeights[k] = balance(on.samples, lanes[k])
	}
	c := &classifiers{weights: newRows(len(on.places))}
	scale, rate := 1.0, firstRate
	for range epochs {
		for i := range on.samples {
			s := &on.samples[i]
			z := c.weights.add(c.bias, s.vector, scale)
			steps := stepsOf(s, &z, &lanes, &positiveWeights, rate)
			scale *= 1 - float64(shrink*rate)
			c.weights.move(s.vector, &steps, scale)
			for k := range c.bias {
				c.bias[k] += float64(steps[k] * biasShare)
			}
		}
		rate *= decay
	}
	for id := range c.weights {
		w := &c.weights[id]
		for k := range w {
			w[k] *= scale
		}
	}
	return c
}

// stepsOf is how far each class goes along a sample with these logits.
func stepsOf(s *sample, z *four, classes *[together]int32, positiveWeights *four, rate float64) (steps four) {
	for k := range steps {
		weight, positive := role(s, classes[k])
		target := 0.0
		if positive {
			target, weight = 1, positiveWeights[k]
		}
		steps[k] = float64(rate*weight) * (target - 1/(1+math.Exp(-z[k])))
	}
	return steps
}

// biasShare slows the learning of the bias, which every sample moves.
const biasShare = 0.05
