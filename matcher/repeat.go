package matcher

import (
	"encoding/binary"
	"hash/maphash"
	"slices"

	"aiowhy/matcher/traceback"
)

// A log that is dense with problems says the same ones over and over, to the
// letter. What was found in a block is remembered when it comes again: from then
// on it is only counted.

const (
	tracebackHead = "Traceback " + tracebackMark + ":"
	// maxRepeat is the longest text of a block that is remembered, in bytes.
	maxRepeat = 8 << 10
	// maxRepeats bounds the texts that are remembered, in bytes. What comes when
	// they are full is parsed, as if it were new.
	maxRepeats = 2 << 20
)

// repeats remembers the blocks that one worker has met more than once.
type repeats struct {
	seed  maphash.Seed
	once  []uint64 // hashes of blocks met lately, each in the place that it names
	found map[string][]*finding
	size  int
	key   []byte // of the block under way
	met   bool   // so has been the block under way
}

func newRepeats() *repeats {
	const latest = 4096 // hashes: a block that comes more seldom is no burden
	return &repeats{seed: maphash.MakeSeed(), once: make([]uint64, latest), found: map[string][]*finding{}}
}

// again gives what was found in a block of the same text, as found in this one.
// The first line of a traceback's block may be a bystander, which is asked only
// of those that have been met: another record that just stood before it.
func (r *repeats) again(block []traceback.Line, bystander func(traceback.Line) bool) (found []*finding, ok bool) {
	first := &block[0]
	headed := len(block) > 1 && first.Head && block[1].Text == tracebackHead
	r.key = appendBlock(r.key[:0], block)
	if !headed {
		r.key = append(r.key, first.Text...)
	}
	hash := maphash.Bytes(r.seed, r.key)
	place := &r.once[hash%uint64(len(r.once))]
	if r.met = *place == hash; !r.met {
		*place = hash
		return nil, false
	}
	if headed && !bystander(*first) {
		r.key = append(r.key, first.Text...)
	}
	before, ok := r.found[string(r.key)]
	for _, f := range before {
		found = append(found, f.counted(first.Number))
	}
	return found, ok
}

// learn takes what was found in the block that again was asked for last, if it
// has been met: most blocks of most logs come once.
func (r *repeats) learn(block []traceback.Line, found []*finding) {
	if !r.met || len(r.key) > maxRepeat || r.size+len(r.key) > maxRepeats {
		return
	}
	kept := make([]*finding, len(found))
	for i, f := range found {
		kept[i] = f.counted(-block[0].Number)
	}
	r.found[string(r.key)] = kept
	r.size += len(r.key)
}

// isBystander reports whether a record says nothing that a page, or the reader of
// tracebacks, makes anything of.
func (f *flow) isBystander(record traceback.Line) bool {
	if len(traceback.Parse([]traceback.Line{record}).Problems) > 0 || len(f.m.find(recordOf(record))) > 0 {
		return false
	}
	return !slices.ContainsFunc(f.m.index.headers(), func(pattern string) bool {
		re := f.m.patterns.get(pattern, nil)
		return re == nil || re.MatchString(record.Text)
	})
}

// appendBlock appends all of a block that an answer may hang on, but the text of
// its first line: those of the others, and how far each stands below the first.
func appendBlock(key []byte, block []traceback.Line) []byte {
	for i := range block {
		if len(key) > maxRepeat {
			break // is not remembered
		}
		l := &block[i]
		if i > 0 {
			key = append(append(key, l.Text...), 0)
		}
		key = append(append(key, l.Level...), 0)
		key = append(append(key, l.Logger...), 0)
		key = binary.AppendVarint(key, int64(l.Number-block[0].Number))
		key = binary.AppendVarint(key, int64(max(l.Number, l.Last)-block[0].Number))
		key = append(key, bit(l.Head)|bit(l.Cut)<<1)
	}
	return key
}

func bit(set bool) byte {
	if set {
		return 1
	}
	return 0
}
