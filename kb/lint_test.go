package kb

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesAreClean(t *testing.T) {
	for _, p := range Lint(os.DirFS("entries"), nil) {
		t.Error("entries/" + p.String())
	}
}

const cleanPage = "# A page without a fault\n" + `
` + "```toml entry" + `
id         = "clean"
kind       = "error"
types      = ["RuntimeError"]
wordings   = ["the loop {name} got lost"]
example    = { name = "main" }
related    = ["other"]
references = [
  { title = "Tasks", url = "https://docs.python.org/3/library/asyncio-task.html#task-object" },
]
` + "```" + `

The loop {name} is gone, see [other](other.md).

## Somebody took it

` + "```toml cause" + `
id       = "taken"
evidence = [
  { source = '\btake\({name.last}', weight = 4, says = "the line takes it" },
]
` + "```" + `

Give it back.

` + "```python broken\ntake()\n```" + `

` + "```python fixed\ngive()\n```" + `

## It never was there

` + "```toml cause" + `
id       = "never"
python   = ">=3.8"
evidence = [
  { also = "other", weight = 4, says = "the other one stands there" },
]
` + "```" + `

Make one.

` + "```python broken\nuse()\n```" + `

` + "```python fixed\nmake()\n```" + `
`

const otherPage = "# Another page\n" + `
` + "```toml entry" + `
id       = "other"
kind     = "gotcha"
wordings = []
` + "```" + `

It is there.
`

func TestCleanPageIsClean(t *testing.T) {
	for _, p := range Lint(fstest.MapFS{"clean.md": {Data: []byte(cleanPage)}, "other.md": {Data: []byte(otherPage)}}, nil) {
		t.Error(p)
	}
}

// faults are single changes to the clean page, and what is said about each.
var faults = []struct{ old, new, want string }{
	{`"clean"`, `"unclean"`, `4:1: KB001: the id is "unclean", the file's name says "clean"`},
	{`"taken"`, `"Taken"`, `20:1: KB001: the id "Taken" is no lower-case slug such as forgot-await`},
	{"# A page without a fault\n", "", "2:1: KB002: the page begins with its title, `# Title`"},
	{"without a fault", "without a fault.", "1:1: KB002: the heading ends in a full stop"},
	{"without a fault", strings.Repeat("without ", 10), "1:1: KB002: the heading has 86 characters, more than 70"},
	{"## Somebody took it", "# Somebody took it", "17:1: KB002: a second title: causes are headed by `##`"},
	{"kind       =", "kin        =", "5:1: KB003: unknown key `kin`: an entry has id, kind, library, types, python, echo_of, wrapper, beside, noise, example, facts, decide, related, retired, references, wordings or wording"},
	{"kind       = \"error\"\n", "", "3:1: KB003: the key `kind` is missing"},
	{`"error"`, `"mistake"`, "5:1: KB003: `kind` cannot be \"mistake\": use error, warning, breaking, deprecated or gotcha"},
	{`"error"`, `7`, "5:1: KB003: `kind` wants text in quotes"},
	{`"error"`, `"error`, "5:20: KB003: basic strings cannot have new lines"},
	{`{ source =`, `{ sorce =`, "22:3: KB003: evidence of no known kind: it has one of source, code, path, origin, frame, function, chain, group, task, note, also, header, message, thread, python, text or file"},
	{`{ source =`, `{ sorce =`, "22:5: KB003: unknown key `sorce`"},
	{`weight = 4, says = "the line`, `says = "the line`, "22:3: KB003: the key `weight` is missing"},
	{`says = "the line takes it"`, `says = "the line takes it", group = "no"`, "22:77: KB003: one piece of evidence, two kinds: `source` and `group`"},
	{"```python broken\ntake", "```python brocken\ntake", "28:1: KB003: `python brocken` is no fence of a page: toml entry, toml cause, python broken or python fixed"},
	{"make()\n```", "make()\n", "52:1: KB003: the fence is never closed"},
	{"```toml cause\nid       = \"taken\"", "```toml entry\nid       = \"taken\"", "19:1: KB003: this fence must be `toml cause`"},
	{"related    =", "decide     = \"Print {nobody}.\"\nrelated    =", "9:1: KB013: no wording captures {nobody}"},
	{"Give it back.", "", "19:1: KB003: the cause says nothing: write below its fence why it happens and what to change"},
	{`"never"`, `"taken"`, "39:1: KB004: the page has a second cause \"taken\""},
	{"related    = [\"other\"]", "retired = \"split\"", "9:1: KB004: a retired page names its successors in `related`"},
	{"source = '\\btake", "frame = 'a:|take", `22:5: KB005: a frame is ` + "`path:function`" + `, both with alternatives of their own: "|take\\({name.last}" has an empty one`},
	{`\btake\(`, `\btake(`, "22:5: KB005: missing closing ): `\\btake(x`"},
	{`{name} got lost"]`, `{name got lost"]`, "7:15: KB005: the { at byte 10 is never closed: write {{ for a brace"},
	{"wordings   = [\"the loop {name} got lost\"]", "[[wording]]\ntext = \"the loop {name} got lost\"\npattern = \"the loop got lost\"\n[[x]]",
		"7:3: KB005: a wording has either `text` or `pattern`"},
	{"wordings   = [\"the loop {name} got lost\"]", "[[wording]]\ntext = \"the loop {name} got lost\"\ncaller = \"loop.py:run\"\n[[x]]",
		"9:1: KB003: `caller` narrows a `frame`: say which one was called"},
	{"the loop {name} got lost", "{name} lost", "7:15: KB006: the longest fixed piece, \" lost\", has fewer than 9 bytes: say more, or write a [[wording]] table with in_block = true"},
	{`{ also = "other", weight = 4, says = "the other one stands there" },`, "", "41:1: KB008: no piece of evidence is this cause's own: nothing would tell it from its siblings"},
	{"weight = 4, says = \"the line", "weight = 6, says = \"the line", "22:37: KB009: the weight 6 is not 1 (a hint) to 5 (decides), or -1 to -5"},
	{"the line takes it", "the line takes it.", "22:49: KB010: `says` ends in a full stop"},
	{"the line takes it", "The line takes it", "22:49: KB010: `says` begins with a capital: \"The\""},
	{"the line takes it", "the line takes it. Really", "22:49: KB010: `says` is more than one clause"},
	{"```python fixed\ngive()\n```", "", "20:1: KB011: the cause has no pair of programs, `python broken` and `python fixed`, and names no `source`"},
	{"give()", "take()", "32:1: KB011: the fixed program is the broken one"},
	{"give()", "\tgive()", "33:1: KB012: the line is indented by a tab"},
	{"give()", "give() ", "33:7: KB012: blanks at the end of the line"},
	{"The loop {name} is", "The loop {loop} is", "15:10: KB013: no wording captures {loop}"},
	{"{name.last}", "{nane.last}", "22:5: KB013: no wording captures {nane}"},
	{"example    = { name = \"main\" }\n", "", "14:10: KB013: {name} has no example, for the page shown without a text"},
	{"Give it back.", strings.Repeat("Give it back. ", 9), "26:101: KB014: the line has 126 columns, more than 100"},
	{"Give it back.", strings.Repeat("Give it back, every single word of it. Then go.\n", 10), "26:1: KB014: the paragraph has 5 lines of 100 columns, more than 4"},
	{"give()\n", strings.Repeat("give()\n", 26), "32:1: KB014: the program has 26 lines, more than 25"},
	{"give()", "give(" + strings.Repeat("1, ", 24) + ")", "33:77: KB014: the line of code has 78 columns, more than 76"},
	{"Give it back.", "Give it back:\n\n```python\ngive(" + strings.Repeat("1, ", 24) + ")\n```", "29:77: KB014: the line of code has 78 columns, more than 76"},
	{"#task-object", "", "11:22: KB015: the address names no section: add its #fragment"},
	{"https://docs", "http://docs", "11:22: KB015: \"http://docs.python.org/3/library/asyncio-task.html#task-object\" is no https address"},
	{`["other"]`, `["othe"]`, `9:15: KB016: no page has the id "othe" (there is "other")`},
	{`["other"]`, `["clean"]`, `9:15: KB016: the page names itself`},
	{"\"taken\"\n", "\"taken\"\ndebug    = \"clean/takn\"\n", `21:1: KB016: there is no cause "clean/takn": write it as page/cause`},
	{"\"taken\"\n", "\"taken\"\ndebug    = \"clean/taken\"\n", `21:1: KB016: the cause names itself`},
	{"(other.md)", "(othello.md)", `15:30: KB016: no page has the id "othello"`},
	{`">=3.8"`, `">=3.8,<3.7"`, `40:1: KB017: the range ">=3.8,<3.7" is empty`},
	{"python broken\nuse", "python broken <3.8\nuse", "48:1: KB017: the program's versions are outside the cause's"},
	{"python broken\nuse", "python broken fast\nuse", "48:1: KB017: \"fast\" is neither a range of versions such as >=3.8,<3.14 nor file=NAME"},
	{"Give it back.", "Give it back. TODO when?", `26:15: KB019: something is left to be written`},
	{"Give it back.", "Look at the stack trace.", `26:13: KB020: "stack trace": say traceback`},
}

func TestLintTellsEachFault(t *testing.T) {
	seen := map[string]bool{"KB007": true} // tested between pages
	for _, fault := range faults {
		page := strings.Replace(cleanPage, fault.old, fault.new, 1)
		if page == cleanPage {
			t.Fatalf("%q is not on the page", fault.old)
		}
		problems := Lint(fstest.MapFS{"clean.md": {Data: []byte(page)}, "other.md": {Data: []byte(otherPage)}}, nil)
		want := "clean.md:" + fault.want
		found := func(p Problem) bool {
			seen[p.Code] = true
			return p.String() == want
		}
		if !slices.ContainsFunc(problems, found) {
			t.Errorf("%q instead of %q:\n got  %v\n want %s", fault.new, fault.old, problems, want)
		}
	}
	for _, c := range Codes() {
		if !seen[c.Code] {
			t.Errorf("no fault shows %s", c.Code)
		}
	}
}

func TestLintSparesWhatCannotBeWrapped(t *testing.T) {
	address := strings.Replace(cleanPage, "give()", "# https://docs.example/"+strings.Repeat("a", 60)+"\ngive()", 1)
	pages := fstest.MapFS{"clean.md": {Data: []byte(address)}, "other.md": {Data: []byte(otherPage)}}
	for _, p := range Lint(pages, nil) {
		t.Error(p)
	}
}

func TestLintComparesPages(t *testing.T) {
	twin := strings.ReplaceAll(cleanPage, `"clean"`, `"twin"`)
	echo := func(page, of string) []byte {
		return []byte(strings.Replace(page, "kind ", "echo_of = [\""+of+"\"]\nkind ", 1))
	}
	pages := fstest.MapFS{"clean.md": {Data: echo(cleanPage, "twin")}, "twin.md": {Data: echo(twin, "clean")}, "other.md": {Data: []byte(otherPage)}}
	var got []string
	for _, p := range Lint(pages, nil) {
		got = append(got, p.String())
	}
	want := []string{
		`clean.md:5:12: KB016: "twin" is itself an echo of this page: in a circle neither leads`,
		`twin.md:5:12: KB016: "clean" is itself an echo of this page: in a circle neither leads`,
		`twin.md:8:15: KB007: the page clean has the same wording for RuntimeError`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestLintKnowsThePagesBeside(t *testing.T) {
	beside := &Base{entries: []Entry{{ID: "other"}}}
	if problems := Lint(fstest.MapFS{"clean.md": {Data: []byte(cleanPage)}}, beside); len(problems) > 0 {
		t.Error(problems)
	}
}
