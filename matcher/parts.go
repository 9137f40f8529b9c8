package matcher

import (
	"bytes"
	"io"
	"sync"

	"aiowhy/matcher/scan"
)

// Large inputs are read in parts that can be parsed side by side: each ends
// between blocks, and brings with it the lines that stand before it. Where
// parts end is told by the text alone, so the answer does not hang on how many
// of them were read at a time, nor on how the input arrived.
//
// Workers take turns at reading, and each parses what it has read itself: the
// part is still in the cache of its core.
const (
	// wholeSize is the size up to which inputs are read line by line.
	wholeSize = 256 << 10
	// partSize is how much of the input a part holds, about: where two cores with
	// half a megabyte of cache read a gigabyte with the least CPU (0.66 s; 0.79
	// with half of it, 0.66 with twice as much, which costs 18 MB more).
	partSize = 512 << 10
	// roomBefore is how much a buffer holds of the lines before a part, at most.
	roomBefore  = 2 * maxBefore
	bufferSize  = partSize + roomBefore
	smallBuffer = 32 << 10
	// calmLines is how many lines on either side of a cut must belong to no
	// block: together as many as are read before a hit, so that what is read
	// begins behind the first of them.
	calmLines = linesBefore / 2
)

// part is a piece of the input on its way from the reader to the session.
type part struct {
	piece
	always int64
	next   int  // the line behind it
	last   bool // of the input
	amid   bool // it ends amid lines that belong together
	before *part
	flow   *flow
	rest   *flow         // what goes on behind it
	done   chan struct{} // flow and rest are had
}

// Parallel lets Read run ahead of what it has found, in parts that so many
// workers parse. It suits inputs whose answer is given at their end; the answer
// is the same for any number of workers.
func (s *Session) Parallel(workers int) { s.workers = workers }

// readParts reads an input whose answer is given at the end. The session keeps
// what the workers find in the order of the input.
func (s *Session) readParts(c *cutter, after func()) error {
	first := c.next(nil)
	if first == nil || c.err != nil { // it is all there is
		if first != nil {
			first.parse(s.m, newTally())
			s.take(first.flow)
		}
		return c.failed()
	}
	workers := max(1, s.workers)
	inOrder := make(chan *part, workers)
	inOrder <- first
	var reading sync.Mutex
	var working sync.WaitGroup
	for range workers {
		p := first
		first = nil
		working.Go(func() {
			var buffer []byte
			tally := newTally()
			for {
				if p != nil {
					p.parse(s.m, tally)
					close(p.done)
					buffer = p.data
				}
				reading.Lock()
				if p = c.next(buffer); p != nil {
					inOrder <- p
				}
				reading.Unlock()
				if p == nil {
					return
				}
			}
		})
	}
	go func() {
		working.Wait()
		close(inOrder)
	}()
	var rest *flow
	for p := range inOrder {
		<-p.done
		rest = p.rest
		known := len(s.kept)
		s.take(p.flow)
		if len(s.kept) > known && after != nil {
			after()
		}
	}
	if rest != nil { // no part came behind it
		rest.leave(nil, c.lines+1, false)
		s.take(rest)
	}
	return c.failed()
}

// parse finds what is in a part, and what goes on behind it.
func (p *part) parse(m *Matcher, t *tally) {
	p.flow = newFlow(m, t)
	p.flow.from, p.flow.midway = p.number, p.before != nil
	g := gate{flow: p.flow, always: p.always}
	if p.at+int64(len(p.data)) > p.always {
		g.scanner, p.flow.only = m.scanner(), true
	}
	g.read(p.piece)
	before := p.waitFor()
	if before != nil {
		before.goOn(p.piece, p.flow.own)
	}
	if p.last {
		p.flow.flush()
	} else {
		p.rest = p.flow.newRest()
		p.flow.handOn(p.rest, p.next, g.open, p.amid)
	}
	if before != nil {
		before.leave(p.rest, p.next, !p.last)
	}
	p.flow.merge(before)
}

// waitFor gives what goes on behind the part before, nil if nothing does.
func (p *part) waitFor() *flow {
	before := p.before
	if before == nil {
		return nil
	}
	p.before = nil // and what was before it
	<-before.done
	if len(before.rest.ends) == 0 {
		return nil
	}
	return before.rest
}

// cutter reads an input and cuts it into parts.
type cutter struct {
	r       io.Reader
	scanner func() *scan.Scanner

	data   []byte // context, then what was read and not yet given out
	own    int    // where the latter begins
	before int    // where the context of the next piece begins
	at     int64  // offset of data in the input
	lines  int    // given out so far
	latest *part  // given out
	err    error
}

func (c *cutter) failed() error { return ignoreEOF(c.err) }

// next returns the next part, or nil after the last. It stands in the buffer,
// which nobody else may use until the part is parsed.
func (c *cutter) next(buffer []byte) *part {
	if c.own > 0 {
		c.drop(buffer)
	}
	for c.err == nil && len(c.data)-c.own < partSize {
		c.read(c.own + partSize)
	}
	if len(c.data) == c.own {
		return nil
	}
	p := &part{done: make(chan struct{}), last: c.err != nil, before: c.latest}
	end := len(c.data)
	if !p.last {
		end, c.before, p.amid = c.cut()
	}
	c.latest = p
	if c.at == 0 && c.err != nil && end <= wholeSize {
		p.always = wholeSize
	}
	p.piece = c.give(end)
	p.next = c.lines + 1
	return p
}

// read reads once, up to a length of data. A paste needs a small buffer only.
func (c *cutter) read(upTo int) {
	if len(c.data) == cap(c.data) {
		c.data = append(make([]byte, 0, max(smallBuffer, min(4*len(c.data), bufferSize))), c.data...)
	}
	n, err := c.r.Read(c.data[len(c.data):min(upTo, cap(c.data))])
	c.data, c.err = c.data[:len(c.data)+n], err
}

// give returns what was read up to end as a piece, and counts its lines.
func (c *cutter) give(end int) piece {
	p := piece{data: c.data[:end], own: c.own, at: c.at, number: c.lines + 1}
	c.lines += bytes.Count(c.data[c.own:end], []byte("\n"))
	if end == len(c.data) && c.err != nil && c.data[end-1] != '\n' {
		c.lines++ // the last line has no break
	}
	c.own = end
	return p
}

// drop forgets what stands too far before the next piece, and puts the rest
// into a buffer, which may be that where it stands.
func (c *cutter) drop(buffer []byte) {
	if buffer == nil {
		buffer = make([]byte, 0, bufferSize)
	}
	from := c.before
	c.data = append(buffer[:0], c.data[from:]...)
	c.own, c.before, c.at = c.own-from, 0, c.at+int64(from)
}

// cut returns where the part ends, and where the context of the next begins:
// between two calm stretches, the last such place; if there is none near, amid
// lines that may belong together.
func (c *cutter) cut() (end, before int, amid bool) {
	for _, look := range []int{4 << 10, 16 << 10, 128 << 10} {
		from := len(c.data) - look
		if from = from + bytes.IndexByte(c.data[from:], '\n') + 1; from <= c.own {
			break
		}
		if before, end := c.calmPlace(from); end > 0 {
			return end, before, false
		}
	}
	end = len(c.data)
	if i := bytes.LastIndexByte(c.data[c.own:], '\n'); i >= 0 {
		end = c.own + i + 1
	}
	return end, contextOf(c.data[:end]), true
}

// contextOf returns where the lines begin that may be read before what follows
// a text.
func contextOf(text []byte) int {
	if len(text) <= maxBefore {
		return 0
	}
	from := len(text) - maxBefore
	return from + bytes.IndexByte(text[from:], '\n') + 1
}

// calmPlace returns the last place behind from that has calm lines on either
// side, and where those before it begin; 0 if there is none.
func (c *cutter) calmPlace(from int) (before, place int) {
	hits := c.scanner().Find(c.data[from:], nil)
	calm := 0
	var starts [2 * calmLines]int // of the last lines
	for at := from; ; {
		n := bytes.IndexByte(c.data[at:], '\n') + 1
		if n == 0 {
			return before, place
		}
		hit := false
		for len(hits) > 0 && from+hits[0] < at+n {
			hit, hits = true, hits[1:]
		}
		if hit || belongs(c.data[at:at+n-1]) {
			calm = 0
		} else {
			starts[calm%len(starts)] = at
			if calm++; calm >= len(starts) {
				before, place = starts[calm%len(starts)], starts[(calm+calmLines)%len(starts)]
			}
		}
		at += n
	}
}

// readLive reads an input that may never end. What it says is matched as it
// comes, on the caller's goroutine, since what a silence completes is too.
func (s *Session) readLive(c *cutter, after func()) error {
	g := gate{flow: s.flow, always: wholeSize}
	for c.err == nil {
		c.read(c.own + partSize)
		end := c.own + bytes.LastIndexByte(c.data[c.own:], '\n') + 1
		if c.err != nil || len(c.data)-end == partSize { // the end, or a line without one
			end = len(c.data)
		}
		if end == c.own {
			continue
		}
		if g.scanner == nil && c.at+int64(end) > g.always {
			g.scanner, s.flow.only, s.flow.since = s.m.scanner(), true, c.at+int64(c.own)
		}
		g.read(c.give(end))
		s.take(s.flow)
		if c.own > roomBefore {
			c.before = contextOf(c.data[:c.own])
			c.drop(c.data)
		}
		if s.untold && after != nil {
			after()
		}
	}
	return c.failed()
}
