package source

import "strings"

// keepTask gives a task that nobody keeps a set to live in.
func keepTask(at *Place, line string, _ map[string]string) ([]edit, bool) {
	n := at.Line
	if !startsTask(line) {
		if at.File == nil {
			return nil, false
		}
		// A task's repr names its coroutine's line, not the line that made the task.
		var ok bool
		if n, ok = at.File.starts(lastName(at.Function)); !ok {
			return nil, false
		}
		line = at.File.Line(n)
	}
	if kept(line) {
		return nil, false
	}
	in := indent(line)
	edits := []edit{{line: n, old: []string{line}, trusted: NeedEye, new: []string{
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

func startsTask(line string) bool {
	return strings.Contains(line, "create_task(") || strings.Contains(line, "ensure_future(")
}

// starts finds the one line of the file that makes a task of a coroutine.
func (f *File) starts(coroutine string) (int, bool) {
	found := 0
	for _, n := range f.uses(coroutine) {
		if !startsTask(f.blank[n-1]) {
			continue
		}
		if found != 0 {
			return 0, false
		}
		found = n
	}
	return found, found != 0
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

// toThread takes a blocking call off the event loop. Sleeping has a better
// cure than a thread.
func toThread(at *Place, line string, _ map[string]string) ([]edit, bool) {
	n, trusted, ok := blockingLine(at, line)
	if !ok {
		return nil, false
	}
	if n != at.Line {
		line = at.File.Line(n)
	}
	replace := func(changed string) ([]edit, bool) {
		return []edit{{line: n, old: []string{line}, new: []string{changed}, trusted: trusted}}, true
	}
	c := newCode(line)
	if k, ok := c.callOf("sleep"); ok && strings.HasPrefix(c.text[k.start:], "time.sleep(") {
		if at.File != nil && !at.File.imports("asyncio") {
			return nil, false
		}
		return replace(line[:k.start] + "await asyncio.sleep" + line[k.open:])
	}
	k, ok := onlyCall(c)
	if !ok || k.awaited || c.deferred(k) {
		return nil, false
	}
	call := "await asyncio.to_thread(" + strings.Join(append([]string{line[k.start:k.open]}, c.arguments(k)...), ", ") + ")"
	if trusted == Sure {
		trusted = Likely // whether the function may run in a thread is not seen here
	}
	return replace(line[:k.start] + bracketed(call, line[k.end:]) + line[k.end:])
}

// blockingLine is the line that blocks: the one named, or, where the text only
// names the coroutine, the one line in it that is known to block.
func blockingLine(at *Place, line string) (int, Applicability, bool) {
	if at.File == nil || blocks(line) {
		trusted, ok := inCoroutine(at)
		return at.Line, trusted, ok && !isHead(line)
	}
	fn, ok := at.File.functionAt(at.Line)
	if !ok || !fn.Async {
		return 0, "", false
	}
	found := 0
	for n := fn.Line + 1; n <= at.File.end(fn); n++ {
		if !blocks(at.File.blank[n-1]) {
			continue
		}
		if found != 0 {
			return 0, "", false
		}
		found = n
	}
	return found, Sure, found != 0
}

func isHead(line string) bool {
	_, ok := definition(strings.TrimSpace(line), 0)
	return ok
}

// blocks recognises the calls that most often hold a loop.
func blocks(line string) bool {
	for _, call := range []string{"time.sleep(", "requests.get(", "requests.post(", "requests.put(", "requests.request(", "urlopen(",
		"subprocess.run(", "subprocess.check_output(", "subprocess.check_call(", "subprocess.call(", "os.system(", "input("} {
		if n := strings.Index(line, call); n >= 0 && (n == 0 || !isName(line[n-1])) && !strings.Contains(line[:n], "await ") {
			return true
		}
	}
	return false
}
