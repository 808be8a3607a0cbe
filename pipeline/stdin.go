package pipeline

import (
	"context"
	"io"
	"sync"
)

// cancellable returns a reader of r that fails with the cause of ctx as soon as
// ctx ends, even while a Read of r is blocked, as that of a terminal or a pipe.
// Such a Read is left behind until the process ends.
func cancellable(ctx context.Context, r io.Reader) io.Reader {
	return &cancellableReader{ctx: ctx, r: r}
}

type cancellableReader struct {
	ctx   context.Context
	r     io.Reader
	start sync.Once
	pipe  *io.PipeReader
}

func (c *cancellableReader) Read(p []byte) (int, error) {
	c.start.Do(func() {
		pr, pw := io.Pipe()
		c.pipe = pr
		go func() {
			_, err := io.Copy(pw, c.r)
			pw.CloseWithError(err)
		}()
		context.AfterFunc(c.ctx, func() { pw.CloseWithError(context.Cause(c.ctx)) })
	})
	return c.pipe.Read(p)
}
