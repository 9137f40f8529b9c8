package matcher_test

import (
	"fmt"

	"aiowhy/kb"
	"aiowhy/matcher"
)

// The root of the matter comes first; what vanishes with it follows.
func ExampleMatcher_Diagnose() {
	text := `Traceback (most recent call last):
  File "app.py", line 10, in total
    return asyncio.run(load(order))
  File "/usr/lib/python3.12/asyncio/runners.py", line 190, in run
    raise RuntimeError(
RuntimeError: asyncio.run() cannot be called from a running event loop
sys:1: RuntimeWarning: coroutine 'load' was never awaited
`
	m := matcher.New(kb.Builtin(), matcher.Options{})
	for _, d := range m.Diagnose([]byte(text)) {
		fmt.Println(d.Entry.ID, d.Root, d.Blame.File, d.Blame.Line)
	}
	// Output:
	// run-in-running-loop true app.py 10
	// never-awaited false  0
}

// Words are found with typos.
func ExampleSearch() {
	fmt.Println(matcher.Search(kb.Builtin(), "nevr awaited")[0].ID)
	// Output: never-awaited
}
