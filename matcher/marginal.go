package matcher

import (
	"slices"
	"strings"

	"aiowhy/matcher/logtext"
	"aiowhy/matcher/traceback"
)

// maxMargin bounds what may stand before a message in no format known.
const maxMargin = 32

// marginal reads what stands behind a margin in no format known: the sign of a
// comment or of a box, a name, a number. What tells a margin from the beginning of
// a sentence is that all behind it is what Python prints, to the end of the line.
// The lines below with a margin alike are read with it.
func (s *Session) marginal() []*finding {
	if s.lines > maxGuessedLines || s.failed() {
		return nil
	}
	told := s.told()
	for i := range told {
		at := &told[i]
		if at.line.Head || spokenOf(at.line.Text) || s.isCommentAt(i) {
			continue
		}
		n := s.m.marginBefore(at)
		if n == 0 {
			continue
		}
		for _, lines := range [][]traceback.Line{behind(at.line.Text[:n], told[i:]), behind(at.line.Text[:n], told[i:i+1])} {
			if found := s.m.inLines(lines); len(found) > 0 {
				for _, f := range found {
					f.around = at.around
					if isLone(f.Problem) {
						f.Confidence = min(f.Confidence, sureMention)
					}
				}
				return found
			}
		}
	}
	return nil
}

// unmargined reads a text whose lines all stand behind one margin, without it.
func (s *Session) unmargined() []*finding {
	if s.shown > 0 || s.lines != len(s.head) || s.lines < 2 {
		return nil
	}
	margin := s.commonMargin()
	if margin == "" {
		return nil
	}
	behind := s.m.NewSession()
	for _, line := range s.head {
		text, _ := cutMargin(margin, line)
		behind.flow.line([]byte(text), line.Span, line.Number, line.Cut)
	}
	behind.Flush()
	return behind.printed(behind.kept)
}

// commonMargin returns the margin behind which all lines stand; "" if there is none.
func (s *Session) commonMargin() string {
	first := s.head[0].Text
	if i := slices.IndexFunc(s.head, isWhole); i > 0 {
		first = s.head[i].Text
	}
	// Of a traceback the margin was taken off as it came.
	learnt := slices.ContainsFunc(s.head, func(line traceback.Line) bool {
		return strings.Contains(line.Text, "Traceback (most recent") && !isWhole(line)
	})
	for n := min(len(first), maxMargin); n > 0; n-- {
		if !isMargin(first[:n]) || strings.IndexByte("<([{\"`", first[n-1]) >= 0 || inWord(first[n-1]) || strings.Trim(first[:n], " \t|+->*•│E") == "" {
			continue
		}
		if !slices.ContainsFunc(s.head, func(line traceback.Line) bool {
			rest, ok := cutMargin(first[:n], line)
			return !ok || !learnt && rest == line.Text
		}) {
			return first[:n]
		}
	}
	return ""
}

// isWhole reports whether nothing was taken off a line.
func isWhole(line traceback.Line) bool { return len(line.Text) == int(line.Span.End-line.Span.Start) }

// cutMargin takes the margin off a line, if a traceback did not bring it off before.
func cutMargin(margin string, line traceback.Line) (rest string, ok bool) {
	if rest, ok = logtext.CutMargin(margin, line.Text); ok {
		return rest, true
	}
	off := int(line.Span.End-line.Span.Start) - len(line.Text)
	return line.Text, off >= len(strings.TrimRight(margin, " ")) && off <= len(margin)+len("\r") && !line.Head
}

// A mail program breaks a message at blanks into lines that are nearly full.
const (
	maxWrapped = 5
	minFull    = 45
)

// wrapped reads a lone message that was broken into several lines.
func (s *Session) wrapped() []*finding {
	if s.lines > maxGuessedLines || s.failed() {
		return nil
	}
	told := s.told()
	for i := range told {
		line := told[i].line
		for j := i + 1; j < min(len(told), i+maxWrapped) && !line.Head && len(told[j-1].line.Text) >= minFull; j++ {
			next := &told[j].line
			if next.Number != told[j-1].line.Number+1 {
				break
			}
			line.Text += " " + strings.TrimSpace(next.Text)
			line.Last, line.Span.End = max(next.Number, next.Last), max(line.Span.End, next.Span.End)
			if spokenOf(line.Text) {
				break
			}
			if found := s.m.inLines([]traceback.Line{line}); len(found) > 0 {
				found[0].around, found[0].Confidence = told[i].around, min(found[0].Confidence, sureMention)
				return found
			}
		}
	}
	return nil
}

// marginBefore returns the length of the margin of a line, 0 if nothing known
// stands behind one.
func (m *Matcher) marginBefore(at *mention) int {
	text := at.line.Text
	if len(text) > maxMention {
		return 0
	}
	for n := 1; n < min(len(text), maxMargin); n++ {
		if inWord(text[n-1]) || text[n] == ' ' || !isMargin(text[:n]) {
			continue
		}
		if class := text[n:]; isClass(class) && (strings.ContainsAny(text[:n], "-*•") || strings.IndexFunc(text[:n], isLetter) >= 0) {
			continue // of a list of classes, or in a sentence
		}
		if len(m.inLines(behind(text[:n], []mention{*at}))) > 0 {
			return n
		}
	}
	return 0
}

// inWord tells a byte of a word, or of a path or a character of several bytes that
// begins before it.
func inWord(c byte) bool {
	return inName(c) && c < 0x80 || strings.IndexByte("./\\'", c) >= 0
}

func isLetter(r rune) bool { return !notInName(r) && (r < '0' || r > '9') }

// isMargin reports whether a text may be a margin: signs and numbers, or one word
// that is none of a sentence or that a sign or a gap follows.
func isMargin(text string) bool {
	outside, bracketed, named := 0, 0, false
	for _, word := range strings.Fields(text) {
		bracketed += strings.Count(word, "[") + strings.Count(word, "(") + strings.Count(word, "<")
		if bracketed == 0 && strings.IndexFunc(word, isLetter) >= 0 {
			outside++
			named = named || strings.ContainsAny(word, "=_0123456789")
		}
		bracketed -= strings.Count(word, "]") + strings.Count(word, ")") + strings.Count(word, ">")
		bracketed = max(bracketed, 0)
	}
	last := strings.TrimRight(text, " \t")
	if bracketed > 0 || last == "" {
		return outside == 0 && last != ""
	}
	sign := strings.IndexByte(":>|])-#/;~=", last[len(last)-1]) >= 0 || last[len(last)-1] >= 0x80 || len(text)-len(last) > 1
	return outside == 0 || outside == 1 && (sign || named)
}

// behind returns the lines that stand one below the other behind a margin.
func behind(margin string, told []mention) []traceback.Line {
	var lines []traceback.Line
	for i := range told {
		line := told[i].line
		rest, ok := logtext.CutMargin(margin, line.Text)
		if !ok || i > 0 && line.Number != told[i-1].line.Number+1 {
			break
		}
		if strings.ContainsAny(margin, "\"`'“") {
			rest = strings.TrimRight(rest, "\"`'”.")
		}
		line.Text = rest
		lines = append(lines, line)
	}
	return lines
}

// inLines lists what lines hold that were freed of their margin.
func (m *Matcher) inLines(lines []traceback.Line) []*finding {
	s := m.NewSession()
	s.flow.parse(lines, nil)
	s.take(s.flow)
	return s.kept
}
