package cli

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"aiowhy/kb"
	"aiowhy/render"
	"aiowhy/render/term"
)

// A page is read where the program failed: in a terminal of 80 columns. Only an
// address is never broken.
func TestEveryPageFitsATerminal(t *testing.T) {
	const columns = 80
	r, err := term.New(term.Dark, columns)
	if err != nil {
		t.Fatal(err)
	}
	entries := kb.Builtin().Entries()
	for i := range entries {
		page, err := r.Render(render.Page(&entries[i]))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(page) {
			line = strings.TrimSuffix(ansi.Strip(line), "\n")
			if ansi.StringWidth(line) > columns && !strings.Contains(line, "://") || strings.HasSuffix(line, " ") {
				t.Errorf("%s: %q", entries[i].ID, line)
			}
		}
	}
}
