package source

import "strings"

// withToAsyncWith also takes away the await of the form that 3.9 removed:
// with await lock.
func withToAsyncWith(at *Place, line string, names map[string]string) ([]edit, bool) {
	edits, ok := prefixed("with ", "async with ")(at, line, names)
	if !ok {
		return nil, false
	}
	in, entered := indent(line)+"async with ", ""
	entered, ok = strings.CutPrefix(edits[0].new[0], in)
	for _, old := range []string{"await ", "(yield from ", "(await "} {
		object, found := strings.CutPrefix(entered, old)
		if !found {
			continue
		}
		if old[0] == '(' {
			object = strings.Replace(object, ")", "", 1)
		}
		edits[0].new[0] = in + object
	}
	return edits, ok
}

// coroutineToAsyncDef rewrites a coroutine of the old style, a generator: the
// function under the removed decorator, the one around a "yield from", or the
// one whose call is awaited. It needs the file, since the body changes too,
// except where the function is async already and one line is left to change.
func coroutineToAsyncDef(at *Place, line string, _ map[string]string) ([]edit, bool) {
	if at.File == nil {
		n := strings.Index(newCode(line).blank, waits)
		if n < 0 || at.Function != "" {
			return nil, false // in a plain function the line alone cures nothing
		}
		return one(at, line, line[:n]+"await "+line[n+len(waits):], Likely), true
	}
	fn, ok := at.File.oldCoroutine(at.Line)
	if !ok {
		return nil, false
	}
	return at.File.convert(fn)
}

const waits = "yield from "

// oldCoroutine finds the generator that a line is about.
func (f *File) oldCoroutine(n int) (Function, bool) {
	for at := n; at <= n+1; at++ { // the decorator, or the definition
		if fn, ok := definition(strings.TrimSpace(f.Line(at)), at); ok {
			return fn, true
		}
	}
	if strings.Contains(f.blankLine(n), waits) {
		return f.Enclosing(n)
	}
	k, ok := onlyCall(newCode(f.Line(n)))
	if !ok {
		return Function{}, false
	}
	return f.function(f.blankLine(n)[k.name:k.open])
}

// convert rewrites a function as async def, its "yield from" as await. What
// yields otherwise, or is called where nothing awaits it, is not for a program
// to change.
func (f *File) convert(fn Function) ([]edit, bool) {
	head := f.Line(fn.Line)
	var edits []edit
	if !fn.Async {
		old, first := []string{head}, fn.Line
		if d := strings.TrimSpace(f.Line(fn.Line - 1)); strings.HasPrefix(d, "@") {
			if d != "@asyncio.coroutine" && d != "@coroutine" && d != "@types.coroutine" {
				return nil, false
			}
			old, first = []string{f.Line(fn.Line - 1), head}, fn.Line-1
		}
		if !f.allAwaited(fn) {
			return nil, false
		}
		edits = append(edits, edit{line: first, old: old, new: []string{indent(head) + "async " + strings.TrimSpace(head)}, trusted: Sure})
	}
	for n := fn.Line + 1; n <= f.end(fn); n++ {
		i := strings.Index(f.blank[n-1], "yield")
		if i < 0 || f.blank[n-1] == "" {
			continue
		}
		if !strings.HasPrefix(f.blank[n-1][i:], waits) || strings.Count(f.blank[n-1], "yield") > 1 {
			return nil, false
		}
		line := f.lines[n-1]
		edits = append(edits, edit{line: n, old: []string{line}, new: []string{line[:i] + "await " + line[i+len(waits):]}, trusted: Sure})
	}
	return edits, len(edits) > 0
}

// allAwaited reports whether each call of a function in the file waits for it
// or hands it on to something that may.
func (f *File) allAwaited(fn Function) bool {
	for _, n := range f.uses(fn.Name) {
		c := newCode(f.Line(n))
		k, ok := c.callOf(fn.Name)
		if !ok || n == fn.Line {
			continue
		}
		before := strings.TrimRight(c.blank[:k.start], " ")
		if !k.awaited && !k.inFunction && !strings.HasSuffix(before, "yield from") {
			return false
		}
	}
	return true
}

// moveIntoCoroutine is for what stands where no coroutine is: it makes the
// function around it async, or, at module level, moves it into one.
func moveIntoCoroutine(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	if run, ok := runInstead(c); ok && at.File == nil {
		return one(at, line, run, NeedEye), at.Function == "" || at.Function == "<module>"
	}
	f := at.File
	if f == nil {
		return nil, false
	}
	if _, ok := f.functionAt(at.Line); ok {
		return makeAsync(at)
	}
	if !f.imports("asyncio") {
		return nil, false
	}
	if !strings.Contains(c.blank, "await ") && !strings.Contains(c.blank, "async ") {
		return f.moveObject(at.Line)
	}
	if run, ok := runInstead(c); ok && f.awaitable(c) && f.lastOfModule(at.Line) {
		return one(at, line, run, Sure), true
	}
	return f.wrap(at.Line)
}

// runInstead makes asyncio.run(main()) of a statement "await main()".
func runInstead(c code) (string, bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(c.blank), "await ")
	if !ok {
		return "", false
	}
	k, ok := onlyCall(c)
	if !ok || k.end-k.start != len(strings.TrimSpace(rest)) {
		return "", false
	}
	return indent(c.text) + "asyncio.run(" + c.text[k.start:k.end] + ")" + c.text[k.end:], true
}

// lastOfModule reports whether nothing but blank lines follows.
func (f *File) lastOfModule(n int) bool {
	return strings.TrimSpace(strings.Join(f.blank[n:], "")) == ""
}

// wrap puts a line at module level and all that follows it into a coroutine.
func (f *File) wrap(from int) ([]edit, bool) {
	last := f.count()
	for last > from && strings.TrimSpace(f.lines[last-1]) == "" {
		last--
	}
	if _, taken := f.function("main"); taken || indent(f.Line(from)) != "" {
		return nil, false
	}
	changed := []string{"async def main():"}
	for n := from; n <= last; n++ {
		line := f.lines[n-1]
		if newCode(line).blank != f.blank[n-1] { // inside a string of several lines
			return nil, false
		}
		if f.definesAtModule(n, from) {
			return nil, false
		}
		if strings.TrimSpace(line) != "" {
			line = "    " + line
		}
		changed = append(changed, line)
	}
	changed = append(changed, "", "asyncio.run(main())")
	return []edit{{line: from, old: f.lines[from-1 : last : last], new: changed, trusted: Sure}}, true
}

// definesAtModule reports whether a line, once in a function, would take a
// name away from the module: a definition, an import, a second loop's start, or
// a variable that the lines before it use.
func (f *File) definesAtModule(n, from int) bool {
	line := f.blank[n-1]
	for _, head := range []string{"def ", "async def ", "class ", "@", "import ", "from ", "if __name__"} {
		if strings.HasPrefix(line, head) {
			return true
		}
	}
	if strings.Contains(line, "asyncio.run(") {
		return true
	}
	name, _, ok := strings.Cut(line, "=")
	if name = strings.TrimSpace(name); !ok || !isDotted(name) {
		return false
	}
	for _, use := range f.uses(name) {
		if use < from {
			return true
		}
	}
	return false
}

// moveObject moves "client = Client()" from the module into the coroutine that
// asyncio.run starts, if that is the only one to use it.
func (f *File) moveObject(n int) ([]edit, bool) {
	line := f.Line(n)
	name, _, ok := strings.Cut(f.blankLine(n), " = ")
	if !ok || !isDotted(name) || strings.Contains(name, ".") || !newCode(line).balanced() {
		return nil, false
	}
	uses := f.uses(name)
	user, first := Function{}, 0
	for _, use := range uses {
		if use == n {
			continue
		}
		fn, ok := f.Enclosing(use)
		if !ok || !fn.Async || first != 0 && fn != user {
			return nil, false
		}
		if first == 0 {
			user, first = fn, use
		}
	}
	if first == 0 || !strings.Contains(strings.Join(f.blank, "\n"), "asyncio.run("+user.Name+"(") {
		return nil, false
	}
	body := indent(f.Line(user.Line + 1))
	for first > user.Line+1 && indent(f.Line(first)) != body {
		first--
	}
	old := []string{line}
	if strings.TrimSpace(f.Line(n-1)) == "" && n < len(f.lines) && strings.TrimSpace(f.Line(n+1)) == "" {
		old = append(old, f.Line(n+1))
	}
	return []edit{
		{line: n, old: old, trusted: Sure},
		{line: first, new: []string{body + line}, trusted: Sure},
	}, true
}

func inAsync(at *Place) bool {
	if at.File == nil {
		return at.Function != "<module>"
	}
	fn, ok := at.File.Enclosing(at.Line)
	return ok && fn.Async
}

// runsFuture reports whether a call is given a future, which asyncio.run does
// not take, and which cannot be made before there is a loop.
func (c code) runsFuture(k call) bool {
	arguments := c.arguments(k)
	if len(arguments) == 0 {
		return true
	}
	callee, _, called := strings.Cut(arguments[0], "(")
	switch lastName(strings.TrimSpace(callee)) {
	case "gather", "shield", "ensure_future", "create_task", "create_future", "run_in_executor":
		return called
	}
	return false
}

// loopToRun makes asyncio.run(main()) of a loop that is fetched, run and
// perhaps closed in one place, where nothing else uses it.
func loopToRun(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	if k, ok := c.callOf("run_until_complete"); ok && c.runsFuture(k) {
		return nil, false
	} else if ok && c.blank[k.start:k.name] == "asyncio.get_event_loop()." {
		return one(at, line, line[:k.start]+"asyncio.run("+line[k.open+1:], trustIfRead(at)), !inAsync(at)
	}
	name, value, ok := strings.Cut(strings.TrimSpace(c.blank), " = ")
	if at.File == nil || !ok || value != "asyncio.get_event_loop()" && value != "asyncio.new_event_loop()" {
		return nil, false
	}
	edits := []edit{{line: at.Line, old: []string{line}, trusted: Sure}}
	runs := 0
	here, inFunction := at.File.Enclosing(at.Line)
	for _, n := range at.File.uses(name) {
		there, _ := at.File.Enclosing(n)
		if n == at.Line || inFunction && there != here {
			continue // another function has a variable of that name of its own
		}
		used := newCode(at.File.Line(n))
		if there != here || indent(used.text) != indent(line) {
			return nil, false
		}
		k, ran := used.callOf("run_until_complete")
		switch {
		case strings.TrimSpace(used.blank) == name+".close()":
			edits = append(edits, edit{line: n, old: []string{used.text}, trusted: Sure})
		case strings.TrimSpace(used.blank) == "asyncio.set_event_loop("+name+")":
			edits = append(edits, edit{line: n, old: []string{used.text}, trusted: Sure})
		case ran && used.runsFuture(k):
			return nil, false
		case ran && used.blank[k.start:k.name] == name+"." && used.balanced():
			runs++
			edits = append(edits, edit{line: n, old: []string{used.text}, trusted: Sure, new: []string{used.text[:k.start] + "asyncio.run(" + used.text[k.open+1:]}})
		default:
			return nil, false
		}
	}
	return edits, runs == 1 && !here.Async
}
