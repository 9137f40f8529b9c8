package traceback

import (
	"strings"
	"unicode/utf8"
)

// What a block may hold. Beyond it the middle is dropped: head and tail of a
// traceback say what the repetition between them does not.
const (
	maxBlockLines = 2000
	maxBlockBytes = 1 << 20
)

// lineSize is about the size of a Line without its text.
const lineSize = 128

// cutMark stands for the lines that were dropped from the middle of a block.
const cutMark = "..."

// Splitter cuts the lines of one source into blocks that can be parsed one by
// one as they come, so that an endless log needs no more memory than its longest
// traceback. What belongs together (a traceback with those it is chained to, a
// record with its context, a warning with its stack) is in one block; a line
// that belongs to nothing is a block of its own. The zero Splitter is ready.
//
// A block is complete when a line comes that cannot belong to it: a caller who
// cannot wait for that calls Flush.
type Splitter struct {
	lines []Line // the current block begins at start
	start int
	sure  int // lines of the block that surely belong to it; the rest waits
	bytes int
	state splitState
	group int // column of the rule that ends the exception group under way, 0 for none
	out   [][]Line
}

// splitState says what the current block is waiting for.
type splitState int

const (
	nothing    splitState = iota
	plain                 // one line that may turn out to be a header
	record                // its context or traceback
	introduced            // a traceback
	framed                // more frames, or the exception line
	stacked               // more frames of a stack, and what follows it
	warned                // the warning's stack, source and advice
	complete              // notes, message text, or a link
	linked                // the next traceback of the chain
	foreign               // the rest of another program's report
)

// Push takes the next line and returns the blocks that it completes, in order.
// They are valid until the next call.
func (s *Splitter) Push(line Line) [][]Line {
	s.out = s.out[:0]
	if s.start > 0 { // the room of blocks given out is used again
		s.lines = s.lines[:copy(s.lines, s.lines[s.start:])]
		s.start = 0
	}
	s.push(&line)
	return s.out
}

// Flush returns what is left. The Splitter may be used again.
func (s *Splitter) Flush() [][]Line {
	s.out = s.out[:0]
	s.emit(len(s.lines))
	return s.out
}

// Open reports whether more of the current block is bound to come: frames, the
// exception line, the rest of another program's report.
func (s *Splitter) Open() bool {
	return s.state == stacked || s.state == foreign || s.Half()
}

// Half reports whether the current block surely has more: it stands amid a
// traceback.
func (s *Splitter) Half() bool {
	return s.state == introduced || s.state == framed || s.state == linked
}

// Current returns the lines of the block under way. They are valid until the next
// call.
func (s *Splitter) Current() []Line { return s.lines[s.start:] }

// Size is about how much memory the block under way needs, in bytes.
func (s *Splitter) Size() int { return s.bytes + (len(s.lines)-s.start)*lineSize }

// Tear notes that lines of the block may be missing behind the last.
func (s *Splitter) Tear() {
	if block := s.Current(); len(block) > 0 {
		block[len(block)-1].Cut = true
	}
}

// Begun reports whether a traceback or a warning is under way, bound to go on or
// not.
func (s *Splitter) Begun() bool { return s.state == warned || s.Open() }

func (s *Splitter) push(line *Line) {
	shape := shapeOf(line)
	if s.state != nothing && !s.takes(shape, line.Text) {
		s.close(shape, line.Text)
	}
	s.add(line, shape)
}

// takes reports whether a line of a shape belongs to the block, or may.
func (s *Splitter) takes(shape shape, text string) bool {
	switch {
	case shape == boundaryShape:
		return false
	case s.wraps(shape, text):
		return true
	}
	waiting := len(s.lines) - s.start - s.sure
	switch s.state {
	case plain:
		return shape == namedShape && len(s.lines)-s.start <= maxUnknown || shape == fieldShape || shape == stackShape || shape == tracebackShape || shape == marginShape ||
			s.isIndented() && (shape == indentedShape || shape == frameShape || shape == exceptionShape) ||
			shape == indentedShape && isUnderline(s.lines[len(s.lines)-1].Text) ||
			shape == warningShape && strings.Contains(s.lines[len(s.lines)-1].Text, ".py::") // pytest's summary
	case record:
		switch shape {
		case headShape, introductionShape, warningShape, layoutShape, sectionShape:
			return false
		case textShape, namedShape:
			return waiting < maxRecordText && !startsReport(text)
		case blankShape, indentedShape:
			return waiting < maxRecordText
		}
		return true
	case introduced:
		return startsTraceback(shape) || shape == stackShape || (shape == textShape || shape == ruleShape || shape == blankShape) && waiting < maxForeign
	case framed, stacked:
		switch shape {
		case introductionShape, warningShape, layoutShape, sectionShape, ruleShape:
			return false
		case tracebackShape:
			return s.state == stacked
		case textShape:
			return waiting < maxForeign || waiting < maxText && s.inStatement()
		case blankShape, headShape:
			return waiting < maxForeign
		}
		return true
	case warned:
		return shape == indentedShape || shape == stackShape || shape == adviceShape || shape == frameShape || shape == blankShape && waiting == 0
	case complete:
		switch shape {
		case marginShape, linkShape, frameShape, adviceShape, quoteShape:
			return true
		case indentedShape, blankShape, textShape, namedShape:
			return waiting < maxText
		}
		return false
	case linked:
		return startsTraceback(shape) || shape == blankShape || shape == linkShape || shape == namedShape || shape == layoutShape || shape == indentedShape || shape == ruleShape && waiting < maxForeign
	case foreign:
		switch shape {
		case headShape, warningShape, introductionShape, sectionShape:
			return false
		case ruleShape:
			return len(s.lines)-s.start == 1 // below a table's heading
		case blankShape, textShape:
			return waiting < maxText
		}
		return true
	}
	return false
}

// wraps reports whether a line may be the rest of the one before it, which was
// cut at the edge of a terminal. logtext.Repair decides.
func (s *Splitter) wraps(shape shape, text string) bool {
	const edge = 80
	last := s.lines[len(s.lines)-1].Text
	if len(s.lines)-s.start-s.sure > 0 {
		return false
	}
	if shape == textShape && s.isBrokenOff(text) {
		return true
	}
	if len(last) < edge-1 {
		return false
	}
	switch shape {
	case textShape:
	case namedShape: // the rest of a function's name, or of a class's
		word, _, colon := strings.Cut(text, ":")
		if colon && (isFrameLine(last) || word[0] < 'a' || strings.Contains(word, ".")) || !colon && !isFrameLine(last) {
			return false
		}
	case indentedShape:
		if indentation(text) > 1 {
			return false
		}
	default:
		return false
	}
	n := utf8.RuneCountInString(last)
	return n == edge || n == edge-1
}

// isBrokenOff reports whether the last line was broken at a blank inside of
// brackets, or before some: as mail programs break lines, which are nearly full.
func (s *Splitter) isBrokenOff(next string) bool {
	const full, most = 50, 8
	open := 0
	for i := len(s.lines) - 1; i >= s.start && len(s.lines)-i <= most; i-- {
		text := s.lines[i].Text
		if len(text) < full || len(text) >= 2*full || text[0] == ' ' {
			break
		}
		if open += Unclosed(text); open > 0 {
			return true
		}
	}
	last := s.lines[len(s.lines)-1].Text
	_, warns := splitWarning(last)
	return warns && (next[0] == '<' || strings.HasSuffix(last, "Warning:"))
}

// Unclosed counts the brackets that a text opens and does not close; below zero
// it closes more than it opens.
func Unclosed(text string) int {
	open := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '<', '(', '[', '{':
			open++
		case ')', ']', '}':
			open--
		case '>':
			if i == 0 || text[i-1] != '-' { // "->" closes nothing
				open--
			}
		}
	}
	return open
}

// inStatement reports whether the lines below the last frame are a statement of
// several lines whose indentation was lost.
func (s *Splitter) inStatement() bool {
	open := 0
	for i := len(s.lines) - 1; i >= s.start; i-- {
		if isFrameLine(s.lines[i].Text) {
			return open > 0
		}
		open += openInSource(s.lines[i].Text)
	}
	return false
}

func startsTraceback(shape shape) bool {
	return shape == tracebackShape || shape == frameShape || shape == marginShape || shape == exceptionShape
}

func (s *Splitter) isIndented() bool {
	return indentation(s.lines[len(s.lines)-1].Text) > 0
}

// add appends a line to the block and notes what the block waits for now.
func (s *Splitter) add(line *Line, shape shape) {
	if s.state == nothing && (shape == blankShape || shape == boundaryShape) {
		s.append(line)
		s.emit(len(s.lines))
		return
	}
	if s.state != nothing && s.wraps(shape, line.Text) {
		s.append(line)
		s.sure = len(s.lines) - s.start
		return
	}
	waiting := len(s.lines) - s.start - s.sure
	s.append(line)
	before := s.state
	s.state = after(before, shape, line.Text)
	if s.endsGroup(shape, line.Text) {
		s.state = complete
	}
	if before == nothing || !(s.state == before && waits(before, shape, waiting)) {
		s.sure = len(s.lines) - s.start
	}
}

// endsGroup reports whether a line ends an exception group that is no other's
// member: the rule below the last of its own, two columns right of its head.
func (s *Splitter) endsGroup(shape shape, text string) bool {
	if shape != marginShape && shape != tracebackShape && shape != headShape {
		return false
	}
	mark, column, _ := marginOf(text)
	if mark == marginHead {
		s.group = column + 2
	}
	return s.group > 0 && mark == marginClose && column == s.group
}

// waits reports whether a line of a shape, where it changes nothing, belongs
// to the block only if a later one does.
func waits(state splitState, shape shape, waiting int) bool {
	switch shape {
	case blankShape, textShape, namedShape, headShape:
		return true
	case indentedShape:
		return waiting > 0 && (state == complete || state == record)
	}
	return false
}

// after says what a block waits for once it has taken a line.
func after(state splitState, shape shape, text string) splitState {
	if state == foreign && shape != linkShape {
		return foreign
	}
	switch shape {
	case headShape:
		switch {
		case state != nothing:
			return state // a record of others between frames
		case startsFramed(text) || isFrameLine(text):
			return framed
		}
		if _, ok := splitWarning(text); ok {
			return warned
		}
		return record
	case tracebackShape, marginShape, frameShape:
		if state == warned || state == stacked && shape == frameShape {
			return state
		}
		return framed
	case stackShape:
		if state == warned {
			return warned
		}
		return stacked
	case fieldShape:
		if isStackHead(text) {
			return stacked
		}
		return record
	case exceptionShape:
		if isOldGroup(text) {
			return foreign
		}
		return complete
	case namedShape:
		typ, _, _ := splitException(text)
		if state == linked || state == framed && isAnnouncedClass(typ) {
			return complete
		}
	case linkShape:
		return linked
	case indentedShape:
		if state == linked { // only other layouts show source at once
			return foreign
		}
	case quoteShape:
		if state == complete || state == framed {
			return linked
		}
	case introductionShape:
		return introduced
	case warningShape:
		if strings.Contains(text, "Warning: Exception ignored ") { // pytest's
			return introduced
		}
		return warned
	case layoutShape, sectionShape:
		return foreign
	}
	if state == nothing {
		return plain
	}
	return state
}

// close ends the block before a line that does not belong to it. Lines that
// only waited are looked at anew; the last may be the header of what comes.
func (s *Splitter) close(next shape, text string) {
	end := s.start + s.sure
	if s.state == plain || s.state == foreign || end == len(s.lines) {
		s.emit(len(s.lines))
		return
	}
	if s.state == complete {
		end = s.endOfNotes(end, next)
	}
	waiting := append([]Line(nil), s.lines[end:]...)
	s.lines = s.lines[:end]
	s.emit(end)
	for i := range waiting {
		s.push(&waiting[i])
	}
	if s.state != nothing && !s.takes(next, text) {
		s.emit(len(s.lines))
	}
}

// endOfNotes returns the end of the lines that follow an exception at once: they
// may be its notes, unless what comes needs them for a header.
func (s *Splitter) endOfNotes(first int, next shape) int {
	end := first
	for end < len(s.lines) && end-first < maxNotes && !isBlank(s.lines[end].Text) {
		end++
	}
	if end == len(s.lines) && (next == fieldShape || next == stackShape || next == tracebackShape) {
		return first
	}
	return end
}

// emit gives out the lines before end as one block.
func (s *Splitter) emit(end int) {
	if end > s.start {
		s.out = append(s.out, s.lines[s.start:end:end])
	}
	s.start, s.sure, s.bytes, s.state, s.group = end, 0, 0, nothing, 0
}

// append adds a line to the block. Blocks that one call gives out lie one after
// the other in one array.
func (s *Splitter) append(line *Line) {
	if s.lines == nil {
		const few = 16 // most blocks hold less
		s.lines = make([]Line, 0, few)
	}
	s.lines = append(s.lines, *line)
	s.bytes += len(line.Text)
	if n := len(s.lines) - s.start; n > maxBlockLines || s.bytes > maxBlockBytes && n > 16 {
		s.cutMiddle()
	}
}

// cutMiddle drops the second quarter and the third of the block.
func (s *Splitter) cutMiddle() {
	block := s.lines[s.start:]
	from, to := len(block)/4, len(block)*3/4
	mark := Line{Text: cutMark, Span: Span{block[from].Span.Start, block[to-1].Span.End}, Number: block[from].Number, Cut: true}
	block[from] = mark
	kept := copy(block[from+1:], block[to:])
	s.lines = s.lines[:s.start+from+1+kept]
	s.sure = len(s.lines) - s.start
	s.bytes = 0
	for _, line := range s.lines[s.start:] {
		s.bytes += len(line.Text)
	}
}
