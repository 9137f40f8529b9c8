package logtext

import (
	"strings"
	"testing"

	"aiowhy/matcher/traceback"
)

// undressed returns the streams and lines of a text.
func undressed(text string) []string {
	var u Undresser
	var got []string
	emit := func(stream string, line traceback.Line) {
		s := line.Text
		if line.Head {
			s = "*" + s
		}
		if line.Level != "" || line.Logger != "" {
			s = line.Level + ":" + line.Logger + " " + s
		}
		if stream != "" {
			s = stream + "> " + s
		}
		got = append(got, s)
	}
	for i, raw := range strings.Split(text, "\n") {
		u.Line([]byte(raw), traceback.Span{}, i+1, emit)
	}
	u.Flush(emit)
	return got
}

func TestMailsQuoteWithoutABlank(t *testing.T) {
	text := ">Traceback (most recent call last):\n>  File \"a.py\", line 3, in f\n>    g()\n>ValueError: x > 3\nThanks\n>x = 3"
	want := "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    g()\nValueError: x > 3\nThanks\n>x = 3"
	if got := strings.Join(undressed(text), "\n"); got != want {
		t.Errorf("got %q", got)
	}
}

func TestLayersAreTakenOff(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"colours", "\x1b[31mRuntimeError\x1b[0m: no", "RuntimeError: no"},
		{"links", "\x1b]8;;http://a.b\x1b\\main.py\x1b]8;;\x1b\\:3", "main.py:3"},
		{"colours that lost their escape", "[0;31mRuntimeError[0m: no", "RuntimeError: no"},
		{"program text that makes colours", `    print("\033[31mred\033[0m")`, `    print("\033[31mred\033[0m")`},
		{"blanks and quotes of a word processor", "\u00a0\u00a0File “a.py”, line 3, in f\u00a0", `  File "a.py", line 3, in f`},
		{"carriage return", "RuntimeError: no\r", "RuntimeError: no"},
		{"a frame stays as it is", `  File "a.py", line 3, in f`, `  File "a.py", line 3, in f`},
		{"a source line stays as it is", `    [result] = await asyncio.gather(x)`, `    [result] = await asyncio.gather(x)`},
		{"an exception group stays as it is", `  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)`, `  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)`},
		{"unittest stays as it is", "ERROR: test_cli (tests.test_cli.TestCli)", "ERROR: test_cli (tests.test_cli.TestCli)"},
		{"pytest stays as it is", ">       raise RuntimeError('x')", ">       raise RuntimeError('x')"},
		{"pytest's summary stays as it is", "ERROR tests/test_a.py::test_b - RuntimeError: no", "ERROR tests/test_a.py::test_b - RuntimeError: no"},
		{"an errno stays as it is", "ERROR:app:[Errno 111] Connect call failed", "ERROR:app *[Errno 111] Connect call failed"},
		{"logging's basic format", "ERROR:asyncio:Task exception was never retrieved", "ERROR:asyncio *Task exception was never retrieved"},
		{"name between dashes", "2026-01-02 03:04:05,678 - asyncio - ERROR - Task exception was never retrieved", "ERROR:asyncio *Task exception was never retrieved"},
		{"signs without blanks", "2026-01-02 03:04:05,678|WARNING|asyncio|Executing <Task> took 2 seconds", "WARNING:asyncio *Executing <Task> took 2 seconds"},
		{"the logger before the level", "2026-01-02T03:04:05;pid=3;shop.jobs;ERROR;[Errno 111] x; y", "ERROR:shop.jobs *[Errno 111] x; y"},
		{"tabs between fields", "2026-01-02 03:04:05,678\tERROR\tasyncio\tUnclosed client session", "ERROR:asyncio *Unclosed client session"},
		{"signs without a level", "2026-01-02 03:04:05,678|a|b|c", "*|a|b|c"},
		{"level between blanks", "2026-01-02 03:04:05,678 ERROR asyncio: Unclosed client session", "ERROR:asyncio *Unclosed client session"},
		{"an exception's class is no logger", "2026-01-02 03:04:05 ERROR asyncio.exceptions.TimeoutError: x", "ERROR: *asyncio.exceptions.TimeoutError: x"},
		{"a report's key is no logger", "2026-01-02 03:04:05 ERROR future: <Task finished>", "ERROR: future: <Task finished>"},
		{"gunicorn", "[2026-01-02 03:04:05 +0000] [123] [ERROR] Exception in worker process", "123> ERROR: *Exception in worker process"},
		{"uvicorn", "ERROR:    Exception in ASGI application", "ERROR: *Exception in ASGI application"},
		{"celery", "[2026-01-02 03:04:05,678: ERROR/MainProcess] Task x raised", "MainProcess> ERROR: *Task x raised"},
		{"flask", "[2020-12-05 09:46:18,253] ERROR in app: Exception on / [GET]", "ERROR:app *Exception on / [GET]"},
		{"discord", "[2023-05-01 10:20:30] [ERROR   ] discord.ext.commands.bot: Ignoring exception", "ERROR:discord.ext.commands.bot *Ignoring exception"},
		{"discord without brackets", "2023-05-01 10:20:30 ERROR    discord.client Ignoring exception in on_message", "ERROR:discord.client *Ignoring exception in on_message"},
		{"home assistant", "2026-01-02 03:04:05.678 ERROR (MainThread) [homeassistant] Error doing job", "MainThread> ERROR:homeassistant *Error doing job"},
		{"loguru", "2026-11-22 09:39:53.344 | ERROR    | asyncio.base_events:default_exception_handler:1771 - Future exception was never retrieved", "ERROR:asyncio.base_events *Future exception was never retrieved"},
		{"pytest's captured log", "ERROR    asyncio:base_events.py:1744 Task was destroyed", "ERROR:asyncio *Task was destroyed"},
		{"pipes", "2024-03-30 19:04:11 | ERROR | root | Exception in callback x", "ERROR:root *Exception in callback x"},
		{"airflow", "[2026-01-02, 03:04:05 UTC] {taskinstance.py:1824} ERROR - Task failed", "ERROR: *Task failed"},
		{"level and logger in one bracket", "[2019-01-03 21:40:55,718] [WARNING@py.warnings] /opt/x.py:207: RuntimeWarning: coroutine 'f' was never awaited", "WARNING:py.warnings */opt/x.py:207: RuntimeWarning: coroutine 'f' was never awaited"},
		{"a warning's place stays", "2026-01-02 03:04:05 WARNING app.py:12: RuntimeWarning: coroutine 'f' was never awaited", "WARNING: *app.py:12: RuntimeWarning: coroutine 'f' was never awaited"},
		{"a blank after the basic format", "2025-01-22 09:46:02,663 WARNING:asyncio: socket.send() raised exception.", "WARNING:asyncio *socket.send() raised exception."},
		{"supervisor", "2026-11-22 09:52:17,555 INFO supervisord started with pid 26138", "INFO: *supervisord started with pid 26138"},
		{"postgres", "2024-01-09 11:20:31.551 UTC [74] ERROR:  duplicate key", "74> ERROR: *duplicate key"},
		{"tornado", "[E 260102 03:04:05 web:1798] Uncaught exception", "ERROR: *Uncaught exception"},
		{"jupyter server", "[E 2026-01-02 03:04:05.678 ServerApp] Uncaught exception", "ERROR: *Uncaught exception"},
		{"odoo", "2026-01-02 03:04:05,678 12345 ERROR db odoo.http: Exception", "12345> ERROR: *db odoo.http: Exception"},
		{"glog", "E1122 09:10:04.117000   139 file.py:12] boom", "ERROR: *boom"},
		{"kernel", "[88211.443120] python3 invoked oom-killer", "*python3 invoked oom-killer"},
		{"syslog keeps the indentation", `Nov 22 09:10:04 web-01 shop[4127]:   File "a.py", line 3, in f`, `web-01 shop[4127]>   File "a.py", line 3, in f`},
		{"syslog with an ISO timestamp", `2026-01-02T03:04:05.678901+00:00 web-01 shop[4127]:   File "a.py", line 3, in f`, `web-01 shop[4127]>   File "a.py", line 3, in f`},
		{"RFC 5424", `<34>1 2003-10-11T22:14:15.003Z host app 12 ID47 [ex@1 a="]"] boom`, "host app[12]> boom"},
		{"RFC 3164 with priority", "<34>Oct 11 22:14:15 host su[3]: boom", "host su[3]> boom"},
		{"heroku", `2025-11-22T09:10:04.117638+00:00 app[worker.1]:   File "a.py", line 3, in f`, `app[worker.1]>   File "a.py", line 3, in f`},
		{"heroku without its timestamp", `app[worker.1]:   File "a.py", line 3, in f`, `app[worker.1]>   File "a.py", line 3, in f`},
		{"an index is no dyno", "rows[a.b]: 3", "rows[a.b]: 3"},
		{"docker compose", `web-1  |   File "a.py", line 3, in f`, `web-1>   File "a.py", line 3, in f`},
		{"docker compose, empty line", "web-1  |", "web-1> "},
		{"docker compose with a container's name", "bridge-telegram    | x", "bridge-telegram> x"},
		{"a union of types is no container", "int | None", "int | None"},
		{"kubectl", `[pod/web-0/app]   File "a.py", line 3, in f`, `pod/web-0/app>   File "a.py", line 3, in f`},
		{"CRI", `2026-01-02T03:04:05.678901234Z stderr F   File "a.py", line 3, in f`, `stderr>   File "a.py", line 3, in f`},
		{"CRI, empty line", `2026-01-02T03:04:05.678901234Z stderr F`, `stderr> `},
		{"GitHub's timestamps", `2026-01-02T03:04:05.6789012Z   File "a.py", line 3, in f`, `  File "a.py", line 3, in f`},
		{"GitHub's markers", "2026-01-02T03:04:05.6789012Z ##[error]Process completed with exit code 1.", "Process completed with exit code 1."},
		{"GitHub's commands", "::error file=a.py,line=1::boom", "boom"},
		{"gh run view", "test\tRun tests\t2026-01-02T03:04:05.6789012Z   File \"a.py\", line 3, in f", "test>   File \"a.py\", line 3, in f"},
		{"GitLab", `2026-01-02T03:04:05.678901Z 01E   File "a.py", line 3, in f`, `  File "a.py", line 3, in f`},
		{"mail", `>   File "a.py", line 3, in f`, `  File "a.py", line 3, in f`},
		{"mail in a mail", "> > Traceback (most recent call last):", "Traceback (most recent call last):"},
		{"fence", "```python", "*"},
		{"inline code", "`Unclosed client session", "Unclosed client session"},
		{"marks in pairs stay", "use `asyncio.run` here", "use `asyncio.run` here"},
		{"HTML", "  File &quot;a.py&quot;, line 3, in &lt;module&gt;", `  File "a.py", line 3, in <module>`},
		{"HTML twice", "&amp;lt;Task pending&amp;gt;", "<Task pending>"},
		{"program text with an entity", `    text.replace("<", "&lt;")`, `    text.replace("<", "&lt;")`},
		{"CRI around compose around logging", "2026-01-02T03:04:05.678901234Z stderr F web-1  | ERROR:asyncio:x", "stderr web-1> ERROR:asyncio *x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(undressed(test.raw), "\n"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
