package matcher

import (
	"aiowhy/kb"
	"aiowhy/matcher/source"
	"aiowhy/matcher/traceback"
)

// Match says how a diagnosis came about.
type Match string

// The ways to match. A fuzzy match is a guess and never outranks a pattern.
const (
	ByPattern Match = "pattern"
	ByFuzzy   Match = "fuzzy"
)

// Diagnosis is one known problem found in a text. It holds data only; package
// render makes sentences of it.
type Diagnosis struct {
	Entry      *kb.Entry
	Match      Match
	Confidence float64 // that the entry is the right one, 0 to 1
	Root       bool    // no other problem of the text explains it
	EchoOf     string  // id of the entry that does, if one does
	Type       string  // class, warning category or level as printed
	Message    string  // the message that was recognised
	Captures   []kb.Binding
	Causes     []RankedCause // best first; empty for an entry without causes
	Blame      Blame
	Lines      LineRange // in the original input
	Span       traceback.Span
	Count      int                  // times the same problem was met
	Again      []LineRange          // where it was met after the first time, the first hundred
	Python     kb.Version           // as far as the text (or the caller) tells; Minor of the oldest that fits
	Inner      *traceback.Exception // what a wrapper carries, where no page knows it
	Ended      *traceback.Exception // of shutdown noise: the error no page knows that ended the program before it
	Change     *source.Change       // the edit of the user's own lines that cures the best cause, if one can be made
	Problem    *traceback.Problem   // what was read; shared, not to be changed
}

// LineRange is a range of input lines, from 1, both ends included.
type LineRange struct{ Start, End int }

// RankedCause is a cause with what speaks for and against it.
type RankedCause struct {
	Cause      *kb.Cause
	Confidence float64 // among the entry's causes, 0 to 1; they add up to at most 1
	Seen       []Observation
	Missing    []kb.Evidence // evidence looked for in vain
}

// Observation is a piece of evidence that was found, and where.
type Observation struct {
	Evidence kb.Evidence
	Line     int    // input line; 0 if it is not tied to one
	Text     string // what was matched
}

// Blame is the place in the user's own code to look at: the innermost frame of
// it that can be changed. The zero Blame means that the text shows none.
type Blame struct {
	File     string
	Line     int
	Column   int // of the first character of the code, from 1; 0 where the file could not be read
	Function string
	Code     string // the source line, as shown
	Number   int    // input line of the frame
}
