package traceback

import (
	"strconv"
	"strings"
)

// openEnd is the newest minor version where only the oldest is known.
const openEnd = 99

// versionOf gathers what a problem tells of its Python: a path names it, other
// signs bound it.
func versionOf(p *Problem) Version {
	if minor := minorInPaths(p); minor > 0 {
		return Version{3, minor, minor}
	}
	oldest := minorOf(p.Exception)
	raise := func(minor int) { oldest = max(oldest, minor) }
	if p.Warning != nil && p.Warning.File == "<sys>" {
		raise(13)
	}
	if p.Kind == Thread && strings.HasSuffix(p.Thread, ")") && strings.HasPrefix(p.Thread, "Thread-") {
		raise(10) // "Thread-1 (worker)"
	}
	for _, field := range p.Fields {
		if d := field.Description; d != nil && d.Kind == "Task" && d.Name != "" {
			raise(8)
		}
	}
	if oldest == 0 {
		return Version{}
	}
	return Version{3, oldest, openEnd}
}

// minorInPaths finds the Python 3 minor version in the paths of a problem's
// files, 0 if none names it.
func minorInPaths(p *Problem) int {
	for _, frames := range [...][]Frame{p.Stack, p.Allocated} {
		if minor := minorInFrames(frames); minor > 0 {
			return minor
		}
	}
	if p.Warning != nil {
		if minor := minorInPath(p.Warning.File); minor > 0 {
			return minor
		}
	}
	for _, field := range p.Fields {
		if minor := minorInPath(field.Text); minor > 0 {
			return minor
		}
	}
	return minorInChain(p.Exception)
}

// minorInChain looks through an exception and all that hangs on it. Group
// members are few and shallow: the reader bounds both.
func minorInChain(e *Exception) int {
	for ; e != nil; e = before(e) {
		if minor := minorInFrames(e.Frames); minor > 0 {
			return minor
		}
		for _, member := range e.Group {
			if minor := minorInChain(member); minor > 0 {
				return minor
			}
		}
	}
	return 0
}

func before(e *Exception) *Exception {
	if e.Cause != nil {
		return e.Cause
	}
	return e.Context
}

func minorInFrames(frames []Frame) int {
	for _, frame := range frames {
		if frame.Origin == User {
			continue
		}
		if minor := minorInPath(frame.File); minor > 0 {
			return minor
		}
	}
	return 0
}

// minorInPath finds python3.12, Python312, pypy3.9, cpython-3.14.0 and the like.
func minorInPath(path string) int {
	for from := 0; ; {
		i := strings.Index(path[from:], "3")
		if i < 0 {
			return 0
		}
		i += from
		from = i + 1
		digits := strings.TrimPrefix(path[i+1:], ".")
		end := 0
		for end < len(digits) && end < 3 && digits[end] >= '0' && digits[end] <= '9' {
			end++
		}
		if end == 0 || end > 2 || !namesPython(path[:i]) {
			continue
		}
		if minor, _ := strconv.Atoi(digits[:end]); minor >= 4 && minor < 40 {
			return minor
		}
	}
}

func namesPython(before string) bool {
	before = strings.ToLower(before[max(0, len(before)-len(".framework/versions/")):])
	return hasAnySuffix(before, "python", "python@", "pypy", "cpython-", "python.", ".framework/versions/", "pyenv/versions/", "py")
}

// minorOf is the oldest minor version that could print an exception: underlines
// and groups came with 3.11, asyncio.exceptions with 3.8.
func minorOf(e *Exception) int {
	if minor := minorInChain(e); minor > 0 {
		return minor
	}
	oldest := 0
	for ; e != nil; e = before(e) {
		if e.Group != nil || hasUnderline(e.Frames) {
			return 11
		}
		if strings.HasPrefix(e.Type, "asyncio.exceptions.") {
			oldest = 8
		}
	}
	return oldest
}

func hasUnderline(frames []Frame) bool {
	for _, frame := range frames {
		if frame.Carets != "" {
			return true
		}
	}
	return false
}
