package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aiowhy/internal/record"
	"aiowhy/kb"
	"aiowhy/render"
)

const nestedRun = `Traceback (most recent call last):
  File "app.py", line 9, in <module>
    asyncio.run(main())
  File "/usr/lib/python3.11/asyncio/base_events.py", line 653, in run_until_complete
    return future.result()
  File "app.py", line 7, in main
    asyncio.run(inner())
RuntimeError: asyncio.run() cannot be called from a running event loop
`

const nestedSource = `import asyncio

async def inner():
    return 1

async def main():
    asyncio.run(inner())

asyncio.run(main())
`

const message1 = "asyncio.run() cannot be called from a running event loop"

// workspace makes a folder with the program and the log of its failure.
func workspace(t *testing.T) (dir, logURI, sourceURI string) {
	t.Helper()
	dir = canonical(t.TempDir())
	write(t, filepath.Join(dir, "app.py"), nestedSource)
	return dir, uriOf(filepath.Join(dir, "app.log")), uriOf(filepath.Join(dir, "app.py"))
}

func TestATracebackCarriesItsDiagnosis(t *testing.T) {
	dir, uri, source := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", "INFO ready\n"+nestedRun+"sys:1: RuntimeWarning: coroutine 'inner' was never awaited\n")
	all := e.diagnosed(uri, 2)
	d, echo := all[0], all[1]
	entry, _ := kb.Builtin().Entry("run-in-running-loop")
	if want := (textRange{position{8, 14}, position{8, 14 + len(message1)}}); d.Range != want {
		t.Errorf("range %v, want %v", d.Range, want)
	}
	if d.Code != entry.ID || d.Source != "aiowhy" || d.Severity != severityError || d.CodeDescription.Href != entry.References[0].URL || !strings.Contains(d.Message, message1) {
		t.Errorf("%+v", d)
	}
	related := []string{}
	for _, r := range d.RelatedInformation {
		related = append(related, fmt.Sprintf("%s:%d %s", r.Location.URI, r.Location.Range.Start.Line, r.Message))
	}
	want := []string{source + ":6 called here, in main", source + ":8 called here",
		uri + ":9 will vanish with it: RuntimeWarning: coroutine 'inner' was never awaited"}
	if diff := cmp.Diff(want, related); diff != "" {
		t.Error(diff)
	}
	if echo.Code != "never-awaited" || echo.Severity != severityInformation || !strings.Contains(echo.Message, "will vanish with run-in-running-loop") {
		t.Errorf("%+v", echo)
	}
	e.notify("textDocument/didClose", documentParams{documentID{uri}})
	e.diagnosed(uri, 0)
}

func TestHoverIsTheDocumentOfTheDiagnosis(t *testing.T) {
	dir, uri, _ := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", nestedRun+"bye\n")
	for _, c := range []struct {
		line int
		some bool
	}{{7, true}, {0, true}, {5, true}, {8, false}} {
		var h *hover
		e.must("textDocument/hover", e.at(uri, c.line, 16), &h)
		if (h != nil) != c.some {
			t.Fatalf("line %d: %v", c.line, h)
		}
		if h == nil {
			continue
		}
		r := reader{base: kb.Builtin()}.text(nestedRun, newPlaces([]string{dir}, nil), false)
		if diff := cmp.Diff(forWindow(render.Markdown(&r.all[0], nil)), h.Contents.Value); diff != "" {
			t.Errorf("line %d: %s", c.line, diff)
		}
		if h.Contents.Kind != "markdown" || h.Range.Start.Line != 7 {
			t.Errorf("%+v", h)
		}
	}
}

func TestHoverIsPlainForClientsWithoutMarkdown(t *testing.T) {
	e := connect(t)
	e.initialize(`{"textDocument":{"hover":{"contentFormat":["plaintext"]}}}`)
	e.open("untitled:1", "log", nestedRun)
	var h *hover
	e.must("textDocument/hover", e.at("untitled:1", 7, 20), &h)
	if h == nil || h.Contents.Kind != "plaintext" {
		t.Errorf("%+v", h)
	}
}

func TestHoversAreSetForTheirWindow(t *testing.T) {
	words := strings.TrimSpace(strings.Repeat("word ", 12))
	for name, c := range map[string]struct{ in, want string }{
		"plain text is indented":  {"a\n\n```text\nx\n\n  y\n```\n\n```python\nz\n```\n", "a\n\n    x\n\n      y\n\n```python\nz\n```\n"},
		"a paragraph is filled":   {words + "\n" + words + "\n\nend", words + " word word word\n" + words[:44] + "\n\nend"},
		"bold and code are prose": {"**Where:** `a`\n`b` c\n", "**Where:** `a` `b` c\n"},
		"the rest stays":          {"# h\n- a\n- b\n1. c\n> d\n| e |\n| f |\n    g\n```diff\n-a\n+b\n```\n", "# h\n- a\n- b\n1. c\n> d\n| e |\n| f |\n    g\n```diff\n-a\n+b\n```\n"},
	} {
		if got := forWindow(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestFramesLeadToTheSource(t *testing.T) {
	dir, uri, source := workspace(t)
	write(t, filepath.Join(dir, "pkg", "deep.py"), "x = 1\n")
	text := strings.Join([]string{
		`  File "app.py", line 7, in main`,
		`2024-05-01 12:00:00 ERROR   File "app.py", line 9, in <module>`,
		`  File "/srv/app/pkg/deep.py", line 1, in run`,
		`  File "gone.py", line 1, in run`,
		`  File "<string>", line 1, in <module>`,
		`app.py:7: RuntimeWarning: coroutine 'inner' was never awaited`,
		`{"log": "  File \"app.py\", line 7, in main"}`,
		`nothing here`,
	}, "\n")
	e := open(t, dir)
	e.open(uri, "log", text)
	want := map[int]string{0: source + "#L7", 1: source + "#L9", 2: uriOf(filepath.Join(dir, "pkg", "deep.py")) + "#L1", 5: source + "#L7", 6: source + "#L7"}
	for line := range 8 {
		var got *location
		e.must("textDocument/definition", e.at(uri, line, 3), &got)
		if (got != nil) != (want[line] != "") || got != nil && fmt.Sprintf("%s#L%d", got.URI, got.Range.Start.Line+1) != want[line] {
			t.Errorf("line %d: %+v, want %q", line, got, want[line])
		}
	}
	var links []documentLink
	e.must("textDocument/documentLink", documentParams{documentID{uri}}, &links)
	got := map[int]string{}
	for _, l := range links {
		got[l.Range.Start.Line] = l.Target
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := (textRange{position{1, 28}, position{1, 49}}); links[1].Range != want {
		t.Errorf("link %v, want %v", links[1].Range, want)
	}
}

// Paths of a log that lies elsewhere are relative to the folder of the last run.
func TestFramesOfTheRecordedFolder(t *testing.T) {
	root, _, _ := workspace(t)
	service := filepath.Join(root, "service")
	source := uriOf(write(t, filepath.Join(service, "worker.py"), nestedSource))
	recordRun(t, root, record.Run{Dir: service, Output: "ready\n"})
	e := open(t, root)
	e.open("untitled:1", "log", `  File "worker.py", line 7, in main`)
	for end := time.Now().Add(long); ; time.Sleep(20 * time.Millisecond) {
		var got *location
		e.must("textDocument/definition", e.at("untitled:1", 0, 3), &got)
		if got != nil && got.URI == source && got.Range.Start.Line == 6 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("led to %+v", got)
		}
	}
}

// A lone carriage return ends a line for an editor, and none for a terminal.
func TestProgressBarsDoNotMoveTheMark(t *testing.T) {
	e := open(t)
	e.open("untitled:1", "log", " 10%|#   |\r 50%|##  |\r100%|####|\r\n"+nestedRun)
	if at := e.diagnosed("untitled:1", 1)[0].Range.Start; at != (position{10, 14}) {
		t.Errorf("marked at %v", at)
	}
}

func TestTheMessageLeadsToTheBlamedLine(t *testing.T) {
	dir, uri, source := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", nestedRun)
	var got *location
	e.must("textDocument/definition", e.at(uri, 7, 20), &got)
	if got == nil || got.URI != source || got.Range.Start.Line != 6 {
		t.Errorf("%+v", got)
	}
}

// A symbol for each traceback, whether a page knows it or not.
func TestSymbols(t *testing.T) {
	text := nestedRun + "INFO again\nTraceback (most recent call last):\n  File \"b.py\", line 1, in <module>\n    1/0\nZeroDivisionError: division by zero\n"
	names := []string{"RuntimeError: " + message1, "ZeroDivisionError: division by zero"}
	e := open(t)
	e.open("untitled:1", "log", text)
	var nested []documentSymbol
	e.must("textDocument/documentSymbol", documentParams{documentID{"untitled:1"}}, &nested)
	if len(nested) != 2 || nested[0].Name != names[0] || nested[1].Name != names[1] {
		t.Fatalf("%+v", nested)
	}
	if s := nested[1]; s.Range.Start.Line != 9 || s.Range.End.Line != 12 || s.SelectionRange.Start.Line != 12 || s.SelectionRange.End.Character != len(names[1]) {
		t.Errorf("%+v", s)
	}

	flat := connect(t)
	flat.initialize(`{}`)
	flat.open("untitled:1", "log", text)
	var list []symbolInformation
	flat.must("textDocument/documentSymbol", documentParams{documentID{"untitled:1"}}, &list)
	if len(list) != 2 || list[1].Name != names[1] || list[1].Location.URI != "untitled:1" || list[1].Location.Range.Start.Line != 9 {
		t.Errorf("%+v", list)
	}
}

func TestRepeatsAreCountedAndMarked(t *testing.T) {
	e := open(t)
	e.open("untitled:1", "log", strings.Repeat(nestedRun+"INFO next\n", 3))
	all := e.diagnosed("untitled:1", 3)
	if all[1].Range.Start.Line != 16 || !strings.Contains(all[1].Message, "met 3 times, first on line 8") {
		t.Errorf("%+v", all[1])
	}
	var lenses []codeLens
	e.must("textDocument/codeLens", documentParams{documentID{"untitled:1"}}, &lenses)
	if len(lenses) != 1 || lenses[0].Range.Start.Line != 7 || lenses[0].Command.Title != "run-in-running-loop: met 3 times" {
		t.Errorf("%+v", lenses)
	}
}

func TestTheFixOfALogIsMadeInTheSource(t *testing.T) {
	dir, uri, source := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", nestedRun)
	line := textRange{position{7, 20}, position{7, 20}}
	actions := e.actions(uri, line)
	titles := []string{}
	for _, a := range actions {
		titles = append(titles, a.Title)
	}
	if diff := cmp.Diff([]string{"Change to await inner()", "Open documentation: asyncio.run", "Explain run-in-running-loop"}, titles); diff != "" {
		t.Fatal(diff)
	}
	fix := actions[0]
	want := []documentEdit{{versionedID{source, nil}, []textEdit{{textRange{position{6, 0}, position{6, 24}}, "    await inner()"}}}}
	if diff := cmp.Diff(want, fix.Edit.DocumentChanges); diff != "" || fix.Kind != "quickfix" || !fix.IsPreferred || len(fix.Diagnostics) != 1 {
		t.Errorf("%s%+v", diff, fix)
	}

	// The source is opened and edited: the edit is made for its version.
	e.open(source, "python", "# new\n"+nestedSource)
	fix = e.actions(uri, line)[0]
	edit := fix.Edit.DocumentChanges[0]
	if *edit.TextDocument.Version != 1 || edit.Edits[0].Range.Start.Line != 7 {
		t.Errorf("%+v", edit)
	}
	e.change(source, 2, contentChange{Text: strings.Replace(nestedSource, "asyncio.run(inner())", "pass", 1)})
	for _, a := range e.actions(uri, line) {
		if a.Edit != nil {
			t.Errorf("offered although the line was changed: %+v", a.Edit)
		}
	}
}

func TestOlderClientsGetPlainEdits(t *testing.T) {
	dir, uri, source := workspace(t)
	e := connect(t)
	e.initialize(`{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[]}}}}}`, dir)
	e.open(uri, "log", nestedRun)
	if edits := e.actions(uri, textRange{position{7, 0}, position{7, 0}})[0].Edit.Changes[source]; len(edits) != 1 {
		t.Errorf("%+v", edits)
	}
}

func TestOnlyTheKindsAskedForAreOffered(t *testing.T) {
	dir, uri, _ := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", nestedRun)
	for only, want := range map[string]int{`["quickfix"]`: 1, `["refactor"]`: 0, `["source.organizeImports"]`: 0, `[]`: 3} {
		var actions []codeAction
		e.must("textDocument/codeAction", map[string]any{"textDocument": documentID{uri}, "range": textRange{position{7, 0}, position{7, 5}},
			"context": map[string]any{"only": json.RawMessage(only)}}, &actions)
		if len(actions) != want {
			t.Errorf("%s: %+v", only, actions)
		}
	}
}

func TestExplainAndShow(t *testing.T) {
	dir, uri, _ := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", "INFO ready\n"+nestedRun)
	run := func(command string, argument any) explanation {
		var got explanation
		e.must("workspace/executeCommand", map[string]any{"command": command, "arguments": []any{argument}}, &got)
		return got
	}
	if got := run(commandExplain, subject{Text: nestedRun}); !got.Found || !strings.Contains(got.Markdown, "**Where:** `app.py:7` in `main`") {
		t.Errorf("a text: %+v", got)
	}
	if got := run(commandExplain, subject{URI: uri, Range: &textRange{position{1, 0}, position{9, 0}}}); !got.Found {
		t.Errorf("a range: %+v", got)
	}
	if got := run(commandExplain, subject{Text: "RuntimeWarning: corutine 'fetch' was never awated"}); !got.Found || !strings.Contains(got.Markdown, "guess") {
		t.Errorf("a retyped message: %+v", got)
	}
	if got := run(commandExplain, subject{ID: "never-awaited"}); !got.Found || !strings.HasPrefix(got.Markdown, "# ") {
		t.Errorf("a page: %+v", got)
	}
	for _, about := range []subject{{Text: "all is well"}, {ID: "no-such-page"}, {}} {
		if got := run(commandExplain, about); got.Found {
			t.Errorf("%+v: %+v", about, got)
		}
	}

	run(commandShow, subject{URI: uri, Range: &textRange{position{8, 0}, position{8, 9}}})
	e.waitFor("a page to be shown", func() bool { return len(e.shown) == 1 })
	var shown showDocumentParams
	if err := json.Unmarshal(e.shown[0], &shown); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(pathOf(shown.URI))
	if err != nil || !strings.Contains(string(page), message1) {
		t.Errorf("%q, %v", page, err)
	}
	e.must("shutdown", nil, nil)
	e.notify("exit", nil)
	if got := <-e.status; got != 0 {
		t.Errorf("status %d", got)
	}
	if _, err := os.Stat(pathOf(shown.URI)); err == nil {
		t.Error("the page was left behind")
	}
}

func TestOlderClientsAreToldInShort(t *testing.T) {
	e := connect(t)
	e.initialize(`{}`)
	for _, c := range []struct {
		command  string
		argument any
		want     string
	}{
		{commandShow, subject{Text: nestedRun}, "aiowhy explain run-in-running-loop"},
		{commandShow, subject{Text: "fine"}, nothingKnown},
		{commandOpen, "https://docs.python.org/3/", "https://docs.python.org/3/"},
	} {
		e.must("workspace/executeCommand", map[string]any{"command": c.command, "arguments": []any{c.argument}}, nil)
		e.waitFor(c.want, func() bool {
			return len(e.shown) > 0 && strings.Contains(string(e.shown[len(e.shown)-1]), c.want)
		})
	}
}

func TestASelectionCanBeExplained(t *testing.T) {
	e := open(t)
	e.open("untitled:1", "log", "one\ntwo\n")
	actions := e.actions("untitled:1", textRange{position{0, 0}, position{1, 2}})
	if len(actions) != 1 || actions[0].Command.Command != commandShow || actions[0].Title != explainSelectionTitle {
		t.Errorf("%+v", actions)
	}
}

// What a path names outside the workspace is not read.
func TestFilesOutsideTheWorkspaceAreNotRead(t *testing.T) {
	outside := write(t, filepath.Join(t.TempDir(), "secret.py"), nestedSource)
	dir := canonical(t.TempDir())
	if err := os.Symlink(outside, filepath.Join(dir, "app.py")); err != nil {
		t.Skip(err)
	}
	e := open(t, dir)
	uri := uriOf(filepath.Join(dir, "app.log"))
	for _, name := range []string{outside, "app.py", "../" + filepath.Base(filepath.Dir(outside)) + "/secret.py"} {
		e.open(uri, "log", strings.ReplaceAll(nestedRun, "app.py", name))
		for _, a := range e.actions(uri, textRange{position{7, 0}, position{7, 0}}) {
			if a.Edit != nil {
				t.Errorf("%s was read", name)
			}
		}
	}
}

const largeLine = "2024-05-01 12:00:00,123 INFO worker: request handled in 3 ms\n"

// Memory does not grow with the edits made to a large log, and what is told is
// about the last of them.
func TestALargeLogIsNoBurden(t *testing.T) {
	const lines = 200_000
	e := open(t)
	uri := "untitled:large"
	e.open(uri, "log", strings.Repeat(largeLine, lines)+nestedRun)
	end := position{lines, 0}
	for i := range 500 {
		e.change(uri, i+2, contentChange{Range: &textRange{end, end}, Text: largeLine})
	}
	got := e.last(uri, "the last version", func(p publishParams) bool { return *p.Version == 501 })
	if len(got.Diagnostics) != 1 || got.Diagnostics[0].Range.Start.Line != lines+507 {
		t.Errorf("%+v", got)
	}
	var h *hover
	e.must("textDocument/hover", e.at(uri, lines+507, 20), &h)
	var symbols []documentSymbol
	e.must("textDocument/documentSymbol", documentParams{documentID{uri}}, &symbols)
	var links []documentLink
	e.must("textDocument/documentLink", documentParams{documentID{uri}}, &links)
	if h == nil || len(symbols) != 1 || symbols[0].SelectionRange.Start.Line != lines+507 {
		t.Errorf("hover %v, symbols %+v", h, symbols)
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > 100<<20 {
		t.Errorf("%d MiB are held", m.HeapAlloc>>20)
	}
}

// How long a large log takes after an edit, beside what it takes to look at
// each of its lines.
func BenchmarkLargeLog(b *testing.B) {
	lines := splitLines(strings.Repeat(largeLine, 200_000) + nestedRun)
	b.Run("analysed", func(b *testing.B) {
		d := &document{lines: lines}
		for b.Loop() {
			if a := (view{}).analyse(b.Context(), reader{base: kb.Builtin()}, d); len(a.marks) != 1 {
				b.Fatal(a.marks)
			}
		}
	})
	b.Run("looked at", func(b *testing.B) {
		for b.Loop() {
			found := 0
			for _, line := range lines {
				if strings.Contains(line, "Traceback (most recent call last)") {
					found++
				}
			}
			if found != 1 {
				b.Fatal(found)
			}
		}
	})
}
