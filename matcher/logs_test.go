package matcher

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aiowhy/kb"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLogsOfRealToolsAreUnderstood reads what loggers, servers, runtimes and
// terminals made of the same few failures (see testdata/record/dressings).
func TestLogsOfRealToolsAreUnderstood(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	paths, err := filepath.Glob("../testdata/logs/dressed/*")
	if err != nil || len(paths) == 0 {
		t.Fatal("no recordings", err)
	}
	var b strings.Builder
	for _, path := range paths {
		fmt.Fprintf(&b, "%s:\n", filepath.Base(path))
		for _, d := range readLog(t, m, path) {
			fmt.Fprintf(&b, "  %s at %s:%d in %s, lines %d-%d", nameOf(&d), d.Blame.File, d.Blame.Line, d.Blame.Function, d.Lines.Start, d.Lines.End)
			if d.Count > 1 {
				fmt.Fprintf(&b, ", %d times", d.Count)
			}
			b.WriteString("\n")
		}
	}
	const golden = "../testdata/logs/dressed.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s", b.String())
	}
}

func readLog(t *testing.T, m *Matcher, path string) []Diagnosis {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := m.NewSession()
	if _, err := s.Read(f, nil); err != nil {
		t.Fatal(err)
	}
	return s.Diagnoses()
}

// TestErrorsInOtherLanguagesAreKnownByTheirNumber compares what systems in French
// and Chinese say with what one in English says.
func TestErrorsInOtherLanguagesAreKnownByTheirNumber(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	paths, err := filepath.Glob("../testdata/logs/systems/*-C.log")
	if err != nil || len(paths) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, path := range paths {
		want := readLog(t, m, path)
		if len(want) == 0 {
			t.Errorf("%s: nothing", path)
			continue
		}
		for _, language := range []string{"fr_FR", "zh_CN"} {
			other := strings.TrimSuffix(path, "C.log") + language + ".log"
			all := readLog(t, m, other)
			if len(all) == 0 || nameOf(&all[0]) != nameOf(&want[0]) || all[0].Blame.Line != want[0].Blame.Line {
				t.Errorf("%s: %v, in English %s", other, namesOf(all), nameOf(&want[0]))
			}
		}
	}
}
