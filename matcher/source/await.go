package source

import (
	"slices"
	"strings"
)

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

func insertAwait(at *Place, line string, names map[string]string) ([]edit, bool) {
	trusted, ok := inCoroutine(at)
	if !ok {
		return nil, false
	}
	c := newCode(line)
	name := lastName(names["coroutine"])
	if k, ok := c.callOf(name); ok {
		return awaitCall(at.Line, c, k, trusted)
	}
	if at.File != nil && name == "" {
		if edits, ok := awaitAssigned(at, c); ok {
			return edits, true
		}
		if trusted = Likely; at.File.awaitable(c) {
			trusted = Sure
		}
	}
	if name != "" {
		return nil, false // the line does not make the coroutine
	}
	k, ok := onlyCall(c)
	if !ok {
		return nil, false
	}
	return awaitCall(at.Line, c, k, trusted)
}

// awaitCall puts await before a call, where it may stand.
func awaitCall(n int, c code, k call, trusted Applicability) ([]edit, bool) {
	if k.awaited || c.deferred(k) {
		return nil, false
	}
	return []edit{{line: n, old: []string{c.text}, new: []string{awaited(c.text, k)}, trusted: trusted}}, true
}

// awaited puts await before a call, in parentheses where something is done
// with its result on the spot.
func awaited(line string, k call) string {
	return line[:k.start] + bracketed("await "+line[k.start:k.end], line[k.end:]) + line[k.end:]
}

func bracketed(expression, rest string) string {
	if rest != "" && strings.ContainsRune(".[(", rune(rest[0])) {
		return "(" + expression + ")"
	}
	return expression
}

// deferred reports whether a call does not run where it stands: in a lambda,
// where await is an error, or in a generator expression, which await would make
// an asynchronous one.
func (c code) deferred(k call) bool {
	depth := 0
	for i := k.start - 1; i >= 0; i-- {
		switch c.blank[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth < 0 {
				return c.blank[i] == '(' && c.loops(k.end) || strings.Contains(c.blank[:k.start], "lambda")
			}
		}
	}
	return strings.Contains(c.blank[:k.start], "lambda")
}

// loops reports whether a "for" follows inside the brackets around an offset.
func (c code) loops(from int) bool {
	depth := 0
	for i := from; i < len(c.blank); i++ {
		switch c.blank[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return false
			}
		case 'f':
			if depth == 0 && strings.HasPrefix(c.blank[i:], "for ") && !isName(c.blank[i-1]) {
				return true
			}
		}
	}
	return false
}

// onlyCall is the outermost call of a line that is one call, perhaps assigned
// or returned: for messages that do not name the coroutine. Builtins make none.
func onlyCall(c code) (call, bool) {
	open := strings.IndexByte(c.blank, '(')
	if open <= 0 || !isName(c.blank[open-1]) {
		return call{}, false
	}
	k, ok := c.callOf(c.blank[wordStart(c.blank, open):open])
	return k, ok && !plain(c.blank[k.start:k.open])
}

// plain reports whether a name is that of a function that makes no coroutine.
func plain(name string) bool {
	module, _, dotted := strings.Cut(name, ".")
	return slices.Contains(builtins[:], name) || dotted && slices.Contains(plainModules[:], module)
}

// plainModules are those of the standard library whose functions users' lines
// hand a value to.
var plainModules = [...]string{"json", "math", "time", "os", "re", "pickle", "copy", "random", "itertools", "functools", "operator", "logging",
	"struct", "hashlib", "base64", "shutil", "csv", "datetime", "decimal", "statistics", "textwrap", "string"}

// builtins are the functions that user's lines call around what they print or
// count.
var builtins = [...]string{"print", "len", "str", "repr", "list", "dict", "set", "tuple", "sorted", "sum", "min", "max", "int",
	"float", "bool", "bytes", "enumerate", "zip", "map", "filter", "any", "all", "isinstance", "type", "iter", "next", "range", "open"}

func wordStart(s string, end int) int {
	for end > 0 && isName(s[end-1]) {
		end--
	}
	return end
}

// awaitable reports whether the line calls a coroutine function of the file.
func (f *File) awaitable(c code) bool {
	k, ok := onlyCall(c)
	if !ok {
		return false
	}
	fn, ok := f.function(c.blank[k.name:k.open])
	return ok && fn.Async
}

// awaitAssigned awaits where a value that a line uses was made: in
// "table = load()", not in "print(table["rows"])".
func awaitAssigned(at *Place, c code) ([]edit, bool) {
	for i := 0; i < len(c.blank); i++ {
		if !isName(c.blank[i]) {
			continue
		}
		end := i
		for end < len(c.blank) && isName(c.blank[end]) {
			end++
		}
		word := c.blank[i:end]
		attribute := i > 0 && c.blank[i-1] == '.'
		if n, made, k, ok := at.File.assignment(word, at.Line); ok && !attribute {
			trusted := Likely
			if fn, ok := at.File.function(made.blank[k.name:k.open]); ok && fn.Async {
				trusted = Sure
			}
			return awaitCall(n, made, k, trusted)
		}
		i = end
	}
	return nil, false
}

// assignment finds the last line before another, in the same function, that
// gives a name the value of a call.
func (f *File) assignment(name string, before int) (int, code, call, bool) {
	fn, ok := f.Enclosing(before)
	if !ok {
		return 0, code{}, call{}, false
	}
	for n := before - 1; n > fn.Line; n-- {
		left, right, ok := strings.Cut(f.blank[n-1], "=")
		if !ok || strings.TrimSpace(left) != name || strings.HasPrefix(right, "=") {
			continue
		}
		c := newCode(f.lines[n-1])
		k, ok := onlyCall(c)
		value := len(c.blank) - len(strings.TrimLeft(right, " "))
		return n, c, k, ok && !k.awaited && k.start == value && k.end == len(strings.TrimRight(c.blank, " "))
	}
	return 0, code{}, call{}, false
}

func runToAwait(at *Place, line string, _ map[string]string) ([]edit, bool) {
	c := newCode(line)
	k, ok := c.callOf("run")
	if !ok {
		k, ok = c.callOf("run_until_complete")
	}
	if !ok || k.start == k.name || c.deferred(k) {
		return nil, false
	}
	arguments := c.arguments(k)
	if len(arguments) == 0 {
		return nil, false
	}
	changed := line[:k.start] + bracketed("await "+arguments[0], line[k.end:]) + line[k.end:]
	if isNotebook(at.Path) && at.Function != "" && !strings.HasPrefix(at.Function, "<") && at.File == nil {
		return one(at, line, changed, NeedEye), true
	}
	if isNotebook(at.Path) {
		return one(at, line, changed, trustIfRead(at)), true
	}
	trusted, inside := inCoroutine(at)
	if inside {
		return one(at, line, changed, trusted), true
	}
	edits, ok := makeAsync(at)
	return append(edits, one(at, line, changed, Sure)...), ok
}

// handedOn reports whether a call makes the argument of a function that takes
// coroutines.
func (c code) handedOn(k call) bool {
	before := strings.TrimRight(c.blank[:k.start], " ")
	for _, taker := range []string{"run(", "run_until_complete(", "create_task(", "ensure_future(", "wait_for(", "gather(", "shield(", "run_coroutine_threadsafe("} {
		if strings.HasSuffix(before, taker) {
			return true
		}
	}
	return strings.Contains(before, "gather(")
}

func isNotebook(path string) bool {
	return strings.HasPrefix(path, "<ipython-input") || strings.HasPrefix(path, "Cell In") || strings.HasPrefix(path, "In [") ||
		strings.Contains(path, "ipykernel_") || strings.HasSuffix(path, ".ipynb")
}

// isProperty reports whether a function is read like an attribute: nothing that
// reads it calls it, so nothing could await the call.
func (f *File) isProperty(fn Function) bool {
	for n := fn.Line - 1; n > 0 && strings.HasPrefix(strings.TrimSpace(f.Line(n)), "@"); n-- {
		if strings.Contains(f.Line(n), "property") {
			return true
		}
	}
	return false
}

// makeAsync turns the plain function around a line into a coroutine function,
// and awaits its calls: each stands in a coroutine of the file, or is the one
// call at module level, which asyncio.run then makes.
func makeAsync(at *Place) ([]edit, bool) {
	f := at.File
	if f == nil {
		return nil, false
	}
	fn, ok := f.functionAt(at.Line)
	if !ok || fn.Async || f.yields(fn) || f.isProperty(fn) {
		return nil, false
	}
	head := f.Line(fn.Line)
	trusted := Sure
	if indent(head) != "" {
		trusted = Likely // a method: another object may have one of that name
	}
	edits := []edit{{line: fn.Line, old: []string{head}, new: []string{indent(head) + "async " + strings.TrimLeft(head, " \t")}, trusted: trusted}}
	runs, called := 0, false
	for _, n := range f.uses(fn.Name) {
		if n == fn.Line || n == at.Line {
			continue
		}
		called = true
		c := newCode(f.Line(n))
		k, ok := c.callOf(fn.Name)
		if !ok || c.blank != f.blank[n-1] || !c.balanced() && !opensBlock(c.text) || !k.awaited && c.deferred(k) {
			return nil, false // passed on as a function, or half a statement
		}
		caller, inFunction := f.Enclosing(n)
		switch {
		case c.handedOn(k):
		case inFunction && !caller.Async:
			return nil, false
		case inFunction && !k.awaited:
			edits = append(edits, edit{line: n, old: []string{c.text}, new: []string{awaited(c.text, k)}, trusted: trusted})
		case !inFunction:
			if runs++; runs > 1 || !f.imports("asyncio") || k.inFunction {
				return nil, false
			}
			edits = append(edits, edit{line: n, old: []string{c.text}, trusted: trusted,
				new: []string{c.text[:k.start] + "asyncio.run(" + c.text[k.start:k.end] + ")" + c.text[k.end:]}})
		}
	}
	if !called {
		edits[0].trusted, edits[0].callers = NeedEye, fn.Name
	}
	return edits, true
}
