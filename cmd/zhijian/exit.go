package main

import (
	"errors"
	"fmt"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/plan"
)

// The exit codes; their meaning is in exitHelp.
const (
	exitComplete = 0
	exitFailed   = 1
	exitUsage    = 2
	exitRejects  = 3
	exitLocked   = 4
)

var (
	errRejects     = errors.New("some records were rejected")
	errInterrupted = errors.New("interrupted; nothing was published")
)

func exitCode(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	switch {
	case err == nil:
		return exitComplete
	case errors.Is(err, errRejects):
		return exitRejects
	case errors.Is(err, dataset.ErrLocked):
		return exitLocked
	}
	return exitFailed
}

// explain is the message for a person: what is wrong, and what to do about it.
// It is empty when all was said already.
func explain(err error) string {
	if err == nil || errors.Is(err, errRejects) {
		return ""
	}
	message := fmt.Sprintf("zhijian: %v", err)
	if h := hint(err); h != "" {
		message += "\n" + h
	}
	return message
}

func hint(err error) string {
	switch {
	case errors.Is(err, plan.ErrMissing):
		return "Nothing was read. Check the path; name files, folders, or - for standard input."
	case errors.Is(err, plan.ErrUnreadable):
		return "Nothing was committed. Check the permissions of the input."
	case errors.Is(err, plan.ErrNoInput):
		return "Nothing was committed, and an earlier result of the date is untouched. Is this the right folder?"
	case errors.Is(err, plan.ErrChanged):
		return "Nothing was committed. Start the job when the upload has finished."
	case errors.Is(err, dataset.ErrLocked):
		return "Nothing was committed. Wait until the other job has finished, or choose another --out."
	}
	return ""
}
