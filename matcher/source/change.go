package source

import (
	"slices"
	"strings"
)

// Applicability says how far a change may be trusted.
type Applicability string

// Sure changes may be applied by a program: the file was read, the line still
// is as the traceback showed it, and nothing around it speaks against the
// edit. Likely ones are right where the text shows all that matters. Ones that
// need an eye show the direction only.
const (
	Sure    Applicability = "sure"
	Likely  Applicability = "likely"
	NeedEye Applicability = "needs your eye"
)

// Place is the line to change.
type Place struct {
	Path     string // as the text names it
	Line     int    // from 1
	Code     string // as the text shows it
	Function string // that it stands in, "" if the text does not say
	File     *File  // nil where the file cannot be read
}

// Change is an edit that cures a cause.
type Change struct {
	Diff          string // unified; empty for a command
	Command       string // for what no edit of a file cures
	Applicability Applicability
	Text          string // the whole file after the change; only where it could be read
	// Coroutine is the function that has to be an async def for the change;
	// only where the file could not be read, which would have told.
	Coroutine string
	// Callers is the function that the change makes an async def and whose
	// callers stand in other files: they have to await it.
	Callers string
}

// edit is a change on its way: lines of the file replaced by others, or new
// ones put before a line where old is empty.
type edit struct {
	line    int // first line replaced, from 1
	old     []string
	new     []string
	trusted Applicability
	callers string // see Change
}

// Make makes the change of a kind (the key change of a page's cause) at a
// place. names are the captures of the message. ok is false where the line is
// not what the kind expects: no change is better than a wrong one.
func Make(kind string, at Place, names map[string]string) (Change, bool) {
	if command, ok := commandFor(kind, at, names); ok {
		return command, true
	}
	make, ok := makers(kind)
	if !ok || at.File != nil && !at.File.Reads(at.Line, at.Code) {
		return Change{}, false
	}
	line := at.Code
	if at.File != nil {
		line = at.File.Line(at.Line)
	}
	if strings.TrimSpace(line) == "" || !newCode(line).balanced() && !opensBlock(line) {
		return Change{}, false
	}
	edits, ok := make(&at, line, names)
	if !ok || len(edits) == 0 {
		return Change{}, false
	}
	change := assemble(&at, edits)
	if at.File == nil && slices.ContainsFunc(edits, edit.awaits) && !strings.HasPrefix(at.Function, "<") && !isNotebook(at.Path) {
		change.Coroutine = at.Function
	}
	return change, true
}

// awaits reports whether an edit brings what only a coroutine may do.
func (e edit) awaits() bool {
	now, before := strings.Join(e.new, "\n"), strings.Join(e.old, "\n")
	return strings.Contains(now, "await ") && !strings.Contains(before, "await ") ||
		strings.Contains(now, "async ") && !strings.Contains(before, "async ")
}

func opensBlock(line string) bool { return strings.HasSuffix(strings.TrimSpace(line), ":") }

type maker func(at *Place, line string, names map[string]string) ([]edit, bool)

func makers(kind string) (maker, bool) {
	switch kind {
	case "insert-await":
		return insertAwait, true
	case "drop-await":
		return dropAwait, true
	case "keep-task":
		return keepTask, true
	case "run-to-await":
		return runToAwait, true
	case "call-coroutine":
		return callCoroutine, true
	case "with-to-async-with":
		return withToAsyncWith, true
	case "async-with-to-with":
		return prefixed("async with ", "with "), true
	case "for-to-async-for":
		return prefixed("for ", "async for "), true
	case "async-for-to-for":
		return plainLoop, true
	case "to-thread":
		return toThread, true
	case "drop-loop":
		return dropLoop, true
	case "coroutine-to-async-def":
		return coroutineToAsyncDef, true
	case "move-into-coroutine":
		return moveIntoCoroutine, true
	case "loop-to-run":
		return loopToRun, true
	case "unpack-argument":
		return unpackArgument, true
	case "wrap-in-tasks":
		return wrapInTasks, true
	case "result-to-await":
		return resultToAwait, true
	case "nowait-to-await":
		return nowaitToAwait, true
	case "move-await":
		return moveAwait, true
	case "bracket-await":
		return bracketAwait, true
	case "drop-return-value":
		return dropReturnValue, true
	case "method-to-async":
		return methodToAsync, true
	case "method-to-plain":
		return methodToPlain, true
	case "replace-name":
		return replaceName, true
	}
	return nil, false
}

func one(at *Place, line, changed string, trusted Applicability) []edit {
	return []edit{{line: at.Line, old: []string{line}, new: []string{changed}, trusted: trusted}}
}

func dropAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	n := strings.Index(c.blank, "await ")
	if n < 0 || n > 0 && isName(c.blank[n-1]) || strings.Count(c.blank, "await ") > 1 {
		return nil, false
	}
	return one(at, line, line[:n]+line[n+len("await "):], trustIfRead(at)), true
}

// trustIfRead is for edits that are right wherever the line stands.
func trustIfRead(at *Place) Applicability {
	if at.File != nil {
		return Sure
	}
	return Likely
}

// callCoroutine adds the parentheses that make a coroutine of a coroutine
// function: run(main) becomes run(main()).
func callCoroutine(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	for _, name := range []string{"run", "run_until_complete", "create_task", "ensure_future", "wait_for", "gather", "shield", "run_coroutine_threadsafe"} {
		k, ok := c.callOf(name)
		if !ok {
			continue
		}
		arguments := c.arguments(k)
		if len(arguments) == 0 || !isDotted(arguments[0]) {
			continue
		}
		n := k.open + 1 + strings.Index(line[k.open+1:], arguments[0]) + len(arguments[0])
		return one(at, line, line[:n]+"()"+line[n:], trustIfRead(at)), true
	}
	return nil, false
}

func isDotted(s string) bool {
	for i := range len(s) {
		if !isName(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}

// prefixed replaces the keyword that a statement begins with.
func prefixed(old, new string) maker {
	return func(at *Place, line string, _ map[string]string) ([]edit, bool) {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), old)
		if !ok {
			return nil, false
		}
		trusted := trustIfRead(at)
		if strings.HasPrefix(new, "async ") {
			if trusted, ok = inCoroutine(at); !ok {
				return nil, false
			}
		}
		return one(at, line, indent(line)+new+rest, trusted), true
	}
}

// plainLoop is for what a plain loop can go over: a queue, a task or a function
// is not that.
func plainLoop(at *Place, line string, names map[string]string) ([]edit, bool) {
	for _, kind := range []string{"Queue", "Lock", "Event", "Task", "Future", "coroutine", "function", "method", "NoneType", "int"} {
		if strings.HasSuffix(names["type"], kind) {
			return nil, false
		}
	}
	return prefixed("async for ", "for ")(at, line, names)
}

// dropLoop takes the argument loop= out of a call.
func dropLoop(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	n := strings.Index(c.blank, "loop=")
	if n <= 0 || isName(c.blank[n-1]) {
		return nil, false
	}
	end, depth := n, 0
	for ; end < len(c.blank) && (depth > 0 || c.blank[end] != ',' && c.blank[end] != ')'); end++ {
		switch c.blank[end] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		}
	}
	before, after := strings.TrimRight(line[:n], " "), line[min(end, len(line)):]
	switch {
	case strings.HasSuffix(before, ","):
		before = strings.TrimSuffix(before, ",")
	case strings.HasPrefix(after, ","):
		after = strings.TrimLeft(after[1:], " ")
	}
	return one(at, line, before+after, trustIfRead(at)), true
}

// commandFor is for causes that a command cures.
func commandFor(kind string, at Place, names map[string]string) (Change, bool) {
	switch kind {
	case "uninstall-asyncio":
		return Change{Command: "pip uninstall asyncio", Applicability: Likely}, true
	case "rename-file":
		path := names["file"]
		if path == "" {
			path = at.Path
		}
		folder, base := cutPath(path)
		if base == "" || !strings.HasSuffix(base, ".py") || strings.HasPrefix(path, "<") {
			return Change{}, false
		}
		return Change{Command: "mv " + quoted(path) + " " + quoted(folder+"my_"+base), Applicability: NeedEye}, true
	}
	return Change{}, false
}

func cutPath(path string) (folder, base string) {
	n := strings.LastIndexAny(path, `/\`) + 1
	return path[:n], path[n:]
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	for i := range len(path) {
		if !isName(path[i]) && !strings.ContainsRune("/.-~:", rune(path[i])) {
			return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
		}
	}
	return path
}

func lastName(dotted string) string {
	dotted = strings.TrimSuffix(dotted, "()")
	return dotted[strings.LastIndexByte(dotted, '.')+1:]
}
