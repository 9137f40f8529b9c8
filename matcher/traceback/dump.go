package traceback

import (
	"slices"
	"strconv"
	"strings"
)

// maxCycle is how many tasks of a row that await each other are looked at.
const maxCycle = 100

// readDump reads stacks that no exception goes with: faulthandler's and py-spy's,
// those of Task.print_stack, of asyncio.print_call_graph, and the tables and trees of
// `python -m asyncio ps` and `pstree`.
func readDump(lines []Line, at int) (Problem, int, bool) {
	text := lines[at].Text
	if len(text) < 4 {
		return Problem{}, at, false
	}
	switch text[0] {
	case 'F', 'T', 'C':
		for _, read := range []func([]Line, int) (Problem, int, bool){readFault, readSample} {
			if p, next, ok := read(lines, at); ok {
				return p, next, true
			}
		}
		return readTaskStack(lines, at)
	case 'S', 'N':
		return readTaskStack(lines, at)
	case '*':
		return readCallGraph(lines, at)
	case 't':
		return readTaskTable(lines, at)
	case 'a', 'E':
		return readTaskCycle(lines, at)
	}
	if strings.Contains(text, "── (T) ") {
		return readTaskTree(lines, at)
	}
	return Problem{}, at, false
}

// readFault reads one thread of a faulthandler dump, with the line that says
// why it was written:
//
//	Fatal Python error: Segmentation fault
//
//	Current thread 0x00007f25d8a74b80 [python] (most recent call first):
//	  File "/srv/app.py", line 62 in block
func readFault(lines []Line, at int) (Problem, int, bool) {
	p := Problem{Kind: Dump, Header: lines[at].Text}
	next := at
	switch {
	case strings.HasPrefix(p.Header, "Fatal Python error: "):
		for next++; next < len(lines) && (isBlank(lines[next].Text) || strings.HasPrefix(lines[next].Text, "Python runtime state: ")); next++ {
		}
	case strings.HasPrefix(p.Header, "Timeout (") && strings.HasSuffix(p.Header, ")!"):
		next = skipBlank(lines, at+1)
	}
	if next == len(lines) {
		return p, next, next > at+1
	}
	thread, ok := faultThread(lines[next].Text)
	if !ok {
		return p, at + 1, next > at
	}
	p.Thread = thread
	for next++; next < len(lines); next++ {
		frame, ok := faultFrame(lines[next])
		if !ok && strings.TrimSpace(lines[next].Text) != "..." {
			break
		}
		if ok {
			p.Stack = append(p.Stack, frame)
		}
	}
	slices.Reverse(p.Stack)
	return p, next, true
}

// faultThread returns a thread's name, or its number where faulthandler knows
// no name.
func faultThread(text string) (string, bool) {
	rest, ok := strings.CutSuffix(strings.TrimRight(text, " "), " (most recent call first):")
	if !ok {
		return "", false
	}
	rest = strings.TrimPrefix(rest, "Current t")
	rest, ok = strings.CutPrefix(strings.TrimPrefix(rest, "T"), "hread ")
	if !ok {
		return "", false
	}
	if number, name, named := strings.Cut(rest, " ["); named && strings.HasPrefix(number, "0x") {
		return strings.TrimSuffix(name, "]"), true
	}
	return rest, strings.HasPrefix(rest, "0x")
}

// faultFrame reads `File "/srv/app.py", line 62 in block`.
func faultFrame(line Line) (Frame, bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line.Text, " "), `File "`)
	file, rest, found := strings.Cut(rest, `", line `)
	n := digits(rest)
	if !ok || !found || n == 0 {
		return Frame{}, false
	}
	frame := Frame{File: file, Number: line.Number, Span: line.Span}
	frame.Line, _ = strconv.Atoi(rest[:n])
	frame.Function, ok = strings.CutPrefix(rest[n:], " in ")
	frame.Origin, frame.Library = originOf(file)
	return frame, ok
}

// readSample reads one thread of what `py-spy dump` prints:
//
//	Thread 24243 (idle): "MainThread"
//	    Condition.wait (threading.py:355)
//	    main (app.py:12)
func readSample(lines []Line, at int) (Problem, int, bool) {
	p := Problem{Kind: Dump, Header: strings.TrimRight(lines[at].Text, " ")}
	thread, ok := sampledThread(p.Header)
	if !ok {
		return p, at, false
	}
	p.Thread = thread
	const indent = 4
	next := at + 1
	for ; next < len(lines) && indentation(lines[next].Text) >= indent; next++ {
		if frame, ok := sampledFrame(lines[next]); ok && indentation(lines[next].Text) == indent { // further in stand locals
			p.Stack = append(p.Stack, frame)
		}
	}
	slices.Reverse(p.Stack)
	return p, next, len(p.Stack) > 0
}

// sampledThread returns a thread's name, or its number where it has no name.
func sampledThread(text string) (string, bool) {
	rest, ok := strings.CutPrefix(text, "Thread ")
	if !ok {
		return "", false
	}
	number, rest, open := strings.Cut(rest, " (")
	state, name, closed := strings.Cut(rest, ")")
	if !open || !closed || strings.Trim(number, "0123456789abcdefABCDEFxX") != "" || !hasAnyPrefix(state, "idle", "active") {
		return "", false
	}
	if name, named := strings.CutPrefix(name, `: "`); named {
		return strings.TrimSuffix(name, `"`), true
	}
	return number, name == ""
}

// sampledFrame reads "Condition.wait (threading.py:355)". The function's class
// is left out, as in all other stacks.
func sampledFrame(line Line) (Frame, bool) {
	text := strings.TrimSpace(line.Text)
	open := strings.LastIndex(text, " (")
	if open < 0 || !strings.HasSuffix(text, ")") {
		return Frame{}, false
	}
	frame, ok := treeFrame(line, text[:open]+" "+text[open+2:len(text)-1])
	frame.Function = frame.Function[strings.LastIndexByte(frame.Function, '.')+1:]
	if !strings.ContainsAny(frame.File, `/\`) && isStdlibName(frame.File) { // its folder is left out
		frame.Origin = Stdlib
	}
	return frame, ok
}

// readTaskStack reads what Task.print_stack writes:
//
//	Stack for <Task pending …> (most recent call last):
//	Traceback for <Task finished … exception=…> (most recent call last):
//	No stack for <Task finished …>
func readTaskStack(lines []Line, at int) (Problem, int, bool) {
	p := Problem{Kind: Dump, Header: lines[at].Text}
	rest, none := strings.CutPrefix(p.Header, "No stack for <")
	rest, stack := strings.CutPrefix(rest, "Stack for <")
	rest, failed := strings.CutPrefix(rest, "Traceback for <")
	task, _, last := strings.Cut(rest, " (most recent call last):")
	if !none && !(last && (stack || failed)) {
		return Problem{}, at, false
	}
	task = "<" + task
	p.Fields = []Field{{Key: "task", Text: task, Description: Describe(task), Number: lines[at].Number}}
	p.Stack, at = readStack(lines, at+1)
	if failed && at < len(lines) && !lines[at].Head && isAnnounced(lines[at].Text) {
		e := &Exception{Frames: p.Stack, Number: lines[at].Number, Span: spanOf(lines[at : at+1])}
		if len(p.Stack) > 0 {
			e.Span.Start = p.Stack[0].Span.Start
		}
		e.setText([]string{lines[at].Text})
		p.Stack, p.Exception = nil, e
		at++
	}
	return p, at, true
}

// isAnnounced reports whether a line below frames is their exception's.
func isAnnounced(text string) bool {
	typ, _, ok := splitException(text)
	return ok && isAnnouncedClass(typ)
}

// readCallGraph reads what asyncio.print_call_graph writes of one task, the
// innermost call first:
//
//   - Task(name='Task-2', id=0x7f97b203c5f0)
//   - Call stack:
//     |   File '/srv/app.py', line 11, in async step()
//   - Awaited by:
//   - Task(name='Task-1', id=0x7f97b203c410)
func readCallGraph(lines []Line, at int) (Problem, int, bool) {
	task, ok := graphTask(lines[at].Text)
	if !ok || lines[at].Text[0] != '*' {
		return Problem{}, at, false
	}
	p := Problem{Kind: Dump, Header: lines[at].Text}
	p.Fields = append(p.Fields, taskField(lines[at], task))
	next := at + 1
	for ; next < len(lines) && indentation(lines[next].Text) > 0; next++ {
		line := lines[next]
		if frame, ok := graphFrame(line); ok {
			p.Stack = append(p.Stack, frame)
		} else if task, ok := graphTask(line.Text); ok {
			p.Fields = append(p.Fields, taskField(line, task))
		}
	}
	slices.Reverse(p.Stack)
	if len(p.Stack) > 0 {
		p.Fields[0].Description.Coroutine = p.Stack[0].Function
	}
	return p, next, true
}

// graphTask reads "* Task(name='Task-2', id=0x7f97b203c5f0)".
func graphTask(text string) (Description, bool) {
	text = strings.TrimSpace(text)
	kind, rest, ok := strings.Cut(strings.TrimPrefix(text, "* "), "(")
	if !ok || kind == "" || !strings.HasPrefix(text, "* ") || identifier(kind) != len(kind) || !strings.Contains(rest, "id=0x") {
		return Description{}, false
	}
	name, _ := strings.CutPrefix(rest, "name='")
	name, _, _ = strings.Cut(name, "', id=")
	return Description{Kind: kind, Name: name, Text: text[2:]}, true
}

// graphFrame reads "|   File '/srv/app.py', line 11, in async step()".
func graphFrame(line Line) (Frame, bool) {
	_, rest, ok := strings.Cut(line.Text, "File '")
	file, rest, found := strings.Cut(rest, "', line ")
	n := digits(rest)
	if !ok || !found || n == 0 {
		return Frame{}, false
	}
	frame := Frame{File: file, Number: line.Number, Span: line.Span}
	frame.Line, _ = strconv.Atoi(rest[:n])
	frame.Function, ok = strings.CutPrefix(rest[n:], ", in ")
	frame.Function = strings.TrimSuffix(strings.TrimPrefix(frame.Function, "async "), "()")
	frame.Origin, frame.Library = originOf(file)
	return frame, ok
}

func taskField(line Line, d Description) Field {
	return Field{Key: "task", Text: d.Text, Description: &d, Number: line.Number}
}

// readTaskTable reads the table of `python -m asyncio ps`, a task a row, and one
// more for each other task that awaits it:
//
//	tid   task id         task name  coroutine stack  awaiter chain  awaiter name  awaiter id
//	-----------------------------------------------------------------------------------------
//	16124 0x7f3125fc03f0  tea        sleep -> step    wait           Task-1        0x7f3125fc0210
//
// Of tasks that await each other it says what pstree would.
func readTaskTable(lines []Line, at int) (Problem, int, bool) {
	head := lines[at].Text
	id, name, stack := strings.Index(head, "task id"), strings.Index(head, "task name"), strings.Index(head, "coroutine stack")
	awaiter, awaiterID := strings.Index(head, "awaiter chain"), strings.Index(head, "awaiter id")
	if !strings.HasPrefix(head, "tid ") || id < 0 || name < id || stack < name || awaiter < stack {
		return Problem{}, at, false
	}
	p := Problem{Kind: Dump, Header: strings.TrimSpace(head)}
	next := at + 1
	graph := awaitGraph{names: map[string]string{}, awaits: map[string][]string{}}
	for ; next < len(lines); next++ {
		row := []rune(lines[next].Text)
		if strings.HasPrefix(lines[next].Text, "-----") {
			continue
		}
		if len(row) < stack || digits(lines[next].Text) == 0 {
			break
		}
		calls := cell(row, stack, awaiter)
		d := Description{Kind: "Task", Name: cell(row, name, stack), Text: strings.TrimSpace(lines[next].Text)}
		d.Coroutine = calls[strings.LastIndexByte(calls, ' ')+1:] // the innermost call stands first
		p.Fields = append(p.Fields, taskField(lines[next], d))
		if awaiterID > awaiter {
			graph.add(cell(row, id, name), d.Name, cell(row, awaiterID, len(row)))
		}
	}
	if cycle := graph.cycle(); cycle != "" {
		p.Header = "cycle: " + cycle
	}
	return p, next, true
}

func cell(row []rune, from, to int) string {
	return strings.TrimSpace(string(row[min(from, len(row)):min(to, len(row))]))
}

// awaitGraph says which tasks, by id, await which.
type awaitGraph struct {
	ids    []string // in the order of the table
	names  map[string]string
	awaits map[string][]string
}

func (g *awaitGraph) add(id, name, awaiter string) {
	if _, known := g.names[id]; !known {
		g.ids = append(g.ids, id)
		g.names[id] = name
	}
	g.awaits[awaiter] = append(g.awaits[awaiter], id)
}

// cycle names the first tasks that await each other, empty if none do.
func (g *awaitGraph) cycle() string {
	done := map[string]bool{}
	for _, id := range g.ids {
		if path := g.back(id, nil, done); path != nil {
			for i := range path {
				path[i] = g.names[path[i]]
			}
			return strings.Join(path, " → ")
		}
	}
	return ""
}

// back returns the way from a task back to itself, if one goes through it.
func (g *awaitGraph) back(id string, path []string, done map[string]bool) []string {
	if i := slices.Index(path, id); i >= 0 {
		return append(slices.Clone(path[i:]), id)
	}
	if done[id] || len(path) == maxCycle {
		return nil
	}
	for _, awaited := range g.awaits[id] {
		if cycle := g.back(awaited, append(path, id), done); cycle != nil {
			return cycle
		}
	}
	done[id] = true
	return nil
}

// readTaskTree reads the tree of `python -m asyncio pstree`, whose branches are
// tasks and the calls they are in:
//
//	└── (T) Task-1
//	    └──  main /srv/app.py:21
func readTaskTree(lines []Line, at int) (Problem, int, bool) {
	p := Problem{Kind: Dump, Header: strings.TrimSpace(lines[at].Text)}
	next := at
	for ; next < len(lines); next++ {
		line := lines[next]
		_, branch, ok := strings.Cut(line.Text, "── ")
		if !ok || strings.Trim(line.Text[:strings.Index(line.Text, "── ")], " │├└") != "" {
			break
		}
		if name, ok := strings.CutPrefix(branch, "(T) "); ok {
			p.Fields = append(p.Fields, taskField(line, Description{Kind: "Task", Name: name, Text: name}))
			continue
		}
		frame, ok := treeFrame(line, strings.TrimSpace(branch))
		if !ok || len(p.Fields) == 0 {
			break
		}
		p.Stack = append(p.Stack, frame)
		d := p.Fields[len(p.Fields)-1].Description
		if d.Coroutine == "" {
			d.Coroutine = frame.Function
		}
		d.File, d.Line = frame.File, frame.Line // in the end the innermost
	}
	return p, next, next > at
}

// treeFrame reads "TaskGroup.__aexit__ /usr/lib/python3.14/asyncio/taskgroups.py:72".
func treeFrame(line Line, text string) (Frame, bool) {
	function, place, ok := strings.Cut(text, " ")
	i := strings.LastIndexByte(place, ':')
	if !ok || i < 1 || digits(place[i+1:]) == 0 {
		return Frame{}, false
	}
	frame := Frame{File: place[:i], Function: function, Number: line.Number, Span: line.Span}
	frame.Line, _ = strconv.Atoi(place[i+1:])
	frame.Origin, frame.Library = originOf(frame.File)
	return frame, true
}

// readTaskCycle reads why pstree drew no tree:
//
//	ERROR: await-graph contains cycles - cannot print a tree!
//
//	cycle: Task-3 → Task-2 → Task-3
func readTaskCycle(lines []Line, at int) (Problem, int, bool) {
	header := strings.TrimPrefix(lines[at].Text, "ERROR: ") // which looks like a record's level
	if !strings.HasPrefix(header, "await-graph contains cycles") {
		return Problem{}, at, false
	}
	p := Problem{Kind: Dump, Header: header, Level: "ERROR"}
	next := at + 1
	for i := skipBlank(lines, next); i < len(lines) && strings.HasPrefix(lines[i].Text, "cycle: "); i++ {
		tasks := strings.Split(strings.TrimPrefix(lines[i].Text, "cycle: "), " → ")
		for _, name := range tasks[:len(tasks)-1] { // the last is the first again
			p.Fields = append(p.Fields, taskField(lines[i], Description{Kind: "Task", Name: name, Text: name}))
		}
		next = i + 1
	}
	return p, next, true
}
