package render_test

import (
	"fmt"
	"os"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/render"
)

// A text is diagnosed and the first line of the best diagnosis shown.
func ExampleMarkdown() {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	all := m.Diagnose([]byte("sys:1: RuntimeWarning: coroutine 'fetch' was never awaited\n"))
	document := render.Markdown(&all[0], nil)
	fmt.Println(strings.SplitN(document, "\n", 2)[0])
	// Output: # A coroutine was created but never awaited
}

func ExampleQuickfix() {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	all := m.Diagnose([]byte("app.py:7: RuntimeWarning: coroutine 'fetch' was never awaited\n  fetch(url)\n"))
	_ = render.Quickfix(os.Stdout, render.Input{Source: "-"}, all)
	// Output: app.py:7:1: warning: never-awaited: RuntimeWarning: coroutine 'fetch' was never awaited (cause: the call has no await)
}
