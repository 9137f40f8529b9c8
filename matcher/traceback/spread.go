package traceback

import (
	"fmt"
	"strings"
)

// readChain reads the traceback that starts at lines[at], in CPython's layout or
// in one that spreads and annotates it: blank lines around the frames (Spyder),
// places without quotes (IPython's mode Plain),
// a pointer at the frame that caught the exception, below each source line a
// tree of values (loguru, better_exceptions), the exception at the end of
// Django's debug page. The exception is nil if none starts there.
func readChain(lines []Line, at int) (exception *Exception, next int, foreign []int) {
	if !isSpread(lines, at) {
		exception, next, foreign = readPlainChain(lines, at)
		if exception != nil {
			next = readOldGroup(exception, lines, next)
		}
		return exception, next, foreign
	}
	const firstLook = 64 // lines; as many again whenever the traceback reaches further
	for look := firstLook; ; look *= 2 {
		plain, index, values, ended := plainLines(lines, at, look)
		exception, end, foreign := readPlainChain(plain, 0)
		if !ended && end+maxText >= len(plain) {
			continue
		}
		if exception == nil {
			return nil, at, nil
		}
		exception.giveValues(values)
		for i, number := range foreign {
			foreign[i] = index[number]
		}
		return exception, index[end-1] + 1, foreign
	}
}

// isSpread looks below a traceback's head, or its first frame where the head is
// cut off, for what CPython does not print.
func isSpread(lines []Line, at int) bool {
	text := lines[at].Text
	pointed := strings.HasPrefix(text, "> File \"")
	mark, _, _ := marginOf(text)
	if mark != marginHead && !pointed && text != tracebackHead && !strings.HasPrefix(text, "  File \"") {
		return false
	}
	const frames = 16 // lines looked at: the first frames may have no values
	for i := at + 1; i < len(lines) && i <= at+frames; i++ {
		if i > at+1 && isPlainlyIndented(lines[i].Text) {
			continue
		}
		mark, _, text := marginOf(lines[i].Text)
		if mark == noMargin {
			text = lines[i].Text
		}
		switch {
		case pointed, strings.HasPrefix(text, "> File \""), isValue(text), mark != noMargin && isValue(lines[i].Text), i == at+1 && isUnquoted(text):
			return true
		case isBlank(text) && mark != noMargin:
			return i == at+1
		case isBlank(text):
			following := nextText(lines, i)
			return strings.HasPrefix(following, "  File \"") || strings.HasPrefix(following, "> File \"") || isDjango(following)
		case text[0] == ' ':
		case isDjango(text):
			return true
		case mark == noMargin:
			return false
		}
	}
	return false
}

// isPlainlyIndented reports whether a line begins as CPython's frames and source
// do, and with none of the signs of which margins, trees and pointers are drawn.
func isPlainlyIndented(text string) bool {
	n := indentation(text)
	return n > 0 && n < len(text) && text[0] == ' ' && text[n] > ' ' && strings.IndexByte("|+->\xe2", text[n]) < 0
}

// isDjango matches what Django's debug page puts in the place of an exception's
// line, and in that between two exceptions.
func isDjango(text string) bool {
	return hasAnyPrefix(text, "Exception Type: ", "The above exception (", "During handling of the above exception (")
}

// isUnquoted matches a frame of IPython's mode Plain: "  File ~/app.py:12 in main".
func isUnquoted(text string) bool { return quoted(text) != "" }

// quoted rewrites such a frame as CPython prints it.
func quoted(text string) string {
	if !hasAnyPrefix(text, "  File ", "  Cell In") || strings.HasPrefix(text, "  File \"") {
		return ""
	}
	place, function, named := strings.Cut(text[2:], " in ")
	frame, ok := ipythonPlace(strings.TrimSuffix(place, ","))
	if !ok {
		return ""
	}
	if !named {
		function = "<module>"
	}
	return fmt.Sprintf("  File \"%s\", line %d, in %s", frame.File, frame.Line, function)
}

func nextText(lines []Line, at int) string {
	if at = skipBlank(lines, at); at < len(lines) {
		return lines[at].Text
	}
	return ""
}

// isValue reports whether a line is a branch of a tree of values, drawn or in
// ASCII, without its margin.
func isValue(text string) bool {
	_, ok := valueOf(text)
	return ok
}

// valueOf returns the value at the end of a branch: "│    └ <Store object>".
func valueOf(text string) (value string, ok bool) {
	if !strings.HasPrefix(text, "    ") || isBlank(text) {
		return "", false
	}
	switch text[indentation(text):][:1] {
	case "|", "-", "\xe2": // UTF-8 of box drawing
	default:
		return "", false
	}
	text = strings.TrimLeft(text, " │|")
	for _, branch := range [...]string{"└ ", "-> "} {
		if value, ok = strings.CutPrefix(text, branch); ok {
			return value, true
		}
	}
	return "", false
}

// plainLines leaves out what CPython would not have printed, as far as the
// traceback can reach but not beyond look lines. It returns where each line
// stood, the values shown below each frame by the frame's line number, and
// whether it saw the end.
func plainLines(lines []Line, at, look int) (plain []Line, index []int, values map[int][]string, ended bool) {
	values = map[int][]string{}
	frame := 0
	raised := false // an exception's line was met, and no link after it
	for i := at; i < len(lines); i++ {
		if i >= at+look {
			return plain, index, values, false
		}
		line := lines[i]
		if line.Head && i > at {
			break
		}
		mark, _, text := marginOf(line.Text)
		if mark == noMargin {
			text = line.Text
		}
		value, ok := valueOf(line.Text) // first: its branches may look like a margin
		if !ok {
			value, ok = valueOf(text)
		}
		if ok {
			values[frame] = append(values[frame], value)
			continue
		}
		if isBlank(text) && mark <= marginText {
			next := skipBlank(lines, i)
			if mark == noMargin && raised && (next == len(lines) || !goesOn(lines[next].Text)) {
				break
			}
			if raised {
				plain, index = append(plain, line), append(index, i)
			}
			continue
		}
		if rest, ok := strings.CutPrefix(text, "> File "); ok {
			margin := line.Text[:len(line.Text)-len(text)]
			line.Text = margin + "  File " + rest
			text = line.Text[len(margin):]
		}
		if isDjango(text) {
			last := strings.HasPrefix(text, "Exception Type: ")
			line.Text = plainDjango(lines, &i)
			text = line.Text
			if last {
				return append(plain, line), append(index, i), values, true
			}
		}
		if isUnquoted(text) {
			line.Text = quoted(text)
			text = line.Text
		}
		switch {
		case isFrameLine(text):
			frame, raised = line.Number, false
		case linkOf(text) != noLink, isTracebackHead(text):
			raised = false
		case mark == noMargin && text[0] != ' ':
			raised = true
		}
		plain, index = append(plain, line), append(index, i)
	}
	return plain, index, values, true
}

// plainDjango rewords lines[*i], and takes the line that completes it:
//
//	Exception Type: RuntimeError at /quote/
//	Exception Value: Event loop is closed
func plainDjango(lines []Line, i *int) string {
	if kind, next := readLink(lines, *i); kind != noLink {
		*i = next - 1
		if kind == causeLink {
			return causeText
		}
		return contextText
	}
	name := strings.TrimPrefix(lines[*i].Text, "Exception Type: ")
	name, _, _ = strings.Cut(name, " at ")
	if *i+1 < len(lines) {
		if value, ok := strings.CutPrefix(lines[*i+1].Text, "Exception Value:"); ok {
			*i++
			if value = strings.TrimSpace(value); value != "" {
				return name + ": " + value
			}
		}
	}
	return name
}

// goesOn reports whether a line after a blank one may belong to the traceback.
func goesOn(text string) bool {
	mark, _, _ := marginOf(text)
	return mark != noMargin || linkOf(text) != noLink || isTracebackHead(text) || isDjango(text) || strings.HasPrefix(text, "  ")
}

// giveValues hands the values shown to the frames of all exceptions.
func (e *Exception) giveValues(values map[int][]string) {
	if e == nil || len(values) == 0 {
		return
	}
	for i := range e.Frames {
		frame := &e.Frames[i]
		frame.Locals = append(frame.Locals, values[frame.Number]...)
	}
	e.Cause.giveValues(values)
	e.Context.giveValues(values)
	for _, member := range e.Group {
		member.giveValues(values)
	}
}
