package matcher

import (
	"slices"

	"aiowhy/matcher/traceback"
)

// tally counts the different problems that were found in the flows of one
// worker, in the order of the input: once there are as many as a session keeps,
// it only counts the others, and needs no more of them than their keys. What it
// knows of blocks that come again is in repeats. A nil tally counts nothing.
type tally struct {
	keys    map[string]bool
	repeats *repeats
}

func newTally() *tally { return &tally{map[string]bool{}, newRepeats()} }

func (t *tally) full() bool { return t != nil && len(t.keys) == maxKept }

// add counts a finding, unless the session may not keep it as one of those.
func (t *tally) add(f *finding) {
	if t != nil && !t.full() && !f.isAside() {
		t.keys[f.key] = true
	}
}

// has reports whether the problem of a finding was met before.
func (t *tally) has(f *finding) bool { return t != nil && t.keys[f.key] && !f.isAside() }

// isAside reports whether a session may not keep a finding, for what stands
// beside it.
func (f *finding) isAside() bool { return f.lone || f.remark || f.Problem.Kind == traceback.Bare }

// saidOnce leaves out what one problem says a second time, as the traceback of
// a worker does in its parent's.
func saidOnce(found []*finding) []*finding {
	if len(found) < 2 {
		return found
	}
	said := map[string]bool{}
	return slices.DeleteFunc(found, func(one *finding) bool {
		again := said[one.key]
		said[one.key] = true
		return again
	})
}

// counted is what is left of a finding whose problem was met before, so many lines
// further on: where it stands.
func (f *finding) counted(lines int) *finding {
	return &finding{key: f.key, Diagnosis: Diagnosis{
		Entry: f.Entry, Count: 1, Problem: &traceback.Problem{Kind: f.Problem.Kind},
		Lines: LineRange{f.Lines.Start + lines, f.Lines.End + lines},
	}}
}
