package logtext

import "strings"

// margin is what stands before every line of a traceback that is in no format
// known: the name that stern, a build server or grep puts there, a line's number.
// It is learnt from the head of the traceback, and believed where a frame follows
// behind the same.
type margin struct {
	text string
	sure bool
}

// learn remembers what stands before the head of a traceback.
func (m *margin) learn(text string) {
	if before, ok := strings.CutSuffix(text, traceback1); ok && before != "" && len(before) <= maxField {
		*m = margin{text: strings.TrimSuffix(strings.TrimSuffix(before, "+ Exception Group "), "  ")}
	}
}

// take takes the margin off a line. It is forgotten where a line has none.
func (m *margin) take(p *piece) bool {
	if m.text == "" {
		return false
	}
	n := m.length(p.text)
	if n == 0 || !m.sure && !isFirstInside(p.text[n:]) {
		*m = margin{}
		return false
	}
	m.sure = true
	p.drop(n)
	return true
}

func isFirstInside(text string) bool {
	return strings.HasPrefix(text, `  File "`) || strings.HasPrefix(text, `  |   File "`)
}

// length returns the length of a margin like m that text begins with: numbers
// and times may differ, and where grep marks a match by a colon it marks the
// lines around it by a hyphen.
func (m *margin) length(text string) int {
	i, j := 0, 0
	for j < len(m.text) {
		if i == len(text) {
			if trimPadding(m.text[j:]) == "" { // an empty line, trimmed
				return i
			}
			return 0
		}
		a, b := text[i], m.text[j]
		switch {
		case isDigit(a) && isDigit(b) && isNumber(text[i:]) && isNumber(m.text[j:]):
			i, j = i+digits(text[i:]), j+digits(m.text[j:])
		case j == 0 && (a == ' ' || b == ' '): // a number filled up to a width
			i, j = blanks(text), blanks(m.text)
		case a == b, isHex(a) && isHex(b), isMark(a) && isMark(b):
			i, j = i+1, j+1
		default:
			return 0
		}
	}
	return i
}

// isNumber reports whether the digits that text begins with are a number, not a
// part of a hexadecimal one.
func isNumber(text string) bool {
	n := digits(text)
	return n == len(text) || !isHex(text[n])
}

func isMark(c byte) bool { return c == ':' || c == '-' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' }

// CutMargin takes off a text what stands before it, if that is like the margin of
// another line: numbers may differ.
func CutMargin(like, text string) (rest string, ok bool) {
	m := margin{text: like}
	n := m.length(text)
	return text[n:], n > 0
}
