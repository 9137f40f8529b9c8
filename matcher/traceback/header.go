package traceback

import "strings"

// introduction is a line with which the interpreter introduces a traceback.
type introduction struct {
	kind           Kind
	thread, object string
}

// splitIntroduction reads, in all their wordings since 3.6:
//
//	Exception ignored in: <function Base.__del__ at 0x…>
//	Exception ignored while calling deallocator <function Base.__del__ at 0x…>:
//	Exception in thread Thread-1 (worker):
//	Error in sys.excepthook:
func splitIntroduction(text string) (introduction, bool) {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "Exception ignored "); ok {
		return introduction{kind: Ignored, object: ignoredObject(rest)}, true
	}
	if rest, ok := strings.CutPrefix(text, "Unhandled exception in thread started by "); ok {
		return introduction{kind: Thread, object: rest}, true
	}
	rest, ok := strings.CutSuffix(text, ":")
	if !ok {
		return introduction{}, false
	}
	if name, ok := strings.CutPrefix(rest, "Exception in thread "); ok {
		return introduction{kind: Thread, thread: name}, true
	}
	switch rest {
	case "Error in sys.excepthook", "Original exception was", "Error in atexit._run_exitfuncs", "Error in sys.exitfunc", "Exception in threading.excepthook":
		return introduction{kind: Uncaught}, true
	}
	return introduction{}, false
}

func isIntroduction(text string) bool {
	_, ok := splitIntroduction(text)
	return ok
}

// ignoredObject takes the object out of the rest of an "Exception ignored"
// header: "in: <…>", "while calling deallocator <…>: None", "in sys.unraisablehook: <…>".
func ignoredObject(rest string) string {
	if object, ok := strings.CutPrefix(rest, "in: "); ok {
		return object
	}
	if i := strings.IndexByte(rest, '<'); i >= 0 {
		end := reprEnd(rest[i:])
		return rest[i : i+end]
	}
	return ""
}

// readIntroduced reads a problem that the interpreter introduces by a line.
func readIntroduced(lines []Line, at int) (Problem, int, []int, bool) {
	intro, ok := splitIntroduction(lines[at].Text)
	if !ok {
		return Problem{}, at, nil, false
	}
	p := Problem{
		Kind: intro.kind, Header: strings.TrimSpace(lines[at].Text),
		Thread: intro.thread, Object: intro.object,
		Logger: lines[at].Logger, Level: lines[at].Level,
	}
	next, foreign := at+1, []int(nil)
	if next < len(lines) && !lines[next].Head && startsException(lines[next].Text) {
		p.Exception, next, foreign = readChain(lines, next)
	}
	return p, next, foreign, true
}

// startsException reports whether a line below an introduction is the
// beginning of the exception that it introduces.
func startsException(text string) bool {
	if isTracebackHead(text) || startsBare(text) {
		return true
	}
	mark, _, behind := marginOf(text)
	if mark != noMargin {
		return startsInMargin(mark, behind)
	}
	return isFrameLine(text)
}

// readUnittest reads a failed test of unittest: "ERROR: test_x (m.C)", perhaps
// its docstring, a rule, and a traceback.
func readUnittest(lines []Line, at int) (Problem, int, []int, bool) {
	header := strings.TrimSpace(lines[at].Text)
	if !isUnittestHeader(header) {
		return Problem{}, at, nil, false
	}
	for next := at + 1; next < len(lines) && next <= at+4; next++ {
		if !isTracebackHead(lines[next].Text) {
			continue
		}
		_, test, _ := strings.Cut(header, ": ")
		p := Problem{Kind: Uncaught, Header: header, Object: test}
		var foreign []int
		p.Exception, next, foreign = readChain(lines, next)
		return p, next, foreign, true
	}
	return Problem{}, at, nil, false
}
