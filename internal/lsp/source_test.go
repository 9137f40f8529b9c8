package lsp

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aiowhy/internal/record"
)

func failed(t *testing.T, dir string) { t.Helper(); recordRun(t, dir, record.Run{Output: nestedRun}) }

func TestTheBlamedLineCarriesTheDiagnosisOfTheLastRun(t *testing.T) {
	dir, _, uri := workspace(t)
	e := open(t, dir)
	e.open(uri, "python", nestedSource)
	e.diagnosed(uri, 0)
	failed(t, dir)
	d := e.diagnosed(uri, 1)[0]
	if want := (textRange{position{6, 4}, position{6, 24}}); d.Range != want || d.Code != "run-in-running-loop" {
		t.Errorf("%+v", d)
	}
	var h *hover
	e.must("textDocument/hover", e.at(uri, 6, 8), &h)
	if h == nil || !strings.Contains(h.Contents.Value, "**Where:** `app.py:7` in `main`") {
		t.Errorf("%+v", h)
	}
	e.must("textDocument/hover", e.at(uri, 2, 8), &h)
	if h != nil {
		t.Errorf("hover beside the blamed line: %+v", h)
	}
	edits := e.actions(uri, textRange{position{6, 10}, position{6, 10}})[0].Edit.DocumentChanges[0]
	if *edits.TextDocument.Version != 1 || edits.Edits[0].NewText != "    await inner()" {
		t.Errorf("%+v", edits)
	}

	recordRun(t, dir, record.Run{Output: "all is well\n"})
	e.diagnosed(uri, 0)
}

func TestARunRecordedBeforeTheEditorStarted(t *testing.T) {
	dir, _, uri := workspace(t)
	failed(t, dir)
	e := open(t, dir)
	e.open(uri, "python", nestedSource)
	e.diagnosed(uri, 1)
}

// The mark goes with its line, and goes away when the line changes.
func TestTheMarkFollowsItsLine(t *testing.T) {
	dir, _, uri := workspace(t)
	failed(t, dir)
	e := open(t, dir)
	e.open(uri, "python", nestedSource)
	e.diagnosed(uri, 1)
	at := func(line, from, to int) *textRange { return &textRange{position{line, from}, position{line, to}} }
	e.change(uri, 2, contentChange{at(0, 0, 0), "import sys\n\n"})
	e.change(uri, 3, contentChange{at(11, 0, 0), "# the end\n"})
	moved := e.last(uri, "version 3", func(p publishParams) bool { return *p.Version == 3 }).Diagnostics
	if len(moved) != 1 || moved[0].Range.Start.Line != 8 {
		t.Fatalf("%+v", moved)
	}
	edit := e.actions(uri, *at(8, 4, 4))[0].Edit.DocumentChanges[0].Edits[0]
	if edit.Range.Start.Line != 8 || edit.Range.End.Line != 8 {
		t.Errorf("%+v", edit)
	}
	e.change(uri, 4, contentChange{at(8, 4, 24), "await inner()"})
	e.last(uri, "no mark", func(p publishParams) bool { return *p.Version == 4 && len(p.Diagnostics) == 0 })
	if actions := e.actions(uri, *at(8, 4, 4)); len(actions) != 0 {
		t.Errorf("%+v", actions)
	}
	e.change(uri, 5, contentChange{at(8, 4, 17), "asyncio.run(inner())"}) // undone
	e.last(uri, "the mark again", func(p publishParams) bool { return *p.Version == 5 && len(p.Diagnostics) == 1 })
}

// applied is a text after the edits of an action, as a client makes them.
func applied(t *testing.T, text string, edits []textEdit) string {
	t.Helper()
	lines := splitLines(text)
	for i := len(edits) - 1; i >= 0; i-- {
		lines = replaced(lines, edits[i].Range, edits[i].NewText, utf16Units)
	}
	return strings.Join(lines, "")
}

// Wide characters before the line and on it, breaks of Windows, and a last line
// without one: the edit leaves all of them as they are.
func TestTheEditKeepsWhatIsAround(t *testing.T) {
	const nestedIn = "async def main():\n    print('🐍 蛇', asyncio.run(inner()))\n"
	head := "# 🔥\nimport asyncio\n\nasync def inner():\n    return 1\n\n"
	for name, text := range map[string]string{
		"line feeds":          head + nestedIn + "\nasyncio.run(main())\n",
		"breaks of Windows":   strings.ReplaceAll(head+nestedIn+"\nasyncio.run(main())\n", "\n", "\r\n"),
		"no break at the end": "import asyncio\n\nasync def inner():\n    return 1\n\nmain = lambda: asyncio.run(outer())\n\n" + "async def outer():\n    print('🐍 蛇', asyncio.run(inner()))",
	} {
		t.Run(name, func(t *testing.T) {
			dir := canonical(t.TempDir())
			uri := uriOf(write(t, filepath.Join(dir, "app.py"), text))
			line := strings.Count(text[:strings.Index(text, "    print(")], "\n")
			recordRun(t, dir, record.Run{Output: strings.NewReplacer("line 7, in main", fmt.Sprintf("line %d, in main", line+1), "    asyncio.run(inner())", "    print('🐍 蛇', asyncio.run(inner()))").Replace(nestedRun)})
			e := open(t, dir)
			e.open(uri, "python", text)
			r := e.diagnosed(uri, 1)[0].Range
			if r != (textRange{position{line, 4}, position{line, 39}}) {
				t.Fatalf("marked at %v", r)
			}
			edits := e.actions(uri, r)[0].Edit.DocumentChanges[0].Edits
			want := strings.Replace(text, "asyncio.run(inner()))", "await inner())", 1)
			if diff := cmp.Diff(want, applied(t, text, edits)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEachRootHasItsOwnLastRun(t *testing.T) {
	one, _, first := workspace(t)
	two, _, second := workspace(t)
	e := open(t, one, two)
	e.open(first, "python", nestedSource)
	e.open(second, "python", nestedSource)
	failed(t, one)
	e.diagnosed(first, 1)
	failed(t, two)
	e.diagnosed(second, 1)
	recordRun(t, one, record.Run{Output: "fine\n"})
	e.diagnosed(first, 0)
	e.diagnosed(second, 1)
}

func TestAFolderThatJoinsIsLookedAt(t *testing.T) {
	dir, _, _ := workspace(t)
	other := canonical(t.TempDir())
	source := write(t, filepath.Join(other, "lib.py"), nestedSource)
	e := open(t, dir)
	e.open(uriOf(source), "python", nestedSource)
	e.diagnosed(uriOf(source), 0)
	// The run was in another folder of the workspace than the source that it blames.
	joined := canonical(t.TempDir())
	recordRun(t, joined, record.Run{Output: strings.ReplaceAll(nestedRun, "app.py", source)})
	e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{
		"added": []workspaceFolder{{uriOf(joined), "joined"}}, "removed": []workspaceFolder{{uriOf(dir), "dir"}}}})
	e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{
		"added": []workspaceFolder{{uriOf(other), "other"}}, "removed": []workspaceFolder{}}})
	e.diagnosed(uriOf(source), 1)
}

// A run in a folder of the project counts for the sources above and below it.
func TestTheRunOfAFolderBelowTheRoot(t *testing.T) {
	root := canonical(t.TempDir())
	service := filepath.Join(root, "service")
	source := write(t, filepath.Join(service, "src", "app.py"), nestedSource)
	recordRun(t, service, record.Run{Output: strings.ReplaceAll(nestedRun, "app.py", "src/app.py")})
	e := open(t, root)
	e.open(uriOf(source), "python", nestedSource)
	e.diagnosed(uriOf(source), 1)
}

func TestWhatDoesNotSpeakOfHereIsIgnoredWithAReason(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, dir string)
		want string
	}{
		{"another machine", func(t *testing.T, dir string) {
			recordRun(t, dir, record.Run{Host: "elsewhere", Output: nestedRun})
		}, "another machine"},
		{"old", func(t *testing.T, dir string) {
			recordRun(t, dir, record.Run{Time: time.Now().Add(-48 * time.Hour), Output: nestedRun})
		}, "too old"},
		{"copied with its folder", func(t *testing.T, dir string) {
			recordRun(t, dir, record.Run{Dir: t.TempDir(), Output: nestedRun})
		}, "another folder"},
		{"no record", func(t *testing.T, dir string) {
			failed(t, dir)
			write(t, record.Path(dir), "{")
		}, "is no record"},
		{"changed since", func(t *testing.T, dir string) {
			recordRun(t, dir, record.Run{Output: strings.ReplaceAll(nestedRun, "inner())", "other())")})
		}, "line 7 does not read as it did"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, _, uri := workspace(t)
			c.make(t, dir)
			e := open(t, dir)
			e.open(uri, "python", nestedSource)
			e.waitFor(c.want, func() bool { return strings.Contains(strings.Join(e.logged, "\n"), c.want) })
			e.diagnosed(uri, 0)
			time.Sleep(3 * lookEvery)
			e.mu.Lock()
			defer e.mu.Unlock()
			if n := strings.Count(strings.Join(e.logged, "\n"), c.want); n != 1 {
				t.Errorf("told %d times", n)
			}
		})
	}
}

func TestSourcesHaveNoTextMethods(t *testing.T) {
	dir, _, uri := workspace(t)
	failed(t, dir)
	e := open(t, dir)
	e.open(uri, "python", nestedSource+"\n'''\n"+nestedRun+"'''\n")
	e.diagnosed(uri, 1)
	for _, method := range []string{"textDocument/definition", "textDocument/documentSymbol", "textDocument/documentLink"} {
		var got any
		e.must(method, e.at(uri, 6, 8), &got)
		if list, ok := got.([]any); got != nil && (!ok || len(list) > 0) {
			t.Errorf("%s: %v", method, got)
		}
	}
}
