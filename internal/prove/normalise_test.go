package prove

import (
	"strings"
	"testing"

	"aiowhy/kb"
)

func TestNormaliseReplacesOnlyWhatVaries(t *testing.T) {
	python := Interpreter{Version: kb.Version{Major: 3, Minor: 12}, Libraries: []string{"/opt/p/lib/python3.12", "/opt/p/lib/python3.12/site-packages"}}
	p := prover{replacements: newReplacements()}
	tests := []struct{ name, text, want string }{
		{"the program's line numbers stay", `File "/tmp/x/app.py", line 12, in main`, `File "$DIR/app.py", line 12, in main`},
		{"the library's do not", `File "/opt/p/lib/python3.12/asyncio/runners.py", line 190, in run`, `File "$LIB/python3.12/asyncio/runners.py", line 1, in run`},
		{"nor in warnings", "/opt/p/lib/python3.12/asyncio/events.py:84: RuntimeWarning: x", "$LIB/python3.12/asyncio/events.py:1: RuntimeWarning: x"},
		{"nor for tracemalloc", `File "/opt/p/lib/python3.12/asyncio/events.py", lineno 84`, `File "$LIB/python3.12/asyncio/events.py", lineno 1`},
		{"nor in frozen modules", `File "<frozen runpy>", line 198, in _run`, `File "<frozen runpy>", line 1, in _run`},
		{"site-packages", `File "/opt/p/lib/python3.12/site-packages/aiohttp/client.py", line 7, in x`, `File "$LIB/python3.12/site-packages/aiohttp/client.py", line 1, in x`},
		{"addresses", "<Lock object at 0x7f8a11 [locked]>", "<Lock object at 0x7f0000000000 [locked]>"},
		{"shortened addresses", "<coroutine ob...x7f73b5028660>", "<coroutine ob...x7f0000000000>"},
		{"lines in shortened paths", "<Task cancell.../tasks.py:410> <Task cancell...treams.py:258>", "<Task cancell.../tasks.py:1> <Task cancell...treams.py:1>"},
		{"but not the program's", "<Task cancell.../app.py:4>", "<Task cancell.../app.py:4>"},
		{"scopes of anyio", "cancel scope 7fcf52e59be0", "cancel scope 7f0000000000"},
		{"tasks", "name='Task-12' and Task-3", "name='Task-N' and Task-N"},
		{"times", "took 0.153 seconds, 1 failed in 0.04s", "took 0.100 seconds, 1 failed in 0.100s"},
		{"ports", "('127.0.0.1', 45123) http://localhost:8731/", "('127.0.0.1', 50000) http://localhost:50000/"},
		{"ports of a pool's key", "ConnectionKey(host='127.0.0.1', port=35595, is_ssl=False)", "ConnectionKey(host='127.0.0.1', port=50000, is_ssl=False)"},
		{"dates of HTTP", "'Date': 'Sun, 22 Nov 2026 12:41:14 GMT'", "'Date': 'Fri, 02 Jan 2026 03:04:05 GMT'"},
		{"lines of OpenSSL's module", "certificate verify failed (_ssl.c:1131)", "certificate verify failed (_ssl.c:1000)"},
		{"low ports stay", "('127.0.0.1', 80)", "('127.0.0.1', 80)"},
		{"processes", "pid=1871 process 99 process [7]", "pid=4242 process 4242 process [4242]"},
		{"heads of log lines", "[2025-11-28 09:12:00 +0000] [871] [WARNING] x", "[2026-01-02 03:04:05 +0000] [4242] [WARNING] x"},
		{"descriptors", "fd=11", "fd=6"},
		{"a transport's descriptor", "File descriptor 7 is used by transport", "File descriptor 6 is used by transport"},
		{"descriptors of a spawned process", "spawn_main(tracker_fd=12, pipe_handle=16)", "spawn_main(tracker_fd=6, pipe_handle=6)"},
		{"pytest's head", "platform linux -- Python 3.12.1, pytest-8", "platform linux -- Python 3.12, pytest-8"},
		{"line breaks", "a\r\nb", "a\nb"},
		{"all else stays", "x = 0.5; timeout=30, line 4", "x = 0.5; timeout=30, line 4"},
	}
	for _, test := range tests {
		if got := p.normalise(test.text, "/tmp/x", python); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLongOutputsLoseTheirMiddle(t *testing.T) {
	got := shorten(strings.Repeat("line\n", 1000))
	if n := strings.Count(got, "\n"); n != maxLines || !strings.Contains(got, "[... lines left out ...]") {
		t.Errorf("%d lines:\n%s", n, got)
	}
	if short := strings.Repeat("line\n", maxLines-1); shorten(short) != short {
		t.Error("a text of the longest length was changed")
	}
}

func TestFramesOfTheLibraryDoNotCount(t *testing.T) {
	const recorded = `Traceback (most recent call last):
  File "$DIR/app.py", line 3, in main
    run()
  File "$LIB/python3.12/asyncio/runners.py", line 1, in run
    return runner.run(main)
           ^^^^^^^^^^^^^^^^
  File "<frozen runpy>", line 1, in x
RuntimeError: lost after ssl/tls alert
`
	tests := []struct {
		name, printed string
		same          bool
	}{
		{"another line of the library", strings.Replace(recorded, "return runner.run(main)", "return runner.run(main, x)", 1), true},
		{"one frame less", strings.Replace(recorded, "  File \"<frozen runpy>\", line 1, in x\n", "", 1), true},
		{"another OpenSSL", strings.Replace(recorded, "ssl/tls alert", "sslv3 alert", 1), true},
		{"another line of the program", strings.Replace(recorded, "line 3", "line 4", 1), false},
		{"another message", strings.Replace(recorded, "lost", "gone", 1), false},
	}
	for _, test := range tests {
		if got := same(recorded, test.printed); got != test.same {
			t.Errorf("%s: same is %v", test.name, got)
		}
	}
}

// A library's own warnings are left out whole, the traceback after them is not.
func TestLibraryWarningsAreLeftOut(t *testing.T) {
	const short = "$LIB/python3.11/site-packages/x/y.py:1: DeprecationWarning: old\n  old()\n"
	const long = "$LIB/python3.11/site-packages/x/y.py:1: XWarning: The option is unset.\nIt will be set.\n\n  warn(x)\n"
	const traceback = "Traceback (most recent call last):\n"
	if got := withoutLibraryWarnings(short + long + traceback); got != traceback {
		t.Errorf("left: %q", got)
	}
}
