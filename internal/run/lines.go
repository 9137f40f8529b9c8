package run

import (
	"bytes"
	"io"
)

// maxLine bounds what is kept of a line that does not end.
const maxLine = 64 << 10

// lines passes text on in whole lines, so that two outputs that share a reader
// do not tear each other's.
type lines struct {
	to   io.Writer
	rest []byte
}

func (l *lines) Write(p []byte) (int, error) {
	end := bytes.LastIndexByte(p, '\n') + 1
	if end == 0 && len(l.rest)+len(p) > maxLine {
		end = len(p)
	}
	if end > 0 {
		l.rest = append(l.rest, p[:end]...)
		l.flush()
	}
	l.rest = append(l.rest, p[end:]...)
	return len(p), nil
}

// flush passes on what is left, at the end of the text.
func (l *lines) flush() {
	_, _ = l.to.Write(l.rest) // a Tail takes everything
	l.rest = l.rest[:0]
}
