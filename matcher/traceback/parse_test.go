package traceback

import (
	"strings"
)

// linesOf makes lines of a text as they stand in a file.
func linesOf(text string) []Line {
	var lines []Line
	offset := int64(0)
	for i, text := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		end := offset + int64(len(text))
		lines = append(lines, Line{Text: strings.TrimSuffix(text, "\r"), Span: Span{offset, end}, Number: i + 1})
		offset = end + 1
	}
	return lines
}
