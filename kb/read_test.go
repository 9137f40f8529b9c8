package kb

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const fullPage = "# A full page\n" + `
` + "```toml entry" + `
id         = "full"
kind       = "warning"
types      = ["RuntimeWarning", "log"]
wordings   = ["coroutine '{coroutine}' was never {{awaited}}"]
python     = ">=3.6,<3.14"
library    = "aiohttp"
echo_of    = ["other"]
wrapper    = true
noise      = true
facts      = "names"
example    = { name = "run", coroutine = "fetch" }
related    = ["other"]
retired    = "split into two"
references = [
  { title = "Tasks", url = "https://docs.python.org/3/library/asyncio-task.html#task-object" },
]

[[wording]]
text         = ""
types        = ["CancelledError"]
in_block     = true
open         = true
asyncio_only = true
python       = "==3.8"

[[wording]]
pattern = '''^(?P<what>\w+) got lost$'''
literal = " got lost"
` + "```" + `

First.


Second:

` + "```python\nx = 1\n\n\ny = 2\n```" + `

## The cause

` + "```toml cause" + `
id       = "the-cause"
change   = "insert-await"
python   = ">=3.8"
source   = "CPython Lib/asyncio/tasks.py, Task.__step"
requires = ["aiohttp==3.11.11"]
runner   = "pytest"
options  = ["-X", "dev"]
env      = ["PYTHONASYNCIODEBUG=1"]
evidence = [
  { source = '\b{coroutine.last}\(', weight = 4, says = "the line calls it" },
  { origin = "user", absent = true, weight = -1, says = "not your code" },
]
` + "```" + `

Why.

` + "```python broken >=3.9,<3.12 file=worker.py\nwork()\n```" + `

` + "```python fixed\nwork()\n```" + `

` + "```python fixed 3.11\nawait work()\n```" + `

After.
`

func TestReadPageReadsEveryFeature(t *testing.T) {
	entry, problems := ReadPage("entries/full.md", []byte(fullPage))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	version := func(minor int) Version { return Version{3, minor} }
	want := &Entry{
		ID: "full", Title: "A full page", Kind: KindWarning, Library: "aiohttp", Types: []string{"RuntimeWarning", "log"},
		Wordings: []Wording{
			{Text: "coroutine '{coroutine}' was never {{awaited}}", Literal: "' was never {awaited}"},
			{Types: []string{"CancelledError"}, Python: Range{version(8), version(8)}, Open: true, AsyncioOnly: true, InBlock: true},
			{Pattern: `^(?P<what>\w+) got lost$`, Literal: " got lost"},
		},
		Python:   Range{version(6), version(13)},
		Relation: Relation{EchoOf: []string{"other"}, Wrapper: true, Noise: true},
		Example:  []Binding{{"coroutine", "fetch"}, {"name", "run"}},
		Facts:    "names",
		Intro:    "First.\n\nSecond:\n\n```python\nx = 1\n\n\ny = 2\n```",
		Causes: []Cause{{
			ID: "the-cause", Title: "The cause", Python: Range{From: version(8)}, Change: "insert-await",
			Evidence: []Evidence{
				{Kind: EvidenceSource, Pattern: `\b{coroutine.last}\(`, Weight: 4, Says: "the line calls it"},
				{Kind: EvidenceOrigin, Pattern: "user", Absent: true, Weight: -1, Says: "not your code"},
			},
			Prose:  "Why.\n\nAfter.",
			Broken: []Program{{Python: Range{version(9), version(11)}, File: "worker.py", Source: "work()\n"}},
			Fixed:  []Program{{Source: "work()\n"}, {Python: Range{From: version(11)}, Source: "await work()\n"}},
			Proof: Proof{
				Source: "CPython Lib/asyncio/tasks.py, Task.__step", Requires: []string{"aiohttp==3.11.11"}, Runner: "pytest",
				Options: []string{"-X", "dev"}, Env: []string{"PYTHONASYNCIODEBUG=1"},
			},
		}},
		Related:    []string{"other"},
		References: []Reference{{"Tasks", "https://docs.python.org/3/library/asyncio-task.html#task-object"}},
		Retired:    "split into two",
	}
	if diff := cmp.Diff(want, entry); diff != "" {
		t.Error(diff)
	}
	windows, problems := ReadPage("full.md", []byte(strings.ReplaceAll(fullPage, "\n", "\r\n")))
	if diff := cmp.Diff(want, windows); diff != "" || len(problems) > 0 {
		t.Error("with CRLF:", diff, problems)
	}
}

func TestParseWordingSplitsIntoPieces(t *testing.T) {
	tests := []struct {
		text string
		want []Piece
		err  string
	}{
		{"", nil, ""},
		{"Event loop is closed", []Piece{{Fixed: "Event loop is closed"}}, ""},
		{"'{a}' at {:number}", []Piece{{Fixed: "'"}, {Hole: true, Name: "a"}, {Fixed: "' at "}, {Hole: true, Class: Number}}, ""},
		{"{}{{x}}", []Piece{{Hole: true}, {Fixed: "{x}"}}, ""},
		{"{a:word}", []Piece{{Hole: true, Name: "a", Class: Word}}, ""},
		{"{a:int}", nil, `"int" is no class`},
		{"{A}", nil, "{A} is no capture"},
		{"a } b", nil, "a single } at byte 3"},
		{"a { b", nil, "the { at byte 3 is never closed"},
		{"{a}{b}", nil, "side by side"},
	}
	for _, test := range tests {
		got, err := ParseWording(test.text)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
		if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%q: error %v, want %q", test.text, err, test.err)
		}
	}
}

func TestLiteralAvoidsWhatLogsEscape(t *testing.T) {
	tests := []struct{ text, want string }{
		{"task: <Task pending {}> got Future attached", " got Future attached"},
		{`"@coroutine" decorator is deprecated`, " decorator is deprecated"},
		{`a "b" c "d" e`, `a "b" c "d" e`}, // nothing else is long enough
		{"first line\nthe second line", "the second line"},
	}
	for _, test := range tests {
		pieces, err := ParseWording(test.text)
		if got := longestLiteral(pieces); err != nil || got != test.want {
			t.Errorf("%q: %q, %v; want %q", test.text, got, err, test.want)
		}
	}
}

func TestLoadLeavesOutBadPages(t *testing.T) {
	folder := fstest.MapFS{
		"zebra.md":   {Data: []byte(strings.ReplaceAll(fullPage, `"full"`, `"zebra"`))},
		"full.md":    {Data: []byte(fullPage)},
		"broken.md":  {Data: []byte("# Nothing else\n")},
		"README.md":  {Data: []byte("not a page")},
		"notes.txt":  {Data: []byte("not a page")},
		"sub/one.md": {Data: []byte("not read")},
	}
	base, problems := Load(folder)
	var ids []string
	for _, e := range base.Entries() {
		ids = append(ids, e.ID)
	}
	if !slices.Equal(ids, []string{"full", "zebra"}) {
		t.Errorf("entries %v", ids)
	}
	if len(problems) != 1 || problems[0].String() != "broken.md:1:1: KB003: below this heading a `toml entry` fence is missing" {
		t.Errorf("problems %v", problems)
	}
}

func TestWithKeepsTheFirstOfTwoPages(t *testing.T) {
	one := &Base{entries: []Entry{{ID: "b", Title: "first"}}}
	two := &Base{entries: []Entry{{ID: "a"}, {ID: "b", Title: "second"}}}
	both, problems := one.With(two)
	if len(problems) != 1 || problems[0].Code != "KB004" {
		t.Errorf("problems %v", problems)
	}
	if e, ok := both.Entry("b"); !ok || e.Title != "first" {
		t.Errorf("b is %+v", e)
	}
	if _, ok := both.Entry("a"); !ok {
		t.Error("a is missing")
	}
	if _, ok := one.Entry("a"); ok {
		t.Error("With changed its receiver")
	}
}

// The tables are what the pages say: else run go generate ./kb.
func TestTablesAreCurrent(t *testing.T) {
	base, problems := Load(os.DirFS("entries"))
	for _, p := range problems {
		t.Error("entries/" + p.String())
	}
	recorded := cmpopts.IgnoreFields(Proof{}, "Pythons")
	for _, page := range base.Entries() {
		if built, ok := Builtin().Entry(page.ID); !ok || !cmp.Equal(&page, built, recorded) {
			t.Errorf("the table of %s is not current: run go generate ./kb", page.ID)
		}
	}
	if built, pages := len(Builtin().Entries()), len(base.Entries()); built != pages {
		t.Errorf("%d tables for %d pages: run go generate ./kb", built, pages)
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add([]byte(fullPage))
	pages, err := fs.Glob(os.DirFS("entries"), "*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range pages {
		text, err := os.ReadFile("entries/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		entry, problems := ReadPage("full.md", text)
		if (entry == nil) != (len(problems) > 0) {
			t.Fatalf("entry %v with problems %v", entry, problems)
		}
		lines := strings.Count(string(text), "\n") + 1
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines+1 || p.Column < 1 || p.Code == "" || p.Text == "" {
				t.Fatalf("a problem without a place: %v", p)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	pages := os.DirFS("entries")
	b.ReportAllocs()
	for b.Loop() {
		Load(pages)
	}
}
