package traceback

import "strings"

// maxRecordText bounds the lines of a record's message beyond its first.
const maxRecordText = 20

// splitField reads a context line of an asyncio report: "task: <Task …>". A
// value that is no repr is believed only under the keys that asyncio and
// aiohttp use.
func splitField(text string) (key, value string, ok bool) {
	end := 0
	for end < len(text) && (text[end] == '_' || text[end] >= 'a' && text[end] <= 'z') {
		end++
	}
	if end == 0 || end > 40 || !strings.HasPrefix(text[end:], ": ") {
		return "", "", false
	}
	key, value = text[:end], strings.TrimSpace(text[end+2:])
	if value == "" {
		return "", "", false
	}
	return key, value, value[0] == '<' || isFieldKey(key) || key == "context" && value[0] == '{'
}

// maxUnknown bounds the context lines under unknown keys before a known one.
const maxUnknown = 4

// fieldAhead reports whether the lines from at on are context, the first ones
// perhaps under keys that only the program knows.
func fieldAhead(lines []Line, at int) bool {
	for i := at; i < len(lines) && i <= at+maxUnknown && !lines[i].Head; i++ {
		text := strings.TrimSpace(lines[i].Text)
		if _, _, ok := splitField(text); ok {
			return true
		}
		if key, _, ok := strings.Cut(text, ": "); !ok || identifier(key) != len(key) || startsBare(text) {
			return false
		}
	}
	return false
}

func isFieldKey(key string) bool {
	switch key {
	case "task", "future", "handle", "transport", "protocol", "socket", "asyncgen", "source_traceback", "handle_traceback",
		"client_session", "client_connection", "client_response", "connector", "connections":
		return true
	}
	return false
}

// readRecord reads a logged message with its context and its traceback. It is
// a problem only if something about it is: its level, its logger, its traceback
// or its context.
func readRecord(lines []Line, at int) (Problem, int, []int, bool) {
	head := lines[at]
	if !head.Head {
		return Problem{}, at, nil, false
	}
	p := Problem{Kind: Record, Header: strings.TrimSpace(head.Text), Logger: head.Logger, Level: head.Level}
	body := at + 1
	if startsException(head.Text) && !startsBare(head.Text) { // a record whose message is empty
		p.Header, body = "", at
	}
	next, foreign := readRecordBody(&p, lines, body, true, body == at)
	if body == at && p.Level == "" && p.Logger == "" {
		p.Kind = Uncaught
	}
	if p.Exception == nil && startsBare(head.Text) {
		p.Kind = Bare
		p.Exception, _, _ = readChain(lines[:at+1], at)
	}
	ok := isSevere(p.Level) || p.Logger == "asyncio" || p.Exception != nil || p.Fields != nil || p.Stack != nil
	return p, next, foreign, ok
}

// readPlainRecord reads a record that was printed without level and logger, as
// logging does when nobody has configured it. Its context or traceback, or a
// stack, must follow at once.
func readPlainRecord(lines []Line, at int) (Problem, int, []int, bool) {
	header := strings.TrimSpace(lines[at].Text)
	if at+1 >= len(lines) || lines[at+1].Head || header == "" {
		return Problem{}, at, nil, false
	}
	below := lines[at+1].Text
	if !fieldAhead(lines, at+1) && !isStackHead(below) && !(startsFramed(below) && speaksOfFailure(header) && !hasNoTraceback(header)) {
		return Problem{}, at, nil, false
	}
	p := Problem{Kind: Record, Header: header}
	next, foreign := readRecordBody(&p, lines, at+1, false, false)
	return p, next, foreign, true
}

// startsFramed reports whether a line is the head of a traceback.
func startsFramed(text string) bool {
	if isTracebackHead(text) {
		return true
	}
	mark, _, _ := marginOf(text)
	return mark == marginHead
}

// startsReport reports whether a line is a message of asyncio's own that was
// printed bare, as logging does for a logger without a handler, so that it is
// not the text of the record above it.
func startsReport(text string) bool {
	switch text[0] {
	case 'T':
		return strings.HasPrefix(text, "Task was destroyed but it is pending!") || neverRetrieved(text)
	case 'E':
		return hasAnyPrefix(text, "Exception in callback ", "Exception in initializer:", "Exception in default exception handler", "Executing <")
	case 'a', 'e', 'u':
		return hasAnyPrefix(text, "an error occurred during closing of asynchronous generator ",
			"exception calling callback for <", "unhandled exception during asyncio.run() shutdown")
	case 'U':
		return hasAnyPrefix(text, "Unclosed ", "Unhandled exception in ", "Unhandled error in exception handler")
	case 'F', '_':
		return neverRetrieved(text)
	}
	return false
}

func neverRetrieved(text string) bool {
	return strings.HasSuffix(text, " exception was never retrieved")
}

// hasNoTraceback knows messages of asyncio's that never come with a traceback, so
// that one below them is another problem's: of a slow step, whatever exception the
// repr of its task names, and of the selector that a loop was made with.
func hasNoTraceback(header string) bool {
	return hasAnyPrefix(header, "Executing <", "Using selector: ", "Using proactor: ")
}

// speaksOfFailure tells a message that was logged with its traceback from
// output that merely came before one.
func speaksOfFailure(text string) bool {
	for _, word := range [...]string{"rror", "xception", "ailed", "ailure", "nhandled", "ERROR", "annot ", "ould not "} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// readRecordBody reads what belongs to a record below its first line and
// returns the first line that does not.
func readRecordBody(p *Problem, lines []Line, at int, headed, emptyMessage bool) (next int, foreign []int) {
	next = at
	for i, texts := at, 0; i < len(lines) && (!lines[i].Head || i == at && emptyMessage); {
		trimmed := strings.TrimSpace(lines[i].Text)
		if hasNoTraceback(p.Header) && startsFramed(lines[i].Text) {
			return next, foreign
		}
		if startsFramed(lines[i].Text) || i == at && emptyMessage || startsBare(trimmed) && (headed || p.Fields != nil) {
			p.Exception, next, foreign = readChain(lines, i)
			return next, foreign
		}
		if key, value, ok := splitField(trimmed); ok {
			next = readField(p, lines, i, key, value)
			i = next
			continue
		}
		if isStackHead(trimmed) {
			p.Stack, next = readStack(lines, i+1)
			i = next
			continue
		}
		if key, value, _ := strings.Cut(trimmed, ": "); fieldAhead(lines, i) {
			next = readField(p, lines, i, key, value)
			i = next
			continue
		}
		texts++
		if !headed || isOtherReport(p, lines, i) || texts > maxRecordText || startsOther(trimmed) {
			break
		}
		if _, _, ok := readLayout(lines, i); ok {
			break
		}
		i++ // message text, if context or a traceback follows
	}
	return next, foreign
}

// isOtherReport reports whether line i, below a record, is the message of
// another one that was printed without level and logger: its context follows,
// and the record has none that it could belong to.
func isOtherReport(p *Problem, lines []Line, i int) bool {
	return p.Logger != "asyncio" && p.Fields == nil && p.Stack == nil && openBrackets(p.Header) <= 0 &&
		i+1 < len(lines) && !isBlank(lines[i].Text) && fieldAhead(lines, i+1)
}

// readField adds the context line at lines[at] to the problem. A stack or the
// rest of a value that was wrapped belongs to it.
func readField(p *Problem, lines []Line, at int, key, value string) (next int) {
	field := Field{Key: key, Text: value, Number: lines[at].Number}
	next = at + 1
	if isStackHead(value) {
		p.Stack, next = readStack(lines, next)
		p.Fields = append(p.Fields, field)
		return next
	}
	if openBrackets(value) > 0 && strings.HasSuffix(lines[at].Text, " ") {
		field.Text += " " // wrapped here
	}
	for open := openBrackets(value); open > 0 && next < len(lines) && next <= at+4; next++ {
		text := lines[next].Text
		if lines[next].Head || isBlank(text) || startsOther(text) {
			break
		}
		if (startsPart(text) || hasAnyPrefix(text, "pending ", "running at ", "defined at ", "at 0x")) && !strings.HasSuffix(field.Text, " ") {
			field.Text += " " // taken off where the line was wrapped
		}
		field.Text += strings.TrimRight(text, "\r")
		open += openBrackets(text)
	}
	field.Text = strings.TrimRight(field.Text, " ")
	field.Description = Describe(field.Text)
	p.Fields = append(p.Fields, field)
	return next
}
