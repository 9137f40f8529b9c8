package render_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reviewdog/errorformat"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/render"
)

// awkward holds what paths and messages may hold, and formats must not trip over.
const awkward = `Traceback (most recent call last):
  File "/srv/100%,æ/main.py", line 12, in main
    asyncio.run(inner("50%\r, ::error::x"))
  File "C:\Users\ana\shop\app.py", line 3, in total
    return asyncio.run(load())
RuntimeError: asyncio.run() cannot be called from a running event loop
`

// answers diagnoses one recording of each page, and awkward text.
func answers(t *testing.T) map[string][]matcher.Diagnosis {
	t.Helper()
	paths, err := filepath.Glob("../testdata/recordings/*/*/3.1[23].stderr")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d recordings, %v", len(paths), err)
	}
	m := matcher.New(kb.Builtin(), matcher.Options{})
	all := map[string][]matcher.Diagnosis{"awkward": m.Diagnose([]byte(awkward))}
	for _, path := range paths {
		page := filepath.Base(filepath.Dir(filepath.Dir(path)))
		if all[page] != nil {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := m.Diagnose(bytes.ReplaceAll(text, []byte("$DIR"), []byte("/home/ana/shop"))); len(found) > 0 {
			all[page] = found
		}
	}
	return all
}

// Vim's errorformat, as another project reads it.
func TestQuickfixIsReadByTheErrorformatOfTheCompilerPlugin(t *testing.T) {
	format, err := errorformat.NewErrorformat(pluginFormat(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, all := range answers(t) {
		var b bytes.Buffer
		if err := render.Quickfix(&b, render.Input{Source: "app.log"}, all); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
		heads := 0
		n := 0
		for s := format.NewScanner(&b); s.Scan(); n++ {
			e := s.Entry()
			if !e.Valid || e.Filename == "" || e.Lnum < 1 || e.Col < 1 || e.Text == "" || len(e.Lines) != 1 {
				t.Errorf("%s: %q is read as %+v", name, e.Lines, e)
			}
			if e.Type != 'n' {
				heads++
			}
		}
		if n != len(lines) || heads != len(all) {
			t.Errorf("%s: %d entries for %d lines, %d of %d diagnoses", name, n, len(lines), heads, len(all))
		}
	}
}

// pluginFormat is the errorformat that the compiler plugin sets.
func pluginFormat(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../editors/vim/compiler/aiowhy.vim")
	if err != nil {
		t.Fatal(err)
	}
	_, format, ok := strings.Cut(string(text), "CompilerSet errorformat=")
	if !ok {
		t.Fatal("the plugin sets no errorformat")
	}
	format, _, _ = strings.Cut(format, "\n")
	return strings.Split(strings.ReplaceAll(format, `\ `, " "), ",")
}
