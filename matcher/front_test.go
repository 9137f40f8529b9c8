package matcher

import (
	"testing"

	"aiowhy/kb"
)

// What is pasted is often less than a traceback: an excerpt that begins in the
// middle of a line, a last line alone, an exception that another one quotes.
func TestWhatIsLeftOfAMessageIsKnown(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, c := range []struct{ text, id string }{
		{"oroutine 'FareStore.put' was never awaited\n  store.put(route)\n", "never-awaited"},
		{"eStore.put' was never awaited\n  store.put(route)\n", "never-awaited"},
		{"untimeError: This event loop is already running\n", "loop-already-running"},
		{"is event loop is already running\n", "loop-already-running"},
		{"INFO retry: RuntimeError: Event loop is closed\nINFO done\n", ""},
		{`{"message": "Task was lost\ncoroutine of it, whose end was never awaited"}` + "\n", ""},
		{"bject with __aiter__ method, got list\n", "async-for-protocol"},
		{"ject can't be awaited\n", "await-non-awaitable"},
		{"has no attribute 'rates'\n", ""},
		{"o' has no attribute 'rates'\n", ""},
		{" got an unexpected keyword argument 'end'\n", ""},
		{"this line is nothing that anybody knows\n", ""},

		{"RuntimeError: Event loop is clo\n", "loop-closed"},
		{"AttributeError: type object '_asyncio.Task' has no attribute 'all_tasks\n", "removed-task-method"},
		{"RuntimeError: Event\n", ""},
		{"RuntimeError: Event loop is clogged\n", ""},

		{"ValueError: task_done() called too many times\n", "queue-task-done"},
		{"TimeoutError\n", "timed-out"},
		{"SyntaxError: invalid syntax\n", ""},
		{"RuntimeError: can't start new thread\n", ""},
		{"one\ntwo\nthree\nfour\nfive\nsix\nTimeoutError\n", ""},

		{"shop.errors.CommandError: Command raised an exception: TypeError: object NoneType can't be used in 'await' expression\n", "await-non-awaitable"},
		{"shop.errors.CommandError: Command raised an exception: KeyError: 'rates'\n", ""},
	} {
		got := ""
		if all := m.Diagnose([]byte(c.text)); len(all) > 0 {
			got = all[0].Entry.ID
		}
		if got != c.id {
			t.Errorf("%q: %q, want %q", c.text, got, c.id)
		}
	}
}
