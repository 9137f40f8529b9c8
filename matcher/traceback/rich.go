package traceback

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// readRich reads the boxes that rich draws:
//
//	╭───────── Traceback (most recent call last) ─────────╮
//	│ /srv/app.py:11 in <module>                          │
//	│                                                     │
//	│   10                                                │
//	│ ❱ 11 asyncio.run(main())                            │
//	╰─────────────────────────────────────────────────────╯
//	RuntimeError: Event loop is closed
//
// also in ASCII, indented by a log handler, with locals, without its top, and
// nested for the members of a group.
func readRich(lines []Line, at int) (Problem, int, bool) {
	text := strings.TrimLeft(lines[at].Text, " ")
	switch {
	case isBoxTop(text) && strings.Contains(text, "Traceback (m"): // narrow boxes cut their title
	case strings.HasPrefix(text, "│ ") && isRichInside(text):
	default:
		return Problem{}, at, false
	}
	e, next := readRichChain(lines, at, 0)
	if e == nil {
		return Problem{}, at, false
	}
	return Problem{Kind: Uncaught, Exception: e}, next, true
}

func isBoxTop(text string) bool {
	return hasAnyPrefix(text, "╭─", "┌─", "+--")
}

func isBoxBottom(text string) bool {
	return hasAnyPrefix(text, "╰─", "└─") || strings.HasPrefix(text, "+--") && strings.Trim(text, "+- ") == ""
}

// isRichInside reports whether a line inside a box is a frame or its executed
// line, so that a box whose top was cut off can be told from any other.
func isRichInside(text string) bool {
	inside, ok := insideBox(text)
	if !ok {
		return false
	}
	if frame, complete := richFrame(strings.TrimSpace(inside)); complete {
		return frame.File != ""
	}
	marked, _, ok := richSource(inside)
	return ok && marked
}

// insideBox takes the left and the right border off a line.
func insideBox(text string) (string, bool) {
	for _, border := range [...]string{"│", "|", "┃"} {
		rest, ok := strings.CutPrefix(text, border)
		if !ok {
			continue
		}
		rest = strings.TrimRight(rest, " ")
		if !strings.HasSuffix(rest, border) { // cropped by a paste
			return strings.TrimPrefix(rest, " "), true
		}
		rest = strings.TrimSuffix(rest, border)
		return strings.TrimSuffix(strings.TrimPrefix(rest, " "), " "), true
	}
	return "", false
}

// readBox returns the lines inside the box at at, without its borders, and the
// line after it. A box without a top or a bottom is read as far as it goes.
func readBox(lines []Line, at int) (inside []Line, next int, closed bool) {
	margin := indentation(lines[at].Text)
	next = at
	if isBoxTop(lines[at].Text[margin:]) {
		next++
	}
	for ; next < len(lines); next++ {
		line := lines[next]
		if indentation(line.Text) != margin {
			break
		}
		text := line.Text[margin:]
		if isBoxBottom(text) {
			return inside, next + 1, true
		}
		content, ok := insideBox(text)
		if !ok {
			break
		}
		line.Text, line.Head = content, false
		inside = append(inside, line)
	}
	return inside, next, false
}

// readRichChain reads boxes with their exceptions as long as one led to the
// next. Members of groups are boxes of the same kind inside of others.
func readRichChain(lines []Line, at, depth int) (*Exception, int) {
	if depth > maxDepth {
		return nil, at
	}
	var c chain
	next := at
	for {
		e, end := readRichException(lines, next, depth)
		if e == nil {
			break
		}
		e.Span = spanOf(lines[next:end])
		c.add(e)
		next = end
		after := skipBlank(lines, next)
		if after == len(lines) {
			break
		}
		kind, after := readLink(lines, after)
		after = skipBlank(lines, after)
		if kind == noLink || after == len(lines) || !isBoxTop(strings.TrimLeft(lines[after].Text, " ")) || c.length >= maxChain {
			break
		}
		c.pending, next = kind, after
	}
	return c.outermost, next
}

// readRichException reads a box, the box of a SyntaxError's place, the
// exception's line, its notes, and the boxes of a group's members.
func readRichException(lines []Line, at, depth int) (*Exception, int) {
	e := &Exception{Truncated: true}
	margin := indentation(lines[at].Text)
	inside, next, closed := readBox(lines, at)
	if strings.Contains(lines[at].Text, "Traceback (m") || !isBoxTop(lines[at].Text[margin:]) {
		e.Frames = richFrames(inside)
		if closed && next < len(lines) && isUntitledBox(lines[next].Text) {
			inside, next, closed = readBox(lines, next)
			e.Syntax = richSyntax(inside)
		}
	}
	if len(e.Frames) == 0 && e.Syntax == nil {
		return nil, at
	}
	if !closed || next == len(lines) || indentation(lines[next].Text) != margin {
		return e, next
	}
	width := utf8.RuneCountInString(strings.TrimSpace(lines[at].Text))
	next = readRichMessage(e, lines, next, margin, width)
	for {
		box := skipBlank(lines, next)
		if box == len(lines) || !isSubException(lines[box].Text) {
			return e, next
		}
		inside, next, _ = readBox(lines, box)
		if len(inside) == 0 {
			continue
		}
		if member := readMember(inside, depth); member != nil {
			e.Group = append(e.Group, member)
		}
	}
}

// readMember reads the inside of a group member's box. A member without a
// traceback is an exception's line alone.
func readMember(inside []Line, depth int) *Exception {
	at := skipBlank(inside, 0)
	if at == len(inside) {
		return nil
	}
	if isBoxTop(inside[at].Text) {
		e, _ := readRichChain(inside, at, depth+1)
		return e
	}
	e := &Exception{}
	end := readRichMessage(e, inside, at, 0, 0)
	e.Span = spanOf(inside[at:max(end, at+1)])
	return e
}

func isSubException(text string) bool {
	text = strings.TrimLeft(text, " ")
	return isBoxTop(text) && strings.Contains(text, " Sub-exception #")
}

func isUntitledBox(text string) bool {
	text = strings.TrimSpace(text)
	return isBoxTop(text) && strings.Trim(text, "╭─╮┌┐+-") == ""
}

// readRichMessage reads "Type: message" below a box, as far as rich wrapped it
// at the box's width, and the notes. It returns the line after them.
func readRichMessage(e *Exception, lines []Line, at, margin, width int) int {
	typ, _, ok := splitException(strings.TrimSpace(lines[at].Text))
	if !ok || typ == "" {
		return at
	}
	e.Number, e.Truncated = lines[at].Number, false
	message := []string{strings.TrimSpace(lines[at].Text)}
	next := at + 1
	for ; next < len(lines) && indentation(lines[next].Text) == margin && continuesMessage(lines[next]); next++ {
		text := strings.TrimSpace(lines[next].Text)
		if isBoxTop(text) {
			break
		}
		note, isNote := strings.CutPrefix(text, "[NOTE] ")
		last := len(message) - 1
		switch {
		case isNote:
			e.Notes = append(e.Notes, note)
		case len(e.Notes) > 0:
			e.Notes[len(e.Notes)-1] += "\n" + text
		case wasWrapped(lines[next-1].Text, text, margin+width):
			message[last] += " " + text
		default:
			message = append(message, text)
		}
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(strings.Join(message, "\n"), typ), ":")
	e.Type = typ
	e.Message, e.Suggestion = splitSuggestion(strings.TrimPrefix(rest, " "))
	return next
}

// wasWrapped reports whether a line was broken only because the next word did
// not fit.
func wasWrapped(line, following string, width int) bool {
	word, _, _ := strings.Cut(following, " ")
	return width > 0 && utf8.RuneCountInString(strings.TrimRight(line, " "))+1+utf8.RuneCountInString(word) > width
}

// richFrames reads the frames inside a traceback's box.
func richFrames(inside []Line) []Frame {
	var frames []Frame
	var header richHeader
	var source richShown
	for at := 0; at < len(inside); at++ {
		line := inside[at]
		text := line.Text
		switch {
		case isBlank(text):
			continue
		case isBoxTop(strings.TrimLeft(text, " ")):
			locals, next, _ := readBox(inside, at)
			if len(frames) > 0 {
				frames[len(frames)-1].Locals = richLocals(locals)
			}
			at = max(at, next-1)
			continue
		}
		if marked, code, ok := richSource(text); ok && !header.open() {
			if len(frames) == 0 { // its header is cut off
				frames = append(frames, Frame{Number: line.Number, Span: line.Span})
			}
			source.add(marked, code)
			continue
		}
		if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "... ") && strings.HasSuffix(trimmed, " hidden ...") {
			continue
		}
		if text[0] == ' ' && len(frames) > 0 && !header.open() { // a wrapped source line
			source.extend(strings.TrimSpace(text))
			continue
		}
		source.give(frames)
		if frame, complete := header.add(line, richContinues(inside, at)); complete {
			frames = append(frames, frame)
		}
	}
	source.give(frames)
	return frames
}

// richContinues reports whether the line after at may continue a header.
func richContinues(inside []Line, at int) bool {
	if at+1 == len(inside) {
		return false
	}
	text := inside[at+1].Text
	_, complete := richFrame(strings.TrimSpace(text))
	return !complete && !isBlank(text) && text[0] != ' ' && !strings.HasPrefix(text, "❱") && !isBoxTop(text)
}

// richHeader puts a frame's header together that was wrapped, at blanks where
// there is one and else in the middle of a path.
type richHeader struct {
	text  string
	first Line
	full  bool // the last piece filled its line
}

func (h *richHeader) open() bool { return h.text != "" }

func (h *richHeader) add(line Line, continues bool) (Frame, bool) {
	piece := strings.TrimRight(line.Text, " ")
	switch {
	case h.text == "":
		h.first = line
	case h.full && !strings.HasPrefix(piece, "in ") && !strings.HasSuffix(h.text, " in"):
		// broken in the middle of a path
	default:
		h.text += " "
	}
	h.text += piece
	h.full = len(piece) == len(line.Text)
	frame, complete := richFrame(h.text)
	if !complete && continues && len(h.text) < 1000 {
		return Frame{}, false
	}
	h.text = ""
	frame.Number, frame.Span = h.first.Number, Span{h.first.Span.Start, line.Span.End}
	return frame, complete
}

// richFrame reads "/srv/app.py:11 in main", and "in main:11" where rich cannot
// read the source.
func richFrame(text string) (Frame, bool) {
	var frame Frame
	if rest, ok := strings.CutPrefix(text, "in "); ok {
		i := strings.LastIndexByte(rest, ':')
		if i < 1 || digits(rest[i+1:]) == 0 || digits(rest[i+1:]) != len(rest)-i-1 {
			return Frame{}, false
		}
		frame.Function = rest[:i]
		frame.Line, _ = strconv.Atoi(rest[i+1:])
		return frame, true
	}
	place, function, ok := strings.Cut(text, " in ")
	i := strings.LastIndexByte(place, ':')
	if !ok || function == "" || i < 1 || digits(place[i+1:]) == 0 || digits(place[i+1:]) != len(place)-i-1 {
		return Frame{}, false
	}
	frame.File, frame.Function = place[:i], function
	frame.Line, _ = strconv.Atoi(place[i+1:])
	frame.Origin, frame.Library = originOf(frame.File)
	return frame, true
}

// richSource reads "❱ 11 │   return x" and "  10 │".
func richSource(text string) (marked bool, code string, ok bool) {
	rest := text
	for _, pointer := range [...]string{"❱", ">", `\u2771`} { // the last two: legacy Windows, ASCII streams
		if rest, marked = strings.CutPrefix(text, pointer); marked {
			break
		}
	}
	if rest == "" || rest[0] != ' ' {
		return false, "", false
	}
	rest = strings.TrimLeft(rest, " ")
	n := digits(rest)
	if n == 0 || n < len(rest) && rest[n] != ' ' {
		return false, "", false
	}
	return marked, withoutGuides(strings.TrimPrefix(rest[n:], " ")), true
}

// withoutGuides turns the guides drawn into the indentation back into blanks.
func withoutGuides(code string) string {
	var indent strings.Builder
	for {
		switch {
		case strings.HasPrefix(code, "│"):
			code = code[len("│"):]
		case strings.HasPrefix(code, " "):
			code = code[1:]
		default:
			return strings.TrimRight(indent.String()+code, " ")
		}
		indent.WriteByte(' ')
	}
}

// richShown collects the source lines shown for a frame.
type richShown struct {
	shown  []string
	marked int
}

func (s *richShown) add(marked bool, code string) {
	if len(s.shown) == 0 {
		s.marked = -1
	}
	if marked {
		s.marked = len(s.shown)
	}
	s.shown = append(s.shown, code)
}

func (s *richShown) extend(code string) {
	if last := len(s.shown) - 1; last >= 0 {
		s.shown[last] += " " + code
	}
}

func (s *richShown) give(frames []Frame) {
	if len(frames) > 0 && len(s.shown) > 0 && s.marked >= 0 {
		frames[len(frames)-1].Source = statement(s.shown, s.marked)
	}
	s.shown = nil
}

// richLocals reads the inside of a box of locals, whose values may take several
// lines: the names end in one column.
func richLocals(inside []Line) []string {
	var locals []string
	column := -1
	for _, line := range inside {
		text := strings.TrimSpace(line.Text)
		at := strings.Index(line.Text, " = ")
		if isLocal(text) && (column < 0 || at == column) {
			column = at
			locals = append(locals, text)
		} else if len(locals) > 0 && text != "" {
			locals[len(locals)-1] += " " + text
		}
	}
	return locals
}

// richSyntax reads the box that shows the place of a SyntaxError.
func richSyntax(inside []Line) *Frame {
	if len(inside) == 0 {
		return nil
	}
	place := strings.TrimSpace(inside[0].Text)
	i := strings.LastIndexByte(place, ':')
	if i < 1 {
		return nil
	}
	frame := Frame{File: place[:i], Number: inside[0].Number, Span: inside[0].Span}
	frame.Line, _ = strconv.Atoi(place[i+1:])
	frame.Origin, frame.Library = originOf(frame.File)
	for _, line := range inside[1:] {
		text := strings.TrimSpace(line.Text)
		if text != "" && text != "▲" && text != "^" {
			frame.Source = append(frame.Source, text)
		}
	}
	return &frame
}
