package matcher

import (
	"container/list"
	"slices"

	"aiowhy/matcher/traceback"
)

const (
	// maxStreams bounds the sources read side by side; the one that was silent
	// for longest is completed to make room.
	maxStreams = 1000
	// maxSpare bounds the streams that are no more whose room is kept.
	maxSpare = 32
	// maxHeld bounds the blocks under way of all of them, in bytes. Beyond it, too,
	// those that were silent for longest are completed.
	maxHeld = 4 << 20
	// aroundLines is how many lines before a problem evidence may look at.
	aroundLines = 12
)

// stream is one source's lines on their way to the parser.
type stream struct {
	splitter traceback.Splitter
	lines    []traceback.Line // that were complete lately
	around   []traceback.Line // the last of them
	held     int              // of the block under way, in bytes
	used     int
	last     int // line that was read
	name     string
	place    *list.Element // among those used lately
	torn     bool          // what comes next may be the rest of a block whose middle was not read
	settled  bool          // what comes next is not the rest of a block of an earlier part
}

func (f *flow) stream(name string) *stream {
	if name == "" {
		return &f.root
	}
	st := f.streams[name]
	if st == nil {
		if len(f.streams) >= maxStreams {
			f.dropSilent()
		}
		st = f.newStream()
		st.name, st.place = name, f.recent.PushFront(st)
		f.streams[name] = st
	} else if st.place != f.recent.Front() {
		f.recent.MoveToFront(st.place)
	}
	return st
}

// dropSilent completes the stream that was silent for longest. What it waited for
// will not be read.
func (f *flow) dropSilent() {
	st := f.recent.Back().Value.(*stream)
	f.complete(st, true)
	f.drop(st)
}

// newStream gives an empty stream, in the room of one that is no more if there is
// such.
func (f *flow) newStream() *stream {
	last := len(f.spare) - 1
	if last < 0 {
		return &stream{}
	}
	st := f.spare[last]
	f.spare = f.spare[:last]
	return st
}

// drop forgets a stream, whose block is complete.
func (f *flow) drop(st *stream) {
	delete(f.streams, st.name)
	f.recent.Remove(st.place)
	f.held -= st.held
	if st.held <= maxHeld/maxStreams && len(f.spare) < maxSpare { // else its room is large
		*st = stream{splitter: st.splitter, lines: st.lines[:0]}
		f.spare = append(f.spare, st)
	}
}

// hold notes what a stream holds now.
func (f *flow) hold(st *stream) {
	size := st.splitter.Size()
	f.held += size - st.held
	st.held = size
}

// waits reports whether the rest of a block is bound to come, whose last line
// was read lately.
func (f *flow) waits() bool {
	return f.anyStream(func(st *stream) bool { return f.clock-st.used < f.patience && st.splitter.Open() })
}

func (f *flow) anyStream(is func(*stream) bool) bool {
	if is(&f.root) {
		return true
	}
	for _, st := range f.streams {
		if is(st) {
			return true
		}
	}
	return false
}

// inOrder lists the streams by when they were last used, so that the order of
// answers does not hang on that of a map.
func (f *flow) inOrder() []*stream {
	all := append(make([]*stream, 0, 1+len(f.streams)), &f.root)
	for _, st := range f.streams {
		all = append(all, st)
	}
	slices.SortFunc(all, func(a, b *stream) int { return a.used - b.used })
	return all
}

// cutOff gives what is left of the block under way. It is cut where it has not come
// to its end, and there is more that will not be read for it.
func (st *stream) cutOff(more bool) [][]traceback.Line {
	open := st.splitter.Open()
	blocks := st.splitter.Flush()
	for _, block := range blocks {
		last := &block[len(block)-1]
		last.Cut = last.Cut || open && more
	}
	return blocks
}

// remember keeps the last lines. Most blocks are single lines of a log, so they
// are moved once in a while only.
func (st *stream) remember(lines []traceback.Line) {
	const room = 8 * aroundLines
	lines = lines[max(0, len(lines)-aroundLines):]
	if len(st.lines)+len(lines) > room {
		st.lines = append(st.lines[:0], st.around...)
	}
	st.lines = append(st.lines, lines...)
	st.around = st.lines[max(0, len(st.lines)-aroundLines):]
}
