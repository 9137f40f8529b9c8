package matcher

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"aiowhy/kb"
)

const recordings = "../testdata/recordings"

// A recording is what a page's broken program printed on a real interpreter.
type recording struct{ path, entry, cause string }

func allRecordings(t testing.TB) []recording {
	t.Helper()
	var all []recording
	err := filepath.WalkDir(recordings, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".stderr" {
			return err
		}
		parts := strings.Split(filepath.ToSlash(path), "/")
		n := len(parts)
		all = append(all, recording{path, parts[n-3], parts[n-2]})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no recordings in " + recordings)
	}
	return all
}

// read returns the text with paths in the places of what was recorded for them.
func (r recording) read(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(r.path)
	if err != nil {
		t.Fatal(err)
	}
	paths := strings.NewReplacer("$LIB", "/usr/lib", "$DIR", "/srv/shop", "$HOME", "/home/ana")
	return []byte(paths.Replace(string(text)))
}

// wanted is the page and the cause that a recording belongs to. In asyncio's
// debug mode the mistake may show as another that the page names.
func (r recording) wanted(t testing.TB) []string {
	t.Helper()
	wanted := []string{r.entry + "/" + r.cause}
	if !strings.HasSuffix(r.path, ".debug.stderr") {
		return wanted
	}
	entry, _ := kb.Builtin().Entry(r.entry)
	for _, c := range entry.Causes {
		if c.ID == r.cause && c.Proof.Debug != "" {
			wanted = append(wanted, c.Proof.Debug)
		}
	}
	return wanted
}

// The confusion table: every recording leads to its own page and cause, and to
// no other page that is not its echo.
func TestRecordingsLeadToTheirOwnPageAndCause(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	confused := map[string][]string{}
	for _, r := range allRecordings(t) {
		wanted := r.wanted(t)
		if got := bestOf(m.Diagnose(r.read(t)), wanted...); !slices.Contains(wanted, got) {
			cell := strings.Join(wanted, " or ") + " taken for " + got
			confused[cell] = append(confused[cell], strings.TrimSuffix(filepath.Base(r.path), ".stderr"))
		}
	}
	var cells []string
	for cell := range confused {
		cells = append(cells, cell)
	}
	sort.Strings(cells)
	for _, cell := range cells {
		t.Errorf("%s on %s", cell, strings.Join(confused[cell], ", "))
	}
}

// bestOf names the best page and cause. What is wanted also counts as an echo
// of the best, since some problems never come alone.
func bestOf(all []Diagnosis, wanted ...string) string {
	for i := range all {
		if i > 0 && all[i].Root {
			continue
		}
		if name := nameOf(&all[i]); slices.Contains(wanted, name) {
			return name
		}
	}
	if len(all) == 0 {
		return "nothing"
	}
	return nameOf(&all[0])
}

func nameOf(d *Diagnosis) string {
	if len(d.Causes) == 0 {
		return d.Entry.ID
	}
	return d.Entry.ID + "/" + d.Causes[0].Cause.ID
}

func TestOrdinaryLogsStaySilent(t *testing.T) {
	m := New(kb.Builtin(), Options{})
	logs, err := filepath.Glob("../testdata/logs/clean/*")
	if err != nil || len(logs) == 0 {
		t.Fatalf("no clean logs: %v", err)
	}
	for _, path := range logs {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range m.Diagnose(text) {
			t.Errorf("%s: %s on line %d: %q", filepath.Base(path), d.Entry.ID, d.Lines.Start, fmt.Sprintf("%.80s", d.Message))
		}
	}
}

// TestADumpTellsWhatIsStuck: the same two frames stand in the dump of a program
// whose loop waits for itself and of one where another thread waits.
func TestADumpTellsWhatIsStuck(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	paths, err := filepath.Glob("traceback/testdata/layouts/dump-*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, path := range paths {
		var want []string
		switch name := filepath.Base(path); {
		case strings.Contains(name, "-blocked"):
			want = []string{"blocking-result-in-loop/own-loop"}
		case strings.Contains(name, "-pooled"):
			want = []string{"blocking-result-in-loop/executor-work"}
		case strings.Contains(name, "-cycle"):
			want = []string{"await-cycle/circle"}
		}
		got := slices.DeleteFunc(namesOf(readLog(t, m, path)), func(name string) bool {
			return !strings.HasPrefix(name, "blocking-") && !strings.HasPrefix(name, "await-cycle")
		})
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// Where tasks wait for each other the exception shows only who cancelled them.
func TestARecordNamesTheLineToBlame(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, r := range allRecordings(t) {
		if r.entry+"/"+r.cause != "await-cycle/circle" || strings.Contains(r.path, "/3.8.") || strings.Contains(r.path, "/3.9.") || strings.Contains(r.path, "/3.10.") {
			continue // where that record could not be written
		}
		all := m.Diagnose(r.read(t))
		if nameOf(&all[0]) != "await-cycle/circle" || all[0].Blame.Function != "produce" && all[0].Blame.Function != "consume" {
			t.Errorf("%s: %v blamed on %+v", r.path, namesOf(all), all[0].Blame)
		}
	}
}
