package kb

import (
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFormatOrdersAndAligns(t *testing.T) {
	const untidy = `# A page


` + "```toml entry" + `
kind="error"
# who prints it
types = [ "A",
  "B" ]   # two

id = "page"

[[wording]]
in_block = true
text = "a = b"
` + "```" + `
Intro.  
## A cause
` + "```toml cause" + `
evidence = [
  { source = 'x', weight = 1, says = "it = x" },
]
id="cause"
` + "```" + `



Prose.
` + "```python broken\nx = 1\n\n\ny = 2\n```" + `
1. item

   ` + "```python\n   pass\n   ```" + `
`
	const tidy = `# A page

` + "```toml entry" + `
id    = "page"
kind  = "error"
# who prints it
types = [ "A",
  "B" ]   # two

[[wording]]
text     = "a = b"
in_block = true
` + "```" + `

Intro.

## A cause

` + "```toml cause" + `
id       = "cause"
evidence = [
  { source = 'x', weight = 1, says = "it = x" },
]
` + "```" + `

Prose.

` + "```python broken\nx = 1\n\n\ny = 2\n```" + `

1. item

   ` + "```python\n   pass\n   ```" + `
`
	got, problems := Format("page.md", []byte(untidy))
	if diff := cmp.Diff(tidy, string(got)); diff != "" || len(problems) > 0 {
		t.Error(problems, diff)
	}
}

func TestFormatLeavesBadPagesAlone(t *testing.T) {
	const bad = "# A page\n\n```toml entry\nid = \n```\n"
	got, problems := Format("page.md", []byte(bad))
	if string(got) != bad || len(problems) != 1 || problems[0].Line != 4 {
		t.Errorf("got %q, %v", got, problems)
	}
}

func TestFormatChangesNoMeaning(t *testing.T) {
	pages := os.DirFS("entries")
	names, err := fs.Glob(pages, "*.md")
	if err != nil || len(names) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(pages, name)
		if err != nil {
			t.Fatal(err)
		}
		before, problems := ReadPage(name, text)
		if len(problems) > 0 {
			continue // told by TestPagesAreClean
		}
		once, _ := Format(name, text)
		after, problems := ReadPage(name, once)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: %v\n%s", name, problems, diff)
		}
		if twice, _ := Format(name, once); string(twice) != string(once) {
			t.Errorf("%s: formatted twice it changes:\n%s", name, cmp.Diff(string(once), string(twice)))
		}
	}
}
