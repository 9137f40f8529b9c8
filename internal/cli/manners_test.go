//go:build unix

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

func envOf(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestLinksAreMadeOnlyWhereTheTerminalTakesThem(t *testing.T) {
	for name, c := range map[string]struct {
		env      map[string]string
		terminal bool
		want     bool
	}{
		"a terminal that knows them":    {map[string]string{"TERM_PROGRAM": "WezTerm"}, true, true},
		"the same, piped":               {map[string]string{"TERM_PROGRAM": "WezTerm"}, false, false},
		"inside tmux":                   {map[string]string{"TERM_PROGRAM": "WezTerm", "TERM": "tmux-256color"}, true, false},
		"kitty":                         {map[string]string{"TERM": "xterm-kitty"}, true, true},
		"a new VTE":                     {map[string]string{"VTE_VERSION": "7200"}, true, true},
		"an old VTE":                    {map[string]string{"VTE_VERSION": "4200"}, true, false},
		"one of which nothing is known": {map[string]string{"TERM": "xterm-256color"}, true, false},
		"asked for":                     {map[string]string{"FORCE_HYPERLINK": "1"}, false, true},
		"not wanted":                    {map[string]string{"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, true, false},
	} {
		if got := takesLinks(Env{Getenv: envOf(c.env), StdoutTerminal: c.terminal}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAddressesAndFilesBecomeLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	got := withLinks("Where: \x1b[31mapp.py:10\x1b[0m gone.py:3\nhttps://docs.python.org/3/a.html#b\x1b[0m. https://other.example\n",
		[]string{"https://docs.python.org/3/a.html#b"}, dir)
	for _, want := range []string{
		dir + "/app.py\x1b\\app.py:10\x1b]8;;\x1b\\\x1b[0m gone.py:3\n",
		"\x1b]8;;https://docs.python.org/3/a.html#b\x1b\\https://docs.python.org/3/a.html#b\x1b]8;;\x1b\\\x1b[0m. https://other.example\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

func TestLongAnswersGoThroughThePager(t *testing.T) {
	ours, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	defer terminal.Close()
	if err := pty.Setsize(ours, &pty.Winsize{Rows: 10, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		lines   int
		noPager bool
		pager   string
		want    string
	}{
		"a short answer":       {5, false, "sed s/^/paged/", "line"},
		"a long one":           {20, false, "sed s/^/paged/", "paged"},
		"with --no-pager":      {20, true, "sed s/^/paged/", "line"},
		"a pager that is none": {20, false, "no-such-pager", "line"},
		"cat":                  {20, false, "cat", "line"},
	} {
		t.Run(name, func(t *testing.T) {
			env := Env{Stdout: terminal, Stderr: terminal, StdoutTerminal: true, Getenv: envOf(map[string]string{"AIOWHY_PAGER": c.pager, "PAGER": "false"})}
			l := look{noPager: c.noPager}
			if err := l.page(env, strings.Repeat("line\n", c.lines)); err != nil {
				t.Fatal(err)
			}
			shown := make([]byte, c.lines*(len(c.want)+len("line\r\n")))
			n, err := ours.Read(shown)
			if err != nil || !strings.HasPrefix(string(shown[:n]), c.want) {
				t.Errorf("%q, %v", shown[:n], err)
			}
			for strings.Count(string(shown[:n]), "\n") < c.lines {
				more, err := ours.Read(shown[n:])
				if n += more; err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestProgressAppearsAfterASecondAndIsWipedAway(t *testing.T) {
	var screen bytes.Buffer
	d := &diagnose{options: &options{env: Env{Stderr: &screen, StderrTerminal: true, Getenv: envOf(nil)}}}
	p := d.watched(strings.NewReader(strings.Repeat("x", 100)))
	read := func() {
		if _, err := p.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
	}
	read()
	if screen.Len() > 0 {
		t.Errorf("at once: %q", screen.String())
	}
	p.begun = time.Now().Add(-2 * time.Second)
	p.found.Store(3)
	read()
	read()
	p.done()
	if got := screen.String(); !strings.HasPrefix(got, "\raiowhy: 20 bytes read, ") || !strings.HasSuffix(got, " bytes/s, 3 findings\x1b[K\r\x1b[K") {
		t.Errorf("%q", got)
	}
	screen.Reset()
	d.quiet = true
	p = d.watched(strings.NewReader("x"))
	p.begun = time.Now().Add(-2 * time.Second)
	read()
	p.done()
	if screen.Len() > 0 {
		t.Errorf("with --quiet: %q", screen.String())
	}
}
