// Package peers compares agents, or teams, with those who served the like: the
// same queue, channel and intent. A difference is told with its interval, and
// nothing is told where the sample is too small.
package peers
