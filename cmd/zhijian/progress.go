package main

import (
	"fmt"
	"io"

	"github.com/cheggaaa/pb/v3"

	"zhijian/pipeline"
)

// progressBar shows on a terminal how far a job is. Without one it is silent.
type progressBar struct {
	w   io.Writer // nil: silent
	bar *pb.ProgressBar
}

const barTemplate = `{{bar . }} {{percent . }} {{counters . }} {{string . "interactions"}} {{speed . "%s/s" "- MiB/s"}} {{rtime . "%s left" "%s" "-"}}`

func newProgressBar(e *env) *progressBar {
	if !e.terminal {
		return &progressBar{}
	}
	return &progressBar{w: e.stderr}
}

// show is called by one goroutine at a time.
func (p *progressBar) show(at pipeline.Progress) {
	if p.w == nil {
		return
	}
	if p.bar == nil {
		p.bar = pb.New64(at.Total).SetWriter(p.w).Set(pb.Bytes, true).Set(pb.Terminal, true).SetTemplateString(barTemplate)
		p.bar.Start()
	}
	p.bar.Set("interactions", fmt.Sprintf("%d interactions", at.Interactions))
	p.bar.SetCurrent(at.Done)
}

// finish leaves the last state on the screen.
func (p *progressBar) finish() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
