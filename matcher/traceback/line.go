package traceback

import "strings"

const (
	tracebackHead = "Traceback (most recent call last):"
	groupHead     = "Exception Group " + tracebackHead
	contextText   = "During handling of the above exception, another exception occurred:"
	causeText     = "The above exception was the direct cause of the following exception:"
)

// prepare makes one line of everything that is one: it cuts lines into which
// two writers were glued, and undresses records that logging's basicConfig
// wrote, should nobody have done so before.
func prepare(lines []Line) []Line {
	for i := range lines {
		if _, glued := gluedAt(lines[i].Text); glued || isDressed(&lines[i]) {
			return prepareFrom(lines, i)
		}
	}
	return lines
}

func prepareFrom(lines []Line, first int) []Line {
	prepared := append(make([]Line, 0, len(lines)+1), lines[:first]...)
	for _, line := range lines[first:] {
		line = undress(line)
		if cut, glued := gluedAt(line.Text); glued {
			before, after := splitLine(line, cut)
			prepared = append(prepared, before, after)
			continue
		}
		prepared = append(prepared, line)
	}
	return prepared
}

// gluedAt finds where a second writer began in the middle of a line: what ends
// in a traceback's or a chain's introduction, or an exception that is followed
// by "Exception ignored in: …".
func gluedAt(text string) (int, bool) {
	trimmed := strings.TrimRight(text, " ")
	if len(trimmed) == 0 {
		return 0, false
	}
	switch trimmed[len(trimmed)-1] {
	case ':':
		for _, opening := range [...]string{tracebackHead, contextText, causeText} {
			if !strings.HasSuffix(trimmed, opening) {
				continue
			}
			cut := len(trimmed) - len(opening)
			if opening == tracebackHead {
				cut -= len(groupHead) - len(tracebackHead)
				if cut < 0 || !strings.HasPrefix(trimmed[cut:], groupHead) {
					cut = len(trimmed) - len(opening)
				}
			}
			before := strings.Trim(trimmed[:cut], " \t|+>│E")
			return cut, len(before) > 2
		}
	case '>':
		if cut := strings.Index(text, "Exception ignored in: <"); cut > 0 && startsBare(text[:cut]) {
			return cut, true
		}
	}
	return 0, false
}

func splitLine(line Line, cut int) (before, after Line) {
	before, after = line, line
	before.Text, after.Text = line.Text[:cut], line.Text[cut:]
	after.Head, after.Level, after.Logger = false, "", ""
	if middle := line.Span.End - int64(len(after.Text)); middle > line.Span.Start {
		before.Span.End, after.Span.Start = middle, middle
	}
	return before, after
}

func isDressed(line *Line) bool {
	if line.Head || line.Text == "" || line.Text[0] < 'A' || line.Text[0] > 'W' {
		return false
	}
	_, _, _, ok := splitRecord(line.Text)
	return ok
}

// undress takes the level and the logger off a record's first line.
func undress(line Line) Line {
	if line.Head {
		return line
	}
	if level, logger, message, ok := splitRecord(line.Text); ok {
		line.Head, line.Level, line.Logger, line.Text = true, level, logger, message
	}
	return line
}

// splitRecord reads the shapes of logging's default format, of uvicorn's, and
// of pytest's captured logs:
//
//	ERROR:asyncio:Task was destroyed but it is pending!
//	ERROR:    Exception in ASGI application
//	ERROR    asyncio:base_events.py:1771 Task was destroyed but it is pending!
func splitRecord(text string) (level, logger, message string, ok bool) {
	end := 0
	for end < len(text) && end < 10 && text[end] >= 'A' && text[end] <= 'Z' {
		end++
	}
	if end == len(text) || !isLevel(text[:end]) {
		return "", "", "", false
	}
	level, rest := text[:end], text[end:]
	if text[end] == ':' {
		if trimmed := strings.TrimLeft(rest[1:], " "); len(trimmed) < len(rest)-1 {
			return level, "", trimmed, !isUnittestHeader(text)
		}
		logger, message, ok = strings.Cut(rest[1:], ":")
		return level, logger, strings.TrimPrefix(message, " "), ok && isLoggerName(logger)
	}
	logger, rest, ok = strings.Cut(strings.TrimLeft(rest, " "), ":")
	if !ok || !isLoggerName(logger) {
		return "", "", "", false
	}
	place, message, ok := strings.Cut(rest, " ")
	return level, logger, message, ok && strings.Contains(place, ".py:")
}

func isLoggerName(name string) bool {
	return name != "" && !strings.ContainsAny(name, " \t\"'/\\(")
}

// isUnittestHeader matches "ERROR: test_cli (tests.test_cli.TestCli)".
func isUnittestHeader(text string) bool {
	rest, ok := strings.CutPrefix(text, "ERROR: ")
	if !ok {
		rest, ok = strings.CutPrefix(text, "FAIL: ")
	}
	if !ok {
		return false
	}
	n := identifier(rest)
	return n > 0 && strings.HasPrefix(rest[n:], " (") && strings.HasSuffix(strings.TrimRight(rest, " "), ")")
}

// isSevere reports whether a level is WARNING or above.
func isSevere(level string) bool {
	switch strings.ToUpper(level) {
	case "WARNING", "WARN", "ERROR", "ERR", "CRITICAL", "CRIT", "FATAL", "EXCEPTION", "SEVERE", "ALERT", "EMERG", "PANIC":
		return true
	}
	return false
}

func indentation(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] != ' ' && text[i] != '\t' {
			return i
		}
	}
	return len(text)
}

// trimEnd takes off the blanks and carriage returns at the end of a text.
// strings.TrimRight would prepare a set of them for every line.
func trimEnd(text string) string {
	end := len(text)
	for end > 0 && (text[end-1] == ' ' || text[end-1] == '\t' || text[end-1] == '\r') {
		end--
	}
	return text[:end]
}

func isBlank(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] != ' ' && text[i] != '\t' && text[i] != '\r' {
			return false
		}
	}
	return true
}

// isTracebackHead accepts the head of a traceback or of a group's, at any
// indentation.
func isTracebackHead(text string) bool {
	text = strings.TrimSpace(text)
	return text == tracebackHead || text == groupHead
}

// isUnderline matches a line of carets and tildes.
func isUnderline(text string) bool {
	marks := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '^', '~':
			marks++
		case ' ', '\t':
		default:
			return false
		}
	}
	return marks > 0
}

// link is what joins an exception to the one printed before it.
type link int

const (
	noLink link = iota
	causeLink
	contextLink
)

func linkOf(text string) link {
	text = strings.TrimSpace(text)
	switch {
	case text == "" || text[0] != 'D' && text[0] != 'T':
		return noLink
	case strings.HasPrefix(text, contextText[:len(contextText)-1]):
		return contextLink
	case strings.HasPrefix(text, causeText[:len(causeText)-1]):
		return causeLink
	}
	return noLink
}

// startsBare reports whether a line is an exception line that needs no
// traceback to be known as one.
func startsBare(text string) bool {
	typ, _, ok := splitException(text)
	return ok && looksLikeClass(typ)
}

// startsOther reports whether a line begins something of its own, so that it
// cannot be the text of an exception's message or of a record.
func startsOther(text string) bool {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return false
	}
	switch trimmed[0] {
	case 'F':
		if strings.HasPrefix(trimmed, `File "`) {
			return true
		}
	case 'T', 'E', 'O', 'C', 'H', 'U':
		if isTracebackHead(trimmed) || isIntroduction(trimmed) || isStackHead(trimmed) || isUnittestHeader(trimmed) {
			return true
		}
	case '+':
		if strings.HasSuffix(trimmed, groupHead) {
			return true
		}
	case '=', '-':
		if isRule(trimmed) {
			return true
		}
	case '_':
		if _, ok := pytestHeader(trimmed); ok {
			return true
		}
	}
	if _, _, ok := splitField(trimmed); ok {
		return true
	}
	if _, ok := splitWarning(trimmed); ok {
		return true
	}
	return startsBare(trimmed)
}
