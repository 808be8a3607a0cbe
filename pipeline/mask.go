package pipeline

import (
	"context"
	"log/slog"

	"zhijian/analyzers/mask"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/insight/summary"
)

// What the scorer writes it masks itself. Here is what the job says beside it:
// rejects, names of files, log records and errors.

// rejectRow is the row of a reject.
func rejectRow(r *ingest.Reject, m *mask.Masker) dataset.Reject {
	return dataset.Reject{
		InteractionID: m.ID(r.ID, r.Source),
		SourceFile:    m.Identifier(r.Source.File),
		Member:        m.Identifier(r.Source.Member),
		Line:          r.Source.Line,
		ByteOffset:    r.Source.Offset,
		Reason:        string(r.Reason),
		Detail:        m.Identifier(r.Detail),
	}
}

// maskSummary masks the names of files.
func maskSummary(s *summary.Summary, m *mask.Masker) {
	for i := range s.TroubleFiles {
		s.TroubleFiles[i].Name = m.Identifier(s.TroubleFiles[i].Name)
	}
	for i := range s.Skipped {
		s.Skipped[i].Path = m.Identifier(s.Skipped[i].Path)
	}
	for i := range s.Warnings {
		s.Warnings[i].Where = m.Identifier(s.Warnings[i].Where)
	}
}

// maskedError is an error with a message that may be shown.
type maskedError struct {
	err  error
	mask *mask.Masker
}

func (e maskedError) Error() string { return e.mask.Identifier(e.err.Error()) }
func (e maskedError) Unwrap() error { return e.err }

// safe masks the message of an error; nil stays nil.
func safe(err error, m *mask.Masker) error {
	if err == nil || m == nil {
		return err
	}
	return maskedError{err, m}
}

// maskLog returns a logger whose texts and errors are masked.
func maskLog(log *slog.Logger, m *mask.Masker) *slog.Logger {
	if m == nil {
		return log
	}
	return slog.New(maskHandler{log.Handler(), m})
}

// maskHandler masks records on their way to another handler.
type maskHandler struct {
	slog.Handler
	mask *mask.Masker
}

// Handle implements slog.Handler.
func (h maskHandler) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, h.mask.Identifier(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(h.attr(a))
		return true
	})
	return h.Handler.Handle(ctx, out)
}

// WithAttrs implements slog.Handler.
func (h maskHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = h.attr(a)
	}
	return maskHandler{h.Handler.WithAttrs(out), h.mask}
}

// WithGroup implements slog.Handler.
func (h maskHandler) WithGroup(name string) slog.Handler {
	return maskHandler{h.Handler.WithGroup(name), h.mask}
}

func (h maskHandler) attr(a slog.Attr) slog.Attr {
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, h.mask.Identifier(v.String()))
	case slog.KindGroup:
		var group []any
		for _, part := range v.Group() {
			group = append(group, h.attr(part))
		}
		return slog.Group(a.Key, group...)
	case slog.KindAny:
		return slog.String(a.Key, h.mask.Identifier(v.String()))
	}
	return a
}
