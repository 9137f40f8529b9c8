package source

import "strings"

// File is a source file.
type File struct {
	Path  string // as a diff should name it; empty: as the text does
	text  string
	lines []string // without line breaks
	blank []string // the same with strings and comments blanked
	eol   string   // the line break of the first line
}

// maxLines bounds what is looked at: no hand-written file is longer.
const maxLines = 100_000

// Read prepares a file's text.
func Read(text string) *File {
	f := &File{text: text, eol: "\n"}
	if first, _, ok := strings.Cut(text, "\n"); ok && strings.HasSuffix(first, "\r") {
		f.eol = "\r\n"
	}
	f.lines = split(text)
	f.blank = split(blankStrings(text))
	return f
}

func split(text string) []string {
	lines := strings.SplitN(text, "\n", maxLines)
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return lines
}

// Line is a line by its number, from 1; "" beyond the end.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}

// Reads reports whether a line still reads as a traceback showed it.
func (f *File) Reads(n int, shown string) bool {
	return shown == "" || strings.TrimSpace(f.Line(n)) == strings.TrimSpace(shown)
}

// Function is a function definition.
type Function struct {
	Name  string
	Async bool
	Line  int
}

// Enclosing finds the innermost function around a line; ok is false at module
// level and in class bodies.
func (f *File) Enclosing(n int) (Function, bool) {
	if n < 1 || n > len(f.lines) {
		return Function{}, false
	}
	depth := len(indent(f.lines[n-1]))
	for i := n - 1; i >= 0; i-- {
		line := f.blank[i]
		text := strings.TrimSpace(line)
		if text == "" || len(indent(line)) >= depth && i != n-1 {
			continue
		}
		if i != n-1 {
			depth = len(indent(line))
		}
		if fn, ok := definition(text, i+1); ok && i != n-1 {
			return fn, true
		}
		if depth == 0 && i != n-1 {
			return Function{}, false
		}
	}
	return Function{}, false
}

// functionAt is the function that a line defines or stands in.
func (f *File) functionAt(n int) (Function, bool) {
	if fn, ok := definition(strings.TrimSpace(f.Line(n)), n); ok {
		return fn, true
	}
	return f.Enclosing(n)
}

// definition reads "def name(" and "async def name(".
func definition(text string, line int) (Function, bool) {
	fn := Function{Line: line}
	rest := text
	if after, ok := strings.CutPrefix(rest, "async "); ok {
		fn.Async = true
		rest = strings.TrimLeft(after, " ")
	}
	rest, ok := strings.CutPrefix(rest, "def ")
	if !ok {
		return Function{}, false
	}
	end := 0
	rest = strings.TrimLeft(rest, " ")
	for end < len(rest) && isName(rest[end]) {
		end++
	}
	fn.Name = rest[:end]
	return fn, fn.Name != ""
}

// function finds the one definition of a name in the file.
func (f *File) function(name string) (Function, bool) {
	var found Function
	for i, line := range f.blank {
		if !strings.Contains(line, "def ") {
			continue
		}
		fn, ok := definition(strings.TrimSpace(line), i+1)
		if !ok || fn.Name != name {
			continue
		}
		if found.Line != 0 {
			return Function{}, false
		}
		found = fn
	}
	return found, found.Line != 0
}

// end is the last line of a function.
func (f *File) end(fn Function) int {
	last, depth := fn.Line, len(indent(f.Line(fn.Line)))
	for n := fn.Line + 1; n <= len(f.lines); n++ {
		if strings.TrimSpace(f.blank[n-1]) == "" {
			continue
		}
		if len(indent(f.lines[n-1])) <= depth && newCode(f.lines[n-1]).blank == f.blank[n-1] {
			break
		}
		last = n
	}
	return last
}

// yields reports whether a function is a generator.
func (f *File) yields(fn Function) bool {
	for n := fn.Line + 1; n <= f.end(fn); n++ {
		if wordIndex(f.blank[n-1], "yield") >= 0 {
			return true
		}
	}
	return false
}

// uses lists the lines on which a name stands.
func (f *File) uses(name string) []int {
	var lines []int
	for i, line := range f.blank {
		if wordIndex(line, name) >= 0 {
			lines = append(lines, i+1)
		}
	}
	return lines
}

func (f *File) blankLine(n int) string {
	if n < 1 || n > len(f.blank) {
		return ""
	}
	return f.blank[n-1]
}

// imports reports whether the file imports a module by its own name.
func (f *File) imports(module string) bool {
	for _, line := range f.blank {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "import "); ok && wordIndex(rest, module) >= 0 && !strings.Contains(rest, module+" as ") {
			return true
		}
	}
	return false
}

// Fact is something the file itself tells about the blamed line. The names are
// those that pages use as evidence of kind file.
type Fact struct {
	Name string
	Line int
	Text string
}

// The facts.
const (
	InAsync       = "in-async-function" // the line stands in an async def
	InPlain       = "in-plain-function" // in a def
	AtModule      = "at-module-level"   // outside any function
	SeveralRuns   = "several-runs"      // the file calls asyncio.run more than once
	ResultDropped = "result-dropped"    // the line, or the one that starts its coroutine, makes a task and keeps nothing
	ResultKept    = "result-kept"       // it assigns or passes on what it made
	ModuleObject  = "module-object"     // the file makes a lock, queue, event or client at module level
	UsesMock      = "uses-mock"         // the file imports unittest.mock or uses a mocker
	LoopClosed    = "closes-loop"       // the file calls loop.close()
	NestAsyncio   = "nest-asyncio"      // the file applies nest_asyncio
)

// Facts lists what the file tells about a line.
func (f *File) Facts(n int) []Fact {
	var facts []Fact
	add := func(name string, line int) { facts = append(facts, Fact{name, line, strings.TrimSpace(f.Line(line))}) }
	switch fn, ok := f.Enclosing(n); {
	case ok && fn.Async:
		add(InAsync, fn.Line)
	case ok:
		add(InPlain, fn.Line)
	case f.Line(n) != "":
		add(AtModule, n)
	}
	if made, ok := f.makesTask(n); ok {
		if kept(f.Line(made)) {
			add(ResultKept, made)
		} else {
			add(ResultDropped, made)
		}
	}
	runs := 0
	for i, line := range f.blank {
		at := i + 1
		if strings.Contains(line, "asyncio.run(") {
			if runs++; runs == 2 {
				add(SeveralRuns, at)
			}
		}
		if makesObject(line) {
			add(ModuleObject, at)
		}
		for _, sign := range signs {
			if strings.Contains(line, sign.text) && !known(facts, sign.fact) {
				add(sign.fact, at)
			}
		}
	}
	return facts
}

// makesTask is the line that makes the task that a line is about: the line
// itself, or the one that starts the coroutine in which it stands.
func (f *File) makesTask(n int) (int, bool) {
	if startsTask(f.Line(n)) {
		return n, true
	}
	fn, ok := f.functionAt(n)
	if !ok || !fn.Async {
		return 0, false
	}
	return f.starts(fn.Name)
}

// signs are texts that tell a fact wherever in the file they stand.
var signs = [...]struct{ fact, text string }{
	{UsesMock, "mock"}, {LoopClosed, "loop.close()"}, {NestAsyncio, "nest_asyncio.apply("},
}

func known(facts []Fact, name string) bool {
	for _, f := range facts {
		if f.Name == name {
			return true
		}
	}
	return false
}

// kept reports whether a line does something with the value that its call
// makes.
func kept(line string) bool {
	c := newCode(strings.TrimSpace(line))
	for _, name := range []string{"create_task", "ensure_future"} {
		if k, ok := c.callOf(name); ok {
			return k.start != 0 || k.end != len(strings.TrimRight(c.blank, " "))
		}
	}
	return true
}

// makesObject recognises "name = asyncio.Lock()" and its like at module level:
// objects that belong to a loop.
func makesObject(line string) bool {
	if line == "" || line[0] == ' ' || line[0] == '\t' {
		return false
	}
	_, value, ok := strings.Cut(line, "=")
	if !ok {
		return false
	}
	value = strings.TrimSpace(value)
	for _, maker := range []string{"asyncio.Lock(", "asyncio.Event(", "asyncio.Queue(", "asyncio.Semaphore(", "asyncio.BoundedSemaphore(",
		"asyncio.Condition(", "asyncio.Future(", "asyncio.PriorityQueue(", "asyncio.LifoQueue(",
		"aiohttp.ClientSession(", "httpx.AsyncClient(", "create_async_engine(", "AsyncIOMotorClient(", "redis.asyncio."} {
		if strings.HasPrefix(value, maker) {
			return true
		}
	}
	return false
}
