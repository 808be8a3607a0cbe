package segment

import (
	"runtime"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var s *Segmenter
	for b.Loop() {
		s = newUser(b)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-live")
	runtime.KeepAlive(s)
}

// benchmarkTurns reads what the benchmarks below cut.
func benchmarkTurns(b *testing.B) []string {
	b.Helper()
	var turns []string
	size := int64(0)
	err := eachTurn("../../../shared/data/real/load.jsonl.gz", func(text string) bool {
		turns = append(turns, text)
		size += int64(len(text))
		return len(turns) < 20_000
	})
	if err != nil {
		b.Skip("shared data is absent: ", err)
	}
	b.SetBytes(size)
	b.ReportAllocs()
	return turns
}

func BenchmarkTokens(b *testing.B) {
	s, turns := newUser(b), benchmarkTurns(b)
	var buf []Token
	for b.Loop() {
		for _, text := range turns {
			buf = s.Tokens(text, buf[:0])
		}
	}
}

// BenchmarkGSE is the yardstick of BenchmarkTokens.
func BenchmarkGSE(b *testing.B) {
	o, turns := newOracle(b), benchmarkTurns(b)
	var buf []Token
	for b.Loop() {
		for _, text := range turns {
			buf = o.Tokens(text, buf[:0])
		}
	}
}
