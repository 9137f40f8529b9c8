package scan

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"aiowhy/kb"
)

// naive is what the scanner must agree with: every place of every literal.
func naive(literals []string, text []byte) []int {
	var hits []int
	for _, l := range literals {
		for at := 0; ; at++ {
			n := bytes.Index(text[at:], []byte(l))
			if n < 0 {
				break
			}
			at += n
			hits = append(hits, at)
		}
	}
	slices.Sort(hits)
	return slices.Compact(hits)
}

// small makes all texts of n bytes over two letters: the i-th.
func small(i, n int) string {
	b := make([]byte, n)
	for k := range b {
		b[k] = "ab"[i>>k&1]
	}
	return string(b)
}

func TestEveryTextOfASmallAlphabet(t *testing.T) {
	const length = Window + 5
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		var literals []string
		for range 1 + r.IntN(6) {
			n := Window + r.IntN(4)
			literals = append(literals, small(r.IntN(1<<n), n))
		}
		s := New(literals)
		for i := range 1 << length {
			text := []byte(small(i, length))
			if got, want := s.Find(text, nil), naive(literals, text); !slices.Equal(got, want) {
				t.Fatalf("%q in %q: got %v, want %v", literals, text, got, want)
			}
		}
	}
}

func TestLongTextsAreWalkedInLanes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	literals := builtinLiterals()
	s := New(literals)
	for range 300 {
		var b bytes.Buffer
		for b.Len() < 100+r.IntN(2000) {
			switch l := literals[r.IntN(len(literals))]; r.IntN(3) {
			case 0:
				b.WriteString(l)
			case 1:
				b.WriteString(l[:r.IntN(len(l))])
			default:
				fmt.Fprintf(&b, " %d\n", r.IntN(1000))
			}
		}
		if got, want := s.Find(b.Bytes(), nil), naive(literals, b.Bytes()); !slices.Equal(got, want) {
			t.Fatalf("%q: got %v, want %v", b.String(), got, want)
		}
	}
}

func TestPlacesAreAppendedInOrder(t *testing.T) {
	s := New([]string{"never awaited", "was never awaited", "is closed here"})
	text := strings.Repeat("is closed here, it was never awaited; ", 20)
	got := s.Find([]byte(text), []int{7})
	if len(got) != 1+20*3 || got[0] != 7 || !slices.IsSorted(got[1:]) {
		t.Errorf("got %v", got)
	}
}

func TestShortLiteralsAreLeftOut(t *testing.T) {
	if got := New([]string{"too short"}).Find([]byte("a literal that is too short for the window"), nil); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("was never awaited", "Event loop is closed", "RuntimeError: Event loop is closed\nwas never awaited")
	f.Fuzz(func(t *testing.T, a, b, text string) {
		var literals []string
		for _, l := range []string{a, b} {
			if len(l) >= Window {
				literals = append(literals, l)
			}
		}
		data := []byte(text + a + text + b + text)
		if got, want := New(literals).Find(data, nil), naive(literals, data); !slices.Equal(got, want) {
			t.Errorf("%q in %q: got %v, want %v", literals, data, got, want)
		}
	})
}

func builtinLiterals() []string {
	var all []string
	entries := kb.Builtin().Entries()
	for i := range entries {
		for _, w := range entries[i].Wordings {
			if len(w.Literal) >= Window {
				all = append(all, w.Literal)
			}
		}
	}
	return all
}

func BenchmarkNew(b *testing.B) {
	literals := builtinLiterals()
	for b.Loop() {
		New(literals)
	}
}

func BenchmarkFind(b *testing.B) {
	line := `2026-11-22 09:48:27.681 INFO relay.worker forward message id=831 topic=orders.paid bytes=261` + "\n" +
		`{"ts":"2026-11-22T09:48:27Z","level":"info","logger":"billing.fetch","msg":"request completed","status":200}` + "\n"
	text := bytes.Repeat([]byte(line), 1<<20/len(line))
	literals := builtinLiterals()
	for _, times := range []int{1, 10, 100} {
		many := slices.Clone(literals)
		for i := 1; i < times; i++ {
			for _, l := range literals {
				many = append(many, rotated(l, i))
			}
		}
		s := New(many)
		b.Run(fmt.Sprintf("%d literals", len(many)), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s.Find(text, nil)
			}
		})
	}
}

// rotated makes another literal of the same letters, as more pages would bring.
func rotated(l string, i int) string {
	b := []byte(l)
	for k := range b {
		if b[k] >= 'a' && b[k] <= 'z' {
			b[k] = 'a' + (b[k]-'a'+byte(i*7+k*i))%26
		}
	}
	return string(b)
}
