// Package source reads Python source as far as a diagnosis needs it: which
// function a line stands in, what a file does elsewhere, and how the user's
// own line reads once it is changed.
//
// It is no parser of Python. It knows strings, comments, brackets and
// indentation, and gives up where a line is more than that. It does no I/O:
// files are handed in as text.
package source

import "strings"

// code is a piece of Python with its strings and comments blanked out, so that
// what looks like code is code. Offsets are those of the text.
type code struct {
	text  string
	blank string
}

func newCode(text string) code { return code{text, blankStrings(text)} }

// blankStrings overwrites what stands in strings and comments with blanks,
// quotes and line breaks kept.
func blankStrings(text string) string {
	b := []byte(text)
	for i := 0; i < len(b); {
		switch c := b[i]; c {
		case '#':
			for i < len(b) && b[i] != '\n' {
				b[i] = ' '
				i++
			}
		case '\'', '"':
			i = blankString(b, i)
		default:
			i++
		}
	}
	return string(b)
}

// blankString blanks the string that begins at b[at] and returns where it ends.
func blankString(b []byte, at int) int {
	quote := string(b[at])
	if strings.HasPrefix(string(b[at:min(at+3, len(b))]), strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	for i := at + len(quote); i < len(b); i++ {
		switch {
		case b[i] == '\\':
			b[i] = ' '
			if i+1 < len(b) && b[i+1] != '\n' {
				i++
				b[i] = ' '
			}
		case b[i] == '\n' && len(quote) == 1:
			return i // never closed: the line is not what it seems
		case strings.HasPrefix(string(b[i:min(i+3, len(b))]), quote):
			return i + len(quote)
		case b[i] != '\n':
			b[i] = ' '
		}
	}
	return len(b)
}

// closing returns the offset of the bracket that closes the one at open, -1 if
// none does.
func (c code) closing(open int) int {
	depth := 0
	for i := open; i < len(c.blank); i++ {
		switch c.blank[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// call is a call expression in a piece of code.
type call struct {
	start      int // of the callee with what it is an attribute of: a.b.c(
	name       int // of the callee's last name
	open, end  int // its parenthesis, and the offset after the closing one
	awaited    bool
	inFunction bool // it is an argument of another call
}

// callOf finds the first call of a function by its last name.
func (c code) callOf(name string) (call, bool) {
	for at := 0; ; {
		n := strings.Index(c.blank[at:], name)
		if n < 0 || name == "" {
			return call{}, false
		}
		at += n
		open := at + len(name)
		if (at == 0 || !isName(c.blank[at-1])) && open < len(c.blank) && c.blank[open] == '(' && !c.defines(at) {
			if end := c.closing(open); end >= 0 {
				start := c.primaryStart(at)
				before := strings.TrimRight(c.blank[:start], " ")
				return call{start: start, name: at, open: open, end: end + 1,
					awaited: strings.HasSuffix(before, "await"), inFunction: strings.Count(before, "(") > strings.Count(before, ")")}, true
			}
		}
		at = open
	}
}

// defines reports whether the name at an offset is being defined there.
func (c code) defines(at int) bool {
	before := strings.TrimRight(c.blank[:at], " ")
	return strings.HasSuffix(before, "def") || strings.HasSuffix(before, "class")
}

// primaryStart walks from a name back over what it is an attribute of:
// names, dots, and calls or subscripts between them.
func (c code) primaryStart(at int) int {
	for at > 0 && c.blank[at-1] == '.' {
		i := at - 1
		for i > 0 && (c.blank[i-1] == ')' || c.blank[i-1] == ']') {
			if i = c.opening(i - 1); i < 0 {
				return at
			}
		}
		for i > 0 && isName(c.blank[i-1]) {
			i--
		}
		if i == at-1 {
			return at
		}
		at = i
	}
	return at
}

// opening returns the offset of the bracket that the one at end closes.
func (c code) opening(end int) int {
	depth := 0
	for i := end; i >= 0; i-- {
		switch c.blank[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// arguments splits what stands between a call's parentheses.
func (c code) arguments(k call) []string {
	var all []string
	depth, from := 0, k.open+1
	for i := k.open + 1; i < k.end-1; i++ {
		switch c.blank[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				all = append(all, strings.TrimSpace(c.text[from:i]))
				from = i + 1
			}
		}
	}
	if last := strings.TrimSpace(c.text[from : k.end-1]); last != "" {
		all = append(all, last)
	}
	return all
}

// balanced reports whether every bracket and string of a line is closed on it:
// only such lines are edited on their own.
func (c code) balanced() bool {
	depth := 0
	for i := range len(c.blank) {
		switch c.blank[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0 && !strings.HasSuffix(strings.TrimRight(c.blank, " \t"), `\`)
}

func isName(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// indent is the white space a line begins with.
func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }
