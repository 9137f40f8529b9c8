package logtext

import (
	"bytes"
	"strings"

	"aiowhy/matcher/traceback"
)

// Most lines of a traceback are its head, frames and source as Python printed
// them. They are told at a glance, and handed on without a look at the layers
// that they do not have.

// isUndressed reports whether a raw line has no dressing, if nothing is under
// way: it is the head, or indented as frames and source are, and holds none of
// the bytes with which anything is coloured, escaped or quoted.
func isUndressed(raw []byte) bool {
	if len(raw) < 3 || len(raw) > maxBare || raw[0] != ' ' || raw[1] != ' ' {
		return string(raw) == traceback1
	}
	if last := raw[len(raw)-1]; last == ' ' || last == ':' || !isPrintable(raw) {
		return false
	}
	for _, mark := range [...]byte{'[', '\\', '&', '#', '`'} {
		if bytes.IndexByte(raw, mark) >= 0 {
			return false
		}
	}
	return !bytes.Contains(raw, []byte(`""`))
}

// maxBare bounds what is looked at so; the rest is no line of a traceback.
const maxBare = 400

// isIdle reports whether no line before asks for more lines: no quotation, no
// record spread over lines, no margin.
func (u *Undresser) isIdle() bool {
	root := u.sources.get("")
	return u.hanging.hang == 0 && !u.field && u.margin.text == "" && root.part == nil && root.spread.kind == noSpread
}

// bare emits a line that has no dressing.
func (u *Undresser) bare(raw []byte, at traceback.Span, number int, emit func(stream string, line traceback.Line)) {
	text := u.room.keep(raw)
	u.quoted, u.tight = 0, false
	root := u.sources.get("")
	root.run.perLine = false
	u.torn = isWrapColumn(len(text)) && !isBalanced(text) // all of it is ASCII
	emit(root.carryOn(text), traceback.Line{Text: text, Span: at, Number: number})
}

// textRoom makes the texts of many lines from one piece of memory: one line of a
// log is seldom kept alone.
type textRoom struct{ b strings.Builder }

// roomSize bounds what a line that is kept holds on to.
const roomSize = 4 << 10

// keep returns raw as a text.
func (r *textRoom) keep(raw []byte) string {
	if len(raw) > roomSize/4 {
		return string(raw)
	}
	from := r.b.Len()
	if from+len(raw) > r.b.Cap() {
		r.b, from = strings.Builder{}, 0
		r.b.Grow(roomSize)
	}
	r.b.Write(raw)
	return r.b.String()[from:]
}
