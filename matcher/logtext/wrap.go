package logtext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aiowhy/matcher/traceback"
)

const (
	usualWidth = 80  // of terminals: where a wrap is believed without another at the same column
	maxParts   = 8   // lines that one line can have been wrapped into
	minWidth   = 40  // no terminal is narrower
	maxWidth   = 400 // and none wider
)

// unwrap joins lines that were wrapped: inside the path of a frame, where no
// doubt is left, and everywhere else at the column at which those were cut.
func unwrap(lines []traceback.Line) []traceback.Line {
	width := wrapWidth(lines)
	told := width > 0
	if !told && widest(lines) <= usualWidth {
		width = usualWidth
	}
	words, wordy := wordWidth(lines), movesWords(lines)
	var out []traceback.Line
	changed := false
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		last := line.Text
		for parts := 1; i+1 < len(lines) && parts < maxParts && !endsEnvelope(lines, i); parts++ {
			glue, ok := goesOn(line.Text, last, lines[i+1], width, told)
			if !ok && filled(last, lines[i+1], words) && leadsOn(line.Text, lines[i+1].Text, wordy || parts > 1) {
				glue, ok = " ", true
			}
			if !ok {
				break
			}
			i++
			last = lines[i].Text
			line.Text += glue + last
			line.Span.End = max(line.Span.End, lines[i].Span.End)
			line.Last = max(lines[i].Number, lines[i].Last)
			line.Cut = line.Cut || lines[i].Cut
			changed = true
		}
		out = append(out, line)
	}
	if !changed {
		return lines
	}
	return out
}

// endsEnvelope reports whether a line is the last of several that came out of one
// line of the input: no terminal has broken that.
func endsEnvelope(lines []traceback.Line, i int) bool {
	return i > 0 && lines[i-1].Number == lines[i].Number && lines[i+1].Number != lines[i].Number
}

// wrapWidth returns the column at which lines were cut, told by frames that
// were: 0 if there are none.
func wrapWidth(lines []traceback.Line) int {
	for i := 0; i+1 < len(lines); i++ {
		text, next := lines[i].Text, lines[i+1].Text
		n := utf8.RuneCountInString(text)
		switch {
		case n < minWidth || n > maxWidth:
		case isOpenFrame(text) && completes(text, next) && (glued(text) == "" || next[0] == ' '), isFrameOf(text, next):
			return n
		}
	}
	return 0
}

// isFrameOf reports whether text is a frame whose function's name goes on at the
// left edge, where otherwise only an exception can stand.
func isFrameOf(text, next string) bool {
	return strings.HasPrefix(text, "  ") && isFrame(text[2:]) && !isOpenFrame(text) && isWord(text[len(text)-1]) &&
		wordLength(next) == len(next) && isName(next) && !endsInClass(next)
}

// isOpenFrame reports whether text begins a frame and does not end it.
func isOpenFrame(text string) bool {
	trimmed := strings.TrimLeft(text, " \t|")
	if trimmed == "File" { // wrapped at the blank behind it
		return true
	}
	if !strings.HasPrefix(trimmed, `File "`) {
		return false
	}
	i := strings.Index(trimmed, `", line `)
	if i < 0 {
		return true
	}
	rest := trimmed[i+len(`", line `):]
	rest = rest[digits(rest):]
	return rest == "," || rest == ", " || rest == ", i" || rest == ", in"
}

// completes reports whether next goes on with the open frame in text.
func completes(text, next string) bool {
	if !isRest(next) {
		return false
	}
	joined := text + glued(text) + next
	if strings.HasSuffix(joined, `", line`) || strings.HasSuffix(joined, `",`) {
		return true
	}
	if i := strings.Index(joined, `", line `); i >= 0 {
		return digits(joined[i+len(`", line `):]) > 0
	}
	return !strings.Contains(next, `"`) && utf8.RuneCountInString(next) == utf8.RuneCountInString(text)
}

// isRest reports whether text may be the rest of a wrapped line: it stands at
// the left, but for the blank that it may have been cut at.
func isRest(text string) bool {
	text = strings.TrimPrefix(text, " ")
	return text != "" && text[0] != ' ' && text[0] != '\t' && !isFrame(text) && !strings.HasPrefix(text, "Traceback ")
}

// glued returns the blank that was lost where text was cut at one.
func glued(text string) string {
	for _, end := range [...]string{", line", ", in", ",", " File"} {
		if strings.HasSuffix(text, end) {
			return " "
		}
	}
	return ""
}

// goesOn reports whether next is the rest of a line so far, whose last part is
// last, and what to put between them. told says that a frame was cut at width,
// so that other lines were too.
func goesOn(line, last string, next traceback.Line, width int, told bool) (string, bool) {
	text := next.Text
	if next.Head || !isRest(text) || isRuler(last) || isRuler(text) {
		return "", false
	}
	glue := glued(line)
	if text[0] == ' ' {
		glue = ""
	}
	n := utf8.RuneCountInString(last)
	switch {
	case isOpenFrame(line) && completes(line, text):
		return glue, true
	case frameGoesOn(line, text):
		return "", true
	case (isException(text) || namesClass(text)) && isBalanced(line), width == 0:
		return "", false
	case n == width && (told || mayGoOn(line, text)):
		return "", true
	case n == width-1 && text[0] != ' ' && (told || mayGoOn(line, text) && !endsSentence(line)): // a blank stood at the edge
		return " ", true
	}
	return "", false
}

// leastWords is the least column at which words are moved to the next line: no
// mail program does so sooner, and rich has 80.
const leastWords = 60

// wordWidth returns the column at which words may have been moved: no line that
// has a blank to be broken at is wider.
func wordWidth(lines []traceback.Line) int {
	most := leastWords
	for i := range lines {
		text := lines[i].Text
		if len(text) > most && strings.IndexByte(strings.TrimLeft(text, " "), ' ') >= 0 {
			most = max(most, characters(text))
		}
	}
	return most
}

// filled reports whether the first word of next had no room at the end of text,
// so that the two may have been one line.
func filled(text string, next traceback.Line, width int) bool {
	if len(text)+1+len(next.Text) <= width { // which are bytes, as many as characters or more
		return false
	}
	if next.Head || len(text) < leastWords/2 || !isRest(next.Text) || isRuler(text) || isRuler(next.Text) ||
		strings.HasSuffix(text, "...") || isBoxed(text) || isBoxed(next.Text) {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimPrefix(next.Text, " "), " ")
	return characters(text)+1+characters(word) > width
}

// isBoxed reports whether a line is one of a box, which is full as every line of it.
func isBoxed(text string) bool {
	return strings.HasPrefix(text, "|") || strings.HasPrefix(text, "│") || strings.HasPrefix(text, "╭") || strings.HasPrefix(text, "╰")
}

// movesWords reports whether a frame was surely broken at a blank.
func movesWords(lines []traceback.Line) bool {
	for i := 0; i+1 < len(lines); i++ {
		if isOpenFrame(lines[i].Text) && glued(lines[i].Text) != "" && completes(lines[i].Text, lines[i+1].Text) {
			return true
		}
	}
	return false
}

// leadsOn reports whether a line was surely broken at a blank: something is open
// in text, it ends in a word that ends no sentence, or next begins in the middle
// of one. Where others surely were (wordy), less is enough.
func leadsOn(text, next string, wordy bool) bool {
	next = strings.TrimPrefix(next, " ")
	switch {
	case isException(next) || namesClass(next) || strings.HasPrefix(strings.TrimLeft(text, " |"), `File "`) && !isOpenFrame(text):
		return false
	case !isBalanced(text), strings.HasSuffix(text, ","), strings.HasSuffix(text, "="),
		strings.IndexByte(",:'`_)]}>", next[0]) >= 0,
		len(next) > 1 && next[0] == '<' && isUpper(next[1:2]) && isWord(next[1]):
		return true
	case wordy && !endsSentence(text) && (next[0] >= 'a' || next[0] == '<'):
		return true
	}
	last := text[strings.LastIndexByte(text, ' ')+1:]
	class, named := strings.CutSuffix(last, ":")
	return named && endsInClass(class) || endsNoSentence(last)
}

// endsNoSentence knows the words of Python's messages that more must follow.
func endsNoSentence(word string) bool {
	switch word {
	case "a", "an", "the", "to", "of", "in", "on", "at", "by", "is", "was", "be", "are", "not", "no", "and", "or",
		"for", "with", "from", "has", "been", "that", "positional", "argument:", "object", "expected", "got":
		return true
	}
	return false
}

// isRuler reports whether a line parts a report of pytest's or IPython's, which
// draw theirs as wide as the terminal is.
func isRuler(text string) bool {
	return len(text) >= minWidth && strings.IndexByte("=-_", text[0]) >= 0 && text[len(text)-1] == text[0] || strings.HasSuffix(text, "%]")
}

// widest returns the length of the longest line.
func widest(lines []traceback.Line) int {
	most := 0
	for _, line := range lines {
		if len(line.Text) > most {
			most = max(most, utf8.RuneCountInString(line.Text))
		}
	}
	return most
}

// wrapColumn reports whether a line is as long as one that was wrapped, perhaps
// at a blank that is gone.
func wrapColumn(text string) bool {
	if len(text) < usualWidth-1 {
		return false
	}
	return isWrapColumn(characters(text))
}

func isWrapColumn(n int) bool { return n == usualWidth || n == usualWidth-1 }

func characters(text string) int {
	if isPrintable(text) {
		return len(text)
	}
	return utf8.RuneCountInString(text)
}

// mayGoOn reports whether next reads like the rest of text: something is open
// in text, or next begins as no line of its own does.
func mayGoOn(text, next string) bool {
	if !isRest(next) || isException(next) || namesClass(next) || isRuler(text) {
		return false
	}
	if !isBalanced(text) {
		return true
	}
	b, _ := utf8.DecodeRuneInString(next)
	return unicode.IsLower(b) || unicode.IsDigit(b) || strings.ContainsRune(" ,.:'`_)]}>", b)
}

// endsSentence reports whether text ends as a sentence does. What was cut at
// the dot of a number or of a name ends so too, but has no blank behind it.
func endsSentence(text string) bool { return strings.IndexByte(".!?;", text[len(text)-1]) >= 0 }

// namesClass reports whether text begins like the exception line of a class of
// any name.
func namesClass(text string) bool {
	n := wordLength(text)
	return n > 0 && endsInClass(text[:n]) && (n == len(text) || strings.HasPrefix(text[n:], ": "))
}

// isBalanced reports whether all brackets that text opens are closed in it.
func isBalanced(text string) bool { return traceback.Unclosed(text) <= 0 }

// frameGoesOn reports whether next goes on with a frame that was cut within its
// line number: "…, line 1" and "2, in main".
func frameGoesOn(line, next string) bool {
	frame := strings.TrimLeft(line, " ")
	if !isFrame(frame) {
		return false
	}
	rest := frame[strings.Index(frame, `", line `)+len(`", line `):]
	if digits(rest) < len(rest) {
		return false
	}
	return strings.HasPrefix(next[digits(next):], ", in ")
}
