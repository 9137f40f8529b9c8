package traceback_test

import (
	"fmt"
	"strings"

	"aiowhy/matcher/traceback"
)

func ExampleParse() {
	const text = `Task exception was never retrieved
future: <Task finished name='Task-2' coro=<fetch() done, defined at app.py:3> exception=ValueError('no')>
Traceback (most recent call last):
  File "app.py", line 4, in fetch
    raise ValueError("no")
ValueError: no`
	var lines []traceback.Line
	for i, line := range strings.Split(text, "\n") {
		lines = append(lines, traceback.Line{Text: line, Number: i + 1})
	}
	for _, problem := range traceback.Parse(lines).Problems {
		task := problem.Fields[0].Description
		frame := problem.Exception.Frames[0]
		fmt.Println(problem.Header)
		fmt.Println(task.Name, task.Coroutine, task.State)
		fmt.Println(problem.Exception.Type, frame.File, frame.Line, frame.Function)
	}
	// Output:
	// Task exception was never retrieved
	// Task-2 fetch finished
	// ValueError app.py 4 fetch
}

func ExampleSplitter() {
	var splitter traceback.Splitter
	print := func(blocks [][]traceback.Line) {
		for _, block := range blocks {
			fmt.Println(len(block), block[0].Text)
		}
	}
	for _, text := range []string{
		"ready",
		"starting",
		"Traceback (most recent call last):",
		`  File "app.py", line 4, in fetch`,
		"ValueError: no",
		"INFO:app:stopping",
	} {
		print(splitter.Push(traceback.Line{Text: text}))
	}
	print(splitter.Flush())
	// Output:
	// 1 ready
	// 4 starting
	// 1 INFO:app:stopping
}
