package similar

// together is how many classes are trained side by side. Each waits for its own last
// sum before it can go on; the processor works on the others meanwhile.
const together = 4

// four is a number of each class that is trained side by side.
type four [together]float64

// rows are weights in training, by feature. What is done with them is written out for
// all four classes: their sums stay in the processor's registers, which they would not
// as elements of an array.
type rows []four

// newRows are rows of zeros. They are written before anything reads them: memory that is
// fresh from the system and read first comes twice, as zeros for all and then as one's own.
func newRows(features int) rows {
	r := make(rows, features)
	clear(r)
	return r
}

// add adds the products of values and weights, which are to be multiplied by scale
// first, to z.
func (r rows) add(z four, v []feature, scale float64) four {
	z0, z1, z2, z3 := z[0], z[1], z[2], z[3]
	for _, f := range v {
		w := &r[f.id]
		z0 += float64(float64(scale*w[0]) * f.value)
		z1 += float64(float64(scale*w[1]) * f.value)
		z2 += float64(float64(scale*w[2]) * f.value)
		z3 += float64(float64(scale*w[3]) * f.value)
	}
	return four{z0, z1, z2, z3}
}

// move moves the weights of a sentence by these steps, which are to be divided by scale
// when they are multiplied by the values.
func (r rows) move(v []feature, steps *four, scale float64) {
	s0, s1, s2, s3 := steps[0], steps[1], steps[2], steps[3]
	for _, f := range v {
		w := &r[f.id]
		w[0] += float64(s0*f.value) / scale
		w[1] += float64(s1*f.value) / scale
		w[2] += float64(s2*f.value) / scale
		w[3] += float64(s3*f.value) / scale
	}
}

// step is move for steps that were divided before.
func (r rows) step(v []feature, steps *four) {
	s0, s1, s2, s3 := steps[0], steps[1], steps[2], steps[3]
	for _, f := range v {
		w := &r[f.id]
		w[0] += float64(s0 * f.value)
		w[1] += float64(s1 * f.value)
		w[2] += float64(s2 * f.value)
		w[3] += float64(s3 * f.value)
	}
}
