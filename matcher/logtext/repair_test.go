package logtext

import (
	"strings"
	"testing"

	"aiowhy/matcher/traceback"
)

// repaired returns the text that Repair makes of a text.
func repaired(text string) string {
	var lines []traceback.Line
	for i, s := range strings.Split(text, "\n") {
		lines = append(lines, traceback.Line{Text: s, Number: i + 1})
	}
	var out []string
	for _, line := range Repair(lines) {
		out = append(out, line.Text)
	}
	return strings.Join(out, "\n")
}

const bare = `Traceback (most recent call last):
  File "/srv/app/very/long/path/of/a/project/that/goes/on/and/on/main.py", line 12, in <module>
    asyncio.run(main())
  File "/usr/lib/python3.11/asyncio/runners.py", line 190, in run
    return runner.run(main)
           ^^^^^^^^^^^^^^^^
RuntimeError: Task <Task pending name='Task-1' coro=<main() running at /srv/app/main.py:8> cb=[_run_until_complete_cb() at /usr/lib/python3.11/asyncio/base_events.py:180]> got Future <Future pending> attached to a different loop`

func TestDamageOfPastingIsRepaired(t *testing.T) {
	tests := []struct{ name, text string }{
		{"nothing", bare},
		{"wrapped by a terminal", wrapAt(bare, 80)},
		{"wrapped by a narrow terminal", wrapAt(bare, 61)},
		{"indented", "    " + strings.ReplaceAll(bare, "\n", "\n    ")},
		{"indented but for the first line", strings.ReplaceAll(bare, "\n ", "\n     ")},
		{"tabs", strings.NewReplacer("\n    ", "\n\t\t", "\n  ", "\n\t").Replace(strings.ReplaceAll(bare, "\n           ^^^^^^^^^^^^^^^^", ""))},
		{"tags", "<details><summary>\n<pre><code>" + bare + "</code></pre>\n</details>"},
		{"indentation lost", flattened(bare)},
		{"indentation lost, head missing", flattened(bare[strings.Index(bare, "\n")+1:])},
		{"line breaks lost", strings.ReplaceAll(strings.ReplaceAll(bare, "\n           ^^^^^^^^^^^^^^^^", ""), "\n", " ")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := bare
			switch {
			case strings.HasSuffix(test.name, "head missing"):
				want = bare[strings.Index(bare, "\n")+1:]
			case test.name == "tabs", test.name == "line breaks lost":
				want = strings.ReplaceAll(bare, "\n           ^^^^^^^^^^^^^^^^", "")
			}
			got := repaired(test.text)
			if strings.HasPrefix(test.name, "indentation lost") { // how far a caret stood cannot be told
				got = strings.ReplaceAll(got, "    ^^^^^^^^^^^^^^^^", "           ^^^^^^^^^^^^^^^^")
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if again := repaired(got); again != got {
				t.Errorf("repaired again it is\n%s", again)
			}
		})
	}
}

// wrapAt wraps lines at a column as a terminal does.
func wrapAt(text string, width int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		for len(line) > width {
			out = append(out, line[:width])
			line = line[width:]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// flattened takes the indentation off every line.
func flattened(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, " ")
	}
	return strings.Join(lines, "\n")
}

func TestWhatPythonPrintsIsLeftAlone(t *testing.T) {
	for _, text := range []string{
		"  + Exception Group Traceback (most recent call last):\n  |   File \"a.py\", line 1, in f\n  |     g()\n  | ExceptionGroup: x (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"a.py\", line 1, in f\n    | ValueError: x\n    +------------------------------------",
		"  File \"a.py\", line 3\n    x = = 1\n        ^\nSyntaxError: invalid syntax",
		"trio.MultiError: x\nDetails of embedded exception 1:\n\n  Traceback (most recent call last):\n    File \"a.py\", line 1, in f\n      g()\n  ValueError: x",
		"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nValueError: first line\nsecond line\n  third line",
		"<Task pending name='Task-1'>",
		"│ ❱ 123 │   raise exc.MissingGreenlet(                                              │\n│   124 │   │   \"greenlet_spawn has not been called\"                                  │",
		"ValueError: " + strings.Repeat("x", 68) + "\nA second line of the message.",
	} {
		if got := repaired(text); got != text {
			t.Errorf("changed\n%s\nto\n%s", text, got)
		}
	}
}
