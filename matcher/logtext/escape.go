package logtext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const traceback1 = "Traceback (most recent call last):"

// afterBreak are the beginnings of lines that show that an escaped line break
// before them stood for a real one.
var afterBreak = [...]string{"RuntimeWarning: Enable tracemalloc", "Traceback (most recent", `  File "`, `  File \"`,
	"SyntaxError: ", "E       ", "====================", "future: <", "task: <", "handle: <", "transport: <", "protocol: <", "client_session: <"}

// beforeBreak are the ends of lines that show the same of the break behind them.
var beforeBreak = [...]string{traceback1, "was never awaited", "was never retrieved", "but it is pending!"}

// openEscaped opens a line in which the line breaks of a traceback were spelt
// out: in a string's repr ("\n"), or by rsyslog ("#012").
func openEscaped(p piece) ([]piece, bool) {
	if strings.IndexByte(p.text, '\\') >= 0 {
		if i := escapedBreak(p.text, `\n`); i >= 0 {
			return openString(p, i), true
		}
	}
	if strings.Contains(p.text, "#012") && (p.source != "" || escapedBreak(p.text, "#012") >= 0) {
		return p.split(strings.ReplaceAll(p.text, "#012", "\n")), true
	}
	return nil, false
}

// escapedBreak returns where the first break is that is spelt so and was real.
func escapedBreak(text, spelt string) int {
	for at := 0; ; at += len(spelt) {
		n := strings.Index(text[at:], spelt)
		if n < 0 {
			return -1
		}
		at += n
		if isBreak(text[:at], text[at+len(spelt):], spelt) {
			return at
		}
	}
}

// isBreak reports whether what stands before and after the spelling of a break
// shows that it was real.
func isBreak(before, after, spelt string) bool {
	for _, begin := range afterBreak {
		if strings.HasPrefix(after, begin) {
			return true
		}
	}
	for _, end := range beforeBreak {
		if strings.HasSuffix(before, end) {
			return true
		}
	}
	return strings.HasPrefix(after, "  ") && endsInPlace(before, spelt)
}

// endsInPlace reports whether a text ends in a place, which a line of source
// follows: of a syntax error (`File "app.py", line 7`) or of a warning.
func endsInPlace(text, spelt string) bool {
	before := strings.TrimRight(text, "0123456789")
	if len(before) < len(text) && strings.HasSuffix(before, ", line ") {
		return true
	}
	line := text
	if k := strings.LastIndex(line, spelt); k >= 0 {
		line = line[k+len(spelt):]
	}
	_, message, ok := strings.Cut(line, ".py:")
	return ok && isWarning(message[digits(message):])
}

// openString opens the string literal around text[i:], or all of the text if no
// quotes are there.
func openString(p piece, i int) []piece {
	start, end := literalAround(p.text, i)
	if start < 0 {
		return p.split(unescape(p.text))
	}
	begin := start + 1
	if begin < end && p.text[end-1] == p.text[start] {
		end--
	}
	before := strings.TrimRight(strings.TrimSuffix(p.text[:start], "b"), " =:({[,")
	var out []piece
	inner, pretty := p, false
	switch key := strings.TrimLeft(before, " \t"); {
	case key == "":
	case key[0] == '"' && key[len(key)-1] == '"' && strings.Count(key, `"`) == 2: // of JSON printed over several lines
		inner.head, pretty = true, true
	default:
		first := p
		first.text = before
		out = append(out, first)
		inner.head, inner.level, inner.logger = false, "", ""
	}
	out = append(out, inner.split(unescape(p.text[begin:end]))...)
	if pretty { // what follows is JSON again
		out = append(out, piece{span: p.span, number: p.number, source: p.source, process: p.process, head: true})
	}
	if rest := strings.Trim(p.text[end:], ` "')]},`); strings.Contains(rest, "Traceback (most recent") {
		inner.head, inner.text = true, rest
		out = append(out, inner)
	}
	return out
}

// literalAround returns where the string literal begins and ends that text[i]
// stands in; start is -1 if it stands in none. An apostrophe opens none.
func literalAround(text string, i int) (start, end int) {
	for at := 0; at < i; {
		n := strings.IndexAny(text[at:i], `"'`)
		if n < 0 {
			break
		}
		start = at + n
		at = start + 1
		if start > 0 && isWord(text[start-1]) && text[start-1] != 'b' {
			continue
		}
		if end = skipString(text, start); end > i {
			return start, end
		}
		at = end
	}
	return -1, len(text)
}

// openTorn parts a traceback that begins in the middle of a line from what was
// printed before it.
func openTorn(p piece) ([]piece, bool) {
	before, ok := strings.CutSuffix(p.text, traceback1)
	if !ok || strings.HasPrefix(p.text, "    ") && !isLineNumber(before) {
		return nil, false
	}
	trimmed := trimPadding(before)
	if group, ok := strings.CutSuffix(trimmed, "+ Exception Group"); ok {
		before = strings.TrimSuffix(group, "  ")
		trimmed = strings.TrimRight(before, " ")
	}
	last, _ := utf8.DecodeLastRuneInString(trimmed)
	if trimmed == "" || trimmed == "E" || !isAlphanumeric(last) && !strings.ContainsRune(".:;,!?)]}>-", last) {
		if !isSigns(trimmed) {
			return nil, false
		}
		p.drop(len(before))
		return []piece{p}, true
	}
	first, second := p, p
	first.text, second.text = trimmed, p.text[len(before):]
	second.head, second.level, second.logger = false, "", ""
	return []piece{first, second}, true
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isLineNumber reports whether text is the number that "cat -n" puts before a line.
func isLineNumber(text string) bool {
	text = strings.TrimLeft(text, " ")
	n := digits(text)
	return n > 0 && text[n:] == "\t"
}

// openPairs opens a record of key=value pairs, as logfmt and structlog write them.
func openPairs(p piece) ([]piece, bool) {
	if strings.IndexByte(p.text, '=') < 0 || !hasPair(p.text) {
		return nil, false
	}
	r := record{marked: true}
	for i := 0; i < len(p.text); {
		i = skipFiller(p.text, i)
		n := wordLength(p.text[i:])
		if n == 0 || i+n >= len(p.text) || p.text[i+n] != '=' {
			return nil, false
		}
		v, next := readValue(p.text, i+n+1, 0)
		if value := p.text[i+n+1:]; stamp(value) > next-(i+n+1) { // a time with a blank in it
			next = i + n + 1 + stamp(value)
			v.text = p.text[i+n+1 : next]
		} else if next < len(p.text) && p.text[next] == ':' { // of a time, or a path, without quotes
			next = endOfWord(p.text, next)
			v.text = p.text[i+n+1 : next]
		}
		r.field(p.text[i:i+n], v)
		i = max(next, i+n+1)
	}
	return r.pieces(p)
}

func endOfWord(text string, at int) int {
	if n := strings.IndexAny(text[at:], " \t"); n >= 0 {
		return at + n
	}
	return len(text)
}

// hasPair reports whether text begins with key=.
func hasPair(text string) bool {
	n := wordLength(text)
	return n > 0 && n < len(text) && text[n] == '='
}

// isSigns reports whether what stands before the head of a traceback is a margin of
// signs that no layout of tracebacks has.
func isSigns(before string) bool {
	return len(before) <= maxField && strings.IndexFunc(before, isAlphanumeric) < 0 && strings.Trim(before, " \t|+>│E") != "" && strings.Trim(before, "#/ ") != ""
}
