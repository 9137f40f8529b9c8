package cli

import (
	"fmt"
	"io"
	"strings"

	"aiowhy/matcher"
	"aiowhy/render"
)

// Everything said to the user outside a diagnosis goes through this file.
// Rules: on standard error, prefixed "aiowhy: ", lower case, no full stop; the
// fact on the first line, each hint on a line of its own.

func complain(env Env, fact string, hints ...string) {
	fmt.Fprintln(env.Stderr, "aiowhy: "+strings.TrimSpace(fact))
	for _, h := range hints {
		fmt.Fprintln(env.Stderr, "  "+h)
	}
}

// nothing is the answer where no page knows the text: one line that claims
// nothing.
func nothing(env Env, in render.Input) {
	if in.Bytes == 0 {
		complain(env, sourceName(in.Source)+" is empty: nothing to explain",
			"pipe what Python printed on standard error: python app.py 2>&1 | aiowhy")
		return
	}
	complain(env, "no asyncio problem that aiowhy knows in "+sourceName(in.Source))
}

func sourceName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// invite tells who starts aiowhy on a bare terminal what it waits for.
func invite(w io.Writer) {
	fmt.Fprintln(w, "aiowhy: paste a traceback, then press Ctrl-D")
}

// heading tells which of several files an answer is about.
func heading(env Env, source string) { fmt.Fprintf(env.Stderr, "==> %s <==\n", source) }

// repeated tells that a problem shown before was met again.
func repeated(env Env, d *matcher.Diagnosis) {
	complain(env, fmt.Sprintf("%s was met %d times, first on line %d", d.Entry.ID, d.Count, d.Lines.Start))
}
