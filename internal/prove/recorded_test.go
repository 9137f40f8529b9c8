package prove

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aiowhy/kb"
)

// The recordings of the project belong to its causes and to their versions.
func TestRecordingsBelongToCauses(t *testing.T) {
	folder := filepath.Join("..", "..", "testdata", "recordings")
	files, err := filepath.Glob(filepath.Join(folder, "*", "*", "*.stderr"))
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, file := range files {
		name, _ := filepath.Rel(folder, file)
		parts := strings.Split(filepath.ToSlash(name), "/")
		entry, ok := kb.Builtin().Entry(parts[0])
		if !ok {
			t.Errorf("%s: no page has this id", name)
			continue
		}
		i := slices.IndexFunc(entry.Causes, func(c kb.Cause) bool { return c.ID == parts[1] })
		if i < 0 {
			t.Errorf("%s: the page has no such cause", name)
			continue
		}
		v, err := kb.ParseVersion(strings.Join(strings.Split(parts[2], ".")[:2], "."))
		if err != nil || !entry.Python.Contains(v) || !entry.Causes[i].Python.Contains(v) {
			t.Errorf("%s: the cause is not for this version", name)
		}
		if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "\n") > maxLines {
			t.Errorf("%s: longer than %d lines, %v", name, maxLines, err)
		}
	}
}

// A page that claims a version on which nobody has seen its message claims too much.
func TestCausesAreRecordedOnAllVersionsThatTheyClaim(t *testing.T) {
	var all []Interpreter
	for minor := oldest; minor <= newest; minor++ {
		all = append(all, python(minor))
	}
	for _, entry := range kb.Builtin().Entries() {
		for _, cause := range entry.Causes {
			if len(cause.Broken) == 0 || len(entry.Wordings) == 0 || len(cause.Proof.Requires) > 0 {
				continue
			}
			folder := filepath.Join("..", "..", "testdata", "recordings", entry.ID, cause.ID)
			recorded, err := RecordedVersions(folder)
			if err != nil {
				t.Error(err)
			}
			for _, i := range (Options{Pythons: all}).interpreters(&entry, &cause) {
				if !slices.Contains(recorded, i.Version) {
					t.Errorf("%s/%s has no recording of %v: run aiowhy kb prove %s --update", entry.ID, cause.ID, i.Version, entry.ID)
				}
			}
		}
	}
}

// A recording of another version is one that no run compares any more.
func TestLibrariesAreRecordedOnTheFirstAndTheLastPinnedVersion(t *testing.T) {
	var all []Interpreter
	for minor := oldest; minor <= newest; minor++ {
		all = append(all, python(minor))
	}
	p := prover{options: Options{Pins: filepath.Join("..", "..", "testdata", "libraries"), Pythons: all, Libraries: true}}
	for _, entry := range kb.Builtin().Entries() {
		for _, cause := range entry.Causes {
			if len(cause.Broken) == 0 || len(cause.Proof.Requires) == 0 {
				continue
			}
			var ends []kb.Version
			for _, i := range p.options.interpreters(&entry, &cause) {
				if _, err := os.Stat(p.pins(i.Version, cause.Proof.Requires)); err == nil {
					ends = append(ends[:min(1, len(ends))], i.Version)
				}
			}
			recorded, err := RecordedVersions(filepath.Join("..", "..", "testdata", "recordings", entry.ID, cause.ID))
			if err != nil || !slices.Equal(recorded, ends) {
				t.Errorf("%s/%s is recorded on %v, pinned on %v: run aiowhy kb prove %s --libraries --update; %v", entry.ID, cause.ID, recorded, ends, entry.ID, err)
			}
		}
	}
}

func TestRecordedCountsCausesByVersion(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"3.8", "3.14"} {
		v, _ := kb.ParseVersion(name)
		if err := (recording{folder, "page", "cause", v, ""}).write("x\n"); err != nil {
			t.Fatal(err)
		}
	}
	debug := recording{folder, "page", "cause", kb.Version{Major: 3, Minor: 8}, "debug"}
	if err := debug.write("y\n"); err != nil {
		t.Fatal(err)
	}
	record, err := Recorded(page(t, program("broken", "a()")+program("fixed", "b()"), ""), folder)
	if err != nil {
		t.Fatal(err)
	}
	want := "1 pages with 1 causes. 1 causes are reproduced on real interpreters, 0 could not be reproduced and are\n" +
		"taken from the sources.\n\n| causes proven on Python | 3.8 | 3.9 | 3.10 | 3.11 | 3.12 | 3.13 | 3.14 |\n" +
		"| --- | --: | --: | --: | --: | --: | --: | --: |\n" +
		"| of the standard library | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n| with libraries | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n" +
		"\nPrograms that need libraries are proven on the oldest and the newest Python that these support; no cause\n" +
		"counts on a version that cannot show it.\n" +
		"The standard library's programs are also run in asyncio's debug mode and with tracemalloc:\n1 recordings hold what then differs.\n"
	if diff := cmp.Diff(want, record.Markdown()); diff != "" {
		t.Error(diff)
	}
}

// A recording that a replacement would still change was made before it.
func TestRecordingsHoldNothingThatVaries(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "recordings", "*", "*", "*.stderr"))
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	p := prover{replacements: newReplacements()}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		if now := p.normalise(string(text), "$DIR", Interpreter{}); now != string(text) {
			t.Errorf("%s: %s", file, difference(string(text), now))
		}
	}
}
