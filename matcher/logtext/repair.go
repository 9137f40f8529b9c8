package logtext

import (
	"strings"

	"aiowhy/matcher/traceback"
)

// Repair undoes what pasting did to a block of lines of one stream: it removes
// tags around the block, joins lines that were wrapped, and gives lines of
// tracebacks the indentation that they had. A traceback as CPython printed it
// passes unchanged, and so does what cannot be told from one.
//
// A joined line has the span of all its parts and the number of the first. The
// given slice is not changed.
func Repair(lines []traceback.Line) []traceback.Line {
	if !needsRepair(lines) {
		return lines
	}
	fixed := outdent(untag(lines))
	fixed = unfold(fixed)
	fixed = unwrap(fixed)
	return indent(regrow(fixed))
}

// needsRepair makes the usual block cheap: every frame of it stands where
// CPython puts it, nothing is wrapped, nothing tagged.
func needsRepair(lines []traceback.Line) bool {
	if indentation(lines) > ownIndentation {
		return true
	}
	words := 0 // looked for when it is asked for: usual blocks do not
	for i := range lines {
		text := lines[i].Text
		column := blanks(text)
		trimmed := text[column:]
		switch {
		case trimmed == "":
		case strings.HasSuffix(trimmed, " File"), trimmed == "File":
			return true
		case strings.HasPrefix(trimmed, `File "`):
			if column != 2 || !strings.Contains(trimmed, `", line `) || strings.HasSuffix(trimmed, ", in") {
				return true
			}
		case strings.HasPrefix(trimmed, traceback1):
			if column != 0 || len(trimmed) > len(traceback1) {
				return true
			}
		case column == 0 && (trimmed == groupHead || trimmed[0] == '<' && tag(trimmed) > 0):
			return true
		case i > 0 && column < 2 && wrapColumn(lines[i-1].Text) && mayGoOn(lines[i-1].Text, text):
			return true
		case i > 0 && column < 2 && leadsOn(lines[i-1].Text, text, false):
			if words == 0 {
				words = wordWidth(lines)
			}
			if filled(lines[i-1].Text, lines[i], words) {
				return true
			}
		}
	}
	return false
}

// ownIndentation is how far Python itself indents whole pieces: the frames of a
// traceback without head, the warnings in pytest's summary.
const ownIndentation = 2

// indentation returns how many blanks all lines have in common; of an exception
// group's two are its own.
func indentation(lines []traceback.Line) int {
	common := -1
	for i := range lines {
		column := blanks(lines[i].Text)
		trimmed := lines[i].Text[column:]
		if trimmed == "" {
			continue
		}
		if trimmed[0] == '+' || trimmed[0] == '|' {
			column = max(0, column-2)
		}
		if common < 0 || column < common {
			common = column
		}
	}
	return max(common, 0)
}

// outdent takes off the indentation that all lines have in common.
func outdent(lines []traceback.Line) []traceback.Line {
	common := indentation(lines)
	if common <= ownIndentation {
		return lines
	}
	out := make([]traceback.Line, 0, len(lines))
	for _, line := range lines {
		line.Text = line.Text[min(common, blanks(line.Text)):]
		out = append(out, line)
	}
	return out
}

// untag removes the tags of HTML and markdown that stand around a paste.
func untag(lines []traceback.Line) []traceback.Line {
	out := make([]traceback.Line, 0, len(lines))
	for _, line := range lines {
		text := line.Text
		for n := tag(text); n > 0; n = tag(text) {
			text = text[n:]
		}
		for n := closingTag(text); n > 0; n = closingTag(text) {
			text = text[:len(text)-n]
		}
		if text == "" && line.Text != "" {
			continue
		}
		line.Text = text
		out = append(out, line)
	}
	return out
}

// tags are those that pastes stand in.
var tags = [...]string{"pre", "code", "details", "summary", "samp", "blockquote", "p", "div", "span", "a", "b", "i", "em", "strong", "br", "br/"}

// tag returns the length of the tag that text begins with.
func tag(text string) int {
	if text == "" || text[0] != '<' {
		return 0
	}
	end := strings.IndexByte(text[:min(len(text), 200)], '>')
	if end < 0 {
		return 0
	}
	name := strings.TrimPrefix(text[1:end], "/")
	name, attributes, _ := strings.Cut(name, " ")
	for _, known := range tags {
		if name == known && (attributes == "" || strings.Contains(attributes, "=")) {
			return end + 1
		}
	}
	return 0
}

// closingTag returns the length of the tag that text ends with.
func closingTag(text string) int {
	if !strings.HasSuffix(text, ">") {
		return 0
	}
	start := strings.LastIndexByte(text, '<')
	if start < 0 || !strings.HasPrefix(text[start:], "</") && !strings.HasPrefix(text[start:], "<br") || tag(text[start:]) == 0 {
		return 0
	}
	return len(text) - start
}

// unfold parts a traceback whose line breaks were lost: its lines stand in one,
// with the blanks that began them.
func unfold(lines []traceback.Line) []traceback.Line {
	var out []traceback.Line
	for i, line := range lines {
		at := strings.Index(line.Text, traceback1)
		if at < 0 || !strings.HasPrefix(strings.TrimLeft(line.Text[at+len(traceback1):], " "), `File "`) {
			if out != nil {
				out = append(out, line)
			}
			continue
		}
		if out == nil {
			out = append(out, lines[:i]...)
		}
		for j, text := range folded(line.Text, at) {
			part := line
			part.Text = text
			if j > 0 {
				part.Head, part.Level, part.Logger = false, "", ""
			}
			out = append(out, part)
		}
	}
	if out == nil {
		return lines
	}
	return out
}

// folded returns the lines of a traceback that stands in one, from text[at:].
func folded(text string, at int) []string {
	var out []string
	if before := strings.TrimRight(text[:at], " "); before != "" {
		out = append(out, before)
	}
	out = append(out, traceback1)
	rest := text[at+len(traceback1):]
	for {
		rest = strings.TrimLeft(rest, " ")
		if !strings.HasPrefix(rest, `File "`) {
			break
		}
		n := frameLength(rest)
		if n == 0 {
			break
		}
		out = append(out, "  "+rest[:n])
		rest = strings.TrimLeft(rest[n:], " ")
		next := strings.Index(rest, ` File "`)
		source := rest
		if next >= 0 {
			source, rest = rest[:next], rest[next:]
		} else {
			n := lastException(rest)
			source, rest = rest[:n], rest[n:]
		}
		if source = strings.TrimSpace(source); source != "" {
			out = append(out, "    "+source)
		}
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		out = append(out, rest)
	}
	return out
}

// frameLength returns the length of `File "…", line N, in name`, 0 if text does
// not begin with one.
func frameLength(text string) int {
	i := strings.Index(text, `", line `)
	if i < 0 {
		return 0
	}
	i += len(`", line `)
	i += digits(text[i:])
	name, ok := strings.CutPrefix(text[i:], ", in ")
	if !ok {
		return i
	}
	end := strings.IndexByte(name, ' ')
	if end < 0 {
		return len(text)
	}
	return i + len(", in ") + end
}

// lastException returns where, behind a source line, the exception begins.
func lastException(text string) int {
	for i := 0; i < len(text); {
		if isException(text[i:]) {
			return i
		}
		next := strings.IndexByte(text[i:], ' ')
		if next < 0 {
			break
		}
		i += next + 1
	}
	return len(text)
}

// isException reports whether text begins like "Type: message" or is a bare type.
func isException(text string) bool {
	n := 0
	for n < len(text) && (isWord(text[n]) || text[n] == '.') {
		n++
	}
	if n == 0 || n < len(text) && text[n] != ':' || n+1 < len(text) && text[n+1] != ' ' {
		return false
	}
	class := text[strings.LastIndexByte(text[:n], '.')+1 : n]
	if class == "" || class[0] < 'A' || class[0] > 'Z' {
		return false
	}
	for _, end := range [...]string{"Error", "Exception", "Warning", "Interrupt", "Exit", "Iteration", "Group", "Timeout", "Cancelled", "Closed", "ShutDown", "Empty", "Full", "Operation"} {
		if strings.HasSuffix(class, end) {
			return true
		}
	}
	return strings.IndexByte(text[:n], '.') > 0
}

// indent gives the lines of tracebacks their indentation: all of it taken off
// that they have in common, and put back what was lost.
func indent(lines []traceback.Line) []traceback.Line {
	var out []traceback.Line // of lines, once one has changed
	set := func(i int, text string) {
		if text == lines[i].Text {
			return
		}
		if out == nil {
			out = append(out, lines...)
		}
		out[i].Text = text
	}
	for i := 0; i < len(lines); {
		if !begins(lines, i) {
			i++
			continue
		}
		end := extent(lines, i)
		reindent(lines[i:end], func(k int, text string) { set(i+k, text) })
		i = max(end, i+1)
	}
	if out == nil {
		return lines
	}
	return out
}

// begins reports whether a traceback begins at line i. Old libraries print
// those of a group's members indented, and mean it.
func begins(lines []traceback.Line, i int) bool {
	trimmed := strings.TrimLeft(lines[i].Text, " \t")
	if trimmed == traceback1 {
		for k := i - 1; k >= 0 && k >= i-2; k-- {
			if strings.Contains(lines[k].Text, "Details of embedded exception") {
				return false
			}
		}
		return true
	}
	// One whose head is missing begins with a frame.
	return i == 0 && isFrame(trimmed)
}

func isFrame(trimmed string) bool {
	return strings.HasPrefix(trimmed, `File "`) && strings.Contains(trimmed, `", line `)
}

// extent returns the end of the traceback that begins at line i: behind its
// exception, or before a line that stands further left than the first.
func extent(lines []traceback.Line, i int) int {
	column := blanks(lines[i].Text)
	for k := i + 1; k < len(lines); k++ {
		text := lines[k].Text
		trimmed := strings.TrimLeft(text, " \t")
		switch {
		case trimmed == "":
		case lines[k].Head || len(text)-len(trimmed) < column || trimmed == traceback1:
			return k
		case len(text)-len(trimmed) == column && isException(trimmed):
			return k + 1
		}
	}
	return len(lines)
}

// reindent moves the lines of one traceback to where CPython prints them.
func reindent(lines []traceback.Line, set func(int, string)) {
	column := blanks(lines[0].Text)
	first := -1 // indentation of the first frame
	flat := true
	for _, line := range lines {
		trimmed := strings.TrimLeft(line.Text, " \t")
		if isFrame(trimmed) {
			c := len(line.Text) - len(trimmed)
			if first < 0 {
				first = c
			}
			flat = flat && c == column
		}
	}
	switch {
	case first < 0:
	case flat && strings.TrimLeft(lines[0].Text, " \t") == traceback1:
		restore(lines, column, set)
	case flat && column != 2: // headless
		restore(lines, column, set)
	case isFrame(strings.TrimLeft(lines[0].Text, " \t")):
	case first-column != 2 && strings.IndexByte(lines[0].Text[:column], '\t') < 0:
		shift(lines, column, first-column-2, set)
	case column > 0:
		for i, line := range lines {
			set(i, line.Text[min(column, blanks(line.Text)):])
		}
	}
}

// restore gives frames their two blanks, and source lines their four, where all
// stand at the same column.
func restore(lines []traceback.Line, column int, set func(int, string)) {
	inFrames := false
	for i, line := range lines {
		text := line.Text[min(column, blanks(line.Text)):]
		switch {
		case isFrame(text):
			inFrames = true
			text = "  " + text
		case !inFrames || text == "" || text == traceback1:
		case isException(text), isChain(text), strings.HasPrefix(text, "Traceback "):
			inFrames = false
		case !strings.HasPrefix(text, "    "):
			if i == len(lines)-1 && !strings.Contains(text, "(") { // a bare class of an unknown name
				break
			}
			text = "    " + strings.TrimLeft(text, " \t")
		}
		set(i, text)
	}
}

// shift takes the head's indentation off, and of what is indented below it as
// much as it is indented too far. (The head alone stands at the left where a
// selection began behind its blanks.) Tabs count as two blanks.
func shift(lines []traceback.Line, column, tooFar int, set func(int, string)) {
	for i, line := range lines {
		text := line.Text[min(column, blanks(line.Text)):]
		if strings.HasPrefix(text, "\t") {
			rest := strings.TrimLeft(text, "\t")
			set(i, strings.Repeat("  ", len(text)-len(rest))+rest)
			continue
		}
		if n := blanks(text); n > 0 {
			if tooFar > 0 {
				text = text[min(tooFar, n):]
			} else {
				text = strings.Repeat(" ", -tooFar) + text
			}
		}
		set(i, text)
	}
}
