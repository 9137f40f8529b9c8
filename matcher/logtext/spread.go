package logtext

import (
	"strings"
	"unicode/utf8"

	"aiowhy/matcher/traceback"
)

// Records spread over several lines: JSON that is printed indented, one object
// after the other; what journalctl prints with -o verbose and -o export; what
// PowerShell makes of the first line of an error. They are held until their end,
// each source's own, and opened as one.

// Bounds on a record spread over lines; a longer one is taken for lines as any.
const (
	maxSpreadLines = 500
	maxSpread      = 1 << 20
	maxCalled      = 12 // lines of PowerShell's
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
	commandSpread // the first line that PowerShell saw on standard error, and where it was called
)

// spreadOf reports whether a line begins a record that is spread over lines.
func spreadOf(text string) spreadKind {
	text = text[:min(len(text), maxField)]
	switch {
	case text == "" || text[0] == ' ': // most lines of a traceback: no more is asked of them
	case text[0] == '{':
		if text == "{" {
			return jsonSpread
		}
	case text[0] == '_':
		if strings.HasPrefix(text, "__CURSOR=s=") {
			return exportSpread
		}
	case isWord(text[0]) && isCommand(text):
		return commandSpread
	case isDay(text) && strings.Contains(text, " [s=") && strings.Contains(text, ";i=") && stamp(text) > 0:
		return verboseSpread
	}
	return noSpread
}

// isCommand reports whether a line may begin an error of a program as PowerShell
// shows it: "python.exe : Traceback (most recent call last):".
func isCommand(text string) bool {
	i := strings.IndexByte(text, ' ')
	return i >= 0 && strings.HasPrefix(text[i:], " : ")
}

// wants reports whether a line may belong to the record under way, or begin one.
func (s *spread) wants(text string) bool {
	return s.kind != noSpread && !s.ends(text) || spreadOf(text) != noSpread
}

// take takes a line that belongs to a record spread over lines. done tells that
// the record is complete with it, or ended before it.
func (s *spread) take(p piece) (taken, done bool) {
	text := p.text
	switch {
	case s.kind == noSpread:
		s.kind = spreadOf(text)
	case s.ends(text):
		return false, true
	}
	s.lines = append(s.lines, p)
	s.size += len(p.text)
	return true, len(s.lines) == maxSpreadLines || s.size > maxSpread || s.isLast(text)
}

// isLast reports whether the line just taken is the record's last.
func (s *spread) isLast(text string) bool {
	switch s.kind {
	case jsonSpread:
		return closesObject(text)
	case exportSpread:
		return text == ""
	case commandSpread:
		return len(s.lines) == maxCalled || text == "" && s.isCalled()
	}
	return false
}

func closesObject(text string) bool { return text == "}" || text == "}," }

// ends reports whether a line cannot belong to the record under way.
func (s *spread) ends(text string) bool {
	switch s.kind {
	case jsonSpread: // of what is indented, only the last line stands at the left
		return text != "" && text[0] != ' ' && text[0] != '\t' && text[0] != '}' && text[0] != '"'
	case verboseSpread:
		return text != "" && text[0] != ' '
	case commandSpread: // "At line:1 char:1" in the system's language, then "+ python app.py"
		switch len(s.lines) {
		case 1:
			return text == "" || len(text) > maxField || !strings.Contains(text, ":") || digits(text[len(text)-1:]) == 0
		case 2:
			return !strings.HasPrefix(text, "+ ")
		}
		return text != "" && s.isCalled()
	}
	if len(s.lines) == 1 { // the time is always the second field
		return !strings.HasPrefix(text, timeField)
	}
	return spreadOf(text) == exportSpread
}

// timeField begins the second line of a record of an export.
const timeField = "__REALTIME_TIMESTAMP="

// isCalled reports whether PowerShell has said all that it says of an error.
func (s *spread) isCalled() bool {
	for _, l := range s.lines[max(0, len(s.lines)-2):] {
		if strings.HasPrefix(l.text, "    + FullyQualifiedErrorId : ") {
			return true
		}
	}
	return false
}

// open gives the lines that the record holds; ok is false if it is none.
func (s *spread) open() (inner []piece, ok bool) {
	first, last := s.lines[0], s.lines[len(s.lines)-1]
	whole := first
	whole.span.End, whole.last, whole.spread = max(first.span.End, last.span.End), max(last.number, last.last), false
	var b strings.Builder
	for _, l := range s.lines {
		whole.cut = whole.cut || l.cut
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	text := strings.TrimRight(b.String(), " \t\r\n,")
	switch s.kind {
	case commandSpread:
		if !s.isCalled() {
			return nil, false
		}
		_, whole.text, _ = strings.Cut(first.text, " : ")
		return []piece{whole}, true
	case jsonSpread:
		if !closesObject(last.text) {
			return nil, false
		}
		return openRecord(whole, wholeValue(text))
	}
	inner, ok = openJournal(whole, b.String())
	return inner, ok || s.kind == exportSpread // no other text begins so: without a message it says nothing
}

// takeSpread takes a line of a record that is spread over lines, and emits the
// record when it is complete.
func (u *Undresser) takeSpread(s *source, p piece, emit func(string, traceback.Line)) {
	taken, done := false, true
	if p.spread {
		before := s.spread.size
		taken, done = s.spread.take(p)
		u.sources.held += s.spread.size - before
	}
	if done || u.sources.held > maxHeld {
		u.endSpread(s, emit)
	}
	if !taken { // it may begin the next, or belong to what was in the last
		p.spread = s.spread.wants(p.text)
		u.deliver(p, emit)
	}
}

// endSpread emits what is in a record spread over lines, or its lines where it is
// none.
func (u *Undresser) endSpread(s *source, emit func(string, traceback.Line)) {
	if s.spread.kind == noSpread {
		return
	}
	record := s.spread
	u.sources.held -= record.size
	s.spread = spread{}
	if inner, ok := record.open(); ok {
		sub := stripper{u: u}
		if pieces, ok := sub.undressAll(nil, inner); ok {
			u.deliverAll(&sub, pieces, emit)
			return
		}
	}
	quoted := u.quoted
	defer func() { u.quoted = quoted }()
	for _, l := range record.lines {
		sub := stripper{u: u, plain: true, depth: 1}
		l.spread = false
		pieces := []piece{l}
		if record.kind != exportSpread && record.kind != jsonSpread { // taken apart, lines of those might be a record
			if inner, ok := sub.undress(nil, l); ok {
				pieces = inner
			}
		}
		for _, p := range pieces {
			u.place(p, u.sources.get(p.source), emit)
		}
	}
}

// openJournal opens a record of the journal's, one field a line: "KEY=text", or
// in an export the key alone, and its length and bytes on the next lines.
func openJournal(p piece, text string) ([]piece, bool) {
	r := record{known: true, carrier: true}
	key, field := "", ""
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		trimmed := strings.TrimLeft(line, " ")
		name, rest, ok := strings.Cut(trimmed, "=")
		isField := name != "" && wordLength(name) == len(name) && isUpper(name) && name[0] > '9' && len(line)-len(trimmed) <= 4
		switch {
		case isField:
			r.field(key, value{text: withoutLength(field)})
			if key, field = name, rest; !ok {
				field = binaryField
			}
		case strings.HasSuffix(field, binaryField):
			field += line
		case key != "": // a text of several lines
			field += "\n" + trimmed
		}
	}
	r.field(key, value{text: withoutLength(field)})
	return r.pieces(p)
}

// binaryField stands before the text of a field that is on the lines after its key.
const binaryField = "\x00"

// withoutLength drops what is left of the eight bytes of a binary field's length:
// the lowest, if it is a character.
func withoutLength(field string) string {
	text, ok := strings.CutPrefix(field, binaryField)
	if !ok {
		return field
	}
	if r, n := utf8.DecodeRuneInString(text); r == utf8.RuneError || int(r) == len(text)-n {
		return text[n:]
	}
	return text
}
