// Package kb is what aiowhy knows: the documented errors of asyncio and its
// neighbours, each with its competing causes, the evidence that tells them
// apart, and a fix that was shown to cure each.
//
// Knowledge is written as markdown pages (entries/*.md, one an error; see
// CONTRIBUTING.md for the format). The program starts from tables generated
// from them, so that no page is parsed at run time; Load reads a user's own
// pages in the same format.
//
// The package holds knowledge only. It looks at no input and writes no
// sentence of its own: matcher compares texts with it, render shows it.
package kb

import "strings"

// Kind says what sort of thing a page explains.
type Kind string

// The kinds of pages. Breaking, deprecated and gotcha pages also explain a
// fact (a removed function, a changed behaviour) that may have no message.
const (
	KindError      Kind = "error"
	KindWarning    Kind = "warning"
	KindBreaking   Kind = "breaking"
	KindDeprecated Kind = "deprecated"
	KindGotcha     Kind = "gotcha"
)

// Entry is one page: a problem that asyncio (or a library on it) reports.
type Entry struct {
	ID         string      // the file's name; never reused
	Title      string      // at most 70 characters, no full stop
	Kind       Kind        //
	Library    string      // the distribution that prints it ("aiohttp"), empty for the standard library
	Types      []string    // classes under which the wordings are printed, last dotted part; see Wording.Types
	Wordings   []Wording   // none for a page that only explains a fact
	Python     Range       // the versions on which the problem exists
	Relation   Relation    //
	Example    []Binding   // what the captures are called where a page is shown without a text
	Facts      string      // table of facts that completes the captures ("names"), or empty
	Decide     string      // markdown, one sentence: the step that tells the causes apart where the text does not
	Intro      string      // markdown: what happened, for a reader who knows nothing of it
	Causes     []Cause     // the most frequent first
	Related    []string    // ids of pages worth reading next
	References []Reference //
	Retired    string      // reason why the page is only kept for its id, else empty
}

// LogType is the pseudo class of a message that was logged, not raised.
const LogType = "log"

// Wording is a message as Python prints it, with {name} where text varies.
type Wording struct {
	// Text matches a whole printed message: the text after "Type: " in a
	// traceback or a warning, or the message of a log record. {name} stands for
	// any text and captures it; {name:word} for text without blanks or quotes,
	// {name:number} for a number, {} and {:word} capture nothing. A doubled
	// brace stands for itself. The same name twice must capture the same text.
	Text string
	// Pattern is a regular expression (RE2), for what Text cannot say; it is
	// only tried when Literal occurs. Exactly one of Text and Pattern is set.
	Pattern string
	// Literal is the longest fixed piece of Text, or the piece demanded of a
	// Pattern: the first pass looks for it.
	Literal string
	// Types limits the classes under which the wording counts (last dotted part;
	// LogType for log records). Empty: the entry's Types; if those are empty
	// too, any exception or warning.
	Types []string
	// Python limits the versions that print this wording. It informs the
	// version seen in the text; it never rejects a match.
	Python Range
	// Open is set when the wording may be followed by more text.
	Open bool
	// AsyncioOnly demands an asyncio frame, repr or logger in the problem: for
	// texts that are not asyncio's own (a bare TimeoutError).
	AsyncioOnly bool
	// Alone lets an AsyncioOnly wording count for a last line that was pasted
	// with nothing around it, so that nothing could show asyncio.
	Alone bool
	// Remark is set for what is told only where the text holds nothing else.
	Remark bool
	// Frame, Header and Source demand that the problem shows such a frame, header
	// or line of source, as evidence of those kinds reads them: for a text that
	// means one thing in one place and another elsewhere (a bare
	// NotImplementedError).
	Frame, Header, Source string
	// Caller narrows Frame to frames that a call from this one led to, in the same
	// stack: what is right in one thread blocks another.
	Caller string
	// InBlock marks a wording without a literal of 9 bytes: it is only tried in
	// blocks that something else has triggered.
	InBlock bool
}

// Binding is a capture's name and its text.
type Binding struct{ Name, Text string }

// Relation says how the problem stands to others in the same text.
type Relation struct {
	// EchoOf names entries whose presence makes this one a consequence.
	EchoOf []string
	// Wrapper is set for messages that only carry another exception (an
	// exception group, "Task exception was never retrieved"): what they carry is
	// the root where a page knows it, and is named first where none does.
	Wrapper bool
	// Beside names entries that a wrapper carries without their taking the lead:
	// errors from outside, which both the program and the world have to mend.
	Beside []string
	// Noise is set for what appears at shutdown after something else failed: it
	// is an echo of any other problem in the text.
	Noise bool
}

// Cause is one of the reasons for which the message appears.
type Cause struct {
	ID       string     // unique within the entry
	Title    string     // a sentence's first half: what the program does wrong
	Python   Range      // versions on which this cause exists
	Evidence []Evidence // what in the text speaks for it
	Blame    string     // regexp: the user's line that shows it is the one to change, though the error came from further in; or "coroutine", or "echo"
	Prose    string     // markdown: why it happens and what to change
	Broken   []Program  // programs that print the message for this reason
	Fixed    []Program  // the cure, for each version range; oldest first
	Change   string     // the edit that cures it (matcher/change), empty if none can be made from one line
	Proof    Proof      // how the cause was established
}

// Program is a Python program of a page.
type Program struct {
	Python Range  // the versions on which it is run
	File   string // the file name it must have, empty for app.py
	Source string
}

// Proof says how a cause is known.
type Proof struct {
	// Source is set when the cause could not be reproduced by the project: file
	// and function of the sources it was read in.
	Source string
	// Requires lists pinned distributions that the programs need, as pip
	// requirements; empty for programs of the standard library.
	Requires []string
	// Runner is how the program is run: "" for `python app.py`, "pytest",
	// "unittest", "module".
	Runner string
	// Options of the interpreter that the message needs ("-X dev"), and
	// variables of its environment ("PYTHONASYNCIODEBUG=1").
	Options []string
	Env     []string
	// Pythons are those that the cause is recorded on, the oldest first. A page
	// does not say it: only the built-in pages know them.
	Pythons []Version
	// Services are real servers that the programs talk to: "postgresql", which
	// the variables PGHOST, PGUSER and PGDATABASE lead to, and "redis", at
	// REDIS_URL.
	Services []string
	// Debug names the page and the cause, as ENTRY/CAUSE, that the broken program
	// shows in asyncio's debug mode, where that is another one: some mistakes are
	// found earlier there.
	Debug string
}

// InDebug gives the page and the cause that Debug names.
func (p *Proof) InDebug() (entry, cause string, ok bool) {
	return strings.Cut(p.Debug, "/")
}

// EvidenceKind is a way to look at the text. The set is closed: each has one
// function in package matcher.
type EvidenceKind string

// The kinds of evidence. All regular expressions are RE2, unanchored, with
// {name} of the wording replaced by the captured text, quoted ({name.last} by
// its last dotted part).
const (
	EvidenceSource   EvidenceKind = "source"   // regexp on the source shown at the blamed or warned line
	EvidenceCode     EvidenceKind = "code"     // regexp on any source line shown in the problem's frames
	EvidencePath     EvidenceKind = "path"     // regexp on the file of the warning or the innermost frame
	EvidenceOrigin   EvidenceKind = "origin"   // user, stdlib, site or none: where that file belongs
	EvidenceFrame    EvidenceKind = "frame"    // "path regexp:function regexp" of any frame
	EvidenceFunction EvidenceKind = "function" // regexp on the function of the blamed line
	EvidenceChain    EvidenceKind = "chain"    // regexp on "Type: message" of another exception of the chain or group
	EvidenceGroup    EvidenceKind = "group"    // "yes": the exception is inside an exception group
	EvidenceTask     EvidenceKind = "task"     // regexp on a task, future or handle as printed
	EvidenceNote     EvidenceKind = "note"     // regexp on a note of the exception
	EvidenceAlso     EvidenceKind = "also"     // id of another entry found in the same input
	EvidenceHeader   EvidenceKind = "header"   // regexp on the line that introduces the problem ("Exception ignored in: …", "Exception in thread …", a log record's message)
	EvidenceMessage  EvidenceKind = "message"  // regexp on the message itself
	EvidenceThread   EvidenceKind = "thread"   // regexp on the thread's name
	EvidencePython   EvidenceKind = "python"   // a range that the Python seen in the text lies in
	EvidenceText     EvidenceKind = "text"     // regexp on any line of the problem or just around it
	EvidenceFile     EvidenceKind = "file"     // a fact read in the user's source file, where it can be read: see matcher/source
)

// Evidence is one observation that speaks for a cause.
type Evidence struct {
	Kind    EvidenceKind
	Pattern string
	Absent  bool   // the observation is that it does not hold
	Weight  int    // 1 (a hint) to 5 (decides); negative speaks against
	Says    string // one clause, lower-case, no full stop: the reason shown to the user
}

// Reference leads to documentation.
type Reference struct {
	Title string
	URL   string // https, with the fragment of the section
}
