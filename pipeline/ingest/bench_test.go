package ingest

import (
	"testing"

	"zhijian/analyzers/transcript"
)

func BenchmarkDecode(b *testing.B) {
	in := &transcript.Interaction{ID: "c-1", Channel: transcript.ChannelVoice}
	for i := range int64(30) {
		in.Turns = append(in.Turns, transcript.Turn{
			Role: transcript.RoleAgent, Text: "您好，很高兴为您服务，我是3021号客服，请问有什么可以帮您？",
			Begin: transcript.Some(i * 5000), End: transcript.Some(i*5000 + 4000),
		})
	}
	raw, err := AppendNative(nil, in)
	if err != nil {
		b.Fatal(err)
	}
	d := newNativeDecoder()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Decode(raw, transcript.Source{}); err != nil {
			b.Fatal(err)
		}
	}
}
