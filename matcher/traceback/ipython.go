package traceback

import (
	"strconv"
	"strings"
)

// readIPython reads a traceback of IPython and of the notebooks that run it,
// in the layouts of 7 ("<ipython-input-3-…> in <module>") and 8 ("Cell In[3],
// line 2"), with the links that VS Code and Colab make of file names; and of
// stackprinter, which shows source in the same way. The mode Plain is close to
// CPython's layout and read as that.
func readIPython(lines []Line, at int) (Problem, int, bool) {
	text := lines[at].Text
	if hasAnyPrefix(text, "  Cell In", "  Input In", "  File ") {
		return readIPythonSyntax(lines, at)
	}
	if !startsIPython(lines, at) {
		return Problem{}, at, false
	}
	var c chain
	next := at
	for {
		var e *Exception
		e, next = readIPythonException(lines, next)
		c.add(e)
		after := skipBlank(lines, next)
		if after == len(lines) {
			break
		}
		kind, after := readLink(lines, after)
		after = skipBlank(lines, after)
		if kind == noLink || after == len(lines) || !startsIPython(lines, after) || c.length >= maxChain {
			break
		}
		c.pending, next = kind, after
	}
	return Problem{Kind: Uncaught, Exception: c.outermost}, next, true
}

// startsIPython accepts a header, and a frame that shows numbered source.
func startsIPython(lines []Line, at int) bool {
	text := lines[at].Text
	if ipythonHeader(text) != "" {
		return true
	}
	if at+1 == len(lines) || !isIPythonSource(lines[at+1].Text) {
		return false
	}
	_, ok := ipythonFrame(text)
	return ok
}

func skipBlank(lines []Line, at int) int {
	for at < len(lines) && isBlank(lines[at].Text) {
		at++
	}
	return at
}

// ipythonHeader returns the class of "Type      Traceback (most recent call last)".
func ipythonHeader(text string) string {
	name, ok := strings.CutSuffix(strings.TrimRight(text, " "), " Traceback (most recent call last)")
	name = strings.TrimRight(name, " ")
	if !ok || name == "" || className(name) != len(name) || isLevel(name) {
		return ""
	}
	return name
}

// readIPythonException reads one exception of a chain, from its header or, where
// that is cut off, from a frame.
func readIPythonException(lines []Line, at int) (*Exception, int) {
	e := &Exception{Truncated: true}
	header := ipythonHeader(lines[at].Text)
	next := at
	if header != "" {
		e.Type, e.Number = header, lines[at].Number
		next++
	}
	var source ipythonSource
	again := false
	end := next
	for ; next < len(lines); next++ {
		line := lines[next]
		text := unlink(line.Text)
		if isBlank(text) {
			continue
		}
		again = again || text == "---- (full traceback above) ----" // stackprinter repeats the frames in short
		if frame, ok := ipythonFrame(text); ok && again {
			continue
		} else if ok {
			source.give(e)
			frame.Number, frame.Span = line.Number, line.Span
			e.Frames = append(e.Frames, frame)
		} else if ipythonException(text, header) && !line.Head {
			source.give(e)
			end = readIPythonMessage(e, lines, next)
			e.Truncated = false
			break
		} else if again {
			continue
		} else if len(e.Frames) == 0 || !source.take(&e.Frames[len(e.Frames)-1], text) {
			break
		}
		end = next + 1
	}
	source.give(e)
	e.Span = spanOf(lines[at:max(end, at+1)])
	return e, max(end, at+1)
}

// ipythonException reports whether text is the exception that the header named,
// or any where the header is missing.
func ipythonException(text, header string) bool {
	if header == "" {
		return isAnnounced(text)
	}
	typ, _, ok := splitException(text)
	return ok && typ[strings.LastIndexByte(typ, '.')+1:] == header[strings.LastIndexByte(header, '.')+1:]
}

// readIPythonMessage reads the exception's own line and those that continue its
// message, and returns the line after them.
func readIPythonMessage(e *Exception, lines []Line, at int) int {
	end := at + 1
	for end < len(lines) && continuesMessage(lines[end]) {
		end++
	}
	text := make([]string, 0, end-at)
	for _, line := range lines[at:end] {
		text = append(text, line.Text)
	}
	e.setText(text)
	e.Number = lines[at].Number
	return end
}

// continuesMessage reports whether a line below an exception's may still be its
// message: nothing says that it is something of its own.
func continuesMessage(line Line) bool {
	text := line.Text
	if line.Head || isBlank(text) || strings.HasPrefix(text, "-----") || strings.HasPrefix(text, "=====") ||
		strings.HasPrefix(text, "Traceback (most recent") || strings.HasPrefix(text, "Exception ignored ") ||
		strings.HasPrefix(text, "sys:1: ") || strings.HasPrefix(text, "<sys>:") || strings.HasPrefix(text, "In [") ||
		strings.HasPrefix(text, "  Cell In") || strings.HasPrefix(text, "  File ") || ipythonHeader(text) != "" {
		return false
	}
	if typ, _, ok := splitException(text); ok && looksLikeClass(typ) {
		return false
	}
	_, _, located := pytestLocation(text)
	return !located
}

// ipythonSource collects the numbered lines shown below a frame.
type ipythonSource struct {
	shown  []string
	marked int // index of the executed line, -1 if none is marked
}

// take adds a line to the source of a frame; false if it is none.
func (s *ipythonSource) take(frame *Frame, text string) bool {
	if times, ok := repeatedFrames(text); ok {
		frame.Repeats += times
		return true
	}
	if number, marked, code, ok := ipythonSourceLine(text); ok {
		if len(s.shown) == 0 {
			s.marked = -1
		}
		if marked {
			s.marked = len(s.shown)
			if frame.Line == 0 {
				frame.Line = number
			}
		}
		s.shown = append(s.shown, code)
		return true
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(trimmed, "(...)"), strings.HasPrefix(trimmed, "... "), strings.HasPrefix(trimmed, "[... "):
		return true
	case strings.HasSuffix(trimmed, " frames") && digits(trimmed)+len(" frames") == len(trimmed): // Colab
		return true
	case text[0] == ' ' && isLocal(trimmed): // the mode Verbose
		frame.Locals = append(frame.Locals, trimmed)
		return true
	}
	return strings.HasPrefix(text, "     ") || strings.HasPrefix(trimmed, ".....") // the rest of a value, stackprinter's rules
}

// give hands the executed statement to the last frame.
func (s *ipythonSource) give(e *Exception) {
	if len(s.shown) > 0 && s.marked >= 0 && len(e.Frames) > 0 {
		e.Frames[len(e.Frames)-1].Source = statement(s.shown, s.marked)
	}
	s.shown = nil
}

// repeatedFrames reads "[... skipping similar frames: dig at line 5 (977 times)]"
// and "... last 3 frames repeated, from the frame below ...".
func repeatedFrames(text string) (times int, ok bool) {
	text = strings.TrimSpace(text)
	if rest, found := strings.CutPrefix(text, "... last "); found {
		times, _ = strconv.Atoi(rest[:digits(rest)])
		return times, strings.Contains(rest, " repeated")
	}
	if !strings.HasPrefix(text, "[... skipping similar frames") {
		return 0, false
	}
	for _, part := range strings.Split(text, "(")[1:] {
		if n := digits(part); n > 0 && strings.HasPrefix(part[n:], " times)") {
			more, _ := strconv.Atoi(part[:n])
			times += more
		}
	}
	return times, true
}

// ipythonSourceLine reads "     17 try:" and "---> 18     return x".
func ipythonSourceLine(text string) (number int, marked bool, code string, ok bool) {
	rest := strings.TrimLeft(text, " ")
	if arrow := strings.TrimLeft(rest, "-"); len(arrow) < len(rest) {
		rest, marked = strings.CutPrefix(arrow, ">")
		if !marked {
			return 0, false, "", false
		}
		rest = strings.TrimLeft(rest, " ")
	} else if rest == text {
		return 0, false, "", false
	}
	if strings.HasPrefix(rest, "[") {
		rest = unlinkFirst(rest)
	}
	n := digits(rest)
	number, err := strconv.Atoi(rest[:n])
	if err != nil || n < len(rest) && rest[n] != ' ' {
		return 0, false, "", false
	}
	return number, marked, strings.TrimPrefix(rest[n:], " "), true
}

func isIPythonSource(text string) bool {
	_, _, _, ok := ipythonSourceLine(text)
	return ok
}

// ipythonFrame reads the line that introduces a frame.
func ipythonFrame(text string) (Frame, bool) {
	text = unlink(text)
	if strings.HasPrefix(text, `File "`) { // stackprinter
		return readFrameLine(text)
	}
	place, function, named := strings.Cut(text, " in ")
	if named && !strings.HasSuffix(place, ",") {
		return ipythonOldFrame(place, function)
	}
	if !named && !strings.HasPrefix(text, "File ") && !strings.HasPrefix(text, "Cell In") && !strings.HasPrefix(text, "Input In") {
		return Frame{}, false
	}
	frame, ok := ipythonPlace(strings.TrimSuffix(place, ","))
	frame.Function = ipythonFunction(function)
	return frame, ok
}

// ipythonOldFrame reads what stands around " in " in the layout of IPython 7;
// the line is that of the arrow.
func ipythonOldFrame(place, function string) (Frame, bool) {
	if place == "" || place[0] == ' ' || !strings.HasSuffix(function, ")") && function != "<module>" {
		return Frame{}, false
	}
	cell := strings.Contains(place, ".ipynb Cell ")
	if !cell && !looksLikePythonFile(place) {
		return Frame{}, false
	}
	frame := Frame{File: place, Function: ipythonFunction(function)}
	frame.Origin, frame.Library = originOf(place)
	return frame, true
}

// ipythonPlace reads "File ~/x.py:12", "Cell In[3], line 2" and "Input In [3]".
func ipythonPlace(place string) (Frame, bool) {
	var frame Frame
	if file, ok := strings.CutPrefix(place, "File "); ok {
		i := strings.LastIndexByte(file, ':')
		if i <= 0 || digits(file[i+1:]) != len(file)-i-1 {
			return Frame{}, false
		}
		frame.File = file[:i]
		frame.Line, _ = strconv.Atoi(file[i+1:])
		frame.Origin, frame.Library = originOf(frame.File)
		return frame, frame.Line > 0
	}
	cell, number, _ := strings.Cut(place, ", line ")
	if !strings.HasPrefix(cell, "Cell In") && !strings.HasPrefix(cell, "Input In") || !strings.HasSuffix(cell, "]") {
		return Frame{}, false
	}
	frame.File, frame.Origin = cell, User
	frame.Line, _ = strconv.Atoi(number)
	return frame, true
}

// ipythonFunction cuts the arguments off a function; a cell is a module.
func ipythonFunction(text string) string {
	name, _, _ := strings.Cut(text, "(")
	if name == "" || strings.HasPrefix(name, "<cell line") {
		return "<module>"
	}
	return name
}

// unlink turns the markdown links that VS Code and its relatives make of places
// into their text. Only lines that begin like one are looked at: a source line
// may well contain "](".
func unlink(text string) string {
	if !strings.Contains(text, "](") || !hasAnyPrefix(strings.TrimSpace(text), "File ", "Cell ", "Input ", "[") {
		return text
	}
	before, _, _ := strings.Cut(text, "[")
	if strings.HasSuffix(before, "In") || strings.HasSuffix(before, "In ") { // "Cell In[1], [line 3](…)"
		end := strings.IndexByte(text, ']')
		return text[:end+1] + unlinkNext(text[end+1:])
	}
	return unlinkNext(text)
}

// unlinkNext replaces the first link in text by its text.
func unlinkNext(text string) string {
	i := strings.IndexByte(text, '[')
	if i < 0 {
		return text
	}
	return text[:i] + unlinkFirst(text[i:])
}

// unlinkFirst replaces the link that text begins with by its text.
func unlinkFirst(text string) string {
	label, rest, ok := strings.Cut(text[1:], "](")
	if !ok {
		return text
	}
	_, rest, ok = strings.Cut(rest, ")")
	if !ok {
		return text
	}
	return label + rest
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

// readIPythonSyntax reads a SyntaxError, which has no header:
//
//	  Cell In[5], line 2
//	    await store.price('tea')
//	    ^
//	SyntaxError: 'await' outside async function
func readIPythonSyntax(lines []Line, at int) (Problem, int, bool) {
	frame, ok := ipythonPlace(unlink(strings.TrimSpace(lines[at].Text)))
	if !ok {
		return Problem{}, at, false
	}
	const longest = 12 // lines of source that a SyntaxError shows
	for i := at + 1; i < len(lines) && i < at+longest; i++ {
		text := lines[i].Text
		if typ, _, ok := splitException(text); ok && looksLikeClass(typ) {
			e := &Exception{}
			end := readIPythonMessage(e, lines, i)
			frame.Number, frame.Span = lines[at].Number, lines[at].Span
			e.Syntax, e.Span = &frame, spanOf(lines[at:end])
			return Problem{Kind: Uncaught, Exception: e}, end, true
		}
		switch {
		case !strings.HasPrefix(text, "    "):
			return Problem{}, at, false
		case isUnderline(text):
			frame.Carets = strings.TrimSpace(text)
		default:
			frame.Source = append(frame.Source, strings.TrimSpace(text))
		}
	}
	return Problem{}, at, false
}
