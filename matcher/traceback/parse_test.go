package traceback

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// linesOf makes lines of a text as they stand in a file.
func linesOf(text string) []Line {
	var lines []Line
	offset := int64(0)
	for i, text := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		end := offset + int64(len(text))
		lines = append(lines, Line{Text: strings.TrimSuffix(text, "\r"), Span: Span{offset, end}, Number: i + 1})
		offset = end + 1
	}
	return lines
}

// Each text names the rule that reads it. What is expected is its outline.
func TestParse(t *testing.T) {
	for _, test := range []struct{ rule, text, want string }{
		{"an exception line stands alone",
			"AttributeError: module 'asyncio' has no attribute 'rum'. Did you mean: 'run'?",
			"bare 1-1 python 0-0\n  AttributeError: module 'asyncio' has no attribute 'rum'\n    suggestion: Did you mean: 'run'?\n"},
		{"a class without a message",
			"asyncio.exceptions.CancelledError",
			"bare 1-1 python 8-99\n  asyncio.exceptions.CancelledError: \n"},
		{"a word with a colon is no exception",
			"done: 5 rows\nError: no\nINFO: up\nhost: a",
			"loose 1: done: 5 rows\nloose 2: Error: no\nloose 3: up\nloose 4: host: a\n"},
		{"the head is cut off between frames",
			"    return future.result()\n  File \"app.py\", line 8, in main\n    lock.release()\nRuntimeError: Lock is not acquired.",
			"uncaught 1-4 python 0-0\n  RuntimeError: Lock is not acquired.\n    truncated\n    frames :0  none\n        | return future.result()\n    frames app.py:8 main user\n        | lock.release()\n"},
		{"the head is cut off at an underline",
			"           ^^^^^^^^\nValueError: no",
			"uncaught 1-2 python 11-99\n  ValueError: no\n    truncated\n    frames :0  none\n"},
		{"the head is cut off within a frame's line",
			"streams.py\", line 118, in <module>\n    x()\nValueError: no",
			"uncaught 1-3 python 0-0\n  ValueError: no\n    truncated\n    frames streams.py:118 <module> user\n        | x()\n"},
		{"the tail is cut off",
			"Traceback (most recent call last):\n  File \"app.py\", line 8, in main\n    lock.release()",
			"uncaught 1-3 python 0-0\n  : \n    truncated\n    frames app.py:8 main user\n        | lock.release()\n"},
		{"the indentation was lost",
			"Traceback (most recent call last):\nFile \"app.py\", line 8, in <module>\nmain()\nFile \"app.py\", line 5, in main\nraise ValueError(1)\nValueError: 1",
			"uncaught 1-6 python 0-0\n  ValueError: 1\n    frames app.py:8 <module> user\n        | main()\n    frames app.py:5 main user\n        | raise ValueError(1)\n"},
		{"the whole is indented",
			"    Traceback (most recent call last):\n      File \"app.py\", line 8, in <module>\n        main()\n    ValueError: 1",
			"uncaught 1-4 python 0-0\n  ValueError: 1\n    frames app.py:8 <module> user\n        | main()\n"},
		{"blank lines between frames",
			"Traceback (most recent call last):\n\n  File \"app.py\", line 8, in <module>\n    main()\n\nValueError: 1",
			"uncaught 1-6 python 0-0\n  ValueError: 1\n    frames app.py:8 <module> user\n        | main()\n"},
		{"a SyntaxError without a traceback",
			"  File \"x.py\", line 3\n    await f()\n    ^^^^^^^^^\nSyntaxError: 'await' outside function",
			"uncaught 1-4 python 0-0\n  SyntaxError: 'await' outside function\n    syntax x.py:3  user\n        | await f()\n        | ^^^^^^^^^\n"},
		{"a record between the frames of a traceback",
			"Traceback (most recent call last):\n  File \"app.py\", line 8, in <module>\nERROR:asyncio:socket.send() raised exception.\n    main()\nINFO:app:up\nValueError: 1",
			"uncaught 1-6 python 0-0\n  ValueError: 1\n    frames app.py:8 <module> user\n        | main()\nrecord 3-3 python 0-0\n  header: socket.send() raised exception.\n  logger: asyncio\n  level: ERROR\nloose 5: up\n"},
		{"two writers glued into one line",
			"RuntimeError: Event loop is closedTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: 1Exception ignored in: <function f at 0x1>\nValueError: 2",
			"bare 1-1 python 0-0\n  RuntimeError: Event loop is closed\nuncaught 1-3 python 0-0\n  ValueError: 1\n    frames a.py:1 f user\nignored 3-4 python 0-0\n  header: Exception ignored in: <function f at 0x1>\n  object: <function f at 0x1>\n  ValueError: 2\n"},
		{"the exception line before a link is lost",
			"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"a.py\", line 2, in f\nValueError: 2",
			"uncaught 1-8 python 0-0\n  ValueError: 2\n    frames a.py:2 f user\n    context : \n      truncated\n      frames a.py:1 f user\n"},
		{"message lines are told from output by brackets and indentation",
			"RuntimeError: Task <Task pending\ncoro=<f()>> got bad yield: 1\ngoing on\n",
			"bare 1-2 python 0-0\n  RuntimeError: Task <Task pending\\ncoro=<f()>> got bad yield: 1\nloose 3: going on\n"},
		{"lines before a link are notes",
			"ValueError: 1\nseen on a\n\nDuring handling of the above exception, another exception occurred:\n\nKeyError: 2",
			"uncaught 1-6 python 0-0\n  KeyError: 2\n    context ValueError: 1\n      note: seen on a\n"},
		{"a group whose head is cut off",
			"    | ValueError: 1\n    +---------------- 2 ----------------\n    | TypeError: 2\n    +------------------------------------",
			"uncaught 1-4 python 11-99\n  : \n    truncated\n    member ValueError: 1\n    member TypeError: 2\n"},
		{"a table is no group",
			"+----+\n| a  |\n| -- |",
			"loose 1: +----+\nloose 2: | a  |\nloose 3: | -- |\n"},
		{"a warning retold without its place",
			"RuntimeWarning: coroutine 'f' was never awaited",
			"warning 1-1 python 0-0\n  RuntimeWarning: coroutine 'f' was never awaited\n    :0 none | \n"},
		{"a warning in a drive's path",
			"C:\\Users\\my me\\a.py:7: RuntimeWarning: coroutine 'f' was never awaited\n  f()\nRuntimeWarning: Enable tracemalloc to get the object allocation traceback",
			"warning 1-3 python 0-0\n  RuntimeWarning: coroutine 'f' was never awaited\n    C:\\Users\\my me\\a.py:7 user | f()\n"},
		{"a warning after unittest's line of the test",
			"test_x (t.C.test_x) ... /srv/t.py:7: RuntimeWarning: coroutine 'f' was never awaited\n  f()\nok",
			"warning 1-2 python 0-0\n  RuntimeWarning: coroutine 'f' was never awaited\n    /srv/t.py:7 user | f()\nloose 3: ok\n"},
		{"an ordinary record is no problem",
			"INFO:app:Task was destroyed but it is pending!\nWARNING:app:slow",
			"record 2-2 python 0-0\n  header: slow\n  logger: app\n  level: WARNING\nloose 1: Task was destroyed but it is pending!\n"},
		{"a record whose message is an exception line",
			"ERROR:app:RuntimeError: Event loop is closed",
			"bare 1-1 python 0-0\n  header: RuntimeError: Event loop is closed\n  logger: app\n  level: ERROR\n  RuntimeError: Event loop is closed\n"},
		{"uvicorn's and pytest's ways to write a level",
			"ERROR:    Exception in ASGI application\nERROR    asyncio:base_events.py:1771 Unclosed connector",
			"record 1-1 python 0-0\n  header: Exception in ASGI application\n  level: ERROR\nrecord 2-2 python 0-0\n  header: Unclosed connector\n  logger: asyncio\n  level: ERROR\n"},
		{"a plain record needs its context at once",
			"Unclosed client session\nclient_session: <aiohttp.client.ClientSession object at 0x1>\nUnclosed client session\n\nclient_session: <aiohttp.client.ClientSession object at 0x1>",
			"record 1-2 python 0-0\n  header: Unclosed client session\n  field client_session: <aiohttp.client.ClientSession object at 0x1>\n    aiohttp.client.ClientSession\nloose 3: Unclosed client session\nloose 5: client_session: <aiohttp.client.ClientSession object at 0x1>\n"},
		{"output before a traceback is no header unless it speaks of failure",
			"starting\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: 1\njob failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: 1",
			"uncaught 2-4 python 0-0\n  ValueError: 1\n    frames a.py:1 f user\nrecord 5-8 python 0-0\n  header: job failed\n  ValueError: 1\n    frames a.py:1 f user\nloose 1: starting\n"},
		{"the wrapped rest of a repr belongs to its field",
			"Task was destroyed but it is pending!\ntask: <Task pending name='Task-1' coro=<f() running at \n/srv/a.py:3>>",
			"record 1-3 python 8-99\n  header: Task was destroyed but it is pending!\n  field task: <Task pending name='Task-1' coro=<f() running at /srv/a.py:3>>\n    Task\n      name: Task-1\n      coroutine: f\n      state: pending\n      /srv/a.py:3 defined=false\n"},
		{"a test of unittest",
			"ERROR: test_x (t.C)\nIt works.\n----------------------------------------------------------------------\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: 1",
			"uncaught 1-6 python 0-0\n  header: ERROR: test_x (t.C)\n  object: test_x (t.C)\n  ValueError: 1\n    frames a.py:1 f user\n"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			if diff := cmp.Diff(test.want, outline(Parse(linesOf(test.text)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
