package matcher

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher/scan"
	"aiowhy/matcher/traceback"
)

func BenchmarkPrepareScan(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		scan.New(triggers(kb.Builtin().Entries()))
	}
}

// A log is read for its hits; the two differ in how many there are.
func BenchmarkRead(b *testing.B) {
	sparse, _ := logAround(nil, 100_000)
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, log := range []struct {
		name string
		text []byte
	}{{"sparse", sparse}, {"dense", recordingsInALog(b)}} {
		b.Run(log.name, func(b *testing.B) {
			b.SetBytes(int64(len(log.text)))
			b.ReportAllocs()
			for b.Loop() {
				s := m.NewSession()
				s.Parallel(1)
				read(b, s, bytes.NewReader(log.text))
			}
		})
	}
}

// Finding the pages of problems that are parsed already.
func BenchmarkMatch(b *testing.B) {
	m := New(kb.Builtin(), Options{})
	var problems []traceback.Problem
	s := m.NewSession()
	s.Each(func(p *traceback.Problem) { problems = append(problems, *p) })
	read(b, s, bytes.NewReader(recordingsInALog(b)))
	b.ReportAllocs()
	b.ReportMetric(float64(len(problems)), "problems/op")
	for b.Loop() {
		for i := range problems {
			m.find(&problems[i])
		}
	}
}

// Inputs that are meant to be slow, each in three sizes: the time for a byte
// must stay about the same.
func BenchmarkHostile(b *testing.B) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, input := range []struct {
		name string
		make func(n int) string
	}{
		{"quotes", func(n int) string { return strings.Repeat(`"`, n) }},
		{"quotes in a record", func(n int) string { return `{"level": "error", "message": "` + strings.Repeat(`'\"`, n/3) }},
		{"apostrophes and breaks", func(n int) string { return strings.Repeat(`'\n  File \"`, n/11) }},
		{"brackets", func(n int) string { return strings.Repeat("[{(<", n/4) }},
		{"objects", func(n int) string { return strings.Repeat(`{"message":`, n/11) }},
		{"a repr within reprs", func(n int) string {
			return "Task was destroyed but it is pending!\ntask: " + strings.Repeat("<Task pending wait_for=", n/23)
		}},
		{"heads", func(n int) string { return strings.Repeat("Traceback (most recent call last):\n", n/35) }},
		{"frames", func(n int) string {
			return "Traceback (most recent call last):\n" + strings.Repeat("  File \"a.py\", line 1, in f\n    f()\n", n/36)
		}},
		{"links", func(n int) string {
			return strings.Repeat("ValueError: x\n\nDuring handling of the above exception, another exception occurred:\n\n", n/84)
		}},
		{"margins", func(n int) string {
			return strings.Repeat("  + Exception Group Traceback (most recent call last):\n  | ", n/57)
		}},
		{"fields", func(n int) string { return "ERROR:asyncio:x\n" + strings.Repeat("future: <Future pending>\n", n/25) }},
		{"escapes", func(n int) string { return strings.Repeat("\x1b[0m\x1b]8;;", n/9) }},
		{"writers", func(n int) string {
			var t strings.Builder
			for i := 0; t.Len() < n; i++ {
				fmt.Fprintf(&t, "web-%d  | Traceback (most recent call last):\n", i)
			}
			return t.String()
		}},
		{"different problems", func(n int) string {
			var t strings.Builder
			for i := 0; t.Len() < n; i++ {
				fmt.Fprintf(&t, "/srv/app%d.py:7: RuntimeWarning: coroutine 'f%d' was never awaited\n  f()\n", i, i)
			}
			return t.String()
		}},
	} {
		for _, times := range []int{1, 2, 4} {
			text := []byte(input.make(times * 1_000_000))
			b.Run(fmt.Sprintf("%s/%dMB", input.name, times), func(b *testing.B) {
				for b.Loop() {
					s := m.NewSession()
					s.Parallel(1)
					read(b, s, bytes.NewReader(text))
					s.Diagnoses()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(text)), "ns/byte")
			})
		}
	}
}
