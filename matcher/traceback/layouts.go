package traceback

import "strings"

// readLayout tries the layouts that are not CPython's own on the line at at. It
// refuses ordinary lines after a look at their first bytes.
func readLayout(lines []Line, at int) (Problem, int, bool) {
	if lines[at].Text == tracebackHead { // CPython's
		return Problem{}, at, false
	}
	for _, read := range [...]func([]Line, int) (Problem, int, bool){
		readPytest, readIPython, readRich, readSentry, readDump,
	} {
		if p, next, ok := read(lines, at); ok {
			return p, next, true
		}
	}
	return Problem{}, at, false
}

func spanOf(lines []Line) Span {
	return Span{lines[0].Span.Start, lines[len(lines)-1].Span.End}
}

// readLink reads the sentence between two exceptions of a chain, which narrow
// boxes wrap and Django and stackprinter reword. It returns the line after it.
func readLink(lines []Line, at int) (link, int) {
	text := strings.TrimSpace(lines[at].Text)
	kind := noLink
	switch {
	case strings.HasPrefix(text, "The above exception"):
		kind = causeLink
	case strings.HasPrefix(text, "During handling of the above exception"),
		strings.HasPrefix(text, "While handling the above exception"):
		kind = contextLink
	default:
		return noLink, at
	}
	const wrappedLines = 4 // a box of 20 columns
	for i := at; i < len(lines) && i < at+wrappedLines; i++ {
		if strings.HasSuffix(strings.TrimSpace(lines[i].Text), ":") {
			return kind, i + 1
		}
	}
	return noLink, at
}

// chain puts exceptions together that are printed innermost first.
type chain struct {
	outermost *Exception
	pending   link // what the sentence after outermost said
	length    int
}

// add hangs the exceptions read so far on the next one.
func (c *chain) add(e *Exception) {
	switch c.pending {
	case causeLink:
		e.Cause = c.outermost
	case contextLink:
		e.Context = c.outermost
	}
	c.outermost, c.pending = e, noLink
	c.length++
}

// setText fills the exception from its printed lines, "Type: message" first. As
// Python marks no notes, lines that do not continue the message by an open
// bracket or indentation are taken for such.
func (e *Exception) setText(text []string) bool {
	typ, message, ok := splitException(text[0])
	if !ok {
		return false
	}
	open := openBrackets(message)
	for i, line := range text[1:] {
		line = strings.TrimRight(line, " \t")
		switch {
		case open > 0 || line != "" && indentation(line) > 0 || i == 0 && message == "":
			message += "\n" + line
			open += openBrackets(line)
		case line != "":
			e.Notes = append(e.Notes, line)
		}
	}
	e.Type = typ
	e.Message, e.Suggestion = splitSuggestion(message)
	return true
}

// statement cuts the statement out of shown source: the marked line and those
// after it until its brackets are closed. What surrounds it was not executed
// and must not be taken for evidence.
func statement(source []string, marked int) []string {
	depth := 0
	for i := marked; i < len(source); i++ {
		depth += openInSource(source[i])
		if depth <= 0 {
			return dedent(source[marked : i+1])
		}
	}
	return dedent(source[marked : marked+1]) // never closed: cut, or brackets in a long string
}

// openInSource counts the brackets that a line of Python opens and does not
// close, those in strings and comments aside.
func openInSource(line string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return depth
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		}
	}
	return depth
}

// dedent removes the indentation that the lines share.
func dedent(source []string) []string {
	indent := -1
	for _, line := range source {
		if width := indentation(line); width < len(line) && (indent < 0 || width < indent) {
			indent = width
		}
	}
	out := make([]string, len(source))
	for i, line := range source {
		out[i] = strings.TrimRight(line[min(max(indent, 0), indentation(line)):], " \t")
	}
	return out
}

// digits returns the length of the number that text begins with.
func digits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}
