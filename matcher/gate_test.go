package matcher

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"aiowhy/kb"
	"aiowhy/matcher/logtext"
	"aiowhy/matcher/traceback"
)

// logAround puts texts into a log of ordinary lines, and says at which line
// each begins.
func logAround(texts []string, between int) (log []byte, begins []int) {
	var b bytes.Buffer
	line := 1
	ordinary := func() {
		for i := range between {
			switch line++; i % 3 {
			case 0:
				fmt.Fprintf(&b, "2026-11-22 09:48:27,%03d INFO relay.worker forwarded %d rows\n", line%1000, line)
			case 1:
				fmt.Fprintf(&b, "INFO:     10.0.0.7:50%03d - \"GET /api/v1/items/%d HTTP/1.1\" 200 OK\n", line%1000, line)
			default:
				fmt.Fprintf(&b, `{"ts":"2026-11-22T09:48:27Z","level":"info","logger":"billing","msg":"request %d completed"}`+"\n", line)
			}
		}
	}
	for _, text := range texts {
		ordinary()
		begins = append(begins, line)
		b.WriteString(strings.TrimRight(text, "\n") + "\n")
		line += strings.Count(strings.TrimRight(text, "\n"), "\n") + 1
	}
	ordinary()
	return b.Bytes(), begins
}

// outline is what must not hang on how a text was read.
func outline(s *Session) []string {
	var all []string
	for _, d := range s.Diagnoses() {
		all = append(all, fmt.Sprintf("%s %d %q at %d-%d byte %d, blamed %s:%d, again at %v", d.Entry.ID, d.Count, d.Message,
			d.Lines.Start, d.Lines.End, d.Span.Start, d.Blame.File, d.Blame.Line, d.Again))
	}
	return all
}

func read(t testing.TB, s *Session, r io.Reader) Size {
	t.Helper()
	size, err := s.Read(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// everything reads a text line by line, as if all of it were a hit, and no block
// like one before.
func everything(m *Matcher, text []byte) *Session {
	s := m.NewSession()
	s.Each(func(*traceback.Problem) {})
	for at, number := 0, 1; at < len(text); {
		line, n := logtext.CutLine(text[at:])
		s.flow.line(line, traceback.Span{Start: int64(at), End: int64(at + len(line))}, number, false)
		if at += n; text[at-1] == '\n' {
			number++
		}
		s.take(s.flow)
	}
	s.Flush()
	return s
}

func recordingsInALog(t testing.TB) []byte {
	var texts []string
	for _, r := range newestOfEach(allRecordings(t)) {
		texts = append(texts, string(r.read(t)))
	}
	log, _ := logAround(texts, 30)
	return log
}

func TestReadingForHitsOnlyFindsTheSame(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	log := recordingsInALog(t)
	full := everything(m, log)
	s := m.NewSession()
	s.Parallel(1)
	size := read(t, s, bytes.NewReader(log))
	if diff := cmp.Diff(outline(full), outline(s)); diff != "" {
		t.Error(diff)
	}
	if want := (Size{int64(len(log)), bytes.Count(log, []byte("\n"))}); size != want {
		t.Errorf("size %v, want %v", size, want)
	}
}

func TestBlocksThatComeAgainAreCountedAsIfTheyWereNew(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	const twice = `{"level":"warning","msg":"sys:1: RuntimeWarning: coroutine 'a' was never awaited\nsys:1: RuntimeWarning: coroutine 'a' was never awaited"}` + "\n"
	log := bytes.Repeat(append(recordingsInALog(t), twice...), 5)
	full := everything(m, log)
	s := m.NewSession()
	read(t, s, bytes.NewReader(log))
	if diff := cmp.Diff(outline(full), outline(s)); diff != "" {
		t.Error(diff)
	}
	if n := len(s.flow.tally.repeats.found); n < 200 {
		t.Errorf("only %d blocks were known again", n)
	}
}

func TestTheAnswerDoesNotHangOnTheWayOfReading(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	log := recordingsInALog(t)
	log = slices.Concat(log, log, log)
	one := m.NewSession()
	one.Parallel(1)
	read(t, one, bytes.NewReader(log))
	for _, way := range []struct {
		name    string
		workers int
		reader  io.Reader
	}{
		{"two workers", 2, bytes.NewReader(log)},
		{"five workers", 5, bytes.NewReader(log)},
		{"a pipe in small pieces", 1, iotest.HalfReader(bytes.NewReader(log))},
	} {
		t.Run(way.name, func(t *testing.T) {
			s := m.NewSession()
			s.Parallel(way.workers)
			read(t, s, way.reader)
			if diff := cmp.Diff(outline(one), outline(s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryPlaceOfALogIsFoundAtItsLine(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	var texts []string
	for i := range 400 {
		texts = append(texts, fmt.Sprintf("/srv/app%d.py:7: RuntimeWarning: coroutine 'fetch' was never awaited\n  fetch()", i))
	}
	log, begins := logAround(texts, 60)
	s := m.NewSession()
	s.Parallel(2)
	read(t, s, bytes.NewReader(log))
	var lines []int
	for _, d := range s.Diagnoses() {
		lines = append(lines, d.Lines.Start)
	}
	if slices.Sort(lines); !slices.Equal(lines, begins) {
		t.Errorf("found at %v, put in at %v", lines, begins)
	}
}

func TestALineWithoutEndIsReadInBoundedMemory(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	const length = 64 << 20
	s := m.NewSession()
	s.Parallel(1)
	tail := "\nRuntimeWarning: coroutine 'fetch' was never awaited\n"
	var size Size
	allocated := testing.AllocsPerRun(1, func() {
		size = read(t, s, io.MultiReader(io.LimitReader(endless{}, length), strings.NewReader(tail)))
	})
	if size.Lines != 2 {
		t.Errorf("%d lines", size.Lines)
	}
	if allocated > 100_000 {
		t.Errorf("%.0f allocations", allocated)
	}
}

// endless gives the letter x for ever.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

func TestEveryLoggedWordingIsTriggered(t *testing.T) {
	exempt := map[string]string{
		"debug-messages":           "remarks of no concern, told beside other things only",
		"transport-fatal":          "logged with the traceback of what failed",
		"transport-fatal-protocol": "likewise",
	}
	all := triggers(kb.Builtin().Entries())
	triggered := func(raw string) bool {
		return slices.ContainsFunc(all, func(l string) bool { return strings.Contains(raw, l) })
	}
	entries := kb.Builtin().Entries()
	for i := range entries {
		e := &entries[i]
		for j := range e.Wordings {
			w := &e.Wordings[j]
			if w.InBlock || !slices.Contains(typesOf(e, w), kb.LogType) || exempt[e.ID] != "" {
				continue // the others are printed below the head of a traceback, or with the name of their class
			}
			pieces, _ := kb.ParseWording(w.Text)
			var raw strings.Builder
			for _, p := range pieces {
				raw.WriteString(p.Fixed)
			}
			if w.Pattern == "" && !triggered(raw.String()) {
				t.Errorf("%s: nothing of %q is looked for", e.ID, w.Text)
			}
		}
	}
}

// TestRecordsSpreadOverLinesAreReadAsTheyCome: what begins like a document is
// none as soon as a second one follows.
func TestRecordsSpreadOverLinesAreReadAsTheyCome(t *testing.T) {
	record := func(message string) string {
		return fmt.Sprintf("{\n    \"level\": \"error\",\n    \"logger\": \"asyncio\",\n    \"message\": %q\n}\n", message)
	}
	r, w := io.Pipe()
	found := make(chan struct{}, 1)
	done := make(chan error)
	s := New(kb.Builtin(), Options{NoFuzzy: true}).NewSession()
	go func() {
		_, err := s.Read(r, func() {
			select {
			case found <- struct{}{}:
			default:
			}
		})
		done <- err
	}()
	for _, message := range []string{"open", "Unclosed client session\nclient_session: <aiohttp.client.ClientSession object at 0x7f>", "closed", "closed"} {
		if _, err := io.WriteString(w, record(message)); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-found:
	case <-time.After(20 * time.Second):
		t.Error("nothing was found while the log went on")
	}
	w.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if all := s.Diagnoses(); len(all) != 1 || all[0].Lines != (LineRange{6, 10}) {
		t.Errorf("found %v", outline(s))
	}
}
