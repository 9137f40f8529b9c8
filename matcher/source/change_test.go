package source

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestChangesFromTheShownLine(t *testing.T) {
	for _, c := range []struct {
		name, kind, line string
		names            map[string]string
		want             string // the changed lines, "" for no change
	}{
		{"a statement is awaited", "insert-await", "save(1)", map[string]string{"coroutine": "save"}, "await save(1)"},
		{"a method is awaited with its object", "insert-await", "x = self.db.fetch(a)[0]", map[string]string{"coroutine": "Db.fetch"}, "x = (await self.db.fetch(a))[0]"},
		{"chained calls stay together", "insert-await", "r = get().json()", map[string]string{"coroutine": "R.json"}, "r = await get().json()"},
		{"an argument is awaited", "insert-await", `print("save(", save(1))`, map[string]string{"coroutine": "save"}, `print("save(", await save(1))`},
		{"what is awaited stays", "insert-await", "await save(1)", map[string]string{"coroutine": "save"}, ""},
		{"half a statement stays", "insert-await", "save(1,", map[string]string{"coroutine": "save"}, ""},
		{"an unnamed coroutine is the line's only call", "insert-await", "data = fetch(url).items", nil, "data = (await fetch(url)).items"},
		{"printing makes no coroutine", "insert-await", `print(table["rows"])`, nil, ""},
		{"await may not stand in a lambda", "insert-await", "f = lambda: save(1)", map[string]string{"coroutine": "save"}, ""},
		{"await would change a generator", "insert-await", "return sum(price(s) for s in symbols)", map[string]string{"coroutine": "price"}, ""},
		{"await may stand in a list", "insert-await", "rows = [fetch(u) for u in urls]", map[string]string{"coroutine": "fetch"}, "rows = [await fetch(u) for u in urls]"},
		{"await goes", "drop-await", "x = await f()", nil, "x = f()"},
		{"which of two awaits is not known", "drop-await", "await f(await g())", nil, ""},
		{"run becomes await", "run-to-await", "return asyncio.run(load(o))[0]", nil, "return (await load(o))[0]"},
		{"further arguments go", "run-to-await", "asyncio.run(main(), debug=True)", nil, "await main()"},
		{"run_until_complete too", "run-to-await", "loop.run_until_complete(main())", nil, "await main()"},
		{"other runs stay", "run-to-await", "run(main())", nil, ""},
		{"a function is called", "call-coroutine", "asyncio.run(app.main)", nil, "asyncio.run(app.main())"},
		{"a call is not called again", "call-coroutine", "asyncio.run(main())", nil, ""},
		{"with", "with-to-async-with", "with session.get(u) as r:", nil, "async with session.get(u) as r:"},
		{"with await", "with-to-async-with", "with await lock:", nil, "async with lock:"},
		{"with yield from", "with-to-async-with", "with (yield from self.lock):", nil, "async with self.lock:"},
		{"async with", "async-with-to-with", "async with open(p) as f:", nil, "with open(p) as f:"},
		{"for", "for-to-async-for", "for row in rows():", nil, "async for row in rows():"},
		{"async for", "async-for-to-for", "async for x in [1]:", nil, "for x in [1]:"},
		{"sleeping has its own cure", "to-thread", "time.sleep(1)", nil, "await asyncio.sleep(1)"},
		{"blocking calls go to a thread", "to-thread", "r = requests.get(u, timeout=3).text", nil, "r = (await asyncio.to_thread(requests.get, u, timeout=3)).text"},
		{"loop= goes with its comma", "drop-loop", "q = asyncio.Queue(5, loop=get(a, b))", nil, "q = asyncio.Queue(5)"},
		{"loop= goes when it is first", "drop-loop", "asyncio.sleep(loop=loop, delay=1)", nil, "asyncio.sleep(delay=1)"},
		{"a name is replaced", "replace-name", "t = asyncio.Task.all_tasks()", map[string]string{"name": "all_tasks", "replacement": "asyncio.all_tasks"}, "t = asyncio.all_tasks()"},
		{"a longer name stays", "replace-name", "asyncio.runner()", map[string]string{"name": "run", "replacement": "asyncio.Runner"}, ""},
		{"advice is no name", "replace-name", "asyncio.run(x)", map[string]string{"name": "run", "replacement": "a newer Python"}, ""},
		{"the rest of the advice is left out", "replace-name", "q = asyncio.JoinableQueue()", map[string]string{"name": "JoinableQueue", "replacement": "asyncio.Queue (it has join())"}, "q = asyncio.Queue()"},
		{"Python's own suggestion", "replace-name", "asyncio.slep(1)", map[string]string{"name": "slep", "suggestion": "sleep"}, "asyncio.sleep(1)"},
		{"a method of the loop", "replace-name", "f = asyncio.create_future()", map[string]string{"name": "create_future"}, "f = asyncio.get_running_loop().create_future()"},
		{"an imported name keeps its uses", "replace-name", "from asyncio import JoinableQueue, Lock", map[string]string{"name": "JoinableQueue", "replacement": "asyncio.Queue"}, "from asyncio import Queue as JoinableQueue, Lock"},
		{"waiting the old way in a plain function", "coroutine-to-async-def", "x = yield from g()", nil, ""},
		{"a coroutine's line made no task", "keep-task", "await asyncio.sleep(1)", nil, ""},
		{"a task is kept", "keep-task", "asyncio.create_task(poll())", nil, "task = asyncio.create_task(poll())\nbackground_tasks.add(task)\ntask.add_done_callback(background_tasks.discard)"},
		{"a kept task stays", "keep-task", "t = asyncio.create_task(poll())", nil, ""},
		{"a list is unpacked", "unpack-argument", "r = await asyncio.gather(jobs, return_exceptions=True)", nil, "r = await asyncio.gather(*jobs, return_exceptions=True)"},
		{"what is unpacked stays", "unpack-argument", "await asyncio.gather(*jobs)", nil, ""},
		{"coroutines become tasks", "wrap-in-tasks", "d, _ = await asyncio.wait([fetch(1), fetch(2)], timeout=3)", nil, "d, _ = await asyncio.wait([asyncio.create_task(fetch(1)), asyncio.create_task(fetch(2))], timeout=3)"},
		{"those of a comprehension too", "wrap-in-tasks", "await asyncio.wait({f(u) for u in urls})", nil, "await asyncio.wait({asyncio.create_task(f(u)) for u in urls})"},
		{"a variable may hold tasks", "wrap-in-tasks", "await asyncio.wait([job])", nil, ""},
		{"a result is waited for", "result-to-await", "print(task.result()[0])", nil, "print((await task)[0])"},
		{"a result with a limit is another's", "result-to-await", "x = future.result(3)", nil, ""},
		{"an item is waited for", "nowait-to-await", "job = self.queue.get_nowait()", nil, "job = await self.queue.get()"},
		{"await goes before the value", "move-await", "await row = fetch()", nil, "row = await fetch()"},
		{"a comparison is no target", "move-await", "await row == fetch()", nil, ""},
		{"await covers the call alone", "bracket-await", `x = await get("/")["title"]`, nil, `x = (await get("/"))["title"]`},
		{"a call with nothing behind stays", "bracket-await", `x = await get("/")`, nil, ""},
		{"a generator returns no value", "drop-return-value", "return []", nil, "return"},
		{"an unknown kind", "paint-it-black", "x()", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			change, ok := Make(c.kind, Place{Path: "app.py", Line: 7, Code: c.line, Function: "main"}, c.names)
			if ok {
				got = added(change.Diff)
				if change.Applicability == Sure {
					t.Error("a change made without the file is never sure")
				}
			}
			if got != c.want {
				t.Errorf("%s of %q: got %q, want %q", c.kind, c.line, got, c.want)
			}
		})
	}
}

func added(diff string) string {
	var out []string
	for _, l := range strings.Split(diff, "\n") {
		if strings.HasPrefix(l, "+") && !strings.HasPrefix(l, "+++") {
			out = append(out, l[1:])
		}
	}
	return strings.Join(out, "\n")
}

const shop = `import asyncio
import time

async def save(order):
    time.sleep(0.1)

def total(order):
    return asyncio.run(price(order))["total"]

async def main():
    for order in (1, 2):
        save(order)
        print(total(order))
    asyncio.create_task(save(3))
    note = """
    save(9)
    """

asyncio.run(main())
`

func TestChangesInTheFileApplyWithGit(t *testing.T) {
	for _, c := range []struct {
		name, kind, text string
		line             int
		coroutine        string
		want             string
	}{
		{"await", "insert-await", shop, 12, "save", "        await save(order)"},
		{"sleep", "to-thread", shop, 5, "", "    await asyncio.sleep(0.1)"},
		{"keep", "keep-task", shop, 14, "", "\n# the event loop keeps only weak references to tasks\nbackground_tasks = set()\n    task = asyncio.create_task(save(3))\n    background_tasks.add(task)\n    task.add_done_callback(background_tasks.discard)"},
		{"a plain function becomes async and its calls are awaited", "run-to-await", shop, 8, "",
			"async def total(order):\n    return (await price(order))[\"total\"]\n        print(await total(order))"},
		{"line ends are kept", "insert-await", strings.ReplaceAll(shop, "\n", "\r\n"), 12, "save", "        await save(order)\r"},
		{"a file may end without a line break", "insert-await", "async def f():\n    save(1)", 2, "save", "    await save(1)"},
		{"the old decorator", "coroutine-to-async-def", "import asyncio\n\n@asyncio.coroutine\ndef f():\n    x = yield from g()\n    return x\n", 3, "", "async def f():\n    x = await g()"},
		{"a generator that is awaited", "coroutine-to-async-def", "import asyncio\n\ndef pause(n):\n    yield from asyncio.sleep(n)\n\nasync def main():\n    await pause(1)\n", 7, "",
			"async def pause(n):\n    await asyncio.sleep(n)"},
		{"yield from in async def", "coroutine-to-async-def", "async def load():\n    yield from a()\n    yield from b()\n", 2, "", "    await a()\n    await b()"},
		{"the value was made further up", "insert-await", "async def load():\n    return {}\n\nasync def main():\n    table = load()\n    print(table[\"rows\"])\n", 6, "", "    table = await load()"},
		{"a line at module level goes into a coroutine with the rest", "move-into-coroutine", "import asyncio\nfrom shop import load\n\ndata = await load()\n\nprint(data)\n", 4, "",
			"async def main():\n    data = await load()\n\n    print(data)\n\nasyncio.run(main())"},
		{"one awaited call at the end is run", "move-into-coroutine", "import asyncio\n\nasync def main():\n    pass\n\nif __name__ == \"__main__\":\n    await main()\n", 7, "", "    asyncio.run(main())"},
		{"the function around becomes async", "move-into-coroutine", "import asyncio\n\ndef show():\n    async for t in ticks():\n        print(t)\n\nshow()\n", 4, "", "async def show():\nasyncio.run(show())"},
		{"an object moves to its only user", "move-into-coroutine", "import asyncio\n\nlock = asyncio.Lock()\n\nasync def main():\n    async with lock:\n        pass\n\nasyncio.run(main())\n", 3, "", "    lock = asyncio.Lock()"},
		{"the loop of a program", "loop-to-run", "import asyncio\nloop = asyncio.get_event_loop()\nlimit = 1\nloop.run_until_complete(main(1))\nloop.close()\n", 2, "", "asyncio.run(main(1))"},
		{"the loop of a thread's function", "loop-to-run", "import asyncio\nimport threading\n\ndef export():\n    loop = asyncio.get_event_loop()\n    loop.run_until_complete(send())\n\ndef other(loop):\n    loop.stop()\n", 5, "", "    asyncio.run(send())"},
		{"what is handed to asyncio.run stays", "move-into-coroutine", "import asyncio\n\ndef main():\n    await f()\n\nasyncio.run(main())\n", 4, "", "async def main():"},
		{"the task of a coroutine is found", "keep-task", "import asyncio\nbackground_tasks = set()\n\nasync def poll():\n    await x\n\nasync def main():\n    asyncio.create_task(poll())\n", 5, "poll",
			"    task = asyncio.create_task(poll())\n    background_tasks.add(task)\n    task.add_done_callback(background_tasks.discard)"},
		{"the blocking line of a coroutine is found", "to-thread", shop, 4, "", "    await asyncio.sleep(0.1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Read(c.text)
			change, ok := Make(c.kind, Place{Path: "app.py", Line: c.line, Code: strings.TrimSpace(f.Line(c.line)), Function: c.coroutine, File: f}, map[string]string{"coroutine": c.coroutine})
			if !ok {
				t.Fatal("no change was made")
			}
			if got := added(change.Diff); got != c.want {
				t.Errorf("added:\n%s\nwant:\n%s", got, c.want)
			}
			if got := gitApply(t, c.text, change.Diff); got != change.Text {
				t.Errorf("git apply gives:\n%q\nthe change says:\n%q", got, change.Text)
			}
		})
	}
}

// gitApply applies a diff by the program that users would use.
func gitApply(t *testing.T, text, diff string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "app.py")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("git", "apply", "-")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestNoChangeWhereTheFileSpeaksAgainstIt(t *testing.T) {
	f := Read(shop)
	for _, c := range []struct {
		name, kind string
		line       int
		code       string
	}{
		{"the line was edited since", "insert-await", 12, "save(order, 1)"},
		{"await in a plain function", "insert-await", 8, ""},
		{"await at module level", "insert-await", 19, ""},
		{"the line is gone", "insert-await", 99, "save(1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if change, ok := Make(c.kind, Place{Path: "app.py", Line: c.line, Code: c.code, File: f}, map[string]string{"coroutine": "save"}); ok {
				t.Errorf("changed all the same:\n%s", change.Diff)
			}
		})
	}
}

func TestASpecialMethodIsRedefined(t *testing.T) {
	text := "class Session:\n    def __aenter__(self):\n        return self\n\n    async def __aiter__(self):\n        return self\n\n    async def __aexit__(self, *e):\n        await self.close()\n"
	for _, c := range []struct{ kind, method, want string }{
		{"method-to-async", "__aenter__", "    async def __aenter__(self):"},
		{"method-to-plain", "__aiter__", "    def __aiter__(self):"},
		{"method-to-plain", "__aexit__", ""}, // it awaits
		{"method-to-async", "__aiter__", ""}, // it is async
		{"method-to-async", "__anext__", ""}, // it is not there
	} {
		change, ok := Make(c.kind, Place{Path: "app.py", Line: 3, File: Read(text)}, map[string]string{"method": c.method})
		if got := added(change.Diff); got != c.want || ok != (c.want != "") {
			t.Errorf("%s of %s: got %q, want %q", c.kind, c.method, got, c.want)
		}
	}
}

func TestNoChangeThatTheRestOfTheFileForbids(t *testing.T) {
	for _, c := range []struct {
		name, kind, text string
		line             int
	}{
		{"a generator that is looped over", "coroutine-to-async-def", "def load():\n    x = yield from f()\n    return x\n\nfor s in load():\n    pass\n", 2},
		{"a generator of values", "coroutine-to-async-def", "def load():\n    yield from f()\n    yield 1\n", 2},
		{"a plain function that plain functions call", "run-to-await", "import asyncio\ndef a():\n    return asyncio.run(b())\n\ndef c():\n    a()\n", 3},
		{"a plain function that is passed on", "run-to-await", "import asyncio\ndef a():\n    return asyncio.run(b())\n\nasync def c():\n    each(a)\n", 3},
		{"an object that two functions use", "move-into-coroutine", "import asyncio\nlock = asyncio.Lock()\nasync def a():\n    lock\nasync def b():\n    lock\nasyncio.run(a())\n", 2},
		{"an object of a function that may run twice", "move-into-coroutine", "import asyncio\nlock = asyncio.Lock()\nasync def a():\n    lock\n", 2},
		{"definitions stay at module level", "move-into-coroutine", "import asyncio\nx = await f()\ndef g():\n    return x\n", 2},
		{"a variable that functions read stays", "move-into-coroutine", "import asyncio\ndef g():\n    return x\nx = await f()\n", 4},
		{"strings of several lines are not indented", "move-into-coroutine", "import asyncio\nx = await f()\ny = '''\na\n'''\n", 2},
		{"a loop that is used elsewhere", "loop-to-run", "import asyncio\nloop = asyncio.get_event_loop()\nloop.call_soon(f)\nloop.run_until_complete(g())\n", 2},
		{"a loop that runs twice", "loop-to-run", "import asyncio\nloop = asyncio.get_event_loop()\nloop.run_until_complete(f())\nloop.run_until_complete(g())\n", 2},
		{"a loop that runs a future", "loop-to-run", "import asyncio\nloop = asyncio.get_event_loop()\nloop.run_until_complete(asyncio.gather(f()))\n", 2},
		{"a property, which nothing calls", "run-to-await", "import asyncio\nclass A:\n    @property\n    def a(self):\n        return asyncio.run(b())\n", 5},
		{"a function that makes no coroutine", "insert-await", "import json\nasync def f():\n    return json.dumps(g())\n", 3},
		{"two lines that block", "to-thread", "import time\nasync def f():\n    time.sleep(1)\n    time.sleep(2)\n", 2},
		{"two tasks of one coroutine", "keep-task", "import asyncio\nasync def f():\n    pass\nasync def main():\n    asyncio.create_task(f())\n    asyncio.create_task(f())\n", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Read(c.text)
			at := Place{Path: "app.py", Line: c.line, Code: strings.TrimSpace(f.Line(c.line)), Function: "f", File: f}
			if change, ok := Make(c.kind, at, nil); ok {
				t.Errorf("changed all the same:\n%s", change.Diff)
			}
		})
	}
}

func TestFactsOfALine(t *testing.T) {
	f := Read("import asyncio\nlock = asyncio.Lock()\n\nclass A:\n    async def go(self):\n        if x:\n            asyncio.create_task(y())\n\n    def plain(self):\n        t = asyncio.create_task(w())\n\nasyncio.run(A().go())\nasync def y():\n    await z()\nasyncio.run(A().go())\n")
	for _, c := range []struct {
		line int
		want string
	}{
		{7, "in-async-function result-dropped module-object several-runs"},
		{14, "in-async-function result-dropped module-object several-runs"},
		{10, "in-plain-function result-kept module-object several-runs"},
		{12, "at-module-level module-object several-runs"},
	} {
		var got []string
		for _, fact := range f.Facts(c.line) {
			got = append(got, fact.Name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("line %d: got %q, want %q", c.line, strings.Join(got, " "), c.want)
		}
	}
}

func FuzzMake(f *testing.F) {
	f.Add("insert-await", shop, 12)
	f.Add("run-to-await", "asyncio.run(main())", 1)
	f.Add("drop-loop", "f(loop=(", 1)
	f.Add("move-into-coroutine", "import asyncio\nx = await f()\n", 2)
	f.Add("loop-to-run", "import asyncio\nloop = asyncio.get_event_loop()\nloop.run_until_complete(f())", 2)
	f.Add("coroutine-to-async-def", "def f():\n    yield from g()", 2)
	f.Fuzz(func(t *testing.T, kind, text string, line int) {
		file := Read(text)
		file.Facts(line)
		change, ok := Make(kind, Place{Path: "app.py", Line: line, Code: strings.TrimSpace(file.Line(line)), File: file}, map[string]string{"coroutine": "save"})
		if ok && change.Command == "" && change.Text == text {
			t.Errorf("a change that changes nothing: %s", change.Diff)
		}
	})
}

// Where the file could not be read nobody knows whether await may stand there.
func TestTheFunctionThatHasToBeACoroutineIsNamed(t *testing.T) {
	for _, c := range []struct{ kind, function, line, want string }{
		{"run-to-await", "total", "return asyncio.run(load())", "total"},
		{"insert-await", "main", "save(1)", "main"},
		{"insert-await", "", "save(1)", ""},
		{"drop-await", "main", "await f()", ""},
		{"run-to-await", "<module>", "asyncio.run(main())", ""},
	} {
		change, _ := Make(c.kind, Place{Path: "app.py", Line: 1, Code: c.line, Function: c.function}, map[string]string{"coroutine": "save"})
		if change.Coroutine != c.want {
			t.Errorf("%s of %q in %q: %q has to be one, want %q", c.kind, c.line, c.function, change.Coroutine, c.want)
		}
	}
}

func TestAPlainLoopGoesOverWhatItCan(t *testing.T) {
	at := Place{Path: "app.py", Line: 3, Code: "async for x in rows:", Function: "f"}
	for kind, want := range map[string]bool{"list": true, "Rows": true, "Queue": false, "PriorityQueue": false, "coroutine": false} {
		if _, ok := Make("async-for-to-for", at, map[string]string{"type": kind}); ok != want {
			t.Errorf("over a %s: changed %v, want %v", kind, ok, want)
		}
	}
}

// Callers in the file are changed with the function; of others the change can
// only tell.
func TestCallersInOtherFilesAreTold(t *testing.T) {
	const function = "import asyncio\n\ndef load():\n    return asyncio.run(fetch())\n"
	for text, want := range map[string]string{
		function: "load",
		function + "\nasync def main():\n    load()\n": "",
	} {
		file := Read(text)
		change, ok := Make("run-to-await", Place{Path: "app.py", Line: 4, Code: strings.TrimSpace(file.Line(4)), Function: "load", File: file}, nil)
		if !ok || change.Callers != want {
			t.Errorf("%v, callers of %q, want %q:\n%s", ok, change.Callers, want, change.Diff)
		}
	}
}
