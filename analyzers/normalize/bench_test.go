package normalize

import "testing"

func BenchmarkNormalize(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"plain", "您好，这里是售后客服，请问有什么可以帮您？我的订单一直没有收到，想查一下物流。"},
		{"mixed", "您好,这里是售后客服,请问有什么可以帮您?订单号JD12345,想查一下物流~"},
		{"traditional", "您好，這裡是售後客服，請問有什麼可以幫您？我的訂單一直沒有收到，想查一下物流。"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				Normalize(bb.text)
			}
		})
	}
}
