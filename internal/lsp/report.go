package lsp

import (
	"bytes"
	"context"
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

func (r reader) matcher(p *places, guesses bool) *matcher.Matcher {
	return matcher.New(r.base, matcher.Options{Python: r.python, Source: p.source, NoFuzzy: !guesses})
}

// lines diagnoses an open text. Its lines are the editor's, so that the
// diagnoses stand where the editor shows them. It gives up when the context
// ends: a later state of the text has made the answer worthless.
func (r reader) lines(ctx context.Context, lines []string, p *places) *report {
	const often = 500 // lines read between two looks at the context
	out := &report{places: p}
	s := r.matcher(p, false).NewSession()
	s.Each(out.outline)
	at := int64(0)
	for i, line := range lines {
		if i%often == 0 && ctx.Err() != nil {
			return nil
		}
		text := bare(line)
		s.Line([]byte(text), traceback.Span{Start: at, End: at + int64(len(text))}, i+1)
		at += int64(len(line))
	}
	s.Flush()
	out.all = s.Diagnoses()
	out.locate()
	return out
}

// text diagnoses what was printed, in whatever form.
func (r reader) text(text string, p *places, guesses bool) *report {
	s := r.matcher(p, guesses).NewSession()
	_, _ = s.Read(strings.NewReader(text), nil) // a reader of strings has no errors
	out := &report{all: s.Diagnoses(), places: p}
	out.locate()
	return out
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
	trimmed := bytes.TrimSpace([]byte(line))
	from = strings.Index(line, string(trimmed))
	return from, from + len(trimmed)
}
