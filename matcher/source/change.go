package source

import "strings"

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
}

// edit is a change on its way: lines of the file replaced by others, or new
// ones put before a line where old is empty.
type edit struct {
	line    int // first line replaced, from 1
	old     []string
	new     []string
	trusted Applicability
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
	return assemble(&at, edits), true
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
		return prefixed("with ", "async with "), true
	case "async-with-to-with":
		return prefixed("async with ", "with "), true
	case "for-to-async-for":
		return prefixed("for ", "async for "), true
	case "async-for-to-for":
		return prefixed("async for ", "for "), true
	case "to-thread":
		return toThread, true
	case "drop-loop":
		return dropLoop, true
	case "coroutine-to-async-def":
		return coroutineToAsyncDef, true
	case "replace-name":
		return replaceName, true
	}
	return nil, false
}

// inCoroutine reports how far it is certain that await may stand at a place.
func inCoroutine(at *Place) (Applicability, bool) {
	if at.File == nil {
		return Likely, at.Function != "<module>"
	}
	fn, ok := at.File.Enclosing(at.Line)
	if !ok {
		return "", false
	}
	if !fn.Async {
		return NeedEye, false
	}
	return Sure, true
}

func one(at *Place, line, changed string, trusted Applicability) []edit {
	return []edit{{line: at.Line, old: []string{line}, new: []string{changed}, trusted: trusted}}
}

func insertAwait(at *Place, line string, names map[string]string) ([]edit, bool) {
	trusted, ok := inCoroutine(at)
	if !ok {
		return nil, false
	}
	c := newCode(line)
	k, ok := c.callOf(lastName(names["coroutine"]))
	if !ok {
		k, ok = onlyCall(c)
	}
	if !ok || k.awaited {
		return nil, false
	}
	return one(at, line, awaited(line, k), trusted), true
}

// awaited puts await before a call, in parentheses where something is done
// with its result on the spot.
func awaited(line string, k call) string {
	call := "await " + line[k.start:k.end]
	if k.end < len(line) && strings.ContainsRune(".[(", rune(line[k.end])) {
		call = "(" + call + ")"
	}
	return line[:k.start] + call + line[k.end:]
}

// onlyCall is the outermost call of a line that is one call, perhaps assigned
// or returned: for messages that do not name the coroutine.
func onlyCall(c code) (call, bool) {
	open := strings.IndexByte(c.blank, '(')
	if open <= 0 || !isName(c.blank[open-1]) {
		return call{}, false
	}
	name := open
	for name > 0 && isName(c.blank[name-1]) {
		name--
	}
	k, ok := c.callOf(c.blank[name:open])
	return k, ok && strings.Count(c.blank, "(") >= 1
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

// keepTask gives a task that nobody keeps a set to live in.
func keepTask(at *Place, line string, _ map[string]string) ([]edit, bool) {
	if kept(line) {
		return nil, false
	}
	in := indent(line)
	edits := []edit{{line: at.Line, old: []string{line}, trusted: NeedEye, new: []string{
		in + "task = " + strings.TrimSpace(line),
		in + "background_tasks.add(task)",
		in + "task.add_done_callback(background_tasks.discard)",
	}}}
	if at.File == nil {
		return edits, true
	}
	edits[0].trusted = Sure
	if after := at.File.afterImports(); after > 0 && !strings.Contains(at.File.text, "background_tasks = ") {
		edits = append([]edit{{line: after + 1, trusted: Sure, new: []string{
			"", "# the event loop keeps only weak references to tasks", "background_tasks = set()",
		}}}, edits...)
	}
	return edits, true
}

// afterImports is the last line of the imports at the head of a file.
func (f *File) afterImports() int {
	last := 0
	for i, line := range f.blank {
		switch {
		case strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "from "):
			if !newCode(line).balanced() {
				return 0 // goes on over several lines
			}
			last = i + 1
		case strings.HasPrefix(line, "def ") || strings.HasPrefix(line, "async def ") || strings.HasPrefix(line, "class "):
			return last
		}
	}
	return last
}

func runToAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	k, ok := c.callOf("run")
	if !ok {
		k, ok = c.callOf("run_until_complete")
	}
	if !ok || c.blank[k.start:k.name] == "" {
		return nil, false
	}
	arguments := c.arguments(k)
	if len(arguments) == 0 {
		return nil, false
	}
	call := "await " + arguments[0]
	if k.end < len(line) && strings.ContainsRune(".[", rune(line[k.end])) {
		call = "(" + call + ")"
	}
	changed := line[:k.start] + call + line[k.end:]
	if isNotebook(at.Path) && at.Function != "" && !strings.HasPrefix(at.Function, "<") && at.File == nil {
		return one(at, line, changed, NeedEye), true
	}
	if isNotebook(at.Path) {
		return one(at, line, changed, trustIfRead(at)), true
	}
	trusted, inside := inCoroutine(at)
	if !inside {
		return makeAsync(at, line, changed)
	}
	return one(at, line, changed, trusted), true
}

// makeAsync turns the plain function around a line into a coroutine function
// and awaits its calls, all of which must stand in coroutines of the file.
func makeAsync(at *Place, line, changed string) ([]edit, bool) {
	if at.File == nil {
		return nil, false
	}
	fn, ok := at.File.Enclosing(at.Line)
	if !ok {
		return nil, false
	}
	head := at.File.Line(fn.Line)
	edits := []edit{
		{line: fn.Line, old: []string{head}, new: []string{indent(head) + "async " + strings.TrimLeft(head, " \t")}, trusted: Sure},
		{line: at.Line, old: []string{line}, new: []string{changed}, trusted: Sure},
	}
	for i := range at.File.lines {
		n := i + 1
		text := at.File.lines[i]
		c := newCode(text)
		k, ok := c.callOf(fn.Name)
		if !ok || n == fn.Line || n == at.Line || at.File.blank[i] != c.blank {
			continue
		}
		if caller, ok := at.File.Enclosing(n); !ok || !caller.Async || !c.balanced() && !opensBlock(text) {
			return nil, false
		}
		if !k.awaited {
			edits = append(edits, edit{line: n, old: []string{text}, new: []string{awaited(text, k)}, trusted: Sure})
		}
	}
	return edits, true
}

func isNotebook(path string) bool {
	return strings.HasPrefix(path, "<ipython-input") || strings.HasPrefix(path, "Cell In") || strings.HasPrefix(path, "In [") ||
		strings.Contains(path, "ipykernel_") || strings.HasSuffix(path, ".ipynb")
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

// toThread takes a blocking call off the event loop. Sleeping has a better
// cure than a thread.
func toThread(at *Place, line string, _ map[string]string) ([]edit, bool) {
	trusted, ok := inCoroutine(at)
	if !ok {
		return nil, false
	}
	c := newCode(line)
	if k, ok := c.callOf("sleep"); ok && strings.HasPrefix(c.text[k.start:], "time.sleep(") {
		return one(at, line, line[:k.start]+"await asyncio.sleep"+line[k.open:], trusted), true
	}
	k, ok := onlyCall(c)
	if !ok || k.awaited {
		return nil, false
	}
	call := "await asyncio.to_thread(" + strings.Join(append([]string{line[k.start:k.open]}, c.arguments(k)...), ", ") + ")"
	if k.end < len(line) && strings.ContainsRune(".[", rune(line[k.end])) {
		call = "(" + call + ")"
	}
	if trusted == Sure {
		trusted = Likely // whether the function may run in a thread is not seen here
	}
	return one(at, line, line[:k.start]+call+line[k.end:], trusted), true
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

// coroutineToAsyncDef rewrites a function of the removed decorator. It needs
// the file, since the body changes too.
func coroutineToAsyncDef(at *Place, _ string, _ map[string]string) ([]edit, bool) {
	f := at.File
	if f == nil {
		return nil, false
	}
	at0 := at.Line
	for strings.HasPrefix(strings.TrimSpace(f.Line(at0)), "def ") && at0 > 1 {
		at0--
	}
	decorator := strings.TrimSpace(f.Line(at0))
	head := f.Line(at0 + 1)
	if decorator != "@asyncio.coroutine" && decorator != "@coroutine" || !strings.HasPrefix(strings.TrimSpace(head), "def ") {
		return nil, false
	}
	edits := []edit{{line: at0, old: []string{f.Line(at0), head}, new: []string{indent(head) + "async " + strings.TrimSpace(head)}, trusted: Sure}}
	for n := at0 + 2; n <= len(f.lines); n++ {
		line := f.Line(n)
		if strings.TrimSpace(line) != "" && len(indent(line)) <= len(indent(head)) {
			break
		}
		if i := strings.Index(f.blank[n-1], "yield from "); i >= 0 {
			edits = append(edits, edit{line: n, old: []string{line}, new: []string{line[:i] + "await " + line[i+len("yield from "):]}, trusted: Sure})
		}
	}
	return edits, true
}

// replaceName writes the replacement of a removed name of asyncio.
func replaceName(at *Place, line string, names map[string]string) ([]edit, bool) {
	name, replacement := names["name"], names["replacement"]
	if !isDotted(replacement) || name == "" {
		return nil, false
	}
	c := newCode(line)
	for _, old := range []string{"asyncio.Task." + name, "asyncio." + name} {
		n := strings.Index(c.blank, old)
		if n < 0 || n+len(old) < len(line) && isName(line[n+len(old)]) {
			continue
		}
		return one(at, line, line[:n]+replacement+line[n+len(old):], trustIfRead(at)), true
	}
	return nil, false
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
