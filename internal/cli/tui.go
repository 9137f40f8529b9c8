package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"aiowhy/matcher"
	"aiowhy/render"
)

// Everything said to the user outside a diagnosis goes through this file.
// Rules: on standard error, prefixed "aiowhy: ", lower case, no full stop; the
// fact on the first line, each hint on a line of its own.

func complain(env Env, fact string, hints ...string) {
	fmt.Fprintln(env.Stderr, "aiowhy: "+render.Printable(strings.TrimSpace(fact)))
	for _, h := range hints {
		fmt.Fprintln(env.Stderr, "  "+render.Printable(h))
	}
}

// remark says what may be left unsaid: --quiet does.
func (d *diagnose) remark(fact string, hints ...string) {
	if !d.quiet {
		complain(d.env, fact, hints...)
	}
}

// nothing is the answer where no page knows the text: one line that claims
// nothing.
func (d *diagnose) nothing(in render.Input) {
	if in.Bytes == 0 {
		d.remark(sourceName(in.Source)+" is empty: nothing to explain",
			"pipe what Python printed on standard error: python app.py 2>&1 | aiowhy")
		return
	}
	d.remark("no asyncio problem that aiowhy knows in " + sourceName(in.Source))
}

func sourceName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// invite tells who starts aiowhy on a bare terminal what it waits for.
func invite(w io.Writer) {
	fmt.Fprintln(w, "aiowhy: paste a traceback; Ctrl-D ends what does not end by itself")
}

// repeated tells that a problem shown before was met again.
func (d *diagnose) repeated(g *matcher.Diagnosis) {
	d.remark(fmt.Sprintf("%s was met %d times, first on line %d", g.Entry.ID, g.Count, g.Lines.Start))
}

// measured tells what an input held and how long that took, with --verbose.
func (d *diagnose) measured(in render.Input, findings int, took time.Duration) {
	if d.verbose {
		complain(d.env, fmt.Sprintf("%s: %s, %s, %s, %s", sourceName(in.Source), counted(int64(in.Lines), "line"), size(in.Bytes), counted(int64(findings), "finding"), took.Round(time.Millisecond)))
	}
}

// counted is a number of things.
func counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d KB", n/1000)
	}
	return fmt.Sprintf("%d MB", n/1_000_000)
}
