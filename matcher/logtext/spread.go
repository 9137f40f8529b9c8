package logtext

import (
	"encoding/binary"
	"strings"

	"aiowhy/matcher/traceback"
)

// Records spread over several lines: JSON that is printed indented, one object
// after the other, and what journalctl prints with -o verbose and -o export.
// They are held until their end and opened as one.

// Bounds on a record spread over lines; a longer one is taken for lines as any.
const (
	maxSpreadLines = 500
	maxSpread      = 1 << 20
)

// spread is the record under way.
type spread struct {
	kind  spreadKind
	lines []piece
	size  int
}

type spreadKind byte

const (
	noSpread spreadKind = iota
	jsonSpread
	verboseSpread // the journal's fields, each indented, below a line with the time and the cursor
	exportSpread  // likewise, with a blank line behind
)

// spreadOf reports whether a line begins a record that is spread over lines.
func spreadOf(text string) spreadKind {
	switch {
	case text == "":
	case text[0] == '{':
		if strings.TrimRight(text, padding) == "{" {
			return jsonSpread
		}
	case text[0] == '_':
		if strings.HasPrefix(text, "__CURSOR=") {
			return exportSpread
		}
	case strings.Contains(text, " [s=") && strings.Contains(text, ";i=") && stamp(text) > 0:
		return verboseSpread
	}
	return noSpread
}

// take takes a raw line that belongs to a record spread over lines. done tells
// that the record is complete with it, or ended before it.
func (s *spread) take(p piece) (taken, done bool) {
	if s.kind == noSpread {
		if s.kind = spreadOf(p.text); s.kind == noSpread {
			return false, false
		}
	}
	text := strings.TrimRight(p.text, padding)
	if len(s.lines) > 0 && s.ends(text) {
		return false, true
	}
	s.lines = append(s.lines, p)
	s.size += len(p.text)
	full := len(s.lines) == maxSpreadLines || s.size > maxSpread
	return true, full || s.kind == jsonSpread && (text == "}" || text == "},") || s.kind == exportSpread && text == ""
}

// ends reports whether a line cannot belong to the record under way.
func (s *spread) ends(text string) bool {
	switch s.kind {
	case jsonSpread: // of what is indented, only the last line stands at the left
		return text != "" && text[0] != ' ' && text[0] != '\t' && text[0] != '}' && text[0] != '"'
	case verboseSpread:
		return text != "" && text[0] != ' '
	}
	return spreadOf(text) == exportSpread
}

// open gives the lines that the record holds; ok is false if it is none.
func (s *spread) open() (inner []piece, ok bool) {
	first, last := s.lines[0], s.lines[len(s.lines)-1]
	whole := piece{span: traceback.Span{Start: first.span.Start, End: last.span.End}, number: first.number, last: last.number}
	var b strings.Builder
	for _, l := range s.lines {
		whole.cut = whole.cut || l.cut
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	text := strings.TrimRight(b.String(), " \t\r\n,")
	if s.kind == jsonSpread {
		return openRecord(whole, wholeValue(text))
	}
	return openJournal(whole, b.String())
}

// openJournal opens a record of the journal's, one field a line: "KEY=text", or
// in an export the key alone, and its length and bytes on the next lines.
func openJournal(p piece, text string) ([]piece, bool) {
	r := record{known: true, carrier: true}
	last := ""
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		trimmed := strings.TrimLeft(line, " ")
		key, field, ok := strings.Cut(trimmed, "=")
		isKey := key != "" && wordLength(key) == len(key) && isUpper(strings.ReplaceAll(strings.Trim(key, "_"), "_", ""))
		switch {
		case isKey && ok && len(line)-len(trimmed) <= 4:
			last = key
		case isKey && !ok && len(rest) >= 8 && uint64(len(rest)-8) >= binary.LittleEndian.Uint64([]byte(rest)):
			n := binary.LittleEndian.Uint64([]byte(rest))
			last, field = key, rest[8:8+n]
			rest = strings.TrimPrefix(rest[8+n:], "\n")
		case last == "MESSAGE": // a message of several lines
			r.text += "\n" + trimmed
			fallthrough
		default:
			text = rest
			continue
		}
		r.field(key, value{text: field})
		text = rest
	}
	return r.pieces(p)
}
