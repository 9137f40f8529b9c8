package logtext

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// suspect marks the bytes that clean must look at more closely: control
// characters, and the first bytes of the characters it replaces.
var suspect = [256]bool{
	0x00: true, 0x01: true, 0x02: true, 0x03: true, 0x04: true, 0x05: true, 0x06: true, 0x07: true,
	0x08: true, 0x0a: true, 0x0b: true, 0x0c: true, 0x0d: true, 0x0e: true, 0x0f: true,
	0x10: true, 0x11: true, 0x12: true, 0x13: true, 0x14: true, 0x15: true, 0x16: true, 0x17: true,
	0x18: true, 0x19: true, 0x1a: true, 0x1b: true, 0x1c: true, 0x1d: true, 0x1e: true, 0x1f: true,
	0x7f: true, 0xc2: true, 0xe2: true, 0xef: true,
}

// padding is what may stand at the end of a line without meaning.
const padding = " \t\r"

// clean frees a line of all that a terminal or a word processor did to it.
func clean(text string) string {
	text, _ = wash(text)
	return trimPadding(text)
}

// trimPadding does what strings.TrimRight would, which prepares a set of the
// characters at every call.
func trimPadding(text string) string {
	end := len(text)
	for end > 0 && strings.IndexByte(padding, text[end-1]) >= 0 {
		end--
	}
	return text[:end]
}

// wash frees text of terminal sequences, control characters, non-breaking
// blanks, typographic quotes and invisible characters. Line breaks stay: they part
// the lines of an envelope's field. flat tells that there are surely none.
func wash(text string) (washed string, flat bool) {
	flat = isPrintable(text)
	if !flat {
		if isSuspect(text) {
			text = rewrite(text)
		}
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
	}
	if strings.IndexByte(text, '[') >= 0 && (strings.Contains(text, "[0m") || strings.Contains(text, "[39m")) {
		text = dropBareColours(text)
	}
	if strings.IndexByte(text, '&') >= 0 && isEscapedHTML(text) {
		text = unescapeHTML(text)
	}
	return text, flat
}

// isPrintable reports whether text is all printable ASCII, as most lines are. It
// looks at eight bytes at a time: one that is none leaves a high bit.
func isPrintable[T string | []byte](text T) bool {
	const each = 0x0101010101010101
	for len(text) >= 8 {
		x := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
		if (x|(x-' '*each)|(x+each))&(0x80*each) != 0 {
			return false
		}
		text = text[8:]
	}
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

func isSuspect(text string) bool {
	for i := 0; i < len(text); i++ {
		if suspect[text[i]] {
			return true
		}
	}
	return false
}

// rewrite does clean's work on a text that needs it.
func rewrite(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		n := 0
		for i+n < len(text) && (!suspect[text[i+n]] || text[i+n] == '\n' || text[i+n] == '\r') {
			n++
		}
		if n > 0 {
			b.WriteString(text[i : i+n])
			i += n
			continue
		}
		c := text[i]
		if c == 0x1b {
			i += sequence(text[i:])
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == 0x9b { // the one-character form of ESC [
			n += controlSequence(text[i+n:])
		} else if r == utf8.RuneError && n == 1 {
			b.WriteRune(utf8.RuneError)
		} else if r = plain(r); r >= 0 {
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// plain maps a character to the one that Python would have printed, or to -1
// if it is not to be seen at all.
func plain(r rune) rune {
	switch r {
	case '\u00a0', '\u2007', '\u202f', '\u2028', '\u2029':
		return ' '
	case '‘', '’', '‚', '‛':
		return '\''
	case '“', '”', '„', '‟':
		return '"'
	case '\ufeff', '\u200b', '\u200e', '\u200f', '\u2060':
		return -1
	}
	switch {
	case r < ' ' && r != '\t', r >= 0x7f && r < 0xa0, r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return -1
	}
	return r
}

// sequence returns the length of the terminal sequence that text begins with.
// One that never ends counts up to the end of its line.
func sequence(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	switch c := text[1]; {
	case c == '[':
		return 2 + controlSequence(text[2:])
	case c == ']' || c == 'P' || c == '^' || c == '_' || c == 'X':
		return 2 + controlString(text[2:])
	case c >= 0x20 && c <= 0x2f: // character sets: ESC ( B
		return min(3, len(text))
	case c >= 0x30 && c <= 0x7e:
		return 2
	}
	return 1
}

// controlSequence returns the length of the parameters and the final byte of
// a sequence whose ESC [ has been read.
func controlSequence(text string) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		case c < 0x20 || c > 0x3f: // not a sequence after all
			return i
		}
	}
	return len(text)
}

// controlString returns the length of a string (a link, a title) up to and
// with its terminator. Where none is in sight the string is not skipped, lest a
// stray introducer swallow the line.
func controlString(text string) int {
	for i := 0; i < len(text) && i < 4096; i++ {
		switch {
		case text[i] == 0x07:
			return i + 1
		case text[i] == 0x1b && i+1 < len(text) && text[i+1] == '\\':
			return i + 2
		case text[i] == '\n' || text[i] == 0x1b:
			return 0
		}
	}
	return 0
}

// dropBareColours removes colour sequences whose escape character was lost in
// a paste ("[0;31m") or was spelt out on the way ("#033[31m", "^[[31m").
func dropBareColours(text string) string {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		b = append(b, text[i])
		if text[i] != 'm' || i+1 < len(text) && text[i+1] == ']' {
			continue
		}
		if n := bareColour(b); n > 0 {
			b = b[:len(b)-n]
		}
	}
	return string(b)
}

// bareColour returns the length of the colour sequence that b ends with, 0 if
// it ends with none.
func bareColour(b []byte) int {
	i := len(b) - 2
	for i >= 0 && len(b)-i < 24 && (b[i] == ';' || b[i] >= '0' && b[i] <= '9') {
		i--
	}
	if i < 0 || b[i] != '[' || i == len(b)-2 {
		return 0
	}
	before := b[:i]
	for _, spelt := range []string{"#033", "^["} {
		if bytes.HasSuffix(before, []byte(spelt)) {
			return len(b) - i + len(spelt)
		}
	}
	for _, source := range []string{`\033`, `\x1b`, `\x1B`, `\u001b`, `\u001B`, `\e`} {
		if bytes.HasSuffix(before, []byte(source)) {
			return 0 // program text that makes a colour
		}
	}
	return len(b) - i
}
