package traceback

import (
	"strconv"
	"strings"
)

// readPytest reads what pytest reports of one test: a section of FAILURES or
// ERRORS in the styles long, short and line, headless pieces of one, an entry
// of the warnings summary, or a line of the short test summary. Its styles
// "native" and exception groups are CPython's own layout; only their header is
// pytest's, and it is left alone.
func readPytest(lines []Line, at int) (problem Problem, next int, ok bool) {
	text := lines[at].Text
	if text == "" {
		return Problem{}, at, false
	}
	switch text[0] {
	case '_':
		name, isHeader := pytestHeader(text)
		if !isHeader {
			return Problem{}, at, false
		}
		p, next, ok := readPytestFailure(lines, at+1)
		p.Header, p.Object = name, pytestTest(name)
		return p, next, ok
	case 'F', 'E':
		if _, isError := pytestError(text); isError {
			return readPytestFailure(lines, at)
		}
		return readPytestSummary(lines, at)
	case '>':
		if strings.HasPrefix(text, ">   ") && pytestErrorAhead(lines, at) {
			return readPytestFailure(lines, at)
		}
	case ' ':
		if strings.HasPrefix(text, "  ") && !strings.HasPrefix(text, "   ") {
			return readPytestWarning(lines, at)
		}
	default:
		if _, rest, isLocation := pytestLocation(text); isLocation && (strings.HasPrefix(rest, "in ") || pytestLineStyle(rest)) {
			return readPytestFailure(lines, at)
		}
	}
	return Problem{}, at, false
}

// pytestHeader reads "____ test_name ____".
func pytestHeader(text string) (name string, ok bool) {
	name = strings.Trim(text, "_")
	if len(name) < 3 || len(name) == len(text) || name[0] != ' ' || name[len(name)-1] != ' ' || strings.HasPrefix(name, " _") {
		return "", false
	}
	return strings.TrimSpace(name), true
}

// pytestError reads a line of the margin "E   ".
func pytestError(text string) (rest string, ok bool) {
	if text == "E" {
		return "", true
	}
	return strings.CutPrefix(text, "E   ")
}

// pytestErrorAhead looks for the error that makes a quoted source line pytest's.
// It is bounded, so that a text of quotes costs no more than its length.
func pytestErrorAhead(lines []Line, at int) bool {
	const longestStatement = 40
	for i := at + 1; i < len(lines) && i < at+longestStatement; i++ {
		text := lines[i].Text
		if _, ok := pytestError(text); ok {
			return true
		}
		if _, rest, ok := pytestLocation(text); ok && strings.TrimSpace(rest) == "" {
			return true
		}
		if text != "" && text[0] != ' ' {
			return false
		}
	}
	return false
}

// pytestLocation reads "path:12: rest" and "path:12:".
func pytestLocation(text string) (frame Frame, rest string, ok bool) {
	if text == "" || text[0] == ' ' || text[0] == '<' && !strings.Contains(text, ">:") {
		return Frame{}, "", false
	}
	for from := 0; ; {
		i := strings.IndexByte(text[from:], ':')
		if i < 0 {
			return Frame{}, "", false
		}
		i += from
		n := digits(text[i+1:])
		end := i + 1 + n
		if n > 0 && n < 10 && end < len(text) && text[end] == ':' && (end+1 == len(text) || text[end+1] == ' ') {
			frame.File = text[:i]
			frame.Line, _ = strconv.Atoi(text[i+1 : end])
			if !looksLikePythonFile(frame.File) {
				return Frame{}, "", false
			}
			frame.Origin, frame.Library = originOf(frame.File)
			return frame, strings.TrimPrefix(text[end+1:], " "), true
		}
		from = i + 1
	}
}

// looksLikePythonFile keeps other tools' "file:line: message" lines out.
func looksLikePythonFile(path string) bool {
	return hasAnySuffix(path, ".py", ".pyx", ".pyc", ".pxd", ".pxi", ".ipynb") || strings.HasPrefix(path, "<") && strings.HasSuffix(path, ">")
}

// pytestLineStyle reports whether what follows a location is the exception of
// --tb=line. A warning's line reads the same and is the warnings module's.
func pytestLineStyle(rest string) bool {
	typ, message, ok := splitException(rest)
	return ok && message != "" && looksLikeClass(typ) && !strings.HasSuffix(typ, "Warning")
}

// pytestBody is the state of reading one test's report.
type pytestBody struct {
	chain   chain
	current *Exception // being read, not yet known to be complete
	started int        // index of its first line
	source  []Line     // shown since the last location (style long)
	errors  []Line     // the margin "E", taken off
	locals  []string
	short   bool // directly below a location of the style short
}

// pytestTest returns the test's name in a header: "ERROR at setup of test_x".
func pytestTest(header string) string {
	if rest, ok := strings.CutPrefix(header, "ERROR collecting "); ok {
		return rest
	}
	if i := strings.Index(header, " of "); i >= 0 && strings.HasPrefix(header, "ERROR at ") {
		return header[i+len(" of "):]
	}
	return header
}

// readPytestFailure reads the body of a test's section.
func readPytestFailure(lines []Line, at int) (Problem, int, bool) {
	if first := skipBlank(lines, at); first < len(lines) && isNative(lines[first].Text) {
		e, next, _ := readChain(lines, first)
		return Problem{Kind: Uncaught, Exception: e}, next, e != nil
	}
	body := pytestBody{started: at}
	next, end := at, at // end: after the last line that says something
	for next < len(lines) {
		taken := body.take(lines, next)
		if taken == 0 {
			break
		}
		next += taken
		if !isBlank(lines[next-1].Text) {
			end = next
		}
	}
	body.finish(lines, end)
	if body.chain.outermost == nil {
		return Problem{}, at, false
	}
	return Problem{Kind: Uncaught, Exception: body.chain.outermost}, end, true
}

// isNative reports whether a test's section is in CPython's own layout: of the
// style native, and for exception groups.
func isNative(text string) bool {
	mark, _, _ := marginOf(text)
	return mark == marginHead || text == tracebackHead
}

// take reads the line at at and returns how many lines it took; 0 at the end.
func (b *pytestBody) take(lines []Line, at int) int {
	line := lines[at]
	text := line.Text
	if rest, ok := pytestError(text); ok {
		if len(b.errors) == 0 && b.complete() {
			return 0 // the next error of --tb=line
		}
		b.addError(line, rest)
		return 1
	}
	if kind, next := readLink(lines, at); kind != noLink {
		b.finish(lines, at)
		b.chain.pending, b.started = kind, next
		return next - at
	}
	if frame, rest, ok := pytestLocation(text); ok {
		return b.takeLocation(lines, at, frame, strings.TrimSpace(rest))
	}
	b.short = b.short && len(b.errors) == 0 && text != "" && text[0] == ' '
	switch {
	case isBlank(text), strings.HasPrefix(text, "_ _ "), strings.HasPrefix(text, "!!!"), strings.HasPrefix(text, "[gw"):
		return 1
	case text[0] == ' ' || text[0] == '>':
		return b.takeIndented(line)
	case len(b.errors) == 0 && b.current == nil && b.chain.outermost == nil && pytestPreamble(text):
		return 1
	}
	return b.takeLocal(text)
}

// takeLocation reads "path:12: in f" (short), "path:12:" and "path:12: Type"
// (long), and "path:12: Type: message" (line).
func (b *pytestBody) takeLocation(lines []Line, at int, frame Frame, rest string) int {
	line := lines[at]
	frame.Number, frame.Span = line.Number, line.Span
	name, short := strings.CutPrefix(rest, "in ")
	switch {
	case short:
		if len(b.errors) > 0 || b.complete() {
			return 0 // the next failure, whose header is missing
		}
		frame.Function = name
	case pytestLineStyle(rest):
		if b.complete() || len(b.errors) == 0 && b.current != nil {
			return 0
		}
		if len(b.errors) == 0 {
			b.addError(line, rest)
		}
	case rest != "" && className(rest) != len(rest):
		return 0 // a warning, or another tool's line
	default:
		b.takeSource(&frame)
	}
	e := b.exception()
	e.Frames = append(e.Frames, frame)
	b.short = short
	if short || rest == "" {
		return 1
	}
	if len(b.errors) == 0 {
		b.addError(line, rest)
	}
	b.finish(lines, at+1)
	if e.Type == "" {
		e.Type, _, _ = strings.Cut(rest, ":")
	}
	return 1
}

// takeSource gives the frame the statement marked in the source shown above it,
// and the name of the function that the source begins with.
func (b *pytestBody) takeSource(frame *Frame) {
	marked, shown := -1, make([]string, len(b.source))
	for i, line := range b.source {
		shown[i] = line.Text
		if line.Text[0] == '>' {
			marked = i
			shown[i] = " " + line.Text[1:]
		}
		if frame.Function == "" {
			frame.Function = definedName(line.Text[1:])
		}
	}
	if marked >= 0 {
		last := len(shown) - 1
		if last > marked && isUnderline(shown[last]) {
			frame.Carets = strings.TrimSpace(shown[last])
			shown = shown[:last]
		}
		frame.Source = statement(shown, marked)
	}
	frame.Locals = b.locals
	b.source, b.locals = nil, nil
}

// definedName returns the function's name of a "def" line.
func definedName(line string) string {
	line = strings.TrimLeft(line, " ")
	line = strings.TrimPrefix(line, "async ")
	rest, ok := strings.CutPrefix(line, "def ")
	if !ok {
		return ""
	}
	return rest[:identifier(rest)]
}

// takeIndented reads shown source, carets, locals of the style short and the
// continuation of a message of the style line.
func (b *pytestBody) takeIndented(line Line) int {
	text, shown := line.Text, strings.HasPrefix(line.Text[1:], "   ")
	switch {
	case !shown:
		return 0
	case b.short:
		b.takeShort(&b.current.Frames[len(b.current.Frames)-1], text[4:])
	case len(b.errors) == 0:
		b.source = append(b.source, line)
	case b.current == nil && len(b.source) == 0:
		b.addError(line, text[4:])
	}
	return 1
}

// takeShort adds a line to a frame of the style short.
func (b *pytestBody) takeShort(frame *Frame, text string) {
	switch {
	case isUnderline(text):
		frame.Carets = strings.TrimSpace(text)
	case text[0] == ' ' && isLocal(strings.TrimSpace(text)):
		frame.Locals = append(frame.Locals, strings.TrimSpace(text))
	default:
		frame.Source = append(frame.Source, strings.TrimSpace(text))
	}
}

// takeLocal reads "name = value", arguments and --showlocals alike.
func (b *pytestBody) takeLocal(text string) int {
	if !isLocal(text) || b.complete() {
		return 0
	}
	b.locals = append(b.locals, text)
	return 1
}

func isLocal(text string) bool {
	n := identifier(text)
	return n > 0 && strings.HasPrefix(strings.TrimLeft(text[n:], " "), "= ")
}

// pytestPreamble matches what stands before the first frame of an import error.
func pytestPreamble(text string) bool {
	return text == "Traceback:" || strings.HasPrefix(text, "Hint: ") || strings.HasPrefix(text, "ImportError while ") ||
		strings.HasPrefix(text, "file ") && strings.Contains(text, ", line ")
}

// exception returns the exception being read.
func (b *pytestBody) exception() *Exception {
	if b.current == nil {
		b.current = &Exception{}
	}
	return b.current
}

// complete reports whether an exception has been read to its end, and nothing
// said that it belongs to another.
func (b *pytestBody) complete() bool {
	return b.current == nil && b.chain.outermost != nil && b.chain.pending == noLink
}

// finish closes the exception being read; its lines end before end.
func (b *pytestBody) finish(lines []Line, end int) {
	if b.current == nil && len(b.errors) == 0 {
		return
	}
	if b.complete() {
		return
	}
	e := b.exception()
	if len(b.source) > 0 && len(b.errors) > 0 { // its location is cut off
		frame := Frame{Number: b.source[0].Number, Span: spanOf(b.source)}
		b.takeSource(&frame)
		if len(frame.Source) > 0 {
			e.Frames = append(e.Frames, frame)
		}
	}
	b.setError(e)
	e.Span = spanOf(lines[b.started:end])
	b.chain.add(e)
	b.current, b.errors, b.source, b.locals, b.short = nil, nil, nil, nil, false
}

func (b *pytestBody) addError(line Line, text string) {
	line.Text = text
	b.errors = append(b.errors, line)
}

// setError reads the lines of the margin "E": the exception, before it the
// place that a SyntaxError names, and after it what an unraisable exception was.
func (b *pytestBody) setError(e *Exception) {
	errors := b.errors
	if len(errors) == 0 {
		e.Truncated = true
		return
	}
	if frame, ok := readFrameLine(errors[0].Text); ok {
		frame.Number, frame.Span = errors[0].Number, errors[0].Span
		for errors = errors[1:]; len(errors) > 1 && strings.HasPrefix(errors[0].Text, " "); errors = errors[1:] {
			if text := strings.TrimSpace(errors[0].Text); !isUnderline(text) {
				frame.Source = append(frame.Source, text)
			}
		}
		e.Syntax = &frame
	}
	if len(errors) == 0 { // cut off below the place
		e.Truncated = true
		return
	}
	e.Number = errors[0].Number
	for i, line := range errors {
		if i > 0 && isTracebackHead(line.Text) {
			e.Cause, _, _ = readChain(errors[i:], 0)
			errors = withoutBlankEnd(errors[:i])
			break
		}
	}
	text := make([]string, len(errors))
	for i, line := range errors {
		text[i] = line.Text
	}
	text = dedent(text)
	if !e.setText(text) {
		e.Message = strings.Join(text, "\n") // "assert 1 == 2", "fixture 'x' not found"
	}
}

func withoutBlankEnd(lines []Line) []Line {
	for len(lines) > 1 && isBlank(lines[len(lines)-1].Text) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// pytestFailed is the class of what pytest.fail raises, as it is printed.
const pytestFailed = "Failed"

// readPytestSummary reads "FAILED test_a.py::test_b - Type: message".
func readPytestSummary(lines []Line, at int) (Problem, int, bool) {
	text := lines[at].Text
	rest, ok := strings.CutPrefix(text, "FAILED ")
	if !ok {
		rest, ok = strings.CutPrefix(text, "ERROR ")
	}
	object, printed, found := strings.Cut(rest, " - ")
	if !ok || !found || !strings.Contains(object, ".py") {
		return Problem{}, at, false
	}
	e := &Exception{Number: lines[at].Number, Span: lines[at].Span}
	if !e.setText([]string{printed}) || !looksLikeClass(e.Type) && e.Type != pytestFailed {
		return Problem{}, at, false
	}
	if message, cut := strings.CutSuffix(e.Message, "..."); cut { // pytest keeps one line of the terminal's width
		e.Message, e.Truncated = message, true
	}
	return Problem{Kind: Bare, Object: object, Exception: e}, at + 1, true
}

// readPytestWarning reads an entry of the warnings summary: the warning's own
// lines, indented below the tests that met it. What Python could not raise is
// in there as a warning too, traceback and all.
func readPytestWarning(lines []Line, at int) (Problem, int, bool) {
	warning, ok := splitWarning(lines[at].Text[2:])
	if !ok {
		return Problem{}, at, false
	}
	block, next := pytestBlock(lines, at)
	p, read := Problem{}, 0
	if isIntroduction(warning.Message) {
		warning.Number = lines[at].Number
		warning.Origin, _ = originOf(warning.File)
		block[0].Text = warning.Message
		p, read, _, _ = readIntroduced(block, 0)
		p.Warning = &warning
	} else if p, read, ok = readWarning(block, 0); !ok {
		return Problem{}, at, false
	}
	for ; read < len(block); read++ {
		if strings.HasPrefix(block[read].Text, "Object allocated at") {
			p.Allocated, _ = readStack(block, read+1)
			break
		}
	}
	if p.Object == "" && at > 0 && strings.Contains(lines[at-1].Text, ".py") {
		p.Object, _, _ = strings.Cut(lines[at-1].Text, ": ") // "test_shop.py: 12 warnings"
	}
	return p, next, true
}

// pytestBlock takes the indentation off an entry of the warnings summary and
// leaves out the blank lines in it.
func pytestBlock(lines []Line, at int) (block []Line, next int) {
	next = at
	for i := at; i < len(lines) && !lines[i].Head; i++ {
		line := lines[i]
		if isBlank(line.Text) {
			if i+1 < len(lines) && line.Text == "" && !strings.HasPrefix(lines[i+1].Text, "  ") {
				break
			}
			continue
		}
		text, ok := strings.CutPrefix(line.Text, "  ")
		if !ok {
			break
		}
		if _, another := splitWarning(text); another && i > at {
			break
		}
		line.Text = text
		block = append(block, line)
		next = i + 1
	}
	return block, next
}
