package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/render"
	"aiowhy/render/term"
)

// hostile is what a message, a name or a path may hold that would act: on a
// terminal, in markdown, in a browser, on a runner of workflows, in an editor.
var hostile = []string{
	"\x1b[2J\x1b]0;owned\x07\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\\x1bP1$r\x1b\\",
	"\u009b2J\u009d0;owned\u009c\u0085",
	"\b\b\a\v\f\x00\x7f\x0e",
	"\u202egnp\u2066x\u2069\u200f\ufeff\u200b\U000e0041",
	"[x](https://evil.example) <https://evil.example> ![x](https://evil.example)",
	"`](https://evil.example) ``` [`x`](https://evil.example) ~~~",
	"<script>alert(1)</script><img src=https://evil.example onerror=x>",
	"# owned | - [ ] *x* ---",
	"%0A::error::owned,line=1\r::warning file=x::y",
	"\u2028\u2029:1:1: error: owned",
	"\xff\xfe\xc3(\xf0\x9f",
}

// hostileTexts puts what is hostile wherever a recorded text has a name, a path
// or a message.
func hostileTexts(tb testing.TB) [][]byte {
	tb.Helper()
	paths, err := filepath.Glob("../../testdata/recordings/*/*/3.13.stderr")
	if err != nil || len(paths) < 100 {
		tb.Fatalf("%d recordings, %v", len(paths), err)
	}
	quoted := regexp.MustCompile(`'\w+'`)
	var all [][]byte
	for i := 0; i < len(paths); i += 40 {
		b, err := os.ReadFile(paths[i])
		if err != nil {
			tb.Fatal(err)
		}
		recorded := strings.ReplaceAll(string(b), "$DIR", "/srv/shop")
		for j, act := range hostile {
			all = append(all, []byte(strings.ReplaceAll(recorded, `.py", line`, act+`.py", line`)))
			all = append(all, []byte(strings.ReplaceAll(recorded, ", in ", ", in "+act)))
			all = append(all, []byte(quoted.ReplaceAllStringFunc(recorded, func(s string) string { return s[:1] + act + s[1:] })))
			all = append(all, []byte(strings.ReplaceAll(recorded, "\n", act+"\n")))
			envelope, err := json.Marshal(map[string]string{"level": "error", "exc_info": strings.ReplaceAll(recorded, `", line`, act+`", line`), "logger": act})
			if err != nil {
				tb.Fatal(err)
			}
			if (i/40+j)%3 == 0 {
				all = append(all, envelope)
			}
		}
	}
	return all
}

// FuzzNothingInTheInputActs takes hostile input the whole way, into every form
// of the answer.
func FuzzNothingInTheInputActs(f *testing.F) {
	for _, b := range hostileTexts(f) {
		f.Add(b)
	}
	m := matcher.New(kb.Builtin(), matcher.Options{NoFuzzy: true})
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		s := m.NewSession()
		size, err := s.Read(bytes.NewReader(data), nil)
		if err != nil {
			return // a broken envelope, which is said
		}
		a := answer{render.Input{Source: "app.log", Lines: size.Lines, Bytes: size.Bytes}, s.Diagnoses(), nil}
		if len(a.diagnoses) == 0 {
			a.unknown = s.Unknown()
		}
		for _, way := range ways() {
			d, out := way.begin(dir)
			if err := d.show(a, false); err != nil {
				t.Fatal(err)
			}
			way.check(t, a, out.String())
		}
	})
}

// A way is a form of the answer, and what must hold in it.
type way struct {
	name, format string
	why, diff    bool
	color        string
	checks       []func(t *testing.T, a answer, out string)
}

func ways() []way {
	return []way{
		{name: "markdown", format: "markdown", checks: []func(*testing.T, answer, string){isPrintable, isOurMarkdown}},
		{name: "why", format: "markdown", why: true, checks: []func(*testing.T, answer, string){isPrintable, isOurMarkdown}},
		{name: "text", format: "text", color: "never", checks: []func(*testing.T, answer, string){isPrintable}},
		{name: "terminal", format: "auto", color: "always", checks: []func(*testing.T, answer, string){isPrintableInColour}},
		{name: "json", format: "json", checks: []func(*testing.T, answer, string){isPrintable, isPrintableJSON}},
		{name: "jsonl", format: "jsonl", checks: []func(*testing.T, answer, string){isPrintable, isPrintableJSON}},
		{name: "sarif", format: "sarif", checks: []func(*testing.T, answer, string){isPrintable, isPrintableJSON}},
		{name: "quickfix", format: "quickfix", checks: []func(*testing.T, answer, string){isPrintable, isQuickfix}},
		{name: "github", format: "github", checks: []func(*testing.T, answer, string){isPrintable, isWorkflowCommands}},
		{name: "diff", diff: true, checks: []func(*testing.T, answer, string){isPrintable}},
	}
}

// begin prepares one answer. What is said beside it counts, too.
func (w way) begin(dir string) (*diagnose, *bytes.Buffer) {
	var out bytes.Buffer
	env := Env{Stdout: &out, Stderr: &out, Dir: dir, Getenv: func(name string) string { return map[string]string{"FORCE_HYPERLINK": "1"}[name] }}
	o := &options{env: env, look: look{format: w.format, color: &choice{word: w.color}, style: &choice{word: "auto"}}}
	return &diagnose{options: o, why: w.why, diff: w.diff, files: newSources(dir)}, &out
}

func (w way) check(t *testing.T, a answer, out string) {
	t.Helper()
	for _, check := range w.checks {
		check(t, a, out)
	}
	if t.Failed() {
		t.Fatalf("as %s:\n%q", w.name, out)
	}
}

// unprintable is the first character of a text that is not shown as itself.
func unprintable(s string) string {
	for _, r := range s {
		if r != '\n' && r != '\u200d' && (!unicode.IsGraphic(r) || r == '\u2028' || r == '\u2029') {
			return fmt.Sprintf("%q", r)
		}
	}
	if !utf8.ValidString(s) {
		return "a byte that is no character"
	}
	return ""
}

func isPrintable(t *testing.T, _ answer, out string) {
	if r := unprintable(out); r != "" {
		t.Errorf("%s came through", r)
	}
}

func isPrintableInColour(t *testing.T, a answer, out string) {
	for _, link := range regexp.MustCompile(`\x1b\]8;;([^\x1b]+)`).FindAllStringSubmatch(out, -1) {
		if !slices.Contains(ourAddresses(a), link[1]) {
			t.Errorf("%s is a link", link[1])
		}
	}
	isPrintable(t, a, regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\`).ReplaceAllString(out, ""))
}

// ourAddresses are those that the pages of an answer lead to.
func ourAddresses(a answer) []string {
	var all []string
	for i := range a.diagnoses {
		for _, r := range a.diagnoses[i].Entry.References {
			all = append(all, r.URL)
		}
	}
	return all
}

// isOurMarkdown reads a document as CommonMark does: every link is a page's, and
// there is no HTML and no image.
func isOurMarkdown(t *testing.T, a answer, out string) {
	source := []byte(out)
	document := goldmark.DefaultParser().Parse(text.NewReader(source))
	err := ast.Walk(document, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.HTMLBlock:
			t.Errorf("%s takes effect", n.Kind())
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, to := range term.Addresses(out) {
		if !slices.Contains(ourAddresses(a), to) {
			t.Errorf("%s is a link", to)
		}
	}
}

// isPrintableJSON demands that what a program reads out of the answer can be
// shown, too.
func isPrintableJSON(t *testing.T, _ answer, out string) {
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		token, err := d.Token()
		if err != nil {
			t.Error(err)
			return
		}
		if s, ok := token.(string); ok && unprintable(s) != "" {
			t.Errorf("%s in %q", unprintable(s), s)
		}
	}
}

func isQuickfix(t *testing.T, a answer, out string) {
	line := regexp.MustCompile(`^[^\n]+:\d+:\d+: (error|warning|note): [a-z0-9-]+: [^\n]+$`)
	heads := 0
	for _, l := range linesOf(out) {
		if !line.MatchString(l) {
			t.Errorf("%q is no entry", l)
		}
		if !strings.Contains(l, ": note: ") {
			heads++
		}
	}
	if heads > len(a.diagnoses) {
		t.Errorf("%d entries for %d diagnoses", heads, len(a.diagnoses))
	}
}

func isWorkflowCommands(t *testing.T, a answer, out string) {
	command := regexp.MustCompile(`^::(error|warning) file=[^,:]*,line=\d+,col=\d+,title=aiowhy [a-z0-9-]+::[^\n]*$`)
	all := linesOf(out)
	if len(all) != len(a.diagnoses) {
		t.Errorf("%d commands for %d diagnoses", len(all), len(a.diagnoses))
	}
	for _, l := range all {
		if !command.MatchString(l) {
			t.Errorf("%q is no command of ours", l)
		}
	}
}

func linesOf(out string) []string {
	return slices.Collect(strings.SplitSeq(out, "\n"))[:strings.Count(out, "\n")]
}
