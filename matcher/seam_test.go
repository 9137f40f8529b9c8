package matcher

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aiowhy/kb"
)

// byWriters makes a log in which so many writers take turns at random, line by
// line, and one in so many lines begins a text. It counts the texts.
func byWriters(writers, oneIn, size int, texts []string) (log []byte, begun int) {
	random := rand.New(rand.NewPCG(7, uint64(writers)))
	rest := make([][]string, writers)
	var b bytes.Buffer
	for underway := 0; b.Len() < size || underway > 0; {
		i := random.IntN(writers)
		switch {
		case len(rest[i]) > 0:
			fmt.Fprintf(&b, "web-%03d  | %s\n", i, rest[i][0])
			if rest[i] = rest[i][1:]; len(rest[i]) == 0 {
				underway--
			}
		case b.Len() < size && random.IntN(oneIn) == 0:
			rest[i] = strings.Split(strings.TrimRight(texts[random.IntN(len(texts))], "\n"), "\n")
			underway++
			begun++
		default:
			fmt.Fprintf(&b, "web-%03d  | forwarded %d rows\n", i, random.IntN(1e6))
		}
	}
	return b.Bytes(), begun
}

const closedLoop = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 12, in main
    asyncio.run(work())
  File "/usr/lib/python3.11/asyncio/runners.py", line 190, in run
    return runner.run(main)
           ^^^^^^^^^^^^^^^^
  File "/srv/shop/work.py", line 7, in work
    loop.call_soon(stop)
  File "/usr/lib/python3.11/asyncio/base_events.py", line 520, in _check_closed
    raise RuntimeError('Event loop is closed')
RuntimeError: Event loop is closed
`

func TestBlocksThatReachOverPartsCountOnce(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, c := range []struct{ writers, oneIn int }{{5, 20}, {20, 100}, {200, 1000}} {
		log, begun := byWriters(c.writers, c.oneIn, 8*partSize, []string{closedLoop})
		for _, workers := range []int{1, 2} {
			s := m.NewSession()
			s.Parallel(workers)
			read(t, s, bytes.NewReader(log))
			got := 0
			for _, d := range s.Diagnoses() {
				got += d.Count
			}
			if got != begun {
				t.Errorf("%d writers, %d workers: %d times, want %d", c.writers, workers, got, begun)
			}
		}
	}
}

// counts is what was found, in whatever order.
func counts(s *Session) map[string]int {
	all := map[string]int{}
	for _, d := range s.Diagnoses() {
		all[fmt.Sprintf("%s %q, %s:%d", d.Entry.ID, d.Message, d.Blame.File, d.Blame.Line)] += d.Count
	}
	return all
}

// A session that is not parallel reads with one flow. What may have ended is read on
// behind a part for some lines only, so the writers who take turns print tracebacks,
// which say where they end.
func TestPartsFindWhatOneFlowFinds(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	var texts, tracebacks []string
	for _, r := range telling(t, m) {
		texts = append(texts, r.text)
		if strings.HasPrefix(r.text, tracebackHead) && strings.Count(r.text, tracebackMark) == 1 {
			tracebacks = append(tracebacks, r.text)
		}
	}
	for _, c := range []struct{ writers, oneIn int }{{1, 1}, {1, 200}, {2, 1}, {4, 4}, {30, 1}, {30, 30}, {30, 1000}} {
		log, _ := byWriters(c.writers, c.oneIn, 6*partSize, tracebacks)
		if c.writers == 1 {
			log, _ = byWriters(1, c.oneIn, 3*partSize, texts)
			log = append(log, bytes.ReplaceAll(log, []byte("web-000  | "), nil)...)
		}
		one, parts := m.NewSession(), m.NewSession()
		read(t, one, bytes.NewReader(log))
		parts.Parallel(2)
		read(t, parts, bytes.NewReader(log))
		if diff := cmp.Diff(counts(one), counts(parts)); diff != "" {
			t.Errorf("%d writers, one line in %d: %s", c.writers, c.oneIn, diff)
		}
	}
}
