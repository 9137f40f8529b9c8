package traceback

import (
	"strings"
	"unicode"
)

// How far a traceback is followed over lines that may not belong to it. Both
// bounds keep the reading linear; the splitter uses the same.
const (
	maxForeign = 3  // records of others, or blank lines, between two frames
	maxNotes   = 8  // lines that may be notes of the last exception
	maxText    = 40 // lines of message or notes before "During handling …"
)

const (
	maxDepth = 64   // groups within groups; Python itself stops at 10
	maxChain = 1000 // exceptions in one chain
)

// state says what a level's next line may be.
type state int

const (
	expecting state = iota // a head, a frame or an exception line
	inFrames
	afterException // message text, notes, or the link to the next
)

// verdict says whether a line belongs to the traceback.
type verdict int

const (
	refused verdict = iota
	taken
	undecided // it does if a later one does
)

// level is one chain of exceptions being read. The first is that of the
// traceback itself; those above are members of groups, and what a worker
// process sent as text.
type level struct {
	column  int        // of the margin before its lines, -1 for none
	owner   *Exception // the group whose members these are
	remote  bool       // quoted in the message of a _RemoteTraceback
	before  *Exception // the exception printed before the link
	link    link
	chained int
	current *Exception // nil before its first line
	state   state
	base    int  // indentation of the head
	flat    bool // the text has lost its indentation
	message []string
	open    int // brackets left open in the message
}

// tracebackReader reads one traceback with all that hangs on it, line by line
// and without recursion.
type tracebackReader struct {
	lines   []Line
	levels  []level
	pending []int // undecided lines
	foreign []int // lines of others found between the frames
	next    int   // after the last line taken
}

// readPlainChain reads the traceback that starts at lines[at], as CPython prints
// it. The exception is nil if none does.
func readPlainChain(lines []Line, at int) (exception *Exception, next int, foreign []int) {
	r := tracebackReader{lines: lines, levels: []level{{column: -1}}, next: at}
	if cut := r.startInside(at); cut > at {
		at, r.next = cut, cut
	}
	i := at
	for ; i < len(lines); i++ {
		top := &r.levels[len(r.levels)-1]
		state, current := top.state, top.current
		switch r.feed(i) {
		case refused:
			return r.finish(i), r.next, r.foreign
		case taken:
			r.adoptPending(state, current)
			r.next = i + 1
		case undecided:
			r.pending = append(r.pending, i)
			if len(r.pending) > maxForeign && state == inFrames || len(r.pending) > maxText {
				return r.finish(i), r.next, r.foreign
			}
		}
	}
	return r.finish(i), r.next, r.foreign
}

// startInside begins with a frame whose first line was lost: the rest of that
// line, or source and underline before the next frame.
func (r *tracebackReader) startInside(at int) int {
	line := r.lines[at]
	if frame, ok := cutFrame(line); ok {
		r.start(line, 0)
		r.addFrame(frame)
		return at + 1
	}
	if !startsInSource(r.lines, at) {
		return at
	}
	r.start(line, max(0, indentation(line.Text)-4))
	r.addFrame(Frame{Number: line.Number, Span: line.Span})
	addSource(&r.levels[0].current.Frames[0], line.Text, indentation(line.Text))
	return at + 1
}

func (r *tracebackReader) start(line Line, base int) {
	top := &r.levels[0]
	top.current = &Exception{Span: line.Span, Truncated: true}
	top.base, top.state = base, inFrames
}

func (r *tracebackReader) addFrame(frame Frame) {
	current := r.levels[len(r.levels)-1].current
	current.Frames = append(current.Frames, frame)
}

// cutFrame reads `streams.py", line 118, in <module>`, the rest of a frame's line.
func cutFrame(line Line) (Frame, bool) {
	if !strings.Contains(line.Text, `", line `) {
		return Frame{}, false
	}
	text := strings.TrimLeft(line.Text, " `")
	if strings.HasPrefix(text, `File "`) || strings.ContainsAny(text[:1], `"'{[(<|`) {
		return Frame{}, false
	}
	frame, ok := readFrameLine(`File "` + text)
	if !ok || frame.Function == "" || strings.ContainsAny(frame.File, `":`) {
		return Frame{}, false
	}
	frame.Number, frame.Span = line.Number, line.Span
	return frame, true
}

// startsInSource reports whether a line is source or an underline whose frame
// line was lost: it is deeply indented and a frame or an exception follows.
func startsInSource(lines []Line, at int) bool {
	text := lines[at].Text
	if indentation(text) < 4 || isBlank(text) {
		return false
	}
	for i := at + 1; i < len(lines) && i <= at+2; i++ {
		next := lines[i].Text
		if isUnderline(next) && i == at+1 && !isUnderline(text) {
			continue
		}
		if isFrameLine(next) {
			return indentation(next) < indentation(text)
		}
		if indentation(next) > 0 || isDressed(&lines[i]) {
			return false
		}
		typ, _, ok := splitException(next)
		return ok && (looksLikeClass(typ) || strings.HasPrefix(strings.TrimSpace(text), "raise ") && isAnnouncedClass(typ))
	}
	return false
}

// feed offers line i to the level that its margin leads to.
func (r *tracebackReader) feed(i int) verdict {
	line := &r.lines[i]
	if line.Head && r.levels[0].current != nil {
		if r.levels[0].state == inFrames || len(r.levels) > 1 {
			return undecided
		}
		return refused
	}
	if mark, column, text := marginOf(line.Text); mark != noMargin && r.inMargin(mark, text) {
		return r.feedMargin(i, mark, column, text)
	}
	if isBlank(line.Text) {
		return r.step(&r.levels[len(r.levels)-1], "", i)
	}
	if r.isStrayText(line.Text) {
		return undecided
	}
	r.closeBeyond(-1)
	return r.step(&r.levels[len(r.levels)-1], line.Text, i)
}

// isStrayText reports whether a line without a margin stands inside a group: up
// to 3.12 only the first line of a message gets one.
func (r *tracebackReader) isStrayText(text string) bool {
	top := &r.levels[len(r.levels)-1]
	return len(r.levels) > 1 && top.column >= 0 && top.state == afterException &&
		linkOf(text) == noLink && !startsOther(text)
}

// step offers a line, freed from its margin, to a level.
func (r *tracebackReader) step(l *level, text string, i int) verdict {
	if isBlank(text) {
		if l.state == expecting && (l.link != noLink || l.owner != nil || l.remote) {
			return taken
		}
		return undecided
	}
	if l.remote && strings.TrimSpace(text) == `"""` {
		r.closeRemote()
		return taken
	}
	switch l.state {
	case expecting:
		return r.begin(l, text, i)
	case inFrames:
		return r.continueFrames(l, text, i)
	}
	return r.continueText(l, text, i)
}

// begin reads the first line of an exception.
func (r *tracebackReader) begin(l *level, text string, i int) verdict {
	indent := indentation(text)
	announced := l.link != noLink || l.owner != nil
	if isTracebackHead(text) {
		l.begin(&r.lines[i], indent, inFrames)
		return taken
	}
	if frame, ok := readFrameLine(text); ok {
		l.begin(&r.lines[i], max(0, indent-2), inFrames)
		l.current.Truncated = frame.Function != ""
		l.addFrame(frame, &r.lines[i], indent, len(r.lines)-i)
		return taken
	}
	if kind := linkOf(text); kind != noLink && !announced { // its first part was lost
		l.link = kind
		return taken
	}
	if typ, message, ok := splitException(text[indent:]); ok && (announced || looksLikeClass(typ)) {
		l.begin(&r.lines[i], indent, afterException)
		l.setException(typ, message, &r.lines[i])
		return taken
	}
	if l.owner != nil { // "... (max_group_depth is 10)", "and 3 more exceptions"
		return taken
	}
	return refused
}

func (l *level) begin(line *Line, base int, state state) {
	l.current = &Exception{Span: line.Span}
	l.base, l.state, l.flat = base, state, false
	l.message, l.open = nil, 0
}

// fewFrames is for how many frames there is room at first, where as many lines are
// left: most take two lines or three.
const fewFrames = 8

func (l *level) addFrame(frame Frame, line *Line, indent, left int) {
	frame.Number, frame.Span = line.Number, line.Span
	if l.current.Frames == nil {
		l.current.Frames = make([]Frame, 0, min(1+left/2, fewFrames))
	}
	l.current.Frames = append(l.current.Frames, frame)
	l.current.Span.End = line.Span.End
	l.flat = indent <= l.base
}

func (l *level) setException(typ, message string, line *Line) {
	l.current.Type, l.current.Number, l.current.Span.End = typ, line.Number, line.Span.End
	l.message, l.open = append(l.message, message), openBrackets(message)
	l.state = afterException
}

// continueFrames reads a line inside a traceback.
func (r *tracebackReader) continueFrames(l *level, text string, i int) verdict {
	line, indent, e := &r.lines[i], indentation(text), l.current
	trimmed := trimEnd(text[indent:])
	if strings.HasPrefix(trimmed, `File "`) {
		if frame, ok := readFrameLine(text); ok {
			l.addFrame(frame, line, indent, len(r.lines)-i)
			return taken
		}
	}
	if isTracebackHead(trimmed) {
		return refused
	}
	if kind := linkOf(trimmed); kind != noLink {
		return r.follow(l, kind)
	}
	if trimmed == "..." || trimmed == "[...]" || trimmed == "…" { // cut by hand
		return taken
	}
	if indent > l.base || l.flat && r.isFlatSource(l, trimmed) {
		if len(e.Frames) > 0 {
			addSource(&e.Frames[len(e.Frames)-1], text, l.base+4)
			e.Span.End = line.Span.End
		}
		return taken
	}
	typ, message, ok := splitException(trimmed)
	if ok && (looksLikeClass(typ) || len(r.pending) == 0 && isAnnouncedClass(typ)) {
		l.setException(typ, message, line)
		return taken
	}
	return undecided
}

// isAnnouncedClass accepts after frames any class but a word in lower case,
// which is rather another program's output, or source ("lambda: …").
func isAnnouncedClass(typ string) bool {
	return strings.Contains(typ, ".") || !unicode.IsLower(firstRune(strings.TrimLeft(typ, "_"))) || strings.HasSuffix(typ, "error") // gaierror
}

// isFlatSource tells source from the exception line where both stand at the
// left edge.
func (r *tracebackReader) isFlatSource(l *level, text string) bool {
	if len(l.current.Frames) == 0 || startsBare(text) {
		return false
	}
	last := l.current.Frames[len(l.current.Frames)-1]
	if isUnderline(text) {
		return len(last.Source) > 0
	}
	_, _, named := splitException(text)
	return len(last.Source) == 0 && !(named && strings.Contains(text, ": ") && text[0] >= 'A' && text[0] <= 'Z')
}

// continueText reads a line after an exception's own.
func (r *tracebackReader) continueText(l *level, text string, i int) verdict {
	if kind := linkOf(text); kind != noLink {
		return r.follow(l, kind)
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == `"""` && len(l.message) == 1 && isRemoteTraceback(l.current.Type) {
		return r.openRemote(l)
	}
	if startsOther(trimmed) {
		return refused
	}
	inside := l.owner != nil || l.remote
	if len(r.pending) == 0 && (l.open > 0 || indentation(text) > l.base || len(l.message) == 1 && l.message[0] == "" && inside) {
		l.message = append(l.message, trimEnd(text))
		l.open += openBrackets(text)
		l.current.Span.End = r.lines[i].Span.End
		return taken
	}
	if inside {
		r.adoptPending(afterException, l.current)
		l.current.Notes = append(l.current.Notes, trimmed)
		l.current.Span.End = r.lines[i].Span.End
		return taken
	}
	return undecided
}

// follow goes from an exception over a link to the one that it led to.
func (r *tracebackReader) follow(l *level, kind link) verdict {
	if l.chained >= maxChain {
		return refused
	}
	r.adoptPending(l.state, l.current)
	before := l.complete()
	l.chained++
	l.before, l.link = before, kind
	l.current, l.state = nil, expecting
	return taken
}

// complete gives the exception read so far, with its chain, and empties the level.
func (l *level) complete() *Exception {
	e := l.current
	if e == nil {
		return l.before
	}
	if e.Type == "" {
		e.Truncated = true
	}
	e.Message, e.Suggestion = splitSuggestion(strings.TrimRight(strings.Join(l.message, "\n"), "\n"))
	if last := len(e.Frames) - 1; last >= 0 && e.Frames[last].Function == "" && hasAnySuffix(e.Type, "SyntaxError", "IndentationError", "TabError") {
		place := e.Frames[last]
		e.Syntax, e.Frames = &place, e.Frames[:last]
	}
	switch l.link {
	case causeLink:
		e.Cause = l.before
	case contextLink:
		e.Context = l.before
	}
	l.current, l.before, l.link, l.message = nil, nil, noLink, nil
	return e
}

// adoptPending settles the undecided lines once a later one was taken.
func (r *tracebackReader) adoptPending(state state, current *Exception) {
	for _, i := range r.pending {
		line := r.lines[i]
		switch {
		case line.Head || state == inFrames && !isBlank(line.Text):
			r.foreign = append(r.foreign, i)
		case state == afterException:
			_, _, text := marginOf(line.Text)
			if text == "" {
				text = strings.Trim(line.Text, " \t|")
			}
			if !isBlank(text) {
				current.Notes = append(current.Notes, strings.TrimSpace(text))
			}
		}
	}
	r.pending = r.pending[:0]
}

// finish closes all levels. Lines that follow the last exception without a
// blank one may be its notes or another's output: they are noted where the
// Python is known to print notes, and left to whoever else knows them.
func (r *tracebackReader) finish(end int) *Exception {
	for len(r.levels) > 1 {
		r.closeTop()
	}
	top := &r.levels[0]
	e, state := top.current, top.state
	if e != nil && state == afterException && minorOf(e) >= 11 {
		e.Notes = append(e.Notes, r.pendingNotes(end)...)
	}
	return top.complete()
}

func (r *tracebackReader) pendingNotes(end int) []string {
	pending := r.pending
	if end < len(r.lines) && len(pending) > 0 && pending[len(pending)-1] == end-1 && needsHeader(r.lines[end].Text) {
		pending = pending[:len(pending)-1] // rather the header of what follows
	}
	var notes []string
	for _, i := range pending {
		text := r.lines[i].Text
		if isBlank(text) || len(notes) == maxNotes || strings.IndexByte("0123456789[{", text[0]) >= 0 {
			break // stamped output is no note
		}
		if _, _, ok := pytestLocation(text); ok {
			break
		}
		notes = append(notes, strings.TrimSpace(r.lines[i].Text))
	}
	return notes
}

// needsHeader reports whether a line follows one that introduces it.
func needsHeader(text string) bool {
	_, _, isField := splitField(strings.TrimSpace(text))
	return isField || isStackHead(text) || startsFramed(text)
}

// openBrackets counts the brackets that a text opens less those it closes. A
// lone quoted bracket is talk about syntax.
func openBrackets(text string) int {
	open := 0
	for i := 0; i < len(text); i++ {
		step := 0
		switch text[i] {
		case '(', '[', '{':
			step = 1
		case ')', ']', '}':
			step = -1
		case '<':
			if i+1 < len(text) && identifier(text[i+1:i+2]) == 1 {
				step = 1
			}
		case '>':
			if i > 0 && text[i-1] != '-' && text[i-1] != '=' && text[i-1] != ' ' {
				step = -1
			}
		default:
			continue
		}
		if i > 0 && i+1 < len(text) && text[i-1] == '\'' && text[i+1] == '\'' {
			continue
		}
		open += step
	}
	return open
}
