package lsp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestColumnsCountCodeUnits(t *testing.T) {
	line := "a\u00e9\u4e16\U0001F40D!\xff?"
	for _, c := range []struct {
		offset, utf16, utf8 int
	}{{0, 0, 0}, {1, 1, 1}, {3, 2, 3}, {6, 3, 6}, {10, 5, 10}, {11, 6, 11}, {12, 7, 12}, {13, 8, 13}} {
		if got := utf16Units.column(line, c.offset); got != c.utf16 {
			t.Errorf("UTF-16 column of byte %d: %d, want %d", c.offset, got, c.utf16)
		}
		if got := utf8Bytes.column(line, c.offset); got != c.utf8 {
			t.Errorf("UTF-8 column of byte %d: %d, want %d", c.offset, got, c.utf8)
		}
		if got := utf16Units.offset(line, c.utf16); got != c.offset {
			t.Errorf("byte of UTF-16 column %d: %d, want %d", c.utf16, got, c.offset)
		}
	}
	for _, c := range []struct {
		e            encoding
		column, want int
	}{{utf16Units, 4, 6}, {utf16Units, -1, 0}, {utf16Units, 99, 13}, {utf8Bytes, 2, 1}, {utf8Bytes, 8, 6}, {utf8Bytes, 99, 13}, {utf8Bytes, -3, 0}} {
		if got := c.e.offset(line, c.column); got != c.want {
			t.Errorf("byte of %s column %d: %d, want %d", c.e, c.column, got, c.want)
		}
	}
}

func FuzzPosition(f *testing.F) {
	for _, seed := range []string{"", "plain", "\u4e16\u754c", "\U0001F40D snake", "e\u0301", "\xff\xfe\x80"} {
		f.Add(seed, 2)
	}
	f.Fuzz(func(t *testing.T, line string, column int) {
		line = bare(line)
		for _, e := range []encoding{utf16Units, utf8Bytes} {
			at := e.offset(line, column)
			if at < 0 || at > len(line) {
				t.Fatalf("%s: column %d is byte %d of %d", e, column, at, len(line))
			}
			if back := e.offset(line, e.column(line, at)); back != at {
				t.Fatalf("%s: byte %d came back as %d", e, at, back)
			}
			if back := e.column(line, at); column >= 0 && back > column {
				t.Fatalf("%s: column %d came back as %d", e, column, back)
			}
		}
		if utf8.ValidString(line) {
			if got, want := utf16Units.column(line, len(line)), len(utf16.Encode([]rune(line))); got != want {
				t.Fatalf("%q has %d units, want %d", line, got, want)
			}
		}
	})
}

func TestLinesEndAtTheBreaksOfTheProtocol(t *testing.T) {
	for text, want := range map[string][]string{
		"":                       {""},
		"a":                      {"a"},
		"a\nb":                   {"a\n", "b"},
		"a\r\nb\r\n":             {"a\r\n", "b\r\n", ""},
		"a\rb\n":                 {"a\r", "b\n", ""},
		"\n\r\r\n":               {"\n", "\r", "\r\n", ""},
		"a\u2028b\vc":            {"a\u2028b\vc"},
		"\r":                     {"\r", ""},
		"one\r\ntwo\rthree\nend": {"one\r\n", "two\r", "three\n", "end"},
	} {
		if diff := cmp.Diff(want, splitLines(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// An edit of lines is the edit of the text.
func FuzzEdit(f *testing.F) {
	f.Add("one\ntwo\r\nthree", 0, 1, 1, 2, "x\ny")
	f.Add("a\rb", 1, 0, 1, 0, "\n")
	f.Add("", 0, 0, 9, 9, "\r\n")
	f.Add("a\nb\n", 0, 1, 1, 0, "\r")
	f.Fuzz(func(t *testing.T, text string, line1, column1, line2, column2 int, put string) {
		r := textRange{position{line1, column1}, position{line2, column2}}
		lines := splitLines(text)
		first, from := place(lines, r.Start, utf16Units)
		last, to := place(lines, r.End, utf16Units)
		start := len(strings.Join(lines[:first], "")) + from
		end := max(start, len(strings.Join(lines[:last], ""))+to)
		want := splitLines(text[:start] + put + text[end:])
		if got := replaced(lines, r, put, utf16Units); !slices.Equal(got, want) {
			t.Fatalf("%q, %v, %q: %q, want %q", text, r, put, got, want)
		}
	})
}

// Several edits in one notification are each made to what the ones before left.
func TestEditsOfOneChangeAreMadeInTurn(t *testing.T) {
	d := &document{lines: splitLines("\U0001F40D = 1\r\nb\r\n")}
	at := func(a, b, c, d int) *textRange { return &textRange{position{a, b}, position{c, d}} }
	got := d.with(2, []contentChange{
		{at(0, 0, 0, 2), "\u86c7"},
		{at(0, 1, 0, 1), "\u86c7"},
		{at(1, 0, 2, 0), ""},
		{at(1, 0, 1, 0), "last"},
	}, utf16Units)
	if text := strings.Join(got.lines, ""); text != "\u86c7\u86c7 = 1\r\nlast" || got.version != 2 {
		t.Errorf("%q", text)
	}
	if strings.Join(d.lines, "") != "\U0001F40D = 1\r\nb\r\n" {
		t.Error("the document before was changed")
	}
}

func TestRangesStandBehindWideCharacters(t *testing.T) {
	const message = "coroutine 'fetch' was never awaited"
	text := "\U0001F525\r\n/srv/\U0001F40D/\u86c7 e\u0301/app.py:7: RuntimeWarning: " + message + "\r\n  fetch()\r\n"
	lines := splitLines(text)
	for offered, e := range map[string]encoding{"utf-8": utf8Bytes, "utf-16": utf16Units} {
		c := connect(t)
		c.initialize(`{"general":{"positionEncodings":["` + offered + `"]}}`)
		c.open("untitled:1", "log", text)
		r := c.diagnosed("untitled:1", 1)[0].Range
		line := lines[r.Start.Line]
		if got := line[e.offset(line, r.Start.Character):e.offset(line, r.End.Character)]; got != message {
			t.Errorf("%s: %v covers %q", offered, r, got)
		}
	}
}

// The last word is about the last text, and versions never go back.
func TestAStormOfChanges(t *testing.T) {
	e := open(t)
	const uri, changes = "untitled:1", 500
	e.open(uri, "log", "")
	for i := range changes {
		text := strings.Repeat("INFO\n", i%7)
		if i%2 == 0 || i == changes-1 {
			text += nestedRun
		}
		e.change(uri, i+2, contentChange{Text: text})
		if i%50 == 0 {
			time.Sleep(settleText + 20*time.Millisecond) // some are published in between
		}
	}
	got := e.last(uri, "the last version", func(p publishParams) bool { return *p.Version == changes+1 })
	if len(got.Diagnostics) != 1 || got.Diagnostics[0].Range.Start.Line != (changes-1)%7+7 {
		t.Errorf("%+v", got)
	}
	time.Sleep(2 * settleText)
	e.mu.Lock()
	defer e.mu.Unlock()
	before := 0
	for _, p := range e.published[uri] {
		if *p.Version < before {
			t.Errorf("version %d after %d", *p.Version, before)
		}
		before = *p.Version
	}
	if n := len(e.published[uri]); n > 60 {
		t.Errorf("%d times published: changes are not awaited", n)
	}
}

func TestLinesAreFollowed(t *testing.T) {
	for _, c := range []struct {
		name, before, now string
		want              []int
	}{
		{"unchanged", "a b a", "a b a", []int{0, 1, 2}},
		{"inserted above", "a b c", "x a b c", []int{1, 2, 3}},
		{"changed", "a b c", "a x c", []int{0, -1, 2}},
		{"edits on both sides", "a b c d e", "x a b c d y e z", []int{1, 2, 3, 4, 6}},
		{"removed, its twin stays", "f r g r h", "f g r h", []int{0, -1, 1, 2, 3}},
		{"changed, its twin beside it stays", "a r r b", "a x r b", []int{0, -1, 2, 3}},
		{"changed twin below", "a r r b", "a r x b", []int{0, 1, -1, 3}},
		{"nothing left", "a b", "", []int{-1, -1}},
		{"from nothing", "", "a", []int{-1}},
	} {
		split := func(s string) []string { return strings.Split(s, " ") }
		if got := follow(split(c.before), split(c.now)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestEditsOfADiff(t *testing.T) {
	diff := "--- a/app.py\n+++ b/app.py\n@@ -1,3 +1,4 @@\n import asyncio\r\n+import sys\r\n \r\n-old()\r\n+new()\r\n@@ -9,2 +10,1 @@\n-gone()\n-gone2()\n\\ No newline at end of file\n"
	want := []hunk{{line: 1, made: []string{"import sys"}}, {line: 2, old: 1, made: []string{"new()"}}, {line: 8, old: 2}}
	if diff := cmp.Diff(want, hunksOf(diff), cmp.AllowUnexported(hunk{})); diff != "" {
		t.Error(diff)
	}
	v := view{}
	now := splitLines("import asyncio\r\n\r\nold()\r\n4\r\n5\r\n6\r\n7\r\n8\r\ngone()\r\ngone2()")
	same := make([]int, len(now))
	for i := range same {
		same[i] = i
	}
	edits, ok := v.moved(want, same, now)
	if got := fmt.Sprint(edits, ok); got != "[{{{1 0} {1 0}} import sys\r\n} {{{2 0} {2 5}} new()} {{{8 0} {10 0}} }] true" {
		t.Errorf("%q", got)
	}
	behind := []hunk{{line: 10, made: []string{"new()"}}}
	if edits, ok := v.moved(behind, same, now); !ok || strings.Join(replaced(now, edits[0].Range, edits[0].NewText, utf16Units)[9:], "") != "gone2()\r\nnew()" {
		t.Errorf("behind a last line without a break: %+v", edits)
	}
	same[9] = -1
	if _, ok := v.moved(want, same, now); ok {
		t.Error("an edit of a line that changed")
	}
}

func TestURIsNameFiles(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///home/me/a%20b/app.py": "/home/me/a b/app.py", "file:///x/%E4%B8%96.py": "/x/\u4e16.py",
		"file://localhost/x/../y": "/y", "untitled:1": "", "vscode-remote://h/x.py": "", "": "", "%": "", "/plain/path": "",
	} {
		if got := pathOf(uri); got != want {
			t.Errorf("%s: %q, want %q", uri, got, want)
		}
	}
	for _, path := range []string{"/a b/\u4e16#1?.py", "/x%20y.py"} {
		if got := pathOf(uriOf(path)); got != path {
			t.Errorf("%s came back as %s", path, got)
		}
	}
}
