package kb_test

import (
	"fmt"

	"aiowhy/kb"
)

func ExampleBase_Entry() {
	e, ok := kb.Builtin().Entry("never-awaited")
	fmt.Println(ok, e.Title)
	// Output: true A coroutine was created but never awaited
}
