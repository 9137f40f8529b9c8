package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text that came from the input is data. These functions put it into markdown
// so that nothing in it takes effect: no control character survives, no
// markup, link or fence closes early.

// Printable drops terminal control sequences and characters, and what makes
// text look like other text (bidirectional overrides); line breaks stay.
func Printable(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteRune('\uFFFD')
		case r == '\n':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteString("    ")
		case unicode.Is(unicode.Cf, r) && r != '\u200d' || !unicode.IsGraphic(r):
			// dropped
		case r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] < ' ' && s[i] != '\n') || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// oneLine is printable text without line breaks, shortened to at most limit
// runes with an ellipsis in its middle; 0 is no limit.
func oneLine(s string, limit int) string {
	s = strings.Join(strings.Fields(Printable(s)), " ")
	runes := []rune(s)
	if limit <= 0 || len(runes) <= limit {
		return s
	}
	head := (limit - 1) * 2 / 3
	tail := limit - 1 - head
	return string(runes[:head]) + "…" + string(runes[len(runes)-tail:])
}

// code is text as a code span, whatever backquotes it holds.
func code(s string) string {
	s = oneLine(s, 200)
	if s == "" {
		return "``"
	}
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// block is text as a fenced code block.
func block(language, s string) string {
	s = strings.TrimRight(Printable(s), "\n ")
	fence := strings.Repeat("`", max(3, longestRun(s)+1))
	return fence + language + "\n" + s + "\n" + fence + "\n"
}

func longestRun(s string) int {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}

// inCode prepares a capture for the middle of a page's own code span: no
// backquotes, one line.
func inCode(s string) string { return strings.ReplaceAll(oneLine(s, 120), "`", "'") }
