// Package scan finds where any of many literals occurs in raw bytes, at a
// fraction of the time that it takes to read them line by line.
//
// The idea (Wu and Manber, 1994): no literal is shorter than the window, so a
// window of the text can only be (part of) a literal if its last five bytes
// stand somewhere in the windows of the literals. A table tells how far the
// window may be moved until that is so; most bytes are never looked at. Where
// it may not be moved, the literals with this very window are compared, found
// by a hash of all of it: many messages end alike, and so do many words of a log.
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

	gram    = 5 // bytes of a probe: with four, words of the text stop it too often
	maxMove = Window - gram + 1
	spread  = 0x9E3779B97F4A7C15 // an odd number near 2^64 divided by the golden ratio (Knuth)
	maxBits = 20                 // of the table of moves: beyond, it leaves the caches
	lanes   = 4
)

// Scanner finds the literals that it was made of. It never changes, and is
// safe for concurrent use.
type Scanner struct {
	move    []uint8 // by hash of a gram: how far the window may be moved
	first   []int32 // by hash of a window: the first of its literals
	all     []literal
	longest int
}

// literal is one literal, looked for by its last window: messages end in what
// tells them apart more often than they begin with it.
type literal struct {
	text string
	next int32 // the next literal of the same hash, 0 if none
}

// New prepares a scanner. Literals shorter than Window are left out.
func New(literals []string) *Scanner {
	count := bits.Len(uint(len(literals)))
	s := &Scanner{
		move:  make([]uint8, 1<<min(count+5, maxBits)), // eight grams a literal: one place in four is taken at most
		first: make([]int32, 1<<(count+2)),
		all:   make([]literal, 1, len(literals)+1), // the first is none
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

// add enters a literal.
func (s *Scanner) add(text string) {
	window := []byte(text[len(text)-Window:])
	// A gram is read as the end of eight bytes; there are none before the first.
	padded := append(make([]byte, 8-gram), window...)
	for i := range maxMove {
		at := &s.move[hashGram(padded[i:])&(len(s.move)-1)]
		*at = min(*at, uint8(maxMove-1-i))
	}
	at := &s.first[s.bucket(window)]
	s.all = append(s.all, literal{text: text, next: *at})
	*at = int32(len(s.all) - 1)
	s.longest = max(s.longest, len(text))
}

// hashGram hashes the gram at the end of the first eight bytes of text.
func hashGram(text []byte) int {
	return int(binary.LittleEndian.Uint64(text) >> (64 - 8*gram) * spread >> (64 - maxBits))
}

// bucket is the place of a window's literals.
func (s *Scanner) bucket(window []byte) uint64 {
	head, tail := binary.LittleEndian.Uint64(window), uint64(binary.LittleEndian.Uint32(window[8:]))
	return (head*spread ^ tail) * spread >> 32 & uint64(len(s.first)-1)
}

// Longest is the length of the longest literal: what must be kept of one block
// so that no literal is torn between it and the next.
func (s *Scanner) Longest() int { return s.longest }

// Find appends to hits where literals begin in text, in ascending order, each
// place once.
func (s *Scanner) Find(text []byte, hits []int) []int {
	found := len(hits)
	quarter := (len(text) - Window) / lanes
	if quarter < Window {
		hits = s.walk(text, probe, len(text)-7, hits)
	} else {
		hits = s.walkLanes(text, quarter, hits)
	}
	slices.Sort(hits[found:])
	return append(hits[:found], slices.Compact(hits[found:])...)
}

// probe is where the first eight bytes begin that are looked at: they end with
// the first window.
const probe = Window - 8

// walk looks at the eight bytes that begin at at, and moves on as long as that is below end.
func (s *Scanner) walk(text []byte, at, end int, hits []int) []int {
	mask := len(s.move) - 1
	for at < end {
		move := int(s.move[hashGram(text[at:])&mask])
		if move == 0 {
			hits = s.compare(text, at+8, hits)
			move = 1
		}
		at += move
	}
	return hits
}

// walkLanes walks four quarters side by side. Where one is done, the rest of
// the others is walked alone.
//
// The loop is most of what reading a log costs. Its conditions are written so
// that the compiler can leave out every check of an index, a third of its time:
// go build -gcflags=-d=ssa/check_bce/debug=1 shows none inside it.
func (s *Scanner) walkLanes(text []byte, quarter int, hits []int) []int {
	move, mask := s.move, len(s.move)-1
	if mask < 0 {
		return hits
	}
	const fromA = probe
	fromB, fromC, fromD := fromA+quarter, fromA+2*quarter, fromA+3*quarter
	textA, textB, textC, textD := text[fromA:fromB+7], text[fromB:fromC+7], text[fromC:fromD+7], text[fromD:]
	a, b, c, d := 0, 0, 0, 0
	for a >= 0 && a < len(textA)-7 && b >= 0 && b < len(textB)-7 && c >= 0 && c < len(textC)-7 && d >= 0 && d < len(textD)-7 {
		mA := int(move[hashGram(textA[a:])&mask])
		mB := int(move[hashGram(textB[b:])&mask])
		mC := int(move[hashGram(textC[c:])&mask])
		mD := int(move[hashGram(textD[d:])&mask])
		if mA == 0 {
			hits = s.compare(text, fromA+a+8, hits)
			mA = 1
		}
		if mB == 0 {
			hits = s.compare(text, fromB+b+8, hits)
			mB = 1
		}
		if mC == 0 {
			hits = s.compare(text, fromC+c+8, hits)
			mC = 1
		}
		if mD == 0 {
			hits = s.compare(text, fromD+d+8, hits)
			mD = 1
		}
		a, b, c, d = a+mA, b+mB, c+mC, d+mD
	}
	hits = s.walk(text, fromA+a, fromB, hits)
	hits = s.walk(text, fromB+b, fromC, hits)
	hits = s.walk(text, fromC+c, fromD, hits)
	return s.walk(text, fromD+d, len(text)-7, hits)
}

// compare appends the literals that end, with their window, at the given place.
func (s *Scanner) compare(text []byte, end int, hits []int) []int {
	for i := s.first[s.bucket(text[end-Window:])]; i != 0; i = s.all[i].next {
		l := s.all[i].text
		if start := end - len(l); start >= 0 && string(text[start:end]) == l {
			hits = append(hits, start)
		}
	}
	return hits
}
