package matcher

import (
	"regexp"
	"slices"
	"strings"

	"aiowhy/matcher/source"
	"aiowhy/matcher/traceback"
)

// blameOf finds the place in the user's own code: the innermost frame of it in
// the exception; else, for messages that show no such frame, where the warning
// points, where the object was created, or where its coroutine stands.
func blameOf(s *statement) Blame {
	p := s.problem
	if s.exception != nil {
		if b, ok := innermost(s.exception); ok {
			return b
		}
	}
	if w := p.Warning; w != nil && w.Origin == traceback.User {
		b := Blame{File: w.File, Line: w.Line, Code: w.Source, Number: w.Number}
		// The creation stack of debug mode ends at the same line and names its function.
		if f, ok := lastUser(p.Stack); ok && f.File == w.File && f.Line == w.Line {
			b.Function = f.Function
		}
		return b
	}
	if p.Exception != nil && p.Exception != s.exception {
		for _, e := range outwards(p.Exception, s.exception) {
			if f, ok := lastUser(e.Frames); ok {
				return blameFrame(f)
			}
		}
		if b, ok := innermost(p.Exception); ok {
			return b
		}
	}
	for _, stack := range [][]traceback.Frame{p.Stack, p.Allocated} {
		if f, ok := lastUser(stack); ok {
			return blameFrame(f)
		}
	}
	for _, f := range p.Fields {
		if b, ok := describedPlace(f.Description, f.Number); ok {
			return b
		}
	}
	return describedInText(s)
}

// innermost looks for the user's innermost frame in an exception; one without
// any borrows that of the exception it arose from.
func innermost(e *traceback.Exception) (Blame, bool) {
	for depth := 0; e != nil && depth < maxStatements; depth++ {
		if e.Syntax != nil && e.Syntax.Origin == traceback.User {
			return blameFrame(e.Syntax), true
		}
		if f, ok := lastUser(e.Frames); ok {
			return blameFrame(f), true
		}
		if len(e.Group) > 0 {
			e = e.Group[0]
			continue
		}
		e = next(e)
	}
	return Blame{}, false
}

// outwards gives what an exception of a chain led to, nearest first.
func outwards(outermost, from *traceback.Exception) []*traceback.Exception {
	var all []*traceback.Exception
	for e := outermost; e != from; e = next(e) {
		if e == nil || len(all) == maxStatements {
			return nil
		}
		all = append(all, e)
	}
	slices.Reverse(all)
	return all
}

func lastUser(frames []traceback.Frame) (*traceback.Frame, bool) {
	for i := len(frames) - 1; i >= 0; i-- {
		if frames[i].Origin == traceback.User && frames[i].Line > 0 && !isGenerated(frames, i) {
			return &frames[i], true
		}
	}
	return nil, false
}

// isGenerated reports whether a frame's code was made by the library that
// called it: "<string>" is the user's only where the user typed it.
func isGenerated(frames []traceback.Frame, i int) bool {
	return i > 0 && frames[i].File == "<string>" && frames[i-1].Origin == traceback.Site
}

func blameFrame(f *traceback.Frame) Blame {
	b := Blame{File: f.File, Line: f.Line, Function: f.Function, Number: f.Number}
	if len(f.Source) > 0 {
		b.Code = f.Source[0]
	}
	return b
}

// describedPlace takes the place from a task's repr: created at (debug mode)
// before running or defined at, since that is the line to change.
func describedPlace(d *traceback.Description, number int) (Blame, bool) {
	if d == nil {
		return Blame{}, false
	}
	if c := d.CreatedAt; c != nil && c.Origin == traceback.User {
		return Blame{File: c.File, Line: c.Line, Number: number}, true
	}
	if d.File != "" && traceback.OriginOf(d.File) == traceback.User {
		return Blame{File: d.File, Line: d.Line, Function: d.Coroutine, Number: number}, true
	}
	return Blame{}, false
}

func describedInText(s *statement) Blame {
	b, _ := describedPlace(described(s.message), s.number)
	return b
}

// described reads the repr that a message holds.
func described(message string) *traceback.Description {
	return traceback.Describe(message[max(0, strings.IndexByte(message, '<')):])
}

// blameCoroutine is what a cause says whose line to change is in a task's
// coroutine, not where the task was created.
const blameCoroutine = "coroutine"

// blameEcho marks a cause that is seen where a record behind the exception says a
// task stood, not where the exception was raised.
const blameEcho = "echo"

// blameByEcho moves the blame to where the first echo of a finding that names a task
// says it stood. The edit that was found is for another line.
func (m *Matcher) blameByEcho(f *finding, all []*finding) {
	if len(f.Causes) == 0 || f.Causes[0].Cause.Blame != blameEcho {
		return
	}
	for _, g := range all {
		if g.echoOf != f {
			continue
		}
		if b, ok := taskPlace(g.Problem); ok {
			f.Blame, f.Change = b, nil
			if file := m.source(b); file != nil {
				f.Blame.complete(file)
			}
			return
		}
	}
}

// taskPlace is where the first task of a record stands in the user's own code.
func taskPlace(p *traceback.Problem) (Blame, bool) {
	for _, f := range p.Fields {
		if d := f.Description; d != nil && d.Line > 0 && traceback.OriginOf(d.File) == traceback.User {
			return Blame{File: d.File, Line: d.Line, Function: d.Coroutine, Number: f.Number}, true
		}
	}
	return Blame{}, false
}

// blameOfCause moves the blame to the user's line that the best cause names:
// innermost first, since what stands further out only called it.
func blameOfCause(f *finding, patterns *patternCache) (Blame, bool) {
	if len(f.Causes) == 0 || f.Causes[0].Cause.Blame == "" {
		return Blame{}, false
	}
	if f.Causes[0].Cause.Blame == blameCoroutine {
		d := described(f.message)
		if d == nil || traceback.OriginOf(d.File) != traceback.User {
			return Blame{}, false
		}
		return Blame{File: d.File, Line: d.Line, Function: d.Coroutine, Number: f.number}, true
	}
	if f.exception == nil {
		return Blame{}, false
	}
	re := patterns.get(f.Causes[0].Cause.Blame, f.Captures)
	if re == nil {
		return Blame{}, false
	}
	if b, ok := matching(f.exception.Frames, re); ok {
		return b, true
	}
	for e := next(f.exception); e != nil; e = next(e) { // what it arose from
		if b, ok := matching(e.Frames, re); ok {
			return b, true
		}
	}
	return Blame{}, false
}

func matching(frames []traceback.Frame, re *regexp.Regexp) (Blame, bool) {
	for i := len(frames) - 1; i >= 0; i-- {
		if frames[i].Origin == traceback.User && slices.ContainsFunc(frames[i].Source, re.MatchString) {
			return blameFrame(&frames[i]), true
		}
	}
	return Blame{}, false
}

// complete adds what the file itself tells of the line, where it still reads as
// the text shows it.
func (b *Blame) complete(file *source.File) {
	line := file.Line(b.Line)
	if strings.TrimSpace(line) == "" || !file.Reads(b.Line, b.Code) {
		return
	}
	b.Column = 1 + len(line) - len(strings.TrimLeft(line, " \t"))
	if b.Code == "" {
		b.Code = strings.TrimSpace(line)
	}
	if fn, ok := file.Enclosing(b.Line); ok && b.Function == "" {
		b.Function = fn.Name
	}
}
