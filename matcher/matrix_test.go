package matcher

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher/logtext/dress"
)

// lost says what a form destroys of recordings, so that they cannot read as the
// bare ones do: pages, causes and recordings in debug mode by form. Everything else must read alike.
var lost = map[string]struct {
	reason string
	pages  []string
}{
	"bytes": {"a lone message in a quoted string is talk about it, not output", []string{
		"aiokafka-lifecycle", "asgi-lifespan/raises", "asgi-no-response", "child-status-lost", "connection-lost", "slow-callback", "tls-shutdown", "unclosed-subprocess"}},
	"wrapped":     {lineAlone, []string{"asgi-lifespan/raises", "mcp-connection-closed/no-initialize"}},
	"margin":      {lineAlone, []string{"asgi-lifespan/raises"}},
	"indented":    {lineAlone, []string{"asgi-lifespan/raises"}},
	"notebook":    {lineAlone, []string{"aiohttp-no-return", "asgi-lifespan/raises", "asgi-no-response", "mcp-connection-closed/no-initialize"}},
	"pretty-json": {lineAlone, []string{"aiohttp-no-return", "asgi-lifespan/raises", "asgi-no-response", "mcp-connection-closed/no-initialize"}},
	"flat": {"without indents a group inside a group cannot be told from its parent, nor the stack of debug mode from a traceback", []string{
		"anyio-busy-resource", "mcp-connection-closed", "exit-in-task/exit-in-task.debug", "tls-shutdown/no-answer.debug"}},
	"logging-every-line":  {noteAlone, []string{"celery-coroutine", "mcp-connection-closed/no-initialize"}},
	"gunicorn-every-line": {noteAlone, []string{"celery-coroutine", "mcp-connection-closed/no-initialize"}},
	"celery-every-line":   {noteAlone, []string{"celery-coroutine"}},
}

const lineAlone = "only its level tells a lone line that it is a log record"

const noteAlone = "a note or a record beside an exception begins a record of its own, which parts the two"

// reports are pages whose recordings are reports of another program's.
var reports = []string{"celery-coroutine"}

// TestADressedRecordingReadsLikeTheBareOne is the matrix: every cause's
// recording in every form leads to the same page and cause, blames the same
// line, and points at lines of the input as it came. AIOWHY_LONG=1 takes every
// recording instead of the newest of each cause.
func TestADressedRecordingReadsLikeTheBareOne(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	var bare []bareRecording
	for _, r := range chosenRecordings(t) {
		text := r.read(t)
		all := m.Diagnose(text)
		// A remark is explained only where nothing else is said, and many forms say more.
		if len(all) > 0 && r.entry != "debug-messages" {
			bare = append(bare, bareRecording{r, string(text), &all[0]})
		}
	}
	for _, form := range dress.Forms() {
		t.Run(form.Name, func(t *testing.T) {
			t.Parallel()
			for _, r := range bare {
				if r.isLostIn(form) {
					continue
				}
				dressed := []byte(form.Put(r.text))
				all := m.Diagnose(dressed)
				if is, want := answerOf(all, form), answerOf([]Diagnosis{*r.best}, form); is != want {
					t.Errorf("%s: %s, bare %s", r.path, is, want)
					continue
				}
				if !form.Encoded && !form.Document {
					checkPlaces(t, m, r.path, dressed, &all[0])
				}
			}
		})
	}
}

type bareRecording struct {
	recording
	text string
	best *Diagnosis
}

func (r *bareRecording) isLostIn(form dress.Form) bool {
	for _, page := range lost[form.Name].pages {
		cause, inDebug := strings.CutSuffix(page, ".debug")
		if (page == r.entry || cause == r.entry+"/"+r.cause) && (!inDebug || strings.HasSuffix(r.path, ".debug.stderr")) {
			return true
		}
	}
	return false
}

// answerOf is what must not change. Where the indentation is gone, the source of
// warnings is, and what it speaks for: the page must still be the same.
func answerOf(all []Diagnosis, form dress.Form) string {
	if len(all) == 0 {
		return "nothing"
	}
	if form.Name == "flat" {
		return all[0].Entry.ID
	}
	b := all[0].Blame
	return fmt.Sprintf("%s at %s:%d in %s `%s`", nameOf(&all[0]), b.File, b.Line, b.Function, b.Code)
}

// checkPlaces demands that a diagnosis points into the input as it came: the
// span cuts out what holds the problem, the blamed frame stands where it is said
// to stand.
func checkPlaces(t *testing.T, m *Matcher, path string, input []byte, d *Diagnosis) {
	t.Helper()
	lines := bytes.Split(input, []byte("\n"))
	if d.Lines.Start < 1 || d.Lines.End < d.Lines.Start || d.Lines.End > len(lines) {
		t.Errorf("%s: lines %v of %d", path, d.Lines, len(lines))
		return
	}
	piece := input[d.Span.Start:d.Span.End]
	if at := bytes.Count(input[:d.Span.Start], []byte("\n")) + 1; at != d.Lines.Start {
		t.Errorf("%s: the span begins on line %d, not %d", path, at, d.Lines.Start)
	}
	if n := bytes.Count(piece, []byte("\n")) + d.Lines.Start; n != d.Lines.End {
		t.Errorf("%s: the span ends on line %d, not %d", path, n, d.Lines.End)
	}
	if n := d.Blame.Number; n > 0 && !holdsFrame(lines, n, d.Blame) {
		t.Errorf("%s: line %d is %q, not %s:%d", path, n, lines[n-1], d.Blame.File, d.Blame.Line)
	}
}

// holdsFrame looks for the file and the line's number in a line of the input, or
// in those after it where it was wrapped or split.
func holdsFrame(lines [][]byte, n int, b Blame) bool {
	text := string(bytes.Join(lines[n-1:min(n+4, len(lines))], nil))
	file, _, _ := strings.Cut(path.Base(b.File), "[") // "Cell In[1]"
	return strings.Contains(text, strconv.Itoa(b.Line)) && (strings.Contains(text, file) || !strings.Contains(string(lines[n-1]), file))
}

func chosenRecordings(t testing.TB) []recording {
	if all := allRecordings(t); os.Getenv("AIOWHY_LONG") != "" {
		return all
	}
	return newestOfEach(allRecordings(t))
}

// newestOfEach keeps the recording of the newest Python of each cause.
func newestOfEach(all []recording) []recording {
	newest := map[string]recording{}
	for _, r := range all {
		name := r.entry + "/" + r.cause
		if old, ok := newest[name]; !ok || minorOf(r.path) > minorOf(old.path) {
			newest[name] = r
		}
	}
	kept := make([]recording, 0, len(newest))
	for _, r := range newest {
		kept = append(kept, r)
	}
	sort.Slice(kept, func(i, j int) bool { return kept[i].path < kept[j].path })
	return kept
}

func minorOf(path string) int {
	_, minor, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".stderr"), ".")
	n, _ := strconv.Atoi(minor)
	return n
}
