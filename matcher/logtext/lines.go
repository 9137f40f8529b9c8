package logtext

import (
	"bytes"
	"io"

	"aiowhy/matcher/traceback"
)

// RawLine is a line as it stands in the input.
type RawLine struct {
	Text   []byte         // without the line break; valid until the next call
	Span   traceback.Span // without the line break
	Number int            // from 1; several lines share one where lone carriage returns part them
	Cut    bool           // its middle was left out, for it was longer than MaxLine
}

// LineReader splits an input into raw lines. A lone carriage return, with
// which progress bars overwrite their line, ends a line too. It holds no more
// than MaxLine bytes however long a line is.
type LineReader struct {
	r          io.Reader
	buf        []byte
	start, end int   // of what was read and not yet handed out
	offset     int64 // of buf[start] in the input
	number     int
	after      byte // the line break before the next line, 0 at the beginning
	err        error
	tail       tail
}

// NewLineReader returns a reader of the lines of r, which must already be
// UTF-8 (see Decode).
func NewLineReader(r io.Reader) *LineReader {
	return &LineReader{r: r, buf: make([]byte, 64*1024), number: 1}
}

// Next returns the next line. After the last it returns io.EOF, or the error
// that reading ended with. A line is returned as soon as its break was read.
func (l *LineReader) Next() (RawLine, error) {
	if l.after == '\n' {
		l.number++
	}
	line := RawLine{Number: l.number, Span: traceback.Span{Start: l.offset, End: l.offset}}
	searched := 0
	for {
		held := l.buf[l.start:l.end]
		if i := breakAt(held[searched:]); i >= 0 {
			i += searched
			if n := breakLength(held[i:], l.err != nil); n > 0 {
				l.finish(&line, held[:i])
				l.skip(n)
				l.after = held[i+n-1]
				return line, nil
			}
			searched = i // a carriage return at the end: what follows decides
		} else {
			searched = len(held)
		}
		if l.err != nil {
			l.after = 0
			if len(held) == 0 && l.tail.empty() {
				return RawLine{}, l.err
			}
			l.finish(&line, held)
			return line, nil
		}
		if searched -= l.fill(searched); searched < 0 {
			searched = 0
		}
	}
}

// finish completes a line whose last piece is held.
func (l *LineReader) finish(line *RawLine, held []byte) {
	line.Text = held
	l.skip(len(held))
	line.Span.End = l.offset
	if !l.tail.empty() {
		l.tail.add(held)
		line.Text, line.Cut = l.tail.take()
	}
}

// skip passes over n bytes.
func (l *LineReader) skip(n int) {
	l.start += n
	l.offset += int64(n)
}

// fill reads more. It returns how many of the bytes searched so far it moved
// away, because the line outgrew the buffer.
func (l *LineReader) fill(searched int) (moved int) {
	if l.end == len(l.buf) {
		switch {
		case l.start > 0:
			copy(l.buf, l.buf[l.start:l.end])
			l.end -= l.start
			l.start = 0
		default:
			l.tail.add(l.buf[:searched])
			l.offset += int64(searched)
			copy(l.buf, l.buf[searched:l.end])
			l.end -= searched
			moved = searched
		}
	}
	n, err := l.r.Read(l.buf[l.end:])
	l.end += n
	l.err = err
	return moved
}

// breakAt returns where the first line break of b is, or -1.
func breakAt(b []byte) int {
	n := bytes.IndexByte(b, '\n')
	if n < 0 {
		n = len(b)
	}
	if r := bytes.IndexByte(b[:n], '\r'); r >= 0 {
		return r
	}
	if n == len(b) {
		return -1
	}
	return n
}

// breakLength returns the length of the line break that b begins with: of a
// newline with the carriage returns before it, or of one alone. It is 0 while
// more input must tell.
func breakLength(b []byte, last bool) int {
	n := 0
	for n < len(b) && n < 3 && b[n] == '\r' {
		n++
	}
	switch {
	case n < len(b) && b[n] == '\n':
		return n + 1
	case n < len(b) || last:
		return 1
	}
	return 0
}

// cut keeps the head and the tail of a line that is too long.
func cut(line []byte) ([]byte, bool) {
	var t tail
	t.add(line)
	return t.take()
}

// tail collects a long line: its first half of MaxLine, and whatever were its
// last bytes.
type tail struct {
	head []byte
	ring []byte
	at   int   // where the ring goes on
	size int64 // of the whole line
}

const half = MaxLine / 2

func (t *tail) empty() bool { return t.size == 0 }

func (t *tail) add(b []byte) {
	t.size += int64(len(b))
	if n := min(half-len(t.head), len(b)); n > 0 {
		t.head = append(t.head, b[:n]...)
		b = b[n:]
	}
	if len(b) > half {
		b = b[len(b)-half:]
	}
	if n := min(half-len(t.ring), len(b)); n > 0 {
		t.ring = append(t.ring, b[:n]...)
		b = b[n:]
	}
	for len(b) > 0 {
		n := copy(t.ring[t.at:], b)
		b = b[n:]
		t.at = (t.at + n) % half
	}
}

// take returns the line and whether some of it is missing, and begins anew.
func (t *tail) take() ([]byte, bool) {
	line := append(t.head, t.ring[t.at:]...)
	line = append(line, t.ring[:t.at]...)
	missing := t.size > MaxLine
	*t = tail{}
	return line, missing
}

// CutLine returns the first line of a text that nothing follows, and its length
// with its line break: for inputs held in memory, where LineReader would copy.
func CutLine(text []byte) (line []byte, n int) {
	i := breakAt(text)
	if i < 0 {
		return text, len(text)
	}
	return text[:i], i + breakLength(text[i:], true)
}
