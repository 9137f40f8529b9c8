package scan

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
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

// Ripgrep says of real logs in how many lines any of the literals stands.
func TestRealLogsAreCountedAsByRipgrep(t *testing.T) {
	rg, err := exec.LookPath("rg")
	if err != nil {
		t.Skip("no ripgrep here")
	}
	literals := builtinLiterals()
	patterns := filepath.Join(t.TempDir(), "patterns")
	if err := os.WriteFile(patterns, []byte(strings.Join(literals, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := realLogs(t)
	log := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(log, text, 0o600); err != nil {
		t.Fatal(err)
	}
	// With --text and no encoding it takes the bytes as they are, as the scan does.
	output, err := exec.Command(rg, "--count", "--text", "--encoding", "none", "--fixed-strings", "--file", patterns, log).Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := strconv.Atoi(strings.TrimSpace(string(output)))
	if err != nil || want < 500 {
		t.Fatalf("ripgrep says %q", output)
	}
	lines := map[int]bool{}
	line, from := 0, 0
	for _, at := range New(literals).Find(text, nil) {
		line += bytes.Count(text[from:at], []byte("\n"))
		lines[line], from = true, at
	}
	if len(lines) != want {
		t.Errorf("%d lines, ripgrep counts %d", len(lines), want)
	}
}

// realLogs is what servers and the newest interpreter printed.
func realLogs(t *testing.T) []byte {
	var all []byte
	for _, pattern := range []string{"../../testdata/logs/*/*", "../../testdata/recordings/*/*/3.14.stderr"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("nothing is called %s: %v", pattern, err)
		}
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil { // folders are left out
				all = append(append(all, text...), '\n')
			}
		}
	}
	return all
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
	text := ordinaryLog(4 << 20)
	literals := builtinLiterals()
	for _, times := range []int{1, 10, 100} {
		many := morePages(literals, times*len(literals))
		s := New(many)
		b.Run(fmt.Sprintf("%d literals", len(many)), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s.Find(text, nil)
			}
		})
	}
}

// ordinaryLog makes lines of what a service says while nothing is wrong.
func ordinaryLog(size int) []byte {
	r := rand.New(rand.NewPCG(1, 1))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	var b bytes.Buffer
	for b.Len() < size {
		switch r.IntN(3) {
		case 0:
			fmt.Fprintf(&b, "2026-11-22 09:48:27,%03d %s %s.worker %s message id=%d topic=orders.%s\n", r.IntN(1000),
				pick("INFO", "DEBUG", "WARNING"), pick("relay", "billing", "search"), pick("forwarded", "received", "skipped"), r.IntN(1e6), pick("paid", "sent"))
		case 1:
			fmt.Fprintf(&b, "INFO:     10.0.%d.%d:%d - \"%s /api/v1/%s/%d HTTP/1.1\" %d %s\n", r.IntN(255), r.IntN(255), r.IntN(60000),
				pick("GET", "POST"), pick("items", "users", "orders"), r.IntN(1e6), 200+r.IntN(5), pick("OK", "Created", "Internal Server Error"))
		default:
			fmt.Fprintf(&b, `{"ts":"2026-11-22T09:48:27Z","level":"info","logger":"%s","msg":"%s","request_id":"%016x","status":%d}`+"\n",
				pick("billing.fetch", "asyncio"), pick("request completed", "task scheduled", "event loop started"), r.Uint64(), 200+r.IntN(5))
		}
	}
	return b.Bytes()
}

// morePages makes as many literals as that many more pages would bring: those
// there are, their words replaced by others that the pages use.
func morePages(literals []string, n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	var words []string
	entries := kb.Builtin().Entries()
	for i := range entries {
		words = append(words, strings.Fields(entries[i].Intro)...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	all := slices.Clone(literals)
	for len(all) < n {
		parts := strings.Split(literals[r.IntN(len(literals))], " ")
		for i := range parts {
			if len(parts[i]) > 2 {
				parts[i] = words[r.IntN(len(words))]
			}
		}
		if l := strings.Join(parts, " "); len(l) >= Window {
			all = append(all, l)
		}
	}
	return all
}
