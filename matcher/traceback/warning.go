package traceback

import (
	"strconv"
	"strings"
)

// splitWarning reads the line of the warnings module: "app.py:3: RuntimeWarning:
// message". Origin and Source are left to the caller.
func splitWarning(text string) (WarningMessage, bool) {
	for from := 0; ; {
		i := strings.Index(text[from:], "Warning:")
		if i < 0 {
			return WarningMessage{}, false
		}
		end := from + i + len("Warning")
		from = end
		start := strings.LastIndexByte(text[:end], ' ') + 1
		if start < 4 || identifier(text[start:end]) != end-start {
			continue
		}
		place, printed := strings.CutSuffix(text[:start-1], ":")
		colon := strings.LastIndexByte(place, ':')
		if colon < 1 || !printed && !strings.HasSuffix(place[:colon], ".py") { // airflow drops the colon
			continue
		}
		line, err := strconv.Atoi(place[colon+1:])
		if err != nil || line < 0 {
			continue
		}
		file := place[:colon]
		if i := strings.LastIndex(file, " ... "); i >= 0 { // unittest's line of the test that runs
			file = file[i+len(" ... "):]
		}
		return WarningMessage{
			Category: text[start:end],
			Message:  strings.TrimSpace(text[end+1:]),
			File:     file,
			Line:     line,
		}, true
	}
}

// readWarning reads a warning with what follows it: the stack of debug mode,
// the source line, tracemalloc's stack or the advice to enable it.
func readWarning(lines []Line, at int) (Problem, int, bool) {
	indent := indentation(lines[at].Text)
	read, ok := splitWarning(strings.TrimSpace(lines[at].Text))
	if !ok {
		return Problem{}, at, false
	}
	w := read // a copy of its own, lest every line that is none asks for memory
	w.Number = lines[at].Number
	quoted := strings.HasPrefix(w.File, `"`)
	w.File = strings.TrimPrefix(w.File, `"`)
	w.Origin, _ = originOf(w.File)
	p := Problem{Kind: Warning, Warning: &w, Logger: lines[at].Logger, Level: lines[at].Level}
	next := readWarningRest(&p, lines, at+1, indent)
	if quoted {
		w.Source = strings.TrimSuffix(w.Source, `"`)
	}
	return p, next, true
}

func readWarningRest(p *Problem, lines []Line, next, indent int) int {
	w := p.Warning
	for ; next < len(lines) && !lines[next].Head; next++ {
		text := lines[next].Text
		trimmed := strings.TrimSpace(text)
		switch {
		case trimmed == "":
			return next
		case isStackHead(trimmed):
			frames, end := readStack(lines, next+1)
			if strings.Contains(trimmed, "allocated at") {
				p.Allocated = frames
			} else {
				p.Stack = frames
			}
			next = end - 1
		case isTracemallocAdvice(trimmed):
			return next + 1
		case w.Source == "" && p.Allocated == nil && (indentation(text) > indent || advised(lines, next)) && !startsOther(trimmed):
			w.Source = trimmed
		default:
			return next
		}
	}
	return next
}

// advised reports whether the advice of tracemalloc follows: what stands before
// it is the source, also where the indentation was lost.
func advised(lines []Line, at int) bool {
	return at+1 < len(lines) && isTracemallocAdvice(strings.TrimSpace(lines[at+1].Text))
}

func isTracemallocAdvice(text string) bool {
	return strings.HasSuffix(text, "Warning: Enable tracemalloc to get the object allocation traceback")
}
