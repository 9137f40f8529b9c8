// Package scan finds where any of many literals occurs in raw bytes, at a
// fraction of the time that it takes to read them line by line.
//
// The idea (Wu and Manber, 1994): no literal is shorter than the window, so a
// window of the text can only be (part of) a literal if its last four bytes
// stand somewhere in the windows of the literals. A table tells how far the
// window may be moved until that is so; most bytes are never looked at. Where
// it may not be moved, the literals that end their window in these four bytes
// are compared.
//
// A probe waits for memory longer than it computes. The text is therefore
// walked in four places at once, whose probes do not wait for one another.
package scan

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

const (
	// Window is the number of bytes of a literal that are looked for; the
	// longer, the farther the window may jump. Shorter literals cannot be found.
	Window = 12

	gram    = 4             // bytes of a probe
	reach   = Window - gram // from a window's beginning to its last gram
	maxMove = Window - gram + 1
	spread  = 0x9E3779B1 // a prime near 2^32 divided by the golden ratio (Knuth)
	lanes   = 4
)

// Scanner finds the literals that it was made of. It never changes, and is
// safe for concurrent use.
type Scanner struct {
	move    []uint8 // by hash of a gram: how far the window may be moved
	first   []int32 // by hash: the first of its literals, where it may not be moved
	all     []literal
	shift   uint // of a hash to an index
	longest int
}

// literal is one literal, looked for by one window of it.
type literal struct {
	text string
	at   int32 // where the window begins
	next int32 // the next literal of the same hash, 0 if none
}

// New prepares a scanner. Literals shorter than Window are left out.
func New(literals []string) *Scanner {
	grams := maxMove * len(literals)
	size := min(max(bits.Len(uint(grams))+3, 12), 20)
	s := &Scanner{
		move:  make([]uint8, 1<<size),
		first: make([]int32, 1<<size),
		all:   make([]literal, 1, len(literals)+1), // the first is none
		shift: 32 - uint(size),
	}
	for i := range s.move {
		s.move[i] = maxMove
	}
	for _, text := range literals {
		if len(text) >= Window {
			s.add(text)
		}
	}
	return s
}

// add enters the last window of a literal: messages end in what tells them
// apart more often than they begin with it.
func (s *Scanner) add(text string) {
	at := len(text) - Window
	window := text[at:]
	for i := 0; i <= reach; i++ {
		h := s.hash(window[i], window[i+1], window[i+2], window[i+3])
		s.move[h] = min(s.move[h], uint8(reach-i))
		if i == reach {
			s.all = append(s.all, literal{text: text, at: int32(at), next: s.first[h]})
			s.first[h] = int32(len(s.all) - 1)
		}
	}
	s.longest = max(s.longest, len(text))
}

func (s *Scanner) hash(a, b, c, d byte) uint32 {
	return (uint32(a) | uint32(b)<<8 | uint32(c)<<16 | uint32(d)<<24) * spread >> s.shift
}

// Longest is the length of the longest literal: what must be kept of one block
// so that no literal is torn between it and the next.
func (s *Scanner) Longest() int { return s.longest }

// Find appends to hits where literals begin in text, in ascending order, each
// place once.
func (s *Scanner) Find(text []byte, hits []int) []int {
	found := len(hits)
	end := len(text) - gram + 1 // of the places where a gram may begin
	quarter := (end - reach) / lanes
	if quarter < Window {
		hits = s.walk(text, reach, end, hits)
	} else {
		hits = s.walkLanes(text, quarter, end, hits)
	}
	slices.Sort(hits[found:])
	return append(hits[:found], slices.Compact(hits[found:])...)
}

// walk moves the window's last gram from at to end.
func (s *Scanner) walk(text []byte, at, end int, hits []int) []int {
	for at < end {
		h := binary.LittleEndian.Uint32(text[at:]) * spread >> s.shift
		move := int(s.move[h])
		if move == 0 {
			hits = s.compare(text, at, h, hits)
			move = 1
		}
		at += move
	}
	return hits
}

// walkLanes walks four quarters side by side. Where one is done, the rest of
// the others is walked alone.
func (s *Scanner) walkLanes(text []byte, quarter, end int, hits []int) []int {
	move, shift := s.move, s.shift
	a := reach
	b, c, d := a+quarter, a+2*quarter, a+3*quarter
	endA, endB, endC := b, c, d
	for a < endA && b < endB && c < endC && d < end {
		hA := binary.LittleEndian.Uint32(text[a:]) * spread >> shift
		hB := binary.LittleEndian.Uint32(text[b:]) * spread >> shift
		hC := binary.LittleEndian.Uint32(text[c:]) * spread >> shift
		hD := binary.LittleEndian.Uint32(text[d:]) * spread >> shift
		mA, mB, mC, mD := int(move[hA]), int(move[hB]), int(move[hC]), int(move[hD])
		if mA == 0 {
			hits = s.compare(text, a, hA, hits)
			mA = 1
		}
		if mB == 0 {
			hits = s.compare(text, b, hB, hits)
			mB = 1
		}
		if mC == 0 {
			hits = s.compare(text, c, hC, hits)
			mC = 1
		}
		if mD == 0 {
			hits = s.compare(text, d, hD, hits)
			mD = 1
		}
		a, b, c, d = a+mA, b+mB, c+mC, d+mD
	}
	hits = s.walk(text, a, endA, hits)
	hits = s.walk(text, b, endB, hits)
	hits = s.walk(text, c, endC, hits)
	return s.walk(text, d, end, hits)
}

// compare appends the literals whose window ends in the gram at the given
// place.
func (s *Scanner) compare(text []byte, at int, hash uint32, hits []int) []int {
	for i := s.first[hash]; i != 0; i = s.all[i].next {
		l := &s.all[i]
		start := at - reach - int(l.at)
		if start >= 0 && start+len(l.text) <= len(text) && string(text[start:start+len(l.text)]) == l.text {
			hits = append(hits, start)
		}
	}
	return hits
}
