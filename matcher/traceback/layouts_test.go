package traceback

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// layoutRecordings gives what tools made of tracebacks (see testdata/record/layouts).
func layoutRecordings(t testing.TB) []string {
	files, err := filepath.Glob("testdata/layouts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	return files
}

func TestLayoutIsReadWhole(t *testing.T) {
	for _, file := range layoutRecordings(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			report := Parse(linesOf(readText(t, file)))
			report.Loose = nil
			got := outline(report)
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(readText(t, golden), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// All tools but pytest print the same failures of the same programs, so what
// was read of one must agree with what was read of the others.
func TestLayoutsAgree(t *testing.T) {
	for _, program := range []struct{ name, types string }{
		{"nested", "RuntimeError"},
		{"chained", "AttributeError < RuntimeError < SoldOut"},
		{"broken_syntax", "SyntaxError"},
		{"deep", "RecursionError"},
		{"grouped", "ExceptionGroup [SoldOut] [ExceptionGroup [RuntimeError < SoldOut]]"},
	} {
		for _, file := range layoutRecordings(t) {
			name := strings.TrimSuffix(filepath.Base(file), ".txt")
			if !strings.HasSuffix(name, "-"+program.name) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				var got []string
				for _, p := range Parse(linesOf(readText(t, file))).Problems {
					if p.Exception != nil {
						got = append(got, family(p.Exception))
					}
				}
				want := program.types
				if strings.HasPrefix(name, "rich-") { // its boxes of members leave their chains out
					want = strings.Replace(want, "[RuntimeError < SoldOut]", "[RuntimeError]", 1)
				}
				if diff := cmp.Diff([]string{want}, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// family writes down the classes of an exception and all that hangs on it.
func family(e *Exception) string {
	text := e.Type[strings.LastIndexByte(e.Type, '.')+1:]
	for _, member := range e.Group {
		text += " [" + family(member) + "]"
	}
	for _, before := range []*Exception{e.Cause, e.Context} {
		if before != nil {
			text += " < " + family(before)
		}
	}
	return text
}

// Only what was executed is source; what stands around it is not.
func TestShownSourceIsTheStatement(t *testing.T) {
	for _, file := range layoutRecordings(t) {
		for _, p := range Parse(linesOf(readText(t, file))).Problems {
			for e := range exceptions(p.Exception) {
				for _, frame := range e.Frames {
					for i := 1; i < len(frame.Source); i++ {
						if openInSource(strings.Join(frame.Source[:i], "\n")) <= 0 {
							t.Errorf("%s: %s:%d shows %q", file, frame.File, frame.Line, frame.Source)
						}
					}
				}
			}
		}
	}
}

func exceptions(e *Exception) func(func(*Exception) bool) {
	var walk func(*Exception, func(*Exception) bool) bool
	walk = func(e *Exception, yield func(*Exception) bool) bool {
		if e == nil {
			return true
		}
		if !yield(e) || !walk(e.Cause, yield) || !walk(e.Context, yield) {
			return false
		}
		for _, member := range e.Group {
			if !walk(member, yield) {
				return false
			}
		}
		return true
	}
	return func(yield func(*Exception) bool) { walk(e, yield) }
}

// A traceback of which the head or the tail is missing is read as far as it goes.
func TestLayoutIsReadWhereItIsCut(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"pytest, the end alone", `
E       RuntimeError: Event loop is closed

/usr/lib/python3.11/asyncio/base_events.py:519: RuntimeError
`, "uncaught RuntimeError: Event loop is closed | base_events.py:519"},
		{"pytest, statement and error", `
>       raise RuntimeError('Event loop is closed')
E       RuntimeError: Event loop is closed
`, "uncaught RuntimeError: Event loop is closed | :0 raise RuntimeError('Event loop is closed')"},
		{"pytest, style short without its header", `
shop.py:24: in closed
    self.loop.call_soon(print)
E   RuntimeError: Event loop is closed
`, "uncaught RuntimeError: Event loop is closed | shop.py:24 closed self.loop.call_soon(print)"},
		{"pytest, style line of old", `
/srv/shop/shop.py:24: RuntimeError: Event loop is closed
`, "uncaught RuntimeError: Event loop is closed | shop.py:24"},
		{"pytest, assertion without a class", `
>       assert total == 3
E       assert 2 == 3

test_shop.py:9: AssertionError
`, "uncaught AssertionError: assert 2 == 3 | test_shop.py:9 assert total == 3"},
		{"pytest, missing fixture", `
E       fixture 'event_loop' not found
`, "uncaught : fixture 'event_loop' not found"},
		{"IPython, no message", `
RuntimeError                              Traceback (most recent call last)
Cell In[2], line 3
      1 async def main():
----> 3     asyncio.run(main())

File /usr/lib/python3.11/asyncio/runners.py:186, in run(main, debug)
    184 if events._get_running_loop() is not None:
`, "uncaught RuntimeError:  | Cell In[2]:3 <module> asyncio.run(main()) | runners.py:186 run"},
		{"IPython, no header", `
~/shop/app.py in main()
      6     pass
----> 7     await fetch()

RuntimeError: Session is closed
`, "uncaught RuntimeError: Session is closed | app.py:7 main await fetch()"},
		{"VS Code links", `
RuntimeError                              Traceback (most recent call last)
Cell In[1], [line 3](vscode-notebook-cell:?execution_count=1&line=3)
      [1](vscode-notebook-cell:?execution_count=1&line=1) import asyncio
----> [3](vscode-notebook-cell:?execution_count=1&line=3) asyncio.run(main())

File [/usr/lib/python3.11/asyncio/runners.py:186](https://file+.vscode-resource.vscode-cdn.net/usr/lib/python3.11/asyncio/runners.py:186), in run(main, debug)
    [184](https://file+.vscode-resource.vscode-cdn.net/runners.py:184) if events._get_running_loop() is not None:
--> [186](https://file+.vscode-resource.vscode-cdn.net/runners.py:186)     raise RuntimeError(

RuntimeError: asyncio.run() cannot be called from a running event loop
`, "uncaught RuntimeError: asyncio.run() cannot be called from a running event loop | Cell In[1]:3 <module> asyncio.run(main()) | runners.py:186 run raise RuntimeError("},
		{"VS Code of 2022", `
RuntimeError                              Traceback (most recent call last)
c:\Users\ana\a.ipynb Cell 2 in <cell line: 8>()
----> [8](vscode-notebook-cell:/c%3A/Users/ana/a.ipynb#W1sZmlsZQ%3D%3D?line=7) out = asyncio.run(plus(1))

RuntimeError: asyncio.run() cannot be called from a running event loop
`, `uncaught RuntimeError: asyncio.run() cannot be called from a running event loop | c:\Users\ana\a.ipynb Cell 2:8 <module> out = asyncio.run(plus(1))`},
		{"Colab, frames folded", `
RuntimeError                              Traceback (most recent call last)
<ipython-input-1-d64e39e5ca16> in <cell line: 6>()
      4     await asyncio.sleep(1)
----> 6 asyncio.run(main())

1 frames
/usr/lib/python3.10/asyncio/runners.py in run(main, debug)
     32     if events._get_running_loop() is not None:
---> 33         raise RuntimeError(

RuntimeError: asyncio.run() cannot be called from a running event loop
`, "uncaught RuntimeError: asyncio.run() cannot be called from a running event loop | <ipython-input-1-d64e39e5ca16>:6 <module> asyncio.run(main()) | runners.py:33 run raise RuntimeError("},
		{"rich, without its top", `
│ ❱ 11 asyncio.run(main())                             │
│   12                                                 │
│                                                      │
│ /srv/eco/client.py:10 in get                         │
│                                                      │
│ ❱ 10 │   │   async with self.session.get(url) as r:  │
╰──────────────────────────────────────────────────────╯
RuntimeError: Session is closed
`, "uncaught RuntimeError: Session is closed | :0 asyncio.run(main()) | client.py:10 get async with self.session.get(url) as r:"},
		{"rich, without its end", `
╭───────── Traceback (most recent call last) ──────────╮
│ /srv/eco/client.py:10 in get                         │
│                                                      │
│ ❱ 10 │   │   async with self.session.get(url) as r:  │
`, "uncaught :  | client.py:10 get async with self.session.get(url) as r:"},
		{"Sentry, innermost first", `
RuntimeError: Event loop is closed
Stacktrace (most recent call first):

  File "asyncio/base_events.py", line 519, in _check_closed
    raise RuntimeError('Event loop is closed')
  File "shop.py", line 24, in closed
    self.loop.call_soon(print)
`, "uncaught RuntimeError: Event loop is closed | shop.py:24 closed self.loop.call_soon(print) | base_events.py:519 _check_closed raise RuntimeError('Event loop is closed')"},
		{"Sentry, innermost last", `
RuntimeError: Event loop is closed
(6 additional frame(s) were not displayed)
...
  File "shop.py", line 24, in closed
  File "asyncio/base_events.py", line 519, in _check_closed
`, "uncaught RuntimeError: Event loop is closed | shop.py:24 closed | base_events.py:519 _check_closed"},
		{"Sentry, a library's frame cut at its root", `
InvalidStateError: invalid state
(2 additional frame(s) were not displayed)
...
  File "shop/orders.py", line 24, in load
  File "sqlalchemy/orm/session.py", line 2110, in execute
`, "uncaught InvalidStateError: invalid state | orders.py:24 load | session.py:2110 execute"},
		{"Streamlit, without indentation", `
RuntimeError: There is no current event loop in thread 'ScriptRunner.scriptThread'.

Traceback:
File "/srv/shop/app.py", line 9, in <module>
    from rates import limiter
File "/srv/shop/rates.py", line 4, in <module>
    limiter = make()
`, "uncaught RuntimeError: There is no current event loop in thread 'ScriptRunner.scriptThread'. | app.py:9 <module> from rates import limiter | rates.py:4 <module> limiter = make()"},
		{"loguru, without its head", `
> File "/srv/shop/app.py", line 24, in <module>
    main()
    └ <function main at 0x7f206addb100>

  File "/srv/shop/app.py", line 21, in main
    loop.call_soon(print)
    │    └ <method 'call_soon'>

RuntimeError: Event loop is closed
`, "uncaught RuntimeError: Event loop is closed | app.py:24 <module> main() | app.py:21 main loop.call_soon(print)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range Parse(linesOf(strings.TrimPrefix(test.text, "\n"))).Problems {
				got = append(got, brief(p))
			}
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// brief writes a problem's exception and its frames in one line.
func brief(p Problem) string {
	kinds := [...]string{"uncaught", "bare", "warning", "record", "ignored", "thread", "dump"}
	text := kinds[p.Kind] + " " + p.Exception.Type + ": " + p.Exception.Message
	for _, f := range p.Exception.Frames {
		file := f.File[strings.LastIndexByte(f.File, '/')+1:]
		text += strings.TrimRight(fmt.Sprintf(" | %s:%d %s", file, f.Line, f.Function), " ")
		text = strings.TrimRight(text+" "+strings.Join(f.Source, " "), " ")
	}
	return text
}

// Text that merely resembles a layout is none.
func TestResemblanceIsNoLayout(t *testing.T) {
	for name, text := range map[string]string{
		"compiler's message":  "main.go:12: undefined: x\nsrc/app.c:3: error: expected ';'",
		"type checker":        "app.py:12: error: Missing return statement  [return]",
		"linter":              "app.py:12:5: E501 line too long",
		"quoted mail":         "> I think\n> raise RuntimeError",
		"markdown table":      "| a | b |\n|---|---|\n| /srv/x.py:3 in f | 2 |",
		"box without code":    "╭───────────╮\n│ Usage: app │\n╰───────────╯",
		"numbered list":       "steps in order\n   1 raise RuntimeError('x')\n   2 done",
		"tree of files":       "└── src\n    └── app.py",
		"heading":             "___ about ___\nnothing here",
		"test that passed":    "PASSED test_a.py::test_b - RuntimeError: x",
		"column of addresses": "tid task",
	} {
		t.Run(name, func(t *testing.T) {
			if report := Parse(linesOf(text)); len(report.Problems) > 0 {
				t.Error(outline(report))
			}
		})
	}
}
