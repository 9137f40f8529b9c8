package matcher

import (
	"math"
	"strings"

	"aiowhy/matcher/traceback"
)

// A block goes on behind the end of a part where the lines of other sources stand
// between its own. Its flow then reads on in the next part, until what it began
// is complete. The flow of that part, which runs at the same time, knows nothing
// of it: what it reads before a stream has surely begun a block of its own is put
// aside, and matched when it is known whether those lines are taken.
//
// To parse a part only when the one before is done would be simpler, and leave
// the second core idle.

// restBlocks bounds the blocks of a stream that may be the rest of one before,
// however they begin: more lines than may stand between two of a block.
const restBlocks = 64

// mayBeRest reports whether a block may be the rest of one that an earlier part
// began, and counts it for its stream.
func (f *flow) mayBeRest(st *stream, lines []traceback.Line) bool {
	if st.settled || lines[0].Number < f.from { // what is read once more
		return !st.settled
	}
	before := f.blocks[st.name]
	f.blocks[st.name]++
	st.settled = before >= restBlocks || before > 0 && (lines[0].Head || lines[0].Text == tracebackHead)
	if _, known := f.own[st.name]; st.settled && !known {
		f.own[st.name] = lines[0].Number
	}
	return !st.settled
}

// handOn completes the blocks that end with a part, before the line with the
// number, and gives to rest, which reads on behind it, those that do not: a block
// that is bound to have more. Where the lines before the end were read (near), one
// of interest may have more too, and amid lines that belong together any.
func (f *flow) handOn(rest *flow, number int, near, amid bool) {
	f.undresser.Flush(f.sink)
	rest.undresser, rest.clock = f.undresser, f.clock
	waiting := f.waits()
	for _, st := range f.inOrder() {
		waits := waiting && st.splitter.Open() || st.splitter.Half()
		block := st.splitter.Current()
		if waits && number-st.last < maxBetween || near && len(block) > 0 && (amid || f.isHit(block)) {
			rest.goesOn(st, f.clock-(number-st.last))
		} else {
			f.complete(st, true)
		}
	}
}

// newRest makes a flow that reads on behind a part. It reads no streams yet.
func (f *flow) newRest() *flow {
	rest := &flow{m: f.m, patience: maxBetween, only: f.only, streams: map[string]*stream{}, ends: map[string]int{}}
	rest.sink = rest.pushOn
	return rest
}

// goesOn takes over a stream, to read it on.
func (f *flow) goesOn(st *stream, used int) {
	f.ends[st.name] = notYet
	st.used = used
	for i, block := 0, st.splitter.Current(); i < len(block); i++ {
		block[i].Text = strings.Clone(block[i].Text) // not to hold on to the lines beside it
	}
	if st.name == "" {
		f.root = *st
		return
	}
	if other := f.streams[st.name]; other != nil {
		f.held -= other.held
	}
	f.streams[st.name] = st
	f.held += st.held
}

// notYet is the end of a stream that is still read on.
const notYet = math.MaxInt

// goOn reads on in the part behind the flow's own, but no stream beyond the line
// where a block begins that is surely that part's own. Then ends tells for each
// stream from which line on it is left to that part, or that it is still read.
func (f *flow) goOn(p piece, own map[string]int) {
	f.since, f.next, f.own = p.at+int64(p.own), p.number, own
	g := gate{flow: f, open: true}
	g.read(p)
	if !g.open {
		f.leave(nil, f.last+1, true)
	}
}

// leave completes what is still read, before the line with the number, unless it
// may go on for rest to read; more tells that there is more of the input.
func (f *flow) leave(rest *flow, number int, more bool) {
	for _, st := range f.inOrder() {
		switch {
		case f.ends[st.name] != notYet:
		case rest != nil && number-st.last < maxBetween && rest.held < maxHeld:
			rest.goesOn(st, rest.clock-(number-st.last))
		default:
			f.end(st, number, more)
		}
	}
}

// pushOn takes a line as push does, if its stream is still read.
func (f *flow) pushOn(name string, line traceback.Line) {
	f.clock++
	f.last = line.Number
	if f.ends[name] != notYet {
		return
	}
	st := &f.root
	if name != "" {
		st = f.streams[name]
	}
	if own, known := f.own[name]; known && line.Number >= own {
		f.end(st, own, false)
		return
	}
	st.used, st.last = f.clock, line.Number
	for _, block := range st.splitter.Push(line) {
		if f.endsAt(st, block) {
			return
		}
		f.block(st, block)
	}
	if f.endsAt(st, st.splitter.Current()) || name == "" {
		return
	}
	if f.hold(st); f.held > maxHeld {
		f.end(st, line.Number+1, true)
	}
}

// end completes a stream, and leaves what comes behind it, from the line with the
// number on, to the part that is read. more tells that there is more that will not
// be read for it.
func (f *flow) end(st *stream, number int, more bool) {
	for _, block := range st.cutOff(more) {
		if f.endsAt(st, block) {
			return
		}
		f.block(st, block)
	}
	f.forget(st, number)
}

// endsAt ends a stream before a block that begins in the part that is read.
func (f *flow) endsAt(st *stream, block []traceback.Line) bool {
	if len(block) == 0 || f.next == 0 || block[0].Number < f.next {
		return false
	}
	f.forget(st, block[0].Number)
	return true
}

// forget leaves a stream to the part that is read, from the line with the number on.
func (f *flow) forget(st *stream, number int) {
	f.ends[st.name] = number
	if st != &f.root {
		f.held -= st.held
	}
	*st = stream{name: st.name}
}

// aside is a block that is matched when it is known whether it is the rest of
// another.
type aside struct {
	stream string
	lines  []traceback.Line
	around []traceback.Line
	after  int // so many findings of its flow
}

// merge adds what a flow of an earlier part has found, and matches what was aside,
// as far as that has not taken it. The tally, which counts in the order of the
// input, knows of neither.
func (f *flow) merge(before *flow) {
	found, tally := f.found, f.tally
	f.found, f.tally = nil, nil
	if before != nil {
		f.found = before.found
		f.unmatched = append(before.unmatched, f.unmatched...)
		f.mentions = append(before.mentions, f.mentions...)
	}
	merged := 0
	for _, block := range f.asides {
		f.found = append(f.found, found[merged:block.after]...)
		merged = block.after
		end := 0
		if before != nil {
			end = before.ends[block.stream]
		}
		f.matchFrom(end, block)
	}
	f.found, f.tally, f.asides = append(f.found, found[merged:]...), tally, nil
}

// matchFrom matches what stands in a block from the line with the number on.
func (f *flow) matchFrom(number int, block aside) {
	if block.lines[0].Number >= number {
		f.match(block.lines, block.around)
		return
	}
	var s traceback.Splitter
	each := func(blocks [][]traceback.Line) {
		for _, lines := range blocks {
			f.match(lines, nil)
		}
	}
	for _, line := range block.lines {
		if line.Number >= number {
			each(s.Push(line))
		}
	}
	each(s.Flush())
}
