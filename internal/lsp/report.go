package lsp

import (
	"context"
	"io"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/traceback"
)

// report is a text that was diagnosed: what an open log holds, or what the
// last run printed.
type report struct {
	all      []matcher.Diagnosis
	problems []outline
	places   *places
}

// outline is a problem that was printed, whether a page knows it or not.
type outline struct {
	first, last int // lines, from 0
	number      int // the line of its message, from 0
	name        string
}

// maxOutlines bounds the outline of a log: more is no outline.
const maxOutlines = 5000

// reader diagnoses texts with the one matcher.
type reader struct {
	base   *kb.Base
	python kb.Version
}

// lines diagnoses an open text. It is nil when the context ends: a later state
// of the text has made the answer worthless.
func (r reader) lines(ctx context.Context, lines []string, p *places) *report {
	out, err := r.read(&lineReader{ctx: ctx, lines: lines}, p, false)
	if err != nil {
		return nil
	}
	return out
}

// text diagnoses what was printed.
func (r reader) text(text string, p *places, guesses bool) *report {
	out, _ := r.read(strings.NewReader(text), p, guesses) // a reader of strings has no errors
	return out
}

func (r reader) read(in io.Reader, p *places, guesses bool) (*report, error) {
	out := &report{places: p}
	s := matcher.New(r.base, matcher.Options{Python: r.python, Source: p.source, NoFuzzy: !guesses}).NewSession()
	s.Each(out.outline)
	if _, err := s.Read(in, nil); err != nil {
		return nil, err
	}
	out.all = s.Diagnoses()
	out.locate()
	return out, nil
}

// lineReader reads an open text as its editor counts its lines: a lone carriage
// return, which ends a line there, comes as a line feed.
type lineReader struct {
	ctx   context.Context
	lines []string
	rest  string // of the line being read
}

func (r *lineReader) Read(into []byte) (n int, err error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	for n < len(into) && (r.rest != "" || len(r.lines) > 0) {
		if r.rest == "" {
			r.rest, r.lines = r.lines[0], r.lines[1:]
			continue
		}
		copied := copy(into[n:], r.rest)
		n, r.rest = n+copied, r.rest[copied:]
		if r.rest == "" && into[n-1] == '\r' {
			into[n-1] = '\n'
		}
	}
	if n == 0 && len(into) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// locate looks for all files that will be shown. After it, the report's places
// are only read, by as many requests as come.
func (r *report) locate() {
	for i := range r.all {
		d := &r.all[i]
		r.places.find(d.Blame.File)
		if d.Problem == nil || d.Problem.Exception == nil {
			continue
		}
		for _, f := range d.Problem.Exception.Frames {
			if f.Origin == traceback.User {
				r.places.find(f.File)
			}
		}
	}
}

// outline notes a problem that has an exception or is a warning.
func (r *report) outline(p *traceback.Problem) {
	if len(r.problems) == maxOutlines {
		return
	}
	o := outline{first: p.First - 1, last: p.Last - 1, number: p.First - 1}
	switch {
	case p.Exception != nil:
		o.name = strings.TrimSuffix(p.Exception.Type+": "+firstLine(p.Exception.Message), ": ")
		o.number = p.Exception.Number - 1
	case p.Warning != nil:
		o.name = p.Warning.Category + ": " + firstLine(p.Warning.Message)
		o.number = p.Warning.Number - 1
	default:
		return
	}
	o.number = min(max(o.number, o.first), o.last)
	r.problems = append(r.problems, o)
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// messageLine is where a diagnosis's message stands, from 1: in an exception
// of the problem's chain, in the warning, or on the problem's first line.
func messageLine(d *matcher.Diagnosis) int {
	p := d.Problem
	if p == nil {
		return d.Lines.Start
	}
	if n := exceptionLine(p.Exception, d, 0); n > 0 {
		return n
	}
	if p.Warning != nil && p.Warning.Number > 0 {
		return p.Warning.Number
	}
	return d.Lines.Start
}

// maxDepth bounds how deep a chain is looked into.
const maxDepth = 100

func exceptionLine(e *traceback.Exception, d *matcher.Diagnosis, depth int) int {
	if e == nil || depth > maxDepth {
		return 0
	}
	if e.Type == d.Type && e.Message == d.Message {
		return e.Number
	}
	for _, other := range append([]*traceback.Exception{e.Cause, e.Context}, e.Group...) {
		if n := exceptionLine(other, d, depth+1); n > 0 {
			return n
		}
	}
	return 0
}

// covered gives the bytes of a line that a message takes: the message without
// its class, the class alone where there is no message, else the whole line.
func covered(line string, d *matcher.Diagnosis) (from, to int) {
	for _, text := range []string{firstLine(d.Message), d.Type} {
		if text = strings.TrimSpace(text); text != "" {
			if at := strings.Index(line, text); at >= 0 {
				return at, at + len(text)
			}
		}
	}
	trimmed := strings.TrimSpace(line)
	from = strings.Index(line, trimmed)
	return from, from + len(trimmed)
}
