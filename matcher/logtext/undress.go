// Package logtext frees text of its dressing: terminal colours, the prefixes
// of logging formats and of whatever carried the log, JSON envelopes,
// notebooks, hard wraps. What it hands on are plain lines as Python printed
// them, each knowing where in the original input it came from and which of
// several interleaved streams it belongs to.
//
// It knows how logs are written down, not what they say: reading tracebacks is
// the business of package traceback, which takes these lines.
package logtext

import (
	"slices"
	"strings"

	"aiowhy/matcher/traceback"
)

// Bounds on what is held for an input, whatever the input holds.
const (
	// MaxLine is the longest line that is looked at; of a longer one the head
	// and the tail are kept.
	MaxLine = 1 << 20

	maxSources = 1000    // sources remembered at once
	maxHeld    = 8 << 20 // bytes held of split lines and of spread records, of all sources
	maxDepth   = 8       // envelopes within envelopes; deeper ones are left as they are
)

// Undresser frees raw lines of their dressing. The zero value is ready to use.
// It remembers the sources it met lately (at most 1,000) and must see the lines
// of one input in order.
type Undresser struct {
	sources sources
	quoted  int  // how deep the last line was quoted as in a mail
	tight   bool // with no blank behind the mark
	room    textRoom
	pieces  []piece // of the line under way, kept for the next
	hanging piece   // the last record, if lines of its message are printed below it
	margin  margin  // of the traceback under way
	field   bool    // a quoted field of a table is under way
	torn    bool    // the last line was cut at a terminal's edge inside "<…>": its ">" may begin the next
}

// Line undresses one raw line that stands at the given place of the input and
// calls emit for every line found in it: usually one, none for the first part
// of a line that its carrier had split, several for a traceback in one field.
// stream names the source of a line, "" if nothing names one.
//
// Text handed to emit is valid UTF-8 without control characters other than
// tabs. Undressing it again would not change it.
func (u *Undresser) Line(raw []byte, at traceback.Span, number int, emit func(stream string, line traceback.Line)) {
	if isUndressed(raw) && u.isIdle() {
		u.bare(raw, at, number, emit)
		return
	}
	u.dressed(raw, at, number, emit)
}

// dressed undresses a line of any kind. What Line does without it, it would do
// the same.
func (u *Undresser) dressed(raw []byte, at traceback.Span, number int, emit func(stream string, line traceback.Line)) {
	whole := piece{span: at, number: number}
	if len(raw) > MaxLine {
		raw, whole.cut = cut(raw)
	}
	whole.text = u.room.keep(raw)
	wasQuoted := u.quoted
	s := stripper{u: u}
	pieces, ok := s.undress(u.pieces[:0], whole)
	if !ok {
		u.quoted = wasQuoted
		whole.text = clean(whole.text)
		pieces = []piece{whole}
	}
	u.deliverAll(&s, pieces, emit)
	u.pieces = pieces[:0]
	if cap(pieces) > 64 {
		u.pieces = nil
	}
}

// Reset forgets all lines: what comes next does not go on with them.
func (u *Undresser) Reset() { *u = Undresser{pieces: u.pieces, room: u.room} }

// Flush emits what is held back because its carrier announced more to come.
// Call it at the end of the input.
func (u *Undresser) Flush(emit func(stream string, line traceback.Line)) {
	for _, s := range u.sources.all() {
		u.endSpread(s, emit)
		u.release(s, emit)
	}
}

// release undresses the joined parts of a split line as a whole.
func (u *Undresser) release(s *source, emit func(string, traceback.Line)) {
	if s.part == nil {
		return
	}
	p := *s.part
	p.text = string(s.held)
	u.sources.forget(s)
	sub := stripper{u: u, joined: true}
	pieces, ok := sub.undress(nil, p)
	if !ok {
		p.text = clean(p.text)
		pieces = []piece{p}
	}
	u.deliverAll(&sub, pieces, emit)
}

// deliverAll delivers the pieces that a stripper found in a line. Where one may
// belong to a record that is spread over several, what it is hangs on those
// before it: the contents of the envelope are then undressed one by one, each
// when those before it have been delivered.
func (u *Undresser) deliverAll(s *stripper, pieces []piece, emit func(string, traceback.Line)) {
	if len(pieces) < 2 || !slices.ContainsFunc(pieces, func(p piece) bool { return p.spread }) {
		for _, p := range pieces {
			u.deliver(p, emit)
		}
		return
	}
	for _, p := range s.inner {
		sub := stripper{u: u, depth: s.depth + 1}
		found, ok := sub.undress(nil, p)
		if !ok {
			p.text = clean(p.text)
			found = []piece{p}
		}
		u.deliverAll(&sub, found, emit)
	}
}

// deliver joins the parts of lines that their carrier had split, and emits the rest.
func (u *Undresser) deliver(p piece, emit func(string, traceback.Line)) {
	s := u.sources.get(p.source)
	switch {
	case p.spread || s.spread.kind != noSpread && s.part == nil:
		u.takeSpread(s, p, emit)
	case s.part != nil:
		u.sources.join(s, p)
		if !p.more {
			u.release(s, emit)
		}
	case p.more:
		part := p
		part.text = ""
		part.cut = part.cut || !u.sources.hold(s, p.text)
		s.part = &part
	default:
		u.place(p, s, emit)
	}
}

// place emits a piece into the stream that it belongs to.
func (u *Undresser) place(p piece, s *source, emit func(string, traceback.Line)) {
	stream := u.sources.place(s, &p)
	if p.hang > 0 || u.hanging.hang > 0 {
		u.hanging = p
	}
	u.torn = wrapColumn(p.text) && !isBalanced(p.text)
	emit(stream, traceback.Line{
		Text: p.text, Span: p.span, Number: p.number,
		Last: p.last, Cut: p.cut,
		Head: p.head, Level: p.level, Logger: p.logger,
	})
}

// piece is a line on its way out of its dressing, with what the layers taken
// off so far have said.
type piece struct {
	text    string
	span    traceback.Span
	number  int
	last    int    // the line of its last part, where a carrier had split it
	cut     bool   // some of it was left out
	source  string // container, pod, host and program: whoever wrote the line
	process string // process or thread, as a log record names it
	level   string
	logger  string
	head    bool // a layer began a log record here
	hang    int  // column at which the further lines of the record are printed, 0 for none
	more    bool // the carrier split the line; the next one goes on
	full    bool // the carrier may have split the line, and this is its end
	spread  bool // the line may be one of a record that is spread over several
	record  bool // the line is a whole record: nothing that follows belongs to it
	column  int  // where the text began in its line
}

// from adds a source to those that outer layers have named.
func (p *piece) from(name string) {
	if p.source == "" {
		p.source = name
	} else if name != "" {
		p.source += " " + name
	}
}

// drop takes n bytes of dressing off the front.
func (p *piece) drop(n int) {
	p.text = p.text[n:]
	p.column += n
}

// stripper takes the layers off one raw line.
type stripper struct {
	u      *Undresser
	depth  int
	marks  int  // of quotation, taken off this line
	plain  bool // the line is none of a record that is spread over several
	joined bool // the line was put together of its parts: none waits for more

	inner []piece // the contents of the outermost envelope, each with its dressing
}

// undress appends the lines found in p. It gives up (and says so) when the
// envelopes are nested too deep.
func (s *stripper) undress(out []piece, p piece) ([]piece, bool) {
	washed, flat := wash(p.text)
	p.text = trimPadding(washed)
	if !flat && hasBreak(p.text) {
		return s.undressAll(out, p.split(p.text))
	}
	edge := washed[len(p.text):]
	if s.depth == 0 {
		s.u.tight = s.u.tight && p.text != "" && p.text[0] == '>'
		s.dedent(&p)
		if s.unquoteField(&p) {
			if p.text = trimPadding(p.text); hasBreak(p.text) {
				return s.undressAll(out, p.split(p.text))
			}
		}
	}
	s.marks = 0
	known := false // the margin
	for {
		if s.isPart(&p) { // the blanks at its end are inside the whole
			p.text += strings.TrimRight(edge, "\r")
			return append(out, p), true
		}
		if s.isSpread(&p) {
			p.spread, s.u.quoted = true, s.marks
			return append(out, p), true
		}
		if s.strip(&p) {
			continue
		}
		if known || !s.u.margin.take(&p) {
			break
		}
		known = true
	}
	if inner, ok := open(p); ok {
		out, ok = s.undressAll(out, inner)
		if !known {
			s.u.margin.learn(p.text)
		}
		return out, ok
	}
	s.u.quoted = s.marks
	return append(out, p), true
}

func hasBreak(text string) bool {
	return strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0
}

// isPart reports whether p is one part of a line that its carrier split. What
// looks like a layer there is the middle of something else.
func (s *stripper) isPart(p *piece) bool {
	if s.joined {
		p.more, p.full = false, false
	}
	return p.more || p.full && s.u.sources.get(p.source).part != nil
}

// isSpread reports whether p may be a line of a record that is spread over several.
func (s *stripper) isSpread(p *piece) bool {
	return !s.plain && s.u.sources.get(p.source).spread.wants(p.text)
}

// dedent takes off the blanks with which journalctl and rich print the further
// lines of a message below its first.
func (s *stripper) dedent(p *piece) {
	above := &s.u.hanging
	if above.hang == 0 {
		return
	}
	k := blanks(p.text)
	if p.text != "" && k < above.hang {
		s.repeated(p, k, above.hang)
		return
	}
	p.drop(min(above.hang, len(p.text)))
	p.source, p.process, p.column, p.hang = above.source, above.process, above.hang, above.hang
}

// repeated takes the level off a record for which rich did not print the time
// again, for it was that of the record above.
func (s *stripper) repeated(p *piece, k, column int) {
	if k < 5 || column > len(p.text) {
		return
	}
	word := strings.TrimRight(p.text[k:column], " ")
	if level := levelOf(word, false); level != "" && isUpper(word) && k+len(word) < column {
		p.drop(column)
		p.level, p.head, p.hang, p.column = level, true, column, column
		dropTail(p)
	}
}

// undressAll undresses the contents of an envelope.
func (s *stripper) undressAll(out []piece, inner []piece) ([]piece, bool) {
	if s.depth == maxDepth {
		return nil, false
	}
	if s.inner == nil {
		s.inner = inner
	}
	s.depth++
	defer func() { s.depth-- }()
	ok := true
	for _, p := range inner {
		if out, ok = s.undress(out, p); !ok {
			return nil, false
		}
	}
	return out, true
}

// strip takes one layer off the front of p, if there is one. The first byte
// decides which layers are worth a look.
func (s *stripper) strip(p *piece) bool {
	if p.text == "" {
		return false
	}
	if p.text[len(p.text)-1] == '`' && unticked(p) {
		return true
	}
	switch c := p.text[0]; {
	case c >= '0' && c <= '9':
		return s.stamped(p) || composed(p)
	case c >= 'a' && c <= 'z', c == '_':
		return composed(p) || dynoed(p) || stepped(p)
	case c >= 'A' && c <= 'Z':
		return c == 'E' && commanded(p) || s.levelled(p) || s.stamped(p) || glogged(p) || composed(p) || stepped(p)
	case c == '[':
		return podded(p) || s.bracketed(p)
	case c == '<':
		return prioritised(p)
	case c == '>':
		return s.unquoted(p)
	case c == '#', c == ':':
		return commanded(p)
	case c == '`', c == '~':
		return unfenced(p) || unticked(p)
	}
	return false
}
