package matcher

import (
	"slices"
	"strings"
	"unicode"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// A statement is one thing that Python said in a problem: a class and a
// message. A traceback says several (its chain, the members of its group).
type statement struct {
	problem   *traceback.Problem
	exception *traceback.Exception // nil for a warning's or a record's own text
	class     string               // last dotted part; kb.LogType for logged text
	printed   string               // class as printed
	message   string
	cut       bool // the source line of a raise ends within the message
	number    int  // input line
	role      role
	parent    int // index of the statement that carries this one, -1 for the first of its problem
}

// role says where in its problem a statement stands.
type role byte

const (
	final   role = iota // the exception that came out, or the only text
	cause               // "the direct cause of" its parent
	context             // "during handling of" it, its parent arose
	member              // in its parent's exception group
	carried             // the exception that a log record or a warning carries
)

// raised reads the exception that the last source line of a cut traceback was
// about to raise: raise RuntimeError("message. Only the standard library's own
// lines count, whose messages the pages know; cut tells that the text ended
// within the message.
func raised(e *traceback.Exception) (class, message string, cut, ok bool) {
	if !e.Truncated || e.Message != "" || len(e.Frames) == 0 {
		return "", "", false, false
	}
	f := &e.Frames[len(e.Frames)-1]
	if f.Origin != traceback.Stdlib {
		return "", "", false, false
	}
	if class, message, ok = onlyRaise(f); ok && (lastPart(e.Type) == class || e.Type == "" && f.Function != "run") {
		return class, message, true, true
	}
	if e.Type != "" || len(f.Source) == 0 {
		return "", "", false, false
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(f.Source[len(f.Source)-1]), "raise ")
	if !ok {
		return "", "", false, false
	}
	class, rest, ok = strings.Cut(rest, "(")
	if !ok || rest == "" || rest[0] != '\'' && rest[0] != '"' {
		return "", "", false, false
	}
	message, _, closed := strings.Cut(rest[1:], rest[:1])
	return lastPart(class), message, !closed, true
}

// onlyRaise is what a function of asyncio's raises that does nothing else: a
// traceback that was cut there needs no more to be understood.
func onlyRaise(f *traceback.Frame) (class, message string, ok bool) {
	if !strings.Contains(slashed(f.File), "asyncio/") {
		return "", "", false
	}
	switch f.Function {
	case "_check_closed":
		return "RuntimeError", "Event loop is closed", true
	case "close": // of a Windows pipe or socket: it only calls the loop
		return "RuntimeError", "Event loop is closed", strings.HasSuffix(f.File, "proactor_events.py")
	case "_check_running":
		return "RuntimeError", "This event loop is already running", true
	case "run":
		return "RuntimeError", "asyncio.run() cannot be called from a running event loop", len(f.Source) == 0 && strings.HasSuffix(slashed(f.File), "/runners.py")
	case "get_event_loop":
		return "RuntimeError", "There is no current event loop in thread '", true
	case "_make_subprocess_transport":
		return "NotImplementedError", "", strings.HasSuffix(f.File, "base_events.py") // elsewhere it asks a child watcher
	}
	return "", "", false
}

// maxStatements bounds what one problem may say: groups of thousands of equal
// members add nothing.
const maxStatements = 256

// statements lists what a problem says, parents before what they carry.
func statements(p *traceback.Problem) []statement {
	const most = 2 // of nearly all problems: what was logged, and the exception that it carries
	all := make([]statement, 0, most)
	parent := -1
	switch {
	case p.Warning != nil:
		w := p.Warning
		all = append(all, statement{problem: p, class: lastPart(w.Category), printed: w.Category,
			message: w.Message, number: w.Number, parent: -1})
		parent = 0
	case p.Kind == traceback.Record || p.Kind == traceback.Dump || p.Kind == traceback.Ignored:
		all = append(all, statement{problem: p, class: kb.LogType, printed: p.Level,
			message: p.Header, number: p.First, parent: -1})
		parent = 0
	}
	e := p.Exception
	if e == nil || e.Type == "" {
		e = reported(p)
	}
	if e == nil {
		return all
	}
	r := final
	if parent == 0 {
		r = carried
	}
	return appendExceptions(all, p, e, r, parent)
}

// reported is the problem's exception where its traceback is missing or cut, as
// the repr of its task or future tells it: exception=RuntimeError('…').
func reported(p *traceback.Problem) *traceback.Exception {
	for i := range p.Fields {
		d := p.Fields[i].Description
		if d == nil {
			continue
		}
		class, message, ok := namedException(d.Exception)
		if !ok {
			class, _, ok = strings.Cut(d.Exception, "()")
		}
		if !ok || !isClass(class) {
			continue
		}
		var e traceback.Exception
		if p.Exception != nil {
			e = *p.Exception
		}
		e.Type, e.Message, e.Truncated = class, message, true
		if e.Number == 0 {
			e.Number = p.Fields[i].Number
		}
		return &e
	}
	return p.Exception
}

func isClass(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r != '.' && notInName(r) })
}

// appendExceptions walks chain and group with a list of its own, since their
// depth is the input's choice.
func appendExceptions(all []statement, p *traceback.Problem, e *traceback.Exception, r role, parent int) []statement {
	type step struct {
		e      *traceback.Exception
		r      role
		parent int
	}
	var room [4]step // more are seldom under way
	todo := append(room[:0], step{e, r, parent})
	for len(todo) > 0 && len(all) < maxStatements {
		s := todo[0]
		todo = todo[1:]
		at := len(all)
		said := statement{problem: p, exception: s.e, class: lastPart(s.e.Type), printed: s.e.Type,
			message: s.e.Message, number: s.e.Number, role: s.r, parent: s.parent}
		if class, message, cut, ok := raised(s.e); ok {
			said.class, said.printed, said.message, said.cut = class, class, message, cut
			said.number = s.e.Frames[len(s.e.Frames)-1].Number
		}
		all = append(all, said)
		if s.e.Cause != nil {
			todo = append(todo, step{s.e.Cause, cause, at})
		}
		if s.e.Context != nil {
			todo = append(todo, step{s.e.Context, context, at})
		}
		for _, m := range s.e.Group {
			todo = append(todo, step{m, member, at})
		}
	}
	return all
}

// alone reports whether the statement is the last line of a traceback without
// the rest of it.
func (s *statement) alone() bool {
	e := s.exception
	return s.problem.Kind == traceback.Bare && e != nil && len(e.Frames) == 0 && next(e) == nil && s.parent < 0
}

// quotedException cuts "…: TypeError: message" behind the last name of an error
// that a message quotes.
func quotedException(message string) (class, quoted string, ok bool) {
	for rest := message; ; {
		at := strings.LastIndex(rest, "Error: ")
		if at < 0 {
			return "", "", false
		}
		start := 1 + strings.LastIndexFunc(rest[:at], func(r rune) bool { return r != '.' && notInName(r) })
		if start > 0 && unicode.IsLetter(rune(rest[start])) {
			return rest[start : at+len("Error")], message[at+len("Error: "):], true
		}
		rest = rest[:at]
	}
}

// compares reports whether the message of an assertion sets two texts against
// each other: neither of them was raised.
func compares(message string) bool {
	first, rest, _ := strings.Cut(message, "\n")
	return containsAny(first, " == ", " != ", " in ") || containsAny("\n"+rest, "\n- ", "\n+ ")
}

func lastPart(dotted string) string { return dotted[strings.LastIndexByte(dotted, '.')+1:] }

// asyncioShows reports whether the problem shows asyncio itself: a frame, a
// repr, its logger, or a line that awaits. Wordings that are not asyncio's own
// need it.
func asyncioShows(s *statement) bool {
	p := s.problem
	if p.Logger == "asyncio" || strings.HasPrefix(s.printed, "asyncio.") || strings.HasPrefix(s.printed, "concurrent.futures.") || len(p.Fields) > 0 {
		return true
	}
	for e := s.exception; e != nil; e = next(e) {
		if anyFrame(e.Frames, isAsyncio) || e.Syntax != nil && isAsyncio(e.Syntax) {
			return true
		}
	}
	if p.Exception != nil && p.Exception != s.exception && anyFrame(p.Exception.Frames, isAsyncio) {
		return true
	}
	return anyFrame(p.Stack, isAsyncio) || anyFrame(p.Allocated, isAsyncio)
}

func next(e *traceback.Exception) *traceback.Exception {
	if e.Cause != nil {
		return e.Cause
	}
	return e.Context
}

func anyFrame(frames []traceback.Frame, is func(*traceback.Frame) bool) bool {
	for i := range frames {
		if is(&frames[i]) {
			return true
		}
	}
	return false
}

func isAsyncio(f *traceback.Frame) bool {
	path := slashed(f.File)
	return f.Origin == traceback.Stdlib && strings.Contains(path, "/asyncio/") ||
		f.Origin == traceback.Site && (f.Library == "uvloop" || f.Library == "nest_asyncio") ||
		slices.ContainsFunc(f.Source, awaits)
}

// awaits reports whether a line of source holds one of the words that only
// asynchronous code has: what is left where a traceback was cut, and all that
// a SyntaxError shows.
func awaits(source string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(source, notInName), func(word string) bool {
		return word == "await" || word == "async" || word == "asyncio"
	})
}

func notInName(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func slashed(path string) string { return strings.ReplaceAll(path, `\`, "/") }
