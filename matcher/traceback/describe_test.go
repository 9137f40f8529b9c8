package traceback

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDescribe(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"<Task pending name='Task-1' coro=<main() running at app.py:8> cb=[_run_until_complete_cb() at /usr/lib/python3.11/asyncio/base_events.py:180]>",
			"Task\n  name: Task-1\n  coroutine: main\n  state: pending\n  app.py:8 defined=false\n  callbacks: _run_until_complete_cb() at /usr/lib/python3.11/asyncio/base_events.py:180\n"},
		{"<Task pending coro=<work() done, defined at C:\\a b\\app.py:4> wait_for=<Future pending cb=[<TaskWakeupMethWrapper object at 0x1>(), f(1, 2)]>>",
			"Task\n  coroutine: work\n  state: pending\n  C:\\a b\\app.py:4 defined=true\n  Future\n    state: pending\n    callbacks: <TaskWakeupMethWrapper object at 0x1>() ; f(1, 2)\n"},
		{"<Task finished name='it\\'s' coro=<A.f.<locals>.g() done, defined at a.py:2> exception=ValueError(\"no >> (or ' maybe)\") created at b.py:3>",
			"Task\n  name: it\\'s\n  coroutine: A.f.<locals>.g\n  state: finished\n  a.py:2 defined=true\n  created: b.py:3 user\n  exception: ValueError(\"no >> (or ' maybe)\")\n"},
		{"<Task finished name='Task-1' coro=<f() done, defined at a.py:2> result={'a': 1, 'b': <object object at 0x1>}>",
			"Task\n  name: Task-1\n  coroutine: f\n  state: finished\n  a.py:2 defined=true\n  result: {'a': 1, 'b': <object object at 0x1>}\n"},
		{"<Task pending name='Task-3' coro=<<async_generator_athrow without __name__>()>>",
			"Task\n  name: Task-3\n  coroutine: <async_generator_athrow without __name__>\n  state: pending\n"},
		{"<Task-5 pending coro=<f() running at a.py:2>>",
			"Task\n  name: Task-5\n  coroutine: f\n  state: pending\n  a.py:2 defined=false\n"},
		{"<Task cancelling name='Task-2' coro=<f() running, defined at a.py:2>>",
			"Task\n  name: Task-2\n  coroutine: f\n  state: cancelling\n  a.py:2 defined=true\n"},
		{"<Task pending coro=<CoroWrapper f() running at a.py:2, created at b.py:3> created at c.py:4>",
			"Task\n  coroutine: CoroWrapper f\n  state: pending\n  a.py:2 defined=false\n  created: c.py:4 user\n"},
		{"<Future finished exception=OSError(5, 'gone')>", "Future\n  state: finished\n  exception: OSError(5, 'gone')\n"},
		{"<Future at 0x7f31 state=finished raised ValueError>", "Future\n  state: finished\n  exception: ValueError\n"},
		{"<_GatheringFuture pending>", "_GatheringFuture\n  state: pending\n"},
		{"<Handle fetch() at app.py:3 created at b.py:9>", "Handle\n  coroutine: fetch\n  app.py:3 defined=true\n  created: b.py:9 user\n"},
		{"<Handle <TaskStepMethWrapper object at 0x1>() created at b.py:9>", "Handle\n  coroutine: <TaskStepMethWrapper object at 0x1>\n  created: b.py:9 user\n"},
		{"<Handle cancelled>", "Handle\n  state: cancelled\n"},
		{"<TimerHandle when=1603.35 Hub.tick(1, a=(2)) at app.py:12>", "TimerHandle\n  coroutine: Hub.tick\n  app.py:12 defined=true\n"},
		{"<coroutine object main at 0x7f>", "coroutine object\n  coroutine: main\n"},
		{"<CoroWrapper old() running at a.py:31, created at a.py:34>", "CoroWrapper\n  coroutine: old\n  a.py:31 defined=false\n  created: a.py:34 user\n"},
		{"<_SelectorSocketTransport closing fd=7 read=idle write=<idle, bufsize=0>>", "_SelectorSocketTransport\n  state: closing\n"},
		{"<aiohttp.client.ClientSession object at 0x1> and more", "aiohttp.client.ClientSession\n"},
		{"<Task pending name='Task-1' coro=<main() running at ap", "Task\n  name: Task-1\n  coroutine: main\n  state: pending\n  ap:0 defined=false\n"},
		{"a < b", ""},
		{"<>", ""},
	} {
		var o outliner
		o.description(0, Describe(test.text))
		if diff := cmp.Diff(test.want, o.String()); diff != "" {
			t.Errorf("%s:\n%s", test.text, diff)
		}
	}
}

func TestDescriptionsListsTheOuterOnes(t *testing.T) {
	text := "Task <Task pending coro=<f() running at a.py:1> cb=[<X object at 0x1>()]> got Future <Future pending> attached to a different loop, 1 < 2"
	var kinds []string
	for _, d := range Descriptions(text) {
		kinds = append(kinds, d.Kind)
	}
	if got := strings.Join(kinds, " "); got != "Task Future" {
		t.Error(got)
	}
}
