package matcher

import (
	"strings"
	"testing"

	"aiowhy/kb"
)

func TestTemplateMatchesWholeMessages(t *testing.T) {
	for _, c := range []struct {
		name, wording, message string
		open                   bool
		want                   string // captures as name=text, or "no"
	}{
		{"fixed text matches itself", "Event loop is closed", "Event loop is closed", false, ""},
		{"fixed text refuses more", "Event loop is closed", "Event loop is closed!", false, "no"},
		{"open wordings take more", "Event loop is closed", "Event loop is closed!", true, ""},
		{"a hole captures", "coroutine '{c}' was never awaited", "coroutine 'a.b' was never awaited", false, "c=a.b"},
		{"a hole holds something", "coroutine '{c}' was never awaited", "coroutine '' was never awaited", false, "no"},
		{"a hole is widened until the rest fits", "{a} and {b}!", "x and y and z!", false, "a=x b=y and z"},
		{"the last hole takes what is left", "got {x}", "got <Task got y>", false, "x=<Task got y>"},
		{"a word has no blanks", "take {x:word} now", "take two things now", false, "no"},
		{"a number has digits only", "took {n:number} seconds", "took 0.123 seconds", false, "n=0.123"},
		{"a number is no word", "took {n:number} seconds", "took many seconds", false, "no"},
		{"the same name holds the same text", "{a} is not {a}", "x is not x", false, "a=x"},
		{"the same name refuses other text", "{a} is not {a}", "x is not y", false, "no"},
		{"a hole spans lines", "failed {x} end", "failed a\nb end", false, "x=a\nb"},
		{"doubled braces are braces", "set {{{x}}}", "set {1}", false, "x=1"},
		{"the empty wording is the empty message", "", "", false, ""},
		{"and nothing else", "", "x", false, "no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tmpl := newTemplate(c.wording, c.open)
			captures, ok := tmpl.match(c.message)
			got := "no"
			if ok {
				got = show(captures)
			}
			if got != c.want {
				t.Errorf("%q on %q: got %q, want %q", c.wording, c.message, got, c.want)
			}
		})
	}
}

func show(captures []kb.Binding) string {
	var all []string
	for _, b := range captures {
		all = append(all, b.Name+"="+b.Text)
	}
	return strings.Join(all, " ")
}

func TestTemplateIsLinearOnRepetitions(t *testing.T) {
	tmpl := newTemplate("{a} x {b} x {c} x {d}!", false)
	if _, ok := tmpl.match(strings.Repeat("y x ", 1<<16)); ok {
		t.Error("a message without the closing piece matched")
	}
}
