package logtext

import "strings"

// Tables that consoles of log services export hold a traceback in one quoted
// field: the ends of its lines are kept in it, its quotes are doubled.

// unquoteField takes the quotes of such a field off a line: one that begins the
// field, or stands in it. A field that begins where another ends is a line of its
// own. It reports whether the line is in a field.
func (s *stripper) unquoteField(p *piece) bool {
	if at := fieldStart(p.text); !s.u.field && at > 0 {
		p.drop(at)
		p.head, s.u.field = true, true
	}
	if inner, level, ok := closedField(p.text); !s.u.field && ok {
		p.text, p.level, p.head = inner, level, true
		return true
	}
	times := 1
	for text := p.text; isQuotedFrame(text); times++ { // a field that was exported before
		s.u.field = true
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	for ; times > 2; times-- {
		p.text = strings.ReplaceAll(p.text, `""`, `"`)
	}
	if !s.u.field {
		return false
	}
	p.text = s.unquoteFields(p.text)
	return true
}

func (s *stripper) unquoteFields(text string) string {
	var b strings.Builder
	for {
		inner, rest, closed := unquoted(text)
		b.WriteString(inner)
		if !closed {
			return b.String()
		}
		if text, s.u.field = strings.CutPrefix(rest, `,"`); !s.u.field {
			return b.String()
		}
		b.WriteByte('\n')
	}
}

// fieldStart returns where the text of a field begins that goes on in the next
// line: one that begins with a traceback, or any in a row that begins with a time.
func fieldStart(text string) int {
	if text == "" || text[0] == ' ' || text[0] == '{' || text[0] == '[' || strings.IndexByte(text, '"') < 0 {
		return 0
	}
	const begin = `"` + traceback1
	at := strings.Index(text[:min(len(text), 10*maxField)], begin)
	if at == 0 || at > 0 && strings.IndexByte(",;\t", text[at-1]) >= 0 {
		return at + 1
	}
	if stamp(strings.TrimPrefix(text, `"`)) == 0 {
		return 0
	}
	at = strings.Index(text, `,"`)
	for at >= 0 {
		at += len(`,"`)
		_, rest, closed := unquoted(text[at:])
		if !closed {
			return at
		}
		next := strings.Index(rest, `,"`)
		if next < 0 {
			return 0
		}
		at = len(text) - len(rest) + next
	}
	return 0
}

// closedField returns what the longest quoted field says of a row that begins with
// a time and ends with its line, and the level that another field names.
func closedField(text string) (inner, level string, ok bool) {
	if text == "" || text[0] != '"' && !isDigit(text[0]) || !strings.Contains(text, `,"`) {
		return "", "", false
	}
	n := stamp(strings.TrimPrefix(text, `"`))
	rest := strings.TrimPrefix(strings.TrimPrefix(text, `"`)[n:], `"`)
	if n == 0 || rest == "" || rest[0] != ',' {
		return "", "", false
	}
	for closed := true; closed && rest != ""; {
		rest = rest[1:] // the comma
		field, _, _ := strings.Cut(rest, ",")
		more := rest[len(field):]
		if strings.HasPrefix(rest, `"`) {
			field, more, closed = unquoted(rest[1:])
			if len(field) > len(inner) {
				inner = field
			}
		}
		if level == "" {
			level = levelOf(field, false)
		}
		rest = more
		closed = closed && (rest == "" || rest[0] == ',')
		if !closed {
			return "", "", false
		}
	}
	return inner, level, strings.Contains(inner, " ")
}

// isQuotedFrame reports whether text is a frame whose quotes are doubled.
func isQuotedFrame(text string) bool {
	i := 0
	for i < len(text) && (text[i] == ' ' || text[i] == '|') {
		i++
	}
	file, ok := strings.CutPrefix(text[i:], `File ""`)
	return ok && file != "" && file[0] != ',' && strings.Contains(file, `"", line `)
}

// unquoted makes one quote of two; a single one closes the field, and rest is
// behind it.
func unquoted(text string) (inner, rest string, closed bool) {
	var b strings.Builder
	for {
		at := strings.IndexByte(text, '"')
		switch {
		case at < 0:
			return b.String() + text, "", false
		case at+1 < len(text) && text[at+1] == '"':
			b.WriteString(text[:at+1])
			text = text[at+2:]
		default:
			return b.String() + text[:at], text[at+1:], true
		}
	}
}
