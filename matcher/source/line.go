package source

import "strings"

// unpackArgument puts the star before a list where arguments stand one by one:
// gather(*jobs).
func unpackArgument(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	for _, name := range []string{"gather", "create_subprocess_exec"} {
		k, ok := c.callOf(name)
		if !ok {
			continue
		}
		if first := c.arguments(k); len(first) == 0 || strings.HasPrefix(first[0], "*") {
			return nil, false
		}
		n := k.open + 1 + len(line[k.open+1:]) - len(strings.TrimLeft(line[k.open+1:], " "))
		return one(at, line, line[:n]+"*"+line[n:], trustIfRead(at)), true
	}
	return nil, false
}

// wrapInTasks makes tasks of the coroutines in a list given to asyncio.wait.
func wrapInTasks(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	k, ok := c.callOf("wait")
	if !ok || k.open+1 >= len(line) || !strings.ContainsRune("[{", rune(line[k.open+1])) {
		return nil, false
	}
	open := k.open + 1
	end := c.closing(open)
	items := c.arguments(call{open: open, end: end + 1})
	if len(items) > 1 && c.loops(open+1) {
		return nil, false // a comprehension with commas of its own
	}
	for i, item := range items {
		made, ok := onlyCall(newCode(item))
		if !ok || made.start != 0 || made.end != len(item) && !newCode(item).loops(made.end) {
			return nil, false
		}
		items[i] = "asyncio.create_task(" + item[:made.end] + ")" + item[made.end:]
	}
	trusted, ok := inCoroutine(at)
	if !ok || len(items) == 0 {
		return nil, false
	}
	return one(at, line, line[:open+1]+strings.Join(items, ", ")+line[end:], trusted), true
}

// resultToAwait waits for a task or future whose result is read too early.
func resultToAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	return awaitInstead(at, line, "result", "")
}

// nowaitToAwait waits for an item, where none need be there yet.
func nowaitToAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	return awaitInstead(at, line, "get_nowait", ".get()")
}

// awaitInstead awaits an object, or another method of it, in place of a method
// without arguments that does not wait.
func awaitInstead(at *Place, line, method, other string) ([]edit, bool) {
	trusted, ok := inCoroutine(at)
	c := newCode(line)
	k, found := c.callOf(method)
	if !ok || !found || k.awaited || k.end != k.open+2 || k.start == k.name || c.deferred(k) {
		return nil, false
	}
	changed := bracketed("await "+line[k.start:k.name-1]+other, line[k.end:])
	return one(at, line, line[:k.start]+changed+line[k.end:], trusted), true
}

// moveAwait puts an await that stands before a target where it belongs:
// row = await fetch().
func moveAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(newCode(line).blank, " \t"), "await ")
	target, _, assigned := strings.Cut(rest, " = ")
	if !ok || !assigned || !isDotted(target) {
		return nil, false
	}
	from := len(indent(line)) + len("await ")
	return one(at, line, indent(line)+target+" = await "+line[from+len(target)+len(" = "):], trustIfRead(at)), true
}

// bracketAwait lets an await cover the call alone, not what is done with its
// result: (await get("/"))["title"].
func bracketAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	n := wordIndex(c.blank, "await")
	if n < 0 || strings.Count(c.blank, "await ") != 1 {
		return nil, false
	}
	start := n + len("await ")
	open := strings.IndexByte(c.blank[min(start, len(c.blank)):], '(')
	if open <= 0 || !isDotted(c.blank[start:start+open]) {
		return nil, false
	}
	end := c.closing(start + open)
	if end < 0 || end+1 >= len(line) || !strings.ContainsRune(".[", rune(line[end+1])) {
		return nil, false
	}
	return one(at, line, line[:n]+"("+line[n:end+1]+")"+line[end+1:], trustIfRead(at)), true
}

// dropReturnValue lets an asynchronous generator return without a value.
func dropReturnValue(at *Place, line string, _ map[string]string) ([]edit, bool) {
	if !strings.HasPrefix(strings.TrimSpace(newCode(line).blank), "return ") {
		return nil, false
	}
	return one(at, line, indent(line)+"return", trustIfRead(at)), true
}

// methodToAsync and methodToPlain change how the special method is defined that
// the message names: the file shows one definition of it.
func methodToAsync(at *Place, _ string, names map[string]string) ([]edit, bool) {
	return redefine(at, names["method"], func(fn Function) bool { return !fn.Async }, "def ", "async def ")
}

func methodToPlain(at *Place, _ string, names map[string]string) ([]edit, bool) {
	return redefine(at, names["method"], func(fn Function) bool { return fn.Async && !at.File.awaits(fn) }, "async def ", "def ")
}

func redefine(at *Place, name string, fits func(Function) bool, old, new string) ([]edit, bool) {
	if at.File == nil {
		return nil, false
	}
	fn, ok := at.File.function(name)
	if !ok || !fits(fn) || at.File.yields(fn) {
		return nil, false
	}
	head := at.File.Line(fn.Line)
	changed := indent(head) + new + strings.TrimPrefix(strings.TrimSpace(head), old)
	return []edit{{line: fn.Line, old: []string{head}, new: []string{changed}, trusted: Sure}}, true
}

// awaits reports whether a function waits for anything.
func (f *File) awaits(fn Function) bool {
	for n := fn.Line + 1; n <= f.end(fn); n++ {
		if wordIndex(f.blank[n-1], "await") >= 0 || wordIndex(f.blank[n-1], "async") >= 0 {
			return true
		}
	}
	return false
}
