package traceback

import (
	"strings"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	for _, test := range []struct{ name, text string }{
		{"output", strings.Repeat("2026-11-22 09:48:27.681 forward message id=831 topic=orders.paid bytes=261\n", 10_000)},
		{"records", strings.Repeat("INFO:relay:forward message id=831 topic=orders.paid bytes=261\n", 10_000)},
		{"tracebacks", strings.Repeat(readText(b, "testdata/python/chained.3.13.txt"), 300)},
	} {
		lines := linesOf(test.text)
		b.Run(test.name, func(b *testing.B) {
			b.SetBytes(int64(len(test.text)))
			for b.Loop() {
				Parse(lines)
			}
		})
		b.Run(test.name+"/split", func(b *testing.B) {
			b.SetBytes(int64(len(test.text)))
			for b.Loop() {
				var s Splitter
				for _, line := range lines {
					s.Push(line)
				}
			}
		})
	}
}
