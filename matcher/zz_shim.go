package matcher

import (
	"bytes"
	"io"

	"aiowhy/matcher/traceback"
)

func (s *Session) Consume(r io.Reader) (int64, int, error) {
	b, err := io.ReadAll(r)
	at, n := int64(0), 0
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		l := len(b)
		next := len(b)
		if i >= 0 {
			l, next = i, i+1
		}
		n++
		s.Line(b[:l], traceback.Span{Start: at, End: at + int64(l)}, n)
		b = b[next:]
		at += int64(next)
	}
	return at, n, err
}
func (s *Session) Write(t []byte) { s.Consume(bytes.NewReader(t)) }
