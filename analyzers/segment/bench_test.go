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

func BenchmarkTokens(b *testing.B) {
	s := newUser(b)
	const norm = "您好，这里是售后客服，请问有什么可以帮您？我的订单一直没有收到，想查一下物流。"
	var buf []Token
	b.SetBytes(int64(len(norm)))
	b.ReportAllocs()
	for b.Loop() {
		buf = s.Tokens(norm, buf[:0])
	}
}
