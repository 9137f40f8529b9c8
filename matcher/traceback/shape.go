package traceback

import "strings"

// shape is what a line looks like on its own, as far as the splitter must know.
type shape int

const (
	textShape         shape = iota // anything else
	blankShape                     //
	boundaryShape                  // nothing, where the dressing begins something new
	headShape                      // the first line of a log record
	indentedShape                  // source, underlines, wrapped text, warning's source
	frameShape                     // `File "app.py", line 3, in main`
	marginShape                    // a line of an exception group, or of a box
	tracebackShape                 // the head of a traceback
	linkShape                      // between two exceptions of a chain
	fieldShape                     // "task: <Task …>"
	stackShape                     // "Object created at (most recent call last):"
	introductionShape              // "Exception ignored in: …", a warning, a unittest header
	warningShape                   //
	exceptionShape                 // "RuntimeError: …"
	namedShape                     // "Problem: …", an exception where one is expected
	adviceShape                    // "Enable tracemalloc …"
	quoteShape                     // around the traceback that a worker process sent
	layoutShape                    // of a report of pytest or IPython
	sectionShape                   // "____ test_fetch ____"
	ruleShape                      // a line of dashes, equal signs or underscores
)

// isBoundary reports whether a line only says that what follows has nothing to
// do with what came before: a fence, the next field of an envelope.
func isBoundary(line *Line) bool {
	return line.Head && line.Level == "" && line.Logger == "" && isBlank(line.Text)
}

func shapeOf(line *Line) shape {
	text := line.Text
	if isBlank(text) && !line.Head {
		return blankShape
	}
	if isBoundary(line) {
		return boundaryShape
	}
	if line.Head || isDressed(line) {
		return headShape
	}
	indent := indentation(text)
	if s := shapeOfMark(text[indent:], indent); s != textShape {
		return s
	}
	if indent == 0 {
		return shapeOfText(text)
	}
	if isStackHead(text) {
		return stackShape
	}
	if _, ok := splitWarning(text[indent:]); ok {
		return warningShape
	}
	if isSection(text[indent:]) && len(text) > 40 { // of a report pasted with an indentation
		return sectionShape
	}
	return indentedShape
}

// shapeOfMark knows the lines that a look at their first bytes tells, whatever
// their indentation.
func shapeOfMark(text string, indent int) shape {
	switch {
	case strings.HasPrefix(text, `File "`):
		return frameShape
	case text == `"""`:
		return quoteShape
	case text[0] == 'T' && isTracebackHead(text):
		return tracebackShape
	case linkOf(text) != noLink:
		return linkShape
	case text[0] == '|' || strings.HasPrefix(text, "+-"), text[0] == 0xe2 && isBoxMark(text): // UTF-8 of box drawing
		return marginShape
	case strings.HasPrefix(text, "+ "+groupHead):
		return tracebackShape
	case indent == 0 && (text[0] == '>' || text[0] == 'E') && len(text) > 3 && strings.HasPrefix(text[1:], "   "):
		return layoutShape // pytest's statement and error
	case strings.HasSuffix(strings.TrimRight(text, " "), "Traceback (most recent call last)"):
		return layoutShape
	}
	return textShape
}

func isBoxMark(text string) bool {
	for _, mark := range [...]string{"│", "╭", "╰", "┌", "└", "├", "❱"} {
		if strings.HasPrefix(text, mark) {
			return true
		}
	}
	return false
}

func shapeOfText(text string) shape {
	switch {
	case isRule(text):
		return ruleShape
	case isSection(text):
		return sectionShape
	case isUnderline(text): // of source that lost its indentation
		return indentedShape
	case isTracemallocAdvice(text):
		return adviceShape
	case isIntroduction(text) || isUnittestHeader(text) || strings.HasPrefix(text, "Fatal Python error: "):
		return introductionShape
	case isStackHead(text) && text[0] >= 'A' && text[0] <= 'Z' || isDumpHead(text):
		return stackShape
	case strings.HasPrefix(text, "Exception Type: "): // Django's
		return exceptionShape
	case strings.HasPrefix(text, "tid ") || isTableRow(text):
		return layoutShape
	}
	if _, _, ok := splitField(text); ok {
		return fieldShape
	}
	if _, ok := splitWarning(text); ok {
		return warningShape
	}
	if _, ok := cutFrame(Line{Text: text}); ok {
		return frameShape
	}
	if _, rest, ok := pytestLocation(text); ok && (strings.HasPrefix(rest, "in ") || className(rest) == len(rest)) {
		return layoutShape
	}
	if typ, _, ok := splitException(text); ok {
		if looksLikeClass(typ) {
			return exceptionShape
		}
		if len(text) > len(typ) || isAnnouncedClass(typ) {
			return namedShape
		}
	}
	return textShape
}

// isSection matches the heading of a failed test: "____ test_fetch ____".
func isSection(text string) bool {
	_, ok := pytestHeader(strings.TrimRight(text, " "))
	return ok && strings.HasPrefix(text, "__")
}

// isOldGroup matches the groups that trio and anyio printed before Python had
// any: their members follow at the left edge.
func isOldGroup(text string) bool {
	typ, _, _ := splitException(text)
	return strings.HasSuffix(typ, "MultiError") || strings.HasSuffix(typ, ".ExceptionGroup")
}

// isDumpHead matches what faulthandler, py-spy, Task.print_stack and asyncio's
// call graph print before a stack.
func isDumpHead(text string) bool {
	if strings.HasPrefix(text, "* Task(") || strings.HasPrefix(text, "* Future(") {
		return true
	}
	if text == "" || text[0] != 'S' && text[0] != 'T' && text[0] != 'C' {
		return false
	}
	if strings.Contains(text, " (most recent call ") {
		return hasAnyPrefix(text, "Stack for ", "Traceback for ", "Thread 0x", "Current thread ")
	}
	_, sampled := sampledThread(text)
	return sampled
}

// isTableRow matches a row of "python -m asyncio ps": a thread, then a task.
func isTableRow(text string) bool {
	n := digits(text)
	return n > 0 && strings.HasPrefix(strings.TrimLeft(text[n:], " "), "0x")
}

// isRule matches a line of one repeated mark, as between the parts of reports.
func isRule(text string) bool {
	text = strings.TrimRight(text, " ")
	if len(text) < 40 || text[0] != '-' && text[0] != '=' {
		return false
	}
	return strings.Trim(text, text[:1]) == "" || text[0] == '=' && text[len(text)-1] == '=' // pytest's headings
}
