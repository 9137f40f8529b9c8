package logtext

import (
	"bytes"

	"aiowhy/matcher/traceback"
)

// Most lines of a traceback are frames and source as Python printed them. They
// are told at a glance, and handed on without a look at the layers that they do
// not have.

// isUndressed reports whether a raw line has no dressing, if nothing is under
// way: it is indented as frames and source are, and holds none of the bytes
// with which anything is coloured, escaped or quoted.
func isUndressed(raw []byte) bool {
	if len(raw) < 3 || len(raw) > maxBare || raw[0] != ' ' || raw[1] != ' ' {
		return false
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
func (u *Undresser) bare(text string, at traceback.Span, number int, emit func(stream string, line traceback.Line)) {
	u.quoted, u.tight = 0, false
	root := u.sources.get("")
	root.run.perLine = false
	u.torn = wrapColumn(text) && !isBalanced(text)
	emit(root.carryOn(text), traceback.Line{Text: text, Span: at, Number: number})
}
