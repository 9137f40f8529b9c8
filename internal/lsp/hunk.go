package lsp

import (
	"fmt"
	"strings"
)

// hunk is a piece of a change: lines replaced by others.
type hunk struct {
	line int // the first of them, or the one before which new ones go; from 0
	old  int
	made []string
}

// hunksOf reads a unified diff.
func hunksOf(diff string) []hunk {
	var all []hunk
	var open *hunk
	at := 0
	for _, line := range strings.Split(diff, "\n") {
		line = strings.TrimSuffix(line, "\r")
		sign := byte(' ')
		if line != "" {
			sign = line[0]
		}
		switch {
		case strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "+++ ") || sign == '\\':
			continue
		case sign == '@':
			_, _ = fmt.Sscanf(line, "@@ -%d,", &at)
			at--
			open = nil
		case sign == '-' || sign == '+':
			if open == nil {
				all = append(all, hunk{line: at})
				open = &all[len(all)-1]
			}
			if sign == '+' {
				open.made = append(open.made, line[1:])
			} else {
				open.old++
				at++
			}
		default:
			at++
			open = nil
		}
	}
	return all
}

// moved makes edits of hunks where the lines they touch stand now.
func (v view) moved(hunks []hunk, at []int, now []string) ([]textEdit, bool) {
	edits := []textEdit{}
	for _, h := range hunks {
		if h.old == 0 {
			edit, ok := v.inserted(h, at, now)
			if !ok {
				return nil, false
			}
			edits = append(edits, edit)
			continue
		}
		if h.line+h.old > len(at) || at[h.line] < 0 {
			return nil, false
		}
		first := at[h.line]
		for i := range h.old {
			if at[h.line+i] != first+i {
				return nil, false
			}
		}
		edits = append(edits, v.replacing(first, first+h.old-1, h.made, now))
	}
	return edits, len(edits) > 0
}

// replacing puts lines in the place of others; the last one's break stays.
func (v view) replacing(first, last int, made, now []string) textEdit {
	if len(made) == 0 {
		return textEdit{textRange{position{first, 0}, position{last + 1, 0}}, ""}
	}
	end := bare(now[last])
	return textEdit{textRange{position{first, 0}, position{last, v.client.encoding.column(end, len(end))}},
		strings.Join(made, breakOf(now))}
}

// inserted puts lines before the one that they were to stand before, or behind
// the one above that.
func (v view) inserted(h hunk, at []int, now []string) (textEdit, bool) {
	eol := breakOf(now)
	made := strings.Join(h.made, eol)
	switch {
	case h.line < len(at) && at[h.line] >= 0:
		start := position{at[h.line], 0}
		return textEdit{textRange{start, start}, made + eol}, true
	case h.line > 0 && h.line <= len(at) && at[h.line-1] >= 0:
		line := at[h.line-1]
		end := bare(now[line])
		start := position{line, v.client.encoding.column(end, len(end))}
		return textEdit{textRange{start, start}, eol + made}, true
	}
	return textEdit{}, false
}

// breakOf is the line break of a text, as its first line has it.
func breakOf(lines []string) string {
	if text := bare(lines[0]); len(text) < len(lines[0]) {
		return lines[0][len(text):]
	}
	return "\n"
}
