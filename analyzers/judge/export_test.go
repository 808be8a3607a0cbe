package judge

// JudgeSimply is the simple judge, for the tests of package judge_test.
var JudgeSimply = judgeSimply

// Limit bounds the steps for one interaction.
func (j *Judge) Limit(steps int) { j.limit = steps }

// JudgeWithSteps judges one interaction, and tells the steps that it took.
func (j *Judge) JudgeWithSteps(in *Input) (*Result, int, error) {
	c := newCourt(j)
	res, err := c.judgeAll(in)
	return res, c.steps, err
}
