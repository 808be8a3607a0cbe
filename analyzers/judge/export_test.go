package judge

// JudgeSimply is the simple judge, for the tests of package judge_test.
var JudgeSimply = judgeSimply

// Limit bounds the steps for one interaction.
func (j *Judge) Limit(steps int) { j.limit = steps }

// JudgeWithSteps judges one interaction, and tells the steps that it took.
func (j *Judge) JudgeWithSteps(in *Input) (*Result, int, error) {
	c, res := newCourt(j), &Result{}
	err := c.judgeAll(res, in)
	return res, c.steps, err
}
