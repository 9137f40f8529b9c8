package matcher_test

import (
	"strings"
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher"
)

func TestMessagesThatATextTellsOf(t *testing.T) {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	for _, c := range []struct{ name, text, want string }{
		{"a heading", "# TypeError: object NoneType can't be used in 'await' expression\n\nSee the title.\n", "await-non-awaitable"},
		{"a heading in backticks, with more behind it", "# `RuntimeError: Attempted to exit cancel scope in a different task than it was entered in` since the update\n", "anyio-cancel-scope"},
		{"quoted in a sentence", `I start it and get "RuntimeWarning: coroutine 'Shop.open' was never awaited" at once.`, "never-awaited"},
		{"the repr", "it printed\n\nRuntimeError('asyncio.run() cannot be called from a running event loop')\n", "run-in-running-loop"},
		{"behind the word error", "When I press save I see error : asyncio.run() cannot be called from a running event loop and nothing else.\n", "run-in-running-loop"},
		{"alone on its line", "What is this?\n\n    object list can't be used in 'await' expression\n", "await-non-awaitable"},
		{"in bold", "**RuntimeError: This event loop is already running.**\n", "loop-already-running"},
		{"cut within a name", "  File \"/app/web.py\", line 3, in run\nRuntimeError: There is no current event loop in thread 'AnyI", "no-current-loop"},
		{"its end cut", "# sqlalchemy.exc.MissingGreenlet: greenlet_spawn has not been called\n", "sqlalchemy-greenlet"},

		{"a heading that ends in a name", "# There is no current event loop in thread 'Thread-5'\n\nSince today.\n", "no-current-loop"},
		{"behind a program's own words", "Error streaming messages: unhandled errors in a TaskGroup (1 sub-exception)\n", "taskgroup"},

		{"a sentence about asyncio", "Our tests fail with loop errors (got Future attached to a different loop) since the upgrade.\n", ""},
		{"quoted without its class", `It stops with "Can't patch loop of type <class 'uvloop.Loop'>", removing uvloop helps.`, "nest-asyncio"},
		{"all that a record of an error says", "2026-01-02 10:00:00 ERROR worker: Lock.__init__() got an unexpected keyword argument 'loop'\n", "loop-argument"},
		{"all that a record says without a level", "time=2026-01-02T10:00:00Z msg=\"object list can't be used in 'await' expression\"\n", "await-non-awaitable"},
		{"the same as information", "time=2026-01-02T10:00:00Z level=info msg=\"object list can't be used in 'await' expression\"\n", ""},
		{"within a sentence without a level", "time=2026-01-02T10:00:00Z msg=\"we saw that Event loop is closed again\"\n", ""},
		{"a record of a handled error", "2026-01-02 10:00:00,000 WARNING worker: retrying after RuntimeError: Event loop is closed, third time\n", ""},
		{"beside another failure", "# RuntimeError: Event loop is closed?\n\nTraceback (most recent call last):\n  File \"/app/shop.py\", line 3, in <module>\n    price(\"x\")\nKeyError: 'x'\n", ""},
		{"advice", "Start it with `asyncio.run(main())`. If you see `RuntimeError: This event loop is already running`, await it.\nSee also \"Task was destroyed but it is pending!\".\n", ""},
		{"a list of changes", "- Fix \"Event loop is closed\" at exit (#81)\n- Silence \"RuntimeWarning: coroutine 'f' was never awaited\"\n", ""},
		{"titles of commits", "77bc901 Avoid RuntimeError: Event loop is closed\n", ""},
		{"a hit of grep", "app/loop.py:88:    # RuntimeError: This event loop is already running\n", ""},
		{"a diff", "--- a/x.py\n+++ b/x.py\n-        # Task exception was never retrieved\n+        # RuntimeError: Event loop is closed\n", ""},
		{"code", "    if \"Event loop is closed\" in str(error):\n        # RuntimeError: Event loop is closed\n", ""},
		{"a comment", "import asyncio\n\nasync def main():\n    # RuntimeError: Event loop is closed happened here before\n    await asyncio.sleep(1)\n", ""},
		{"a heading before code", "# RuntimeError: Event loop is closed\n\nimport asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n", "loop-closed"},
		{"a test", "    with pytest.raises(RuntimeError, match=\"Event loop is closed\"):\n        run()\n    assert \"Task exception was never retrieved\" not in log\n", ""},
		{"notes of a release", "* **client:** fixed `RuntimeError: Event loop is closed` when it is closed twice\n", ""},
		{"a rule", "- match: \"RuntimeError: Event loop is closed\"\n", ""},
		{"an item of a list that tells what happened", "- RuntimeError: Event loop is closed\n", "loop-closed"},
		{"a warning begins with a place, too", "app/loop.py:88: RuntimeWarning: coroutine 'f' was never awaited\n", "never-awaited"},
		{"a dictionary of messages", "ERRORS = {\n    \"closed\": \"RuntimeError: Event loop is closed\",\n}\n", ""},
		{"an argument", "result.stderr.fnmatch_lines(\"RuntimeWarning: coroutine 'f' was never awaited\")\n", ""},
		{"a hit of grep without its line's number", "docs/faq.rst:RuntimeError: Event loop is closed\n", ""},
		{"a hit of grep in a log", "app.log:12:RuntimeError: Event loop is closed\n", "loop-closed"},
		{"a commit", "commit 3c2a71b2f0c4d1a9e8b7c6d5e4f3a2b1c0d9e8f7\nAuthor: Ana <ana@shop.example>\n\n    RuntimeError: Event loop is closed\n", ""},
		{"a hunk of a diff", "@@ -1,2 +1,2 @@ def close():\n-RuntimeError: Event loop is closed\n+nothing\n", ""},
		{"a manual", ".. note::\n\n   RuntimeError: Event loop is closed\n", ""},
		{"a docstring", "    Raises:\n        RuntimeError: Event loop is closed\n", ""},
		{"a page of markdown", "# shop\n\n## Install\n\n## Use\n\n    RuntimeError: Event loop is closed\n\n## Licence\n", ""},
		{"an issue's form", "## Describe the bug\n\n    RuntimeError: Event loop is closed\n\n## Expected\n\n## Versions\n", "loop-closed"},
		{"a manual that shows a traceback", ".. note::\n\nTraceback (most recent call last):\n  File \"/app/a.py\", line 3, in <module>\n    loop.run_until_complete(main())\nRuntimeError: Event loop is closed\n", "loop-closed"},
		{"a record's words in a sentence", "It prints \"Task exception was never retrieved\" now and then, which is harmless.\n", ""},
		{"a command", "grep \"Event loop is closed\" app.log\n", ""},
		{"broken by a mail program", "RuntimeError: readuntil() called while another coroutine is already\nwaiting for incoming data\n", "concurrent-read"},
		{"another module's words", "ImportError: cannot import name 'Bar' from partially initialized module 'bar' (most likely due to a circular import) (/app/bar.py)\n", ""},
	} {
		got := ""
		if all := m.Diagnose([]byte(c.text)); len(all) > 0 {
			got = all[0].Entry.ID
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAsynciosRecordsBehindUnknownHeaders(t *testing.T) {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	const session = "Unclosed client session\nclient_session: <aiohttp.client.ClientSession object at 0x7fca182c3c88>\n"
	for _, header := range []string{
		"2026-03-18 22:08:53,875 456855 MainThread: ",
		"2026-07-11T19:17:45.686 full_node asyncio                 : ERROR    ",
		"2026-11-30 04:35 - ERROR - asyncio - ",
		"[  103s] ",
	} {
		all := m.Diagnose([]byte(header + session))
		if len(all) != 1 || all[0].Entry.ID != "unclosed-client-session" || all[0].Message != "Unclosed client session" {
			t.Errorf("%q: got %+v", header, all)
		}
	}
}

func TestThePythonThatATextStates(t *testing.T) {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	for _, c := range []struct {
		stated string
		want   int
	}{
		{"Python version: 3.9.6", 9},
		{"- Python: 3.12", 12},
		{"Running uvicorn 0.14.0 with CPython 3.8.10 on Linux", 8},
		{"/opt/venv/lib/python3.11/site-packages/shop is on the path", 11},
		{"It needs Python 3.8+", 0},
		{"requires-python: >=3.9", 0},
		{"- [ ] Python 3.10", 0},
		{"Python 3.9.1 works\nPython 3.12.1 does not", 0},
	} {
		all := m.Diagnose([]byte(c.stated + "\n\nRuntimeError: There is no current event loop in thread 'MainThread'.\n"))
		if len(all) != 1 || all[0].Python.Minor != c.want {
			t.Errorf("%q: got %v, want 3.%d", c.stated, all[0].Python, c.want)
		}
	}
}

func TestTheReprTellsWhatACutTracebackDoesNot(t *testing.T) {
	const text = `Task exception was never retrieved
future: <Task finished name='Task-2' coro=<poll() done, defined at /app/poll.py:9> exception=RuntimeError('Timeout should be used inside a task')>
Traceback (most recent call last):
  File "/app/poll.py", line 12, in poll
`
	all := matcher.New(kb.Builtin(), matcher.Options{}).Diagnose([]byte(text))
	if len(all) != 2 || all[0].Entry.ID != "timeout-outside-task" || all[0].Blame.Line != 12 {
		t.Errorf("got %+v", all)
	}
}

func TestWhatATextEndsInTheMiddleOf(t *testing.T) {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	const frame = "Traceback (most recent call last):\n  File \"/usr/lib/python3.8/asyncio/runners.py\", line 44, in run\n    return loop.run_until_complete(main)\n  File \"/app/w.py\", line 7, in work\n    step()\n"
	for _, c := range []struct{ end, want string }{
		{"KeyboardInterrup", "interrupted"},
		{"asyncio.exceptions.CancelledErr", "cancelled"},
		{"asyncio.base_futures.InvalidStateError: invalid sta", "invalid-state"},
		{"Keyboard", ""},
		{"app.WorkError", ""},
	} {
		got := ""
		if all := m.Diagnose([]byte(frame + c.end)); len(all) > 0 {
			got = all[0].Entry.ID
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.end, got, c.want)
		}
	}
}

// What stands before a message in no format known is told by the message, not by a
// list of margins.
func TestMessagesBehindUnknownMargins(t *testing.T) {
	m := matcher.New(kb.Builtin(), matcher.Options{NoFuzzy: true})
	for _, margin := range []string{"# | ", "#|", "║ ", "--> ", "[stderr] ", "12:  ", ">>> ", "├── ", "err> ", "app.log:12:", "<ana> ", "pid=12 "} {
		for _, c := range []struct{ text, want string }{
			{"Task was destroyed but it is pending!\ntask: <Task pending name='Task-2' coro=<poll() running at /app/poll.py:4>>", "task-destroyed"},
			{"Unclosed connector\nconnections: ['deque([])']\nconnector: <aiohttp.connector.TCPConnector object at 0x7f8d>", "unclosed-client-session"},
			{"/app/poll.py:7: RuntimeWarning: coroutine 'poll' was never awaited\n  poll()", "never-awaited"},
			{"RuntimeError: Event loop is closed", "loop-closed"},
		} {
			all := m.Diagnose([]byte("Hi,\n\n" + margin + strings.ReplaceAll(c.text, "\n", "\n"+margin) + "\n\nwhat is this?\n"))
			if len(all) != 1 || all[0].Entry.ID != c.want {
				t.Errorf("%q before %q: got %+v", margin, c.text, all)
			}
		}
	}
	for _, text := range []string{
		"Raises: TimeoutError\n",
		"- TimeoutError\n- CancelledError\n",
		"Prints warning: Task was destroyed but it is pending!\n",
		"# Task was destroyed but it is pending!\nloop.set_exception_handler(quiet)\n",
	} {
		if all := m.Diagnose([]byte(text)); len(all) != 0 {
			t.Errorf("%q: got %s", text, all[0].Entry.ID)
		}
	}
}

func TestARecordOfTheSelectorTakesNoOthersTraceback(t *testing.T) {
	const text = `DEBUG:asyncio:Using selector: EpollSelector
starting
Traceback (most recent call last):
  File "/srv/app.py", line 9, in <module>
    price()
%s
`
	m := matcher.New(kb.Builtin(), matcher.Options{})
	if all := m.Diagnose([]byte(strings.Replace(text, "%s", "KeyError: 3", 1))); len(all) != 0 {
		t.Errorf("got %+v", all)
	}
	all := m.Diagnose([]byte(strings.Replace(text, "%s", "RuntimeError: Event loop is closed", 1)))
	if len(all) != 1 || all[0].Entry.ID != "loop-closed" || all[0].Lines.Start != 3 {
		t.Errorf("got %+v", all)
	}
}

// Where tasks stand was asked for: it is no error that lacks a page.
func TestAListOfTasksIsNoUnknownError(t *testing.T) {
	s := matcher.New(kb.Builtin(), matcher.Options{}).NewSession()
	const tree = "└── (T) Task-1\n    └──  main /srv/hang.py:13\n        └──  Queue.get /usr/lib/python3.14/asyncio/queues.py:186\n"
	if _, err := s.Read(strings.NewReader(tree), nil); err != nil {
		t.Fatal(err)
	}
	if all := s.Unknown(); len(all) != 0 {
		t.Errorf("got %+v", all)
	}
}

// A build server shows what it builds before it runs it.
func TestALogThatBeginsWithADiffIsALog(t *testing.T) {
	text := "diff --git a/app.py b/app.py\n--- a/app.py\n+++ b/app.py\n@@ -1,2 +1,3 @@\n+import asyncio\n" +
		strings.Repeat("2025-03-01 00:00:00,000 INFO app request done\n", 20) +
		"2025-03-01 00:59:00,000 ERROR asyncio Unclosed client session\n"
	if got := matcher.New(kb.Builtin(), matcher.Options{}).Diagnose([]byte(text)); len(got) != 1 || got[0].Entry.ID != "unclosed-client-session" {
		t.Errorf("%d diagnoses", len(got))
	}
}
