// Package traceback reads what Python prints when something goes wrong:
// tracebacks with their chains, groups and notes, warnings in all their
// shapes, asyncio's own log records and exception-handler reports, and the
// same in the layouts of pytest, IPython, rich, loguru and others.
//
// It takes lines already freed from their dressing (package logtext) and
// returns data only. It knows Python's formats, not asyncio's errors: which
// message means what is the business of packages kb and matcher.
package traceback

// Span is a half-open range of byte offsets into the original input.
type Span struct{ Start, End int64 }

// Line is one line of text, freed from its dressing.
type Line struct {
	Text   string // without the line break
	Span   Span   // where it stands in the original input, dressing included
	Number int    // line of the original input, from 1
	Last   int    // the line that its end stands on, where it was joined from several; else 0
	Cut    bool   // some of it was left out, for it was too long
	// Head is set when the dressing itself began a log record on this line (a
	// timestamp, a level, a logger's name): what follows without one belongs to it.
	Head bool
	// Level and Logger are what the dressing said, if anything.
	Level, Logger string
}

// Report is what a text holds.
type Report struct {
	Problems []Problem // in input order
	// Loose holds the lines that belong to nothing, blank ones left out. A
	// logged message printed without level, fields or traceback is among them:
	// only who knows the message can tell it from other output.
	Loose []Line
}

// Kind is the form in which a problem was printed.
type Kind int

// The forms of problems.
const (
	Uncaught Kind = iota // a traceback, or what is left of one
	Bare                 // an exception line ("Type: message") without a traceback
	Warning              // the warnings module
	Record               // a logged message, perhaps with a traceback (asyncio's reports are such)
	Ignored              // "Exception ignored in …"
	Thread               // "Exception in thread …"
	Dump                 // a stack without an exception: faulthandler, py-spy, Task.print_stack, asyncio ps
)

// Problem is one thing that was printed: the unit that is diagnosed.
type Problem struct {
	Kind        Kind
	Span        Span   // from its first to its last line
	First, Last int    // line numbers of the original input
	Header      string // the line that introduced it: "Exception ignored in: …", the record's message
	Logger      string // of a Record, if known ("asyncio")
	Level       string // of a Record, if known ("ERROR")
	Thread      string // the thread's name, if printed
	Object      string // the object of an Ignored ("<function Base.__del__ at 0x…>"); pytest's test id

	Warning   *WarningMessage // for Kind Warning
	Exception *Exception      // for all kinds that carry one
	Fields    []Field         // context lines of an asyncio report, in order
	Stack     []Frame         // stack of a Dump; creation stack of a debug-mode record or warning
	Allocated []Frame         // tracemalloc's "Object allocated at" stack

	Python Version // what paths, carets and wordings tell of the interpreter
	Lines  []Line  // the lines it was read from
	Cut    bool    // some of the text was left out, for it was too long
}

// Version is a range of Python versions as far as the text tells; zero if it
// does not. MinMinor and MaxMinor are equal when the version is known; MaxMinor
// is 99 where the text only tells the oldest (carets: 3.11 or later).
type Version struct{ Major, MinMinor, MaxMinor int }

// Exception is a traceback's exception with everything attached to it.
type Exception struct {
	Type       string       // as printed, dotted: asyncio.exceptions.TimeoutError
	Message    string       // may span lines; without the suggestion
	Suggestion string       // "Did you mean: 'x'?" and its like
	Notes      []string     //
	Frames     []Frame      // outermost first, whatever order was printed
	Cause      *Exception   // "direct cause": raise … from this
	Context    *Exception   // "During handling of" this
	Group      []*Exception // members of an exception group
	Syntax     *Frame       // the place a SyntaxError names
	Truncated  bool         // its head or tail is missing
	Span       Span         // of this exception alone, without its chain
	Number     int          // input line of its "Type: message"
}

// Frame is one call of a stack.
type Frame struct {
	File     string   // slashes as printed
	Line     int      // 0 if not printed
	Function string   // "<module>" at module level, empty if not printed
	Source   []string // source as shown, dedented; the executed line first where one line is shown
	Carets   string   // the underline, if printed
	Origin   Origin   //
	Library  string   // distribution or package of a Site frame ("aiohttp")
	Repeats  int      // "[Previous line repeated N more times]"
	Locals   []string // "name = value", where the layout shows them
	Number   int      // input line of the frame
	Span     Span     //
}

// Origin says whose code a file is. It is decided once, here, so that Windows,
// Debian, conda and frozen layouts are nobody else's worry.
type Origin int

// The origins.
const (
	NoFile Origin = iota // "<string>", "sys:1", nothing
	User                 // the user's own, including notebook cells
	Stdlib               //
	Site                 // site-packages, dist-packages
)

// Field is one context line of an asyncio report: "task: <Task …>".
type Field struct {
	Key         string // task, future, handle, transport, protocol, client_session, …
	Text        string // the value as printed
	Description *Description
	Number      int
}

// Description is the repr of a task, future or handle, read.
type Description struct {
	Kind      string // Task, Future, Handle, TimerHandle, _GatheringFuture, coroutine object, …
	Name      string // the task's name
	Coroutine string // "fetch", "Hub._answer"; the callback of a handle
	State     string // pending, finished, cancelled, closed, running …
	Defined   bool   // printed as "defined at" (not started or done), not "running at"
	File      string // running or defined at
	Line      int
	CreatedAt *Frame       // "created at file:line"
	WaitFor   *Description // the future it waits for
	Callbacks []string     // cb=[…]
	Exception string       // exception=…, as printed
	Result    string       // result=…
	Text      string       // the whole repr
}

// WarningMessage is what the warnings module printed.
type WarningMessage struct {
	Category string // RuntimeWarning
	Message  string
	File     string // "sys" for sys:1, "<sys>"
	Line     int
	Source   string
	Origin   Origin
	Number   int
}
