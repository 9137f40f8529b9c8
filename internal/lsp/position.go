package lsp

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding is what a column counts: code units of UTF-16, which is the
// protocol's default, or bytes.
type encoding string

const (
	utf16Units encoding = "utf-16"
	utf8Bytes  encoding = "utf-8"
)

// negotiate takes the first of the client's encodings that is spoken here.
func negotiate(offered []string) encoding {
	for _, name := range offered {
		if e := encoding(name); e == utf8Bytes || e == utf16Units {
			return e
		}
	}
	return utf16Units
}

// offset is the byte of a line at which a column stands. A column beyond the
// end is the end; one inside a character is its beginning.
func (e encoding) offset(line string, column int) int {
	if e == utf8Bytes {
		at := min(max(column, 0), len(line))
		for at < len(line) && at > 0 && !utf8.RuneStart(line[at]) {
			at--
		}
		return at
	}
	units := 0
	for at, r := range line {
		if units += unitsOf(r); units > column {
			return at
		}
	}
	return len(line)
}

// column is the reverse of offset.
func (e encoding) column(line string, offset int) int {
	offset = min(max(offset, 0), len(line))
	if e == utf8Bytes {
		return offset
	}
	units := 0
	for at, r := range line {
		if at >= offset {
			break
		}
		units += unitsOf(r)
	}
	return units
}

// unitsOf is 1 for what cannot be encoded, too: U+FFFD stands for it.
func unitsOf(r rune) int { return max(1, utf16.RuneLen(r)) }

// splitLines cuts a text into lines, each with its break: the three that the
// protocol knows. The last line has none, and may be empty.
func splitLines(text string) []string {
	lines := make([]string, 0, strings.Count(text, "\n")+1)
	for {
		end := strings.IndexByte(text, '\n')
		before := text
		if end >= 0 {
			before = text[:end]
		}
		if r := strings.IndexByte(before, '\r'); r >= 0 && r+1 != end {
			end = r // a lone carriage return
		}
		if end < 0 {
			return append(lines, text)
		}
		lines = append(lines, text[:end+1])
		text = text[end+1:]
	}
}

// bare is a line without its break.
func bare(line string) string { return strings.TrimRight(line, "\r\n") }
