package render_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/render"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata/golden")

// The answers to these recordings are kept, to be reviewed as prose: one for
// each shape that a document can have.
var shapes = []struct{ name, recording string }{
	{"root with an echo", "run-in-running-loop/nested/3.12"},
	{"warning with a change", "never-awaited/forgot-await/3.13"},
	{"log record with a task", "task-destroyed/no-reference/3.12"},
	{"wrapper of an ordinary exception", "exception-never-retrieved/fire-and-forget/3.12"},
	{"exception group", "taskgroup/child-failed/3.12"},
	{"removed name with its replacement", "no-attribute/removed/3.13"},
	{"several causes", "loop-closed/explicit-close/3.11"},
	{"syntax error", "await-outside-async/sync-function/3.9"},
	{"bare class", "timed-out/wait-for/3.12"},
}

func TestGoldenDocuments(t *testing.T) {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			path := filepath.Join("../testdata/recordings", s.recording+".stderr")
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text = []byte(strings.NewReplacer("$LIB", "/usr/lib", "$DIR", "/home/ana/shop").Replace(string(text)))
			all := m.Diagnose(text)
			if len(all) == 0 {
				t.Fatal("nothing was diagnosed")
			}
			name := strings.ReplaceAll(s.recording, "/", ".")
			golden(t, name+".md", render.Markdown(&all[0], render.Echoes(&all[0], all)))
			golden(t, name+".why.md", render.Why(&all[0]))
			var b bytes.Buffer
			in := render.Input{Source: "app.log", Lines: bytes.Count(text, []byte("\n")), Bytes: int64(len(text))}
			if err := render.JSON(&b, in, all, nil); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".json", b.String())
			b.Reset()
			if err := render.Quickfix(&b, in, all); err != nil {
				t.Fatal(err)
			}
			if err := render.GitHub(&b, in, all); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".lines.txt", b.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("../testdata/golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: go test ./render -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}
