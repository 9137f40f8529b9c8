package matcher

import (
	"os"
	"strings"
	"testing"

	"aiowhy/kb"
)

// What real programs print when one mistake shows several times: the root leads,
// and what follows from it names it. The texts were printed by Python 3.12.
func TestRootsAndEchoes(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, c := range []struct {
		name, file string
		want       string // roots; echoes as echo<root; [what ended the program before]
	}{
		{"a refused asyncio.run leaves its coroutine behind", "refused-run", "run-in-running-loop never-awaited<run-in-running-loop"},
		{"so does a refused run_until_complete", "refused-ruc", "loop-already-running never-awaited<loop-already-running"},
		{"and a refused create_task", "refused-create", "no-running-loop never-awaited<no-running-loop"},
		{"what was raised from an error follows from it", "chain-from", "run-in-running-loop never-awaited<run-in-running-loop"},
		{"the last of two that were raised one during the other leads", "chain-during",
			"run-in-running-loop timed-out<run-in-running-loop cancelled<run-in-running-loop never-awaited<run-in-running-loop"},
		{"a known error leads the task group that carried it", "tg-known", "run-in-running-loop taskgroup<run-in-running-loop never-awaited<run-in-running-loop"},
		{"an ordinary one does not hide the group", "tg-plain", "taskgroup"},
		{"a misuse leads the task that nobody looked at", "never-retrieved-known",
			"run-in-running-loop exception-never-retrieved<run-in-running-loop never-awaited<run-in-running-loop"},
		{"an ordinary error does not hide it", "never-retrieved-plain", "exception-never-retrieved"},
		{"an error of the network stands beside it", "never-retrieved-net", "exception-never-retrieved connect-failed"},
		{"a finalizer at exit is noise after a known error", "del-closed-known",
			"run-in-running-loop loop-closed-exit<run-in-running-loop never-awaited<run-in-running-loop"},
		{"after an ordinary one it names that", "del-closed", "loop-closed-exit[KeyError]"},
		{"what stays unclosed names what ended the program", "unclosed-after", "unclosed-event-loop[ValueError]"},
		{"a call whose own line lacks the await is no echo", "hook-not-async", "await-non-awaitable never-awaited"},
		{"a task that is lost when the program fails is no noise", "destroyed-plain", "task-destroyed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := os.ReadFile("../testdata/echoes/" + c.file + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range m.Diagnose(text) {
				name := d.Entry.ID
				if d.EchoOf != "" {
					name += "<" + d.EchoOf
				}
				if d.Ended != nil {
					name += "[" + d.Ended.Type + "]"
				}
				got = append(got, name)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " "), c.want)
			}
		})
	}
}

func TestTheFirstOfTheSameTwiceInAChainLeads(t *testing.T) {
	const text = `Traceback (most recent call last):
  File "/app/pull.py", line 4, in pull
    await asyncio.sleep(9)
asyncio.exceptions.CancelledError

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    asyncio.run(main())
asyncio.exceptions.CancelledError
`
	all := New(kb.Builtin(), Options{}).Diagnose([]byte(text))
	if len(all) != 2 || !all[0].Root || all[0].Blame.Line != 4 || all[1].EchoOf != "cancelled" {
		t.Errorf("got %+v", all)
	}
}

func TestASlowStepExplainsNothingElse(t *testing.T) {
	const slow = "Executing <Task finished name='Task-1' coro=<main() done, defined at /app/main.py:16> exception=TimeoutError()> took 0.203 seconds\n"
	const failed = `Traceback (most recent call last):
  File "/app/main.py", line 13, in get
    return asyncio.run_coroutine_threadsafe(inner(), self.loop).result(timeout=0.2)
  File "/usr/lib/python3.9/concurrent/futures/_base.py", line 448, in result
    raise TimeoutError()
concurrent.futures._base.TimeoutError
`
	const left = "Unclosed client session\nclient_session: <aiohttp.client.ClientSession object at 0x7f54618b3e10>\n"
	m := New(kb.Builtin(), Options{})
	for _, c := range []struct{ text, want string }{
		{slow + failed, "blocking-result-in-loop"},
		{"WARNING:asyncio:" + slow + failed, "blocking-result-in-loop"},
		{left + slow, "unclosed-client-session"},
	} {
		all := m.Diagnose([]byte(c.text))
		if len(all) != 2 || all[0].Entry.ID != c.want || all[1].Entry.ID != "slow-callback" || !all[1].Root {
			t.Errorf("%s: got %+v", c.text, all)
		}
	}
}

func TestAnErrorThatWasLoggedAsInformationIsToldOfAFewLines(t *testing.T) {
	const start = "INFO:     Waiting for application startup.\nINFO:     ASGI 'lifespan' protocol appears unsupported.\nINFO:     Application startup complete.\n"
	m := New(kb.Builtin(), Options{})
	if all := m.Diagnose([]byte(start)); len(all) != 1 || all[0].Entry.ID != "asgi-lifespan" {
		t.Errorf("a few lines: got %+v", all)
	}
	if all := m.Diagnose([]byte(start + strings.Repeat("INFO:     127.0.0.1 - \"GET / HTTP/1.1\" 200 OK\n", 9))); len(all) != 0 {
		t.Errorf("a log: got %+v", all)
	}
}

func TestTheAwaitOfALibraryIsNotToBeDropped(t *testing.T) {
	text, err := os.ReadFile("../testdata/echoes/hook-not-async.txt")
	if err != nil {
		t.Fatal(err)
	}
	d := New(kb.Builtin(), Options{}).Diagnose(text)[0]
	if d.Causes[0].Cause.ID != "sync-function" || d.Change != nil {
		t.Errorf("cause %s, change %v", d.Causes[0].Cause.ID, d.Change)
	}
}
