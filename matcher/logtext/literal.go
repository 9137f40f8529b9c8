package logtext

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON and the reprs of Python's dicts and lists are read by one reader: both
// write the same brackets, and a log holds either. It works on the text as it
// stands, so that an envelope costs no more than the fields that are wanted, and
// it forgives a missing end, for lines get cut on the way.

// kind is what a value begins with.
type kind byte

const (
	other  kind = iota // a number, true, None
	quoted             // a string
	object             // {…}
	array              // […] or (…)
)

// value is a value as it stands in the text: from at to end.
type value struct {
	kind kind
	text string
	at   int // offset of text in what was read
}

// member is one key of an object with its value.
type member struct {
	key string
	value
}

// maxWalk bounds how deep into nested values anything is looked for.
const maxWalk = 12

// readValue reads the value at text[i:], which begins at offset at; next is
// where it ends. Brackets are counted, not recursed into: depth costs nothing.
func readValue(text string, i, at int) (v value, next int) {
	if i >= len(text) {
		return value{at: at + i}, i
	}
	v.at = at + i
	switch c := text[i]; {
	case c == '"' || c == '\'':
		v.kind, next = quoted, skipString(text, i)
	case c == 'b' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\''):
		v.kind, next = quoted, skipString(text, i+1)
	case c == '{':
		v.kind, next = object, skipNested(text, i)
	case c == '[' || c == '(':
		v.kind, next = array, skipNested(text, i)
	default:
		next = skipBare(text, i)
	}
	v.text = text[i:next]
	return v, next
}

// skipBare returns the end of a value without quotes or brackets around it: a
// number, true, datetime.datetime(…).
func skipBare(text string, i int) int {
	for i < len(text) {
		switch text[i] {
		case ',', ']', '}', ')', ':', ' ', '\t', '\n', '\r':
			return i
		case '"', '\'', '[', '(', '{', '<':
			i = skipNested(text, i)
		default:
			i++
		}
	}
	return i
}

// skipString returns the end of the string that begins with the quote at text[i].
func skipString(text string, i int) int {
	quote, next := text[i], i // next quote, escaped or not; looked for once
	for i++; i < len(text); {
		if next < i {
			n := strings.IndexByte(text[i:], quote)
			if n < 0 {
				break
			}
			next = i + n
		}
		b := strings.IndexByte(text[i:next], '\\')
		if b < 0 {
			return next + 1
		}
		i += b + 2
	}
	return len(text)
}

// skipNested returns the end of what begins with the bracket or quote at text[i].
func skipNested(text string, i int) int {
	if text[i] == '"' || text[i] == '\'' {
		return skipString(text, i)
	}
	for depth := 0; i < len(text); {
		switch text[i] {
		case '"', '\'':
			i = skipString(text, i)
			continue
		case '{', '[', '(', '<':
			depth++
		case '}', ']', ')', '>':
			depth--
		}
		i++
		if depth == 0 {
			return i
		}
	}
	return len(text)
}

// members calls yield for every member of an object.
func (v value) members(yield func(member) bool) {
	if v.kind != object {
		return
	}
	for i := 1; ; {
		i = skipFiller(v.text, i)
		if i >= len(v.text) || v.text[i] == '}' {
			return
		}
		key, next := readValue(v.text, i, v.at)
		i = skipFiller(v.text, next)
		if i == next && next == key.at-v.at { // no progress: this is no object
			return
		}
		if i >= len(v.text) || v.text[i] != ':' {
			continue
		}
		item, next := readValue(v.text, skipFiller(v.text, i+1), v.at)
		if !yield(member{key.plain(), item}) {
			return
		}
		i = max(next, i+1)
	}
}

// elements calls yield for every element of an array.
func (v value) elements(yield func(value) bool) {
	if v.kind != array {
		return
	}
	for i := 1; ; {
		i = skipFiller(v.text, i)
		if i >= len(v.text) || v.text[i] == ']' || v.text[i] == ')' {
			return
		}
		item, next := readValue(v.text, i, v.at)
		if next == i {
			return
		}
		if !yield(item) {
			return
		}
		i = next
	}
}

// fields are the members of an object, read once.
type fields map[string]value

// fields reads the members of an object.
func (v value) fields() fields {
	f := make(fields)
	v.members(func(m member) bool {
		if _, ok := f[m.key]; !ok && !m.isNull() {
			f[m.key] = m.value
		}
		return true
	})
	return f
}

// first returns the value of the first of the keys that is there.
func (f fields) first(keys ...string) value {
	for _, key := range keys {
		if v, ok := f[key]; ok {
			return v
		}
	}
	return value{}
}

// get returns one member of an object.
func (v value) get(key string) value {
	var found value
	v.members(func(m member) bool {
		if m.key == key && !m.isNull() {
			found = m.value
		}
		return found.text == ""
	})
	return found
}

// isNull reports whether the value says that there is none.
func (v value) isNull() bool { return v.kind == other && (v.text == "null" || v.text == "None") }

// plain returns a string's text; for other values, what is written.
func (v value) plain() string {
	if v.kind != quoted {
		if v.isNull() {
			return ""
		}
		return v.text
	}
	text, _ := strings.CutPrefix(v.text, "b")
	text = text[1:]
	if n := len(text); n > 0 && text[n-1] == v.text[len(v.text)-len(text)-1] {
		text = text[:n-1]
	}
	return unescape(text)
}

// skipFiller skips blanks and commas.
func skipFiller(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == ',' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n') {
		i++
	}
	return i
}

// unescape resolves the escapes of JSON's and Python's strings.
func unescape(text string) string {
	i := strings.IndexByte(text, '\\')
	if i < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for ; i >= 0; i = strings.IndexByte(text, '\\') {
		b.WriteString(text[:i])
		n := 2
		if i+1 == len(text) {
			n = 1
		} else {
			n = escaped(&b, text[i:])
		}
		text = text[i+n:]
	}
	b.WriteString(text)
	return b.String()
}

// escaped writes what the escape at the beginning of text means, and returns
// its length.
func escaped(b *strings.Builder, text string) int {
	switch c := text[1]; c {
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r':
		b.WriteByte('\r')
	case 'b', 'f':
	case 'u', 'x', 'U':
		width := 4
		if c == 'x' {
			width = 2
		} else if c == 'U' {
			width = 8
		}
		r, ok := hex(text[2:], width)
		if !ok {
			b.WriteString(text[:2])
			return 2
		}
		n := 2 + width
		if c == 'x' && r >= 0x80 { // a byte of a bytes literal, part of a character
			b.WriteByte(byte(r))
			return n
		}
		if utf16.IsSurrogate(r) && strings.HasPrefix(text[n:], `\u`) {
			if low, ok := hex(text[n+2:], 4); ok {
				r, n = utf16.DecodeRune(r, low), n+6
			}
		}
		b.WriteRune(r)
		return n
	case '"', '\'', '/', '\\':
		b.WriteByte(c)
	default:
		r, n := utf8.DecodeRuneInString(text[1:])
		b.WriteByte('\\')
		b.WriteRune(r)
		return 1 + n
	}
	return 2
}

// hex reads a hexadecimal number of that many digits.
func hex(text string, width int) (rune, bool) {
	if len(text) < width {
		return 0, false
	}
	n, err := strconv.ParseUint(text[:width], 16, 32)
	return rune(n), err == nil
}
