package matcher

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// namesOf lists page and cause of what was found, best first.
func namesOf(all []Diagnosis) []string {
	var names []string
	for i := range all {
		names = append(names, nameOf(&all[i]))
	}
	return names
}

// telling are recordings whose answers do not hang on each other's.
func telling(t testing.TB, m *Matcher) []bareRecording {
	t.Helper()
	var kept []bareRecording
	for _, r := range newestOfEach(allRecordings(t)) {
		text := string(r.read(t))
		all := m.Diagnose([]byte(text))
		if len(all) == 1 && all[0].Problem.Exception != nil && len(all[0].Problem.Exception.Frames) > 0 {
			kept = append(kept, bareRecording{r, text, &all[0]})
		}
	}
	if len(kept) < 50 {
		t.Fatalf("%d recordings with one diagnosis", len(kept))
	}
	return kept
}

// TestInterleavedWritersAreKeptApart mixes the lines of three recordings, each
// line with what tells its writer.
func TestInterleavedWritersAreKeptApart(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	all := telling(t, m)
	random := rand.New(rand.NewPCG(1, 2))
	for _, writer := range []struct{ name, prefix string }{
		{"compose", "web-%d  | "},
		{"kubectl", "[pod/web-%d/app] "},
		{"syslog", "Jan  2 03:04:05 host%d shop[41]: "},
		{"pid", "Jan  2 03:04:05 host shop[41%d]: "},
		{"process", "[2026-01-02 03:04:05,678: WARNING/ForkPoolWorker-%d] "},
		{"journal-json", `{"_PID": "%d", "__REALTIME_TIMESTAMP": "1", "MESSAGE": `},
	} {
		t.Run(writer.name, func(t *testing.T) {
			for i, n := 0, len(all)/3; i < n; i++ {
				three := []bareRecording{all[i], all[n+i], all[2*n+i]} // of different pages
				if slices.ContainsFunc(three, func(r bareRecording) bool { return slices.Contains(reports, r.entry) }) {
					continue
				}
				text := interleave(random, three, writer.prefix)
				found := m.Diagnose([]byte(text))
				for _, r := range three { // three Pythons speak: the cause may hang on which
					if !slices.ContainsFunc(found, func(d Diagnosis) bool {
						return d.Entry == r.best.Entry && d.Blame.File == r.best.Blame.File && d.Blame.Line == r.best.Blame.Line
					}) {
						t.Errorf("%s: %v lacks %s", r.path, namesOf(found), nameOf(r.best))
					}
				}
			}
		})
	}
}

func interleave(random *rand.Rand, writers []bareRecording, prefix string) string {
	queues := make([][]string, len(writers))
	for i, w := range writers {
		queues[i] = strings.Split(strings.TrimSuffix(w.text, "\n"), "\n")
	}
	var b strings.Builder
	for left := len(queues); left > 0; {
		i := random.IntN(len(queues))
		if len(queues[i]) == 0 {
			continue
		}
		line := queues[i][0]
		if strings.HasPrefix(prefix, "{") {
			line = fmt.Sprintf("%q}", line)
		}
		fmt.Fprintf(&b, prefix+"%s\n", i, line)
		if queues[i] = queues[i][1:]; len(queues[i]) == 0 {
			left--
		}
	}
	return b.String()
}

// ordinary are lines that have nothing to do with any problem.
const ordinary = `INFO:     172.18.0.1:53312 - "GET /items HTTP/1.1" 200 OK
2026-01-02 03:04:05,678 - shop.pipeline - INFO - stored 9780141036144 in 12 ms
2026-01-02 03:04:05,699 - shop.pipeline - INFO - asyncio queue holds 3 items
`

func TestUnrelatedLinesNeverChangeTheAnswer(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	m.scanner()
	far := strings.Repeat(ordinary, 2000) // an input that is not read whole
	for i, r := range chosenRecordings(t) {
		text := string(r.read(t))
		bare := m.Diagnose([]byte(text))
		if len(bare) == 0 || r.entry == "debug-messages" {
			continue
		}
		for name, around := range map[string]string{
			"before": ordinary + text, "after": text + ordinary, "both": ordinary + text + ordinary,
			"blank": "\n\n" + text + "\n\n", "prints": text + "processing batch 32807\norders => 17468 rows\n", "far": far + text + far,
		} {
			if name == "far" && i%10 != 0 {
				continue
			}
			if got, want := namesOf(m.Diagnose([]byte(around))), namesOf(bare); !slices.Equal(got, want) {
				t.Errorf("%s %s: %v, alone %v", r.path, name, got, want)
			}
		}
	}
}

func TestRepetitionsAreCounted(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, r := range telling(t, m)[:20] {
		all := m.Diagnose([]byte(strings.Repeat(r.text+ordinary, 400)))
		if len(all) != 1 || all[0].Count != 400 || len(all[0].Again) != maxAgain {
			t.Errorf("%s: %d diagnoses, the first met %d times", r.path, len(all), all[0].Count)
		}
	}
}

func TestAProblemThatEndsWhereTheFirstPassBeginsIsFound(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, r := range telling(t, m)[:20] {
		filler := strings.Repeat(ordinary, wholeSize/len(ordinary)/2)
		s := m.NewSession()
		if _, err := s.Read(io.MultiReader(strings.NewReader(filler+r.text), strings.NewReader(filler+filler)), nil); err != nil {
			t.Fatal(err)
		}
		if all := s.Diagnoses(); len(all) != 1 {
			t.Errorf("%s: %d diagnoses", r.path, len(all))
		}
	}
}

func TestDistantProblemsAreAllFound(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	all := telling(t, m)
	var b strings.Builder
	var want []string
	for _, r := range []bareRecording{all[0], all[len(all)/2], all[len(all)-1]} {
		b.WriteString(r.text + strings.Repeat(ordinary, 5000/3))
		want = append(want, nameOf(r.best))
	}
	if got := namesOf(m.Diagnose([]byte(b.String()))); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCutTextsKeepTheirPage takes the head, and the first half, of tracebacks.
func TestCutTextsKeepTheirPage(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, r := range telling(t, m) {
		lines := strings.SplitAfter(r.text, "\n")
		if !strings.HasPrefix(lines[0], "Traceback ") || slices.Contains(reports, r.entry) {
			continue
		}
		all := m.Diagnose([]byte(strings.Join(lines[1:], "")))
		if len(all) == 0 || all[0].Entry != r.best.Entry {
			t.Errorf("%s without its first line: %v", r.path, namesOf(all))
		}
	}
}

func TestTextThatWasTooLongIsSaidToBeCut(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	frames := strings.Repeat("  File \"/srv/shop/app.py\", line 3, in f\n    g()\n", 100_000)
	for name, test := range map[string]struct {
		text string
		cut  bool
	}{
		"short":     {"Traceback (most recent call last):\n  File \"/srv/shop/app.py\", line 3, in f\nRuntimeError: no running event loop\n", false},
		"frames":    {"Traceback (most recent call last):\n" + frames + "RuntimeError: no running event loop\n", true},
		"long line": {"RuntimeError: no running event loop" + strings.Repeat(" ", 3<<20) + "x\nRuntimeError: no running event loop\n", true},
		"source":    {"Traceback (most recent call last):\n  File \"/srv/shop/app.py\", line 3, in f\n    " + strings.Repeat("g", 40<<10) + "\n" + frames + "RuntimeError: no running event loop\n", true},
	} {
		all := m.Diagnose([]byte(test.text))
		if len(all) == 0 || all[0].Problem.Cut != test.cut {
			t.Errorf("%s: %d diagnoses, cut: %v", name, len(all), len(all) > 0 && all[0].Problem.Cut)
		}
	}
}

// repeat reads a text again and again, and then an end.
type repeat struct {
	head  io.Reader
	text  []byte
	times int
	at    int
	end   io.Reader
}

func (r *repeat) Read(p []byte) (int, error) {
	if n, err := r.head.Read(p); err == nil {
		return n, nil
	}
	if r.times == 0 {
		return r.end.Read(p)
	}
	n := copy(p, r.text[r.at:])
	if r.at += n; r.at == len(r.text) {
		r.at = 0
		r.times--
	}
	return n, nil
}

// TestMemoryIsBoundedWhateverComes reads inputs made to exhaust it. AIOWHY_LONG=1
// makes them as large as they are said to be.
func TestMemoryIsBoundedWhateverComes(t *testing.T) {
	scale := 1
	if os.Getenv("AIOWHY_LONG") == "" {
		scale = 20
	}
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	m.scanner()
	var streams bytes.Buffer
	for i := range 100_000 / scale {
		fmt.Fprintf(&streams, "web-%d  | Traceback (most recent call last):\nweb-%d  |   File \"/srv/shop/app.py\", line 3, in f\n", i, i)
	}
	var split bytes.Buffer
	for i := range 1000 {
		fmt.Fprintf(&split, "web-%d  | 2026-01-02T03:04:05.117000000Z stderr P %s\n", i, strings.Repeat("x", 8<<10))
	}
	var heads, frames bytes.Buffer
	for i := range 900 {
		fmt.Fprintf(&heads, "web-%d  | Traceback (most recent call last):\n", i)
		fmt.Fprintf(&frames, "web-%d  |   File \"/srv/shop/app.py\", line 3, in f\n", i)
	}
	frame := []byte("  File \"/srv/shop/app.py\", line 3, in f\n    g()\n")
	end := "\nRuntimeError: no running event loop\n"
	for _, test := range []struct {
		name    string
		workers int
		text    repeat
	}{
		{"a line of 2 GB", 0, repeat{strings.NewReader("RuntimeError: "), bytes.Repeat([]byte("x"), 1<<20), 2048 / scale, 0, strings.NewReader(end)}},
		{"a traceback of a million frames", 0, repeat{strings.NewReader("Traceback (most recent call last):\n"), frame, 1_000_000 / scale, 0, strings.NewReader(end[1:])}},
		{"streams without number", 0, repeat{strings.NewReader(""), streams.Bytes(), 2, 0, strings.NewReader(end)}},
		{"tracebacks of many that have no end", 0, repeat{bytes.NewReader(heads.Bytes()), frames.Bytes(), 30_000 / scale, 0, strings.NewReader(end)}},
		{"tracebacks of many that have no end, in parts", 2, repeat{bytes.NewReader(heads.Bytes()), frames.Bytes(), 30_000 / scale, 0, strings.NewReader(end)}},
		{"JSON nested deep", 0, repeat{strings.NewReader(`{"message": `), []byte(`{"a": [`), 10_000, 0, strings.NewReader(end)}},
		{"lines split without end", 0, repeat{strings.NewReader(""), split.Bytes(), 400 / scale, 0, strings.NewReader(end)}},
		{"a group of groups", 0, repeat{strings.NewReader("  + Exception Group Traceback (most recent call last):\n  | ExceptionGroup: a (1 sub-exception)\n"), []byte("  +-+---------------- 1 ----------------\n"), 100_000 / scale, 0, strings.NewReader(end)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			peak := peakWhile(func() {
				s := m.NewSession()
				s.Parallel(test.workers)
				if _, err := s.Read(&test.text, nil); err != nil {
					t.Error(err)
				}
				if all := s.Diagnoses(); len(all) == 0 {
					t.Error("what stood at the end was not found")
				}
			})
			t.Logf("%d MB more", peak>>20)
			if peak > 160<<20 {
				t.Errorf("%d MB more", peak>>20)
			}
		})
	}
}

// peakWhile returns how much the heap grew, at most, while f ran.
func peakWhile(f func()) uint64 {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	go func() { f(); close(done) }()
	most := before.HeapInuse
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-done:
			tick.Stop()
			return most - before.HeapInuse
		case <-tick.C:
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapInuse)
		}
	}
}

// TestSourceThatWouldPrintAMessageIsNotOne shows every message of the recordings
// in the statements of a library's source.
func TestSourceThatWouldPrintAMessageIsNotOne(t *testing.T) {
	m := New(kb.Builtin(), Options{})
	for _, r := range chosenRecordings(t) {
		all := m.Diagnose(r.read(t))
		if len(all) == 0 {
			continue
		}
		message, _, _ := strings.Cut(all[0].Message, "\n")
		for _, statement := range []string{"raise RuntimeError(%q)", "logger.error(%q)", "warnings.warn(%q, stacklevel=2)"} {
			text := "    def check(self):\n        " + fmt.Sprintf(statement, message) + "\n"
			if found := m.Diagnose([]byte(text)); len(found) > 0 {
				t.Errorf("%s: %s in %q", r.path, nameOf(&found[0]), text)
			}
		}
	}
}

// In a log that never pauses, what was found must not wait for the next problem.
func TestAnInputThatGoesOnAsksForWhatIsUntold(t *testing.T) {
	const problem = "Task was destroyed but it is pending!\ntask: <Task pending name='Task-2' coro=<work() running at app.py:3>>\n"
	in, out := io.Pipe()
	go func() {
		for _, chunk := range []string{problem, "INFO:app:ok\n", "INFO:app:ok\n", "INFO:app:ok\n", problem, "INFO:app:ok\n", "INFO:app:ok\n"} {
			out.Write([]byte(chunk))
		}
		out.Close()
	}()
	s := New(kb.Builtin(), Options{}).NewSession()
	var told []int
	calls := 0
	_, err := s.Read(in, func() {
		if calls++; calls%2 == 0 { // as by a caller who waits a little
			told = append(told, len(s.New()))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 0}; !slices.Equal(told, want) { // the second is the first again
		t.Errorf("told %v, want %v", told, want)
	}
}

// What another program prints below a record is no rest of its last line.
func TestTheEndOfAFieldIsNoWrappedLine(t *testing.T) {
	const text = "/usr/lib/python3.13/asyncio/base_events.py:693: ResourceWarning: unclosed event loop <_UnixSelectorEventLoop running=False closed=False debug=False>\n" +
		`{"ts": "2025-03-01T00:19:05Z", "level": "error", "logger": "asyncio", "msg": "unhandled", "exc_info": "Traceback (most recent call last):\n` +
		`  File \"/app/main.py\", line 124, in main\n    await drain()\nRuntimeError: Attempted to exit cancel scope in a different task than it was entered in"}` +
		"\nprocessing item 24824\n"
	got := namesOf(New(kb.Builtin(), Options{}).Diagnose([]byte(text)))
	if !slices.ContainsFunc(got, func(name string) bool { return strings.HasPrefix(name, "anyio-cancel-scope") }) {
		t.Errorf("found %v", got)
	}
}

// What was found is told with what it left behind, if that has begun.
func TestAWarningThatHasBegunIsUnderway(t *testing.T) {
	s := New(kb.Builtin(), Options{}).NewSession()
	for number, step := range []struct {
		line     string
		underway bool
	}{
		{"Traceback (most recent call last):", true},
		{"RuntimeError: asyncio.run() cannot be called from a running event loop", false},
		{"/app/main.py:7: RuntimeWarning: coroutine 'load' was never awaited", true},
		{"2026-01-02 03:04:05 INFO app ready", false},
	} {
		s.Plain(traceback.Line{Text: step.line, Number: number + 1, Head: strings.Contains(step.line, "INFO")})
		if got := s.Underway(); got != step.underway {
			t.Errorf("%q: underway %v", step.line, got)
		}
	}
}

// farApart writes a container's text with so many lines of others after each of
// its own, behind enough lines that only those around hits are read.
func farApart(text string, apart int) []byte {
	var b strings.Builder
	number := 0
	others := func(n int) {
		for range n {
			number++
			fmt.Fprintf(&b, "db-%d   | 2026-01-02 03:04:05,678 INFO relay.worker forwarded %d rows\n", number%4, number)
		}
	}
	others(2 * wholeSize / 64)
	for line := range strings.Lines(text) {
		b.WriteString("web-1  | " + line)
		others(apart)
	}
	return []byte(b.String())
}

func TestLinesOfOthersDoNotTearABlock(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, r := range telling(t, m)[:40] {
		s := m.NewSession()
		read(t, s, bytes.NewReader(farApart(r.text, maxAfter-50)))
		all := s.Diagnoses()
		if len(all) == 0 || nameOf(&all[0]) != nameOf(r.best) || all[0].Blame.Line != r.best.Blame.Line {
			t.Errorf("%s: %v, bare %s", r.path, namesOf(all), nameOf(r.best))
		}
	}
}

func TestABlockWhoseMiddleWasNotReadIsSaidToBeCut(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	const text = "Traceback (most recent call last):\n  File \"/srv/shop/app.py\", line 9, in main\n    total()\nRuntimeError: asyncio.run() cannot be called from a running event loop\n"
	for _, c := range []struct {
		apart int
		cut   bool
	}{{maxAfter - 50, false}, {maxAfter + 50, true}} {
		s := m.NewSession()
		read(t, s, bytes.NewReader(farApart(text, c.apart)))
		if all := s.Diagnoses(); len(all) != 1 || all[0].Problem.Cut != c.cut {
			t.Errorf("%d lines apart: %v, want one, cut %v", c.apart, namesOf(all), c.cut)
		}
	}
}

// An error of a worker process is printed twice in its traceback, and met once.
func TestOneTracebackCountsOnce(t *testing.T) {
	text, err := os.ReadFile(recordings + "/executor-unpicklable/process-bound-object/3.13.stderr")
	if err != nil {
		t.Fatal(err)
	}
	for times := 1; times <= 3; times++ {
		all := New(kb.Builtin(), Options{}).Diagnose(bytes.Repeat(text, times))
		if len(all) == 0 || all[0].Count != times {
			t.Errorf("%d times: %+v", times, namesOf(all))
		}
	}
}

func TestABlockIsSaidToBeCutWhereItsStreamMadeRoom(t *testing.T) {
	begin := "Traceback (most recent call last):\n  File \"/srv/shop/app.py\", line 3, in main\n    loop.call_soon(stop)\n" +
		"RuntimeError: Event loop is closed\n\nDuring handling of the above exception, another exception occurred:\n"
	for others, cut := range map[int]bool{maxStreams - 1: false, maxStreams: true} {
		var b strings.Builder
		for line := range strings.SplitSeq(strings.TrimSuffix(begin, "\n"), "\n") {
			fmt.Fprintf(&b, "web-0  | %s\n", line)
		}
		for i := range others {
			fmt.Fprintf(&b, "web-%d  | tick\n", i+1)
		}
		s := New(kb.Builtin(), Options{NoFuzzy: true}).NewSession()
		read(t, s, strings.NewReader(b.String()))
		if all := s.Diagnoses(); len(all) != 1 || all[0].Problem.Cut != cut {
			t.Errorf("%d other streams: %d diagnoses, cut %v", others, len(all), !cut)
		}
	}
}

func TestABlockThatAPartTearsIsSaidToBeCut(t *testing.T) {
	begin := []string{"Traceback (most recent call last):", "  File \"/srv/shop/app.py\", line 3, in main", "    loop.call_soon(stop)",
		"RuntimeError: Event loop is closed", "", "During handling of the above exception, another exception occurred:"}
	tick := strings.Repeat("web-1  | tick\n", partSize/len("web-1  | tick\n"))
	for after, cut := range map[string]bool{"": false, tick + tick: true} {
		log := tick + "web-0  | " + strings.Join(begin, "\nweb-0  | ") + "\n" + after
		s := New(kb.Builtin(), Options{NoFuzzy: true}).NewSession()
		s.Parallel(2)
		read(t, s, strings.NewReader(log))
		if all := s.Diagnoses(); len(all) != 1 || all[0].Problem.Cut != cut {
			t.Errorf("%d bytes behind it: %d diagnoses, cut %v", len(after), len(all), !cut)
		}
	}
}
