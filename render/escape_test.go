package render

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"aiowhy/kb"
	"aiowhy/matcher"
)

func TestPrintableDropsWhatActsOnATerminal(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "RuntimeError: x", "RuntimeError: x"},
		{"line breaks stay", "a\nb", "a\nb"},
		{"colours go", "\x1b[31mred\x1b[0m", "[31mred[0m"},
		{"C1 controls go", "a\u009b2Jb", "a2Jb"},
		{"bidirectional overrides go", "abc\u202edef", "abcdef"},
		{"carriage returns go", "safe\rfake", "safefake"},
		{"invalid UTF-8 is marked", "a\xffb", "a\uFFFDb"},
		{"tabs become blanks", "a\tb", "a    b"},
		{"other scripts stay", "Удалённый 主机 🙂", "Удалённый 主机 🙂"},
	} {
		if got := Printable(c.in); got != c.want {
			t.Errorf("%s: Printable(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestCodeSpansCannotBeClosed(t *testing.T) {
	for in, want := range map[string]string{
		"x":              "`x`",
		"a`b":            "``a`b``",
		"`x`":            "`` `x` ``",
		"```":            "```` ``` ````",
		"[a](http://x)`": "`` [a](http://x)` ``",
		"":               "``",
	} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLinksBetweenPagesBecomeCommands(t *testing.T) {
	for in, want := range map[string]string{
		"see [task-destroyed](task-destroyed.md).": "see `aiowhy explain task-destroyed`.",
		"see [its page](loop-closed.md) for more":  "see its page, `aiowhy explain loop-closed` for more",
		"see [docs](https://docs.python.org/3/#x)": "see [docs](https://docs.python.org/3/#x)",
		"a list[0] and [b](c.md)":                  "a list[0] and b, `aiowhy explain c`",
		"an open [bracket":                         "an open [bracket",
	} {
		if got := withCommands(in); got != want {
			t.Errorf("withCommands(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever a message, a name or a path holds: what is shown of it is printable,
// its fences stay closed, and no link of it takes effect.
func FuzzMarkdownHoldsTheInput(f *testing.F) {
	f.Add("coroutine 'a`b' was never awaited", "app.py", "x = 1")
	f.Add("a\x1b[2J", "``` \n# owned", "[x](https://evil.example)")
	f.Add("```\n<script>", "a\u202eb", "````")
	entry, _ := kb.Builtin().Entry("never-awaited")
	f.Fuzz(func(t *testing.T, message, file, source string) {
		d := &matcher.Diagnosis{Entry: entry, Match: matcher.ByPattern, Message: message, Type: "RuntimeWarning",
			Captures: []kb.Binding{{Name: "coroutine", Text: message}}, Root: true,
			Blame: matcher.Blame{File: file, Line: 3, Code: source, Function: source}}
		text := Markdown(d, nil)
		if !utf8.ValidString(text) {
			t.Fatal("not UTF-8")
		}
		for _, r := range text {
			if r != '\n' && !unicode.IsGraphic(r) && r != '\u200d' {
				t.Fatalf("%q came through", r)
			}
		}
		if strings.Contains(outsideCode(text), "evil.example") {
			t.Fatalf("a link of the input takes effect:\n%s", text)
		}
	})
}

// outsideCode is a document without its code blocks and spans, read as the
// renderer of markdown reads it.
func outsideCode(text string) string {
	var b strings.Builder
	fence := ""
	for _, line := range strings.Split(text, "\n") {
		mark := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(mark) >= 3:
			fence = mark
		case fence != "" && len(mark) >= len(fence) && strings.Trim(line, "`") == "":
			fence = ""
		case fence == "":
			b.WriteString(withoutSpans(line) + "\n")
		}
	}
	return b.String()
}

func withoutSpans(line string) string {
	var b strings.Builder
	for line != "" {
		open := strings.IndexByte(line, '`')
		if open < 0 {
			break
		}
		run := len(line[open:]) - len(strings.TrimLeft(line[open:], "`"))
		b.WriteString(line[:open])
		rest := line[open+run:]
		end := closingRun(rest, run)
		if end < 0 {
			b.WriteString(line[open : open+run])
			line = rest
			continue
		}
		line = rest[end+run:]
	}
	return b.String() + line
}

// closingRun finds a run of exactly n backquotes.
func closingRun(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i
		}
		i += run
	}
	return -1
}
