package matcher

import (
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher/scan"
)

func BenchmarkPrepareScan(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		scan.New(triggers(kb.Builtin().Entries()))
	}
}
