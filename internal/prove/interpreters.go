package prove

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"aiowhy/kb"
)

// Interpreter is a Python on this machine.
type Interpreter struct {
	Path    string
	Version kb.Version
	Patch   int
	// Libraries are the folders that hold its standard library and its
	// site-packages, as it prints them.
	Libraries []string
}

// Places are where interpreters are looked for.
type Places struct {
	Given  []string            // paths of interpreters, which go before all others
	Getenv func(string) string //
	Cache  string              // folder for the interpreter that a Go module carries
	Module string              // folder of that Go module, empty if there is none
	// Old also takes patch releases that are older than those that recordings
	// were made on; given ones are always taken.
	Old bool
}

// The minor versions of Python 3 that pages are proven on.
const (
	oldest = 8
	newest = 14
)

// recordedOn is the patch release of a minor version that recordings were made
// on. Earlier ones print other texts: 3.11.2 fails eleven causes.
func recordedOn(minor int) int {
	return map[int]int{8: 18, 9: 18, 10: 13, 11: 7, 12: 1, 13: 0, 14: 6}[minor]
}

// Find gives one interpreter of each version, the oldest first. Notes tell
// what was tried in vain.
func Find(ctx context.Context, places Places) (found []Interpreter, notes []string, err error) {
	for _, path := range places.Given {
		interpreter, err := inspect(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		found = addNew(found, interpreter)
	}
	var others []Interpreter
	for _, path := range candidates(places.Getenv) {
		if interpreter, err := inspect(ctx, path); err == nil && inRange(interpreter.Version) {
			others = add(others, interpreter)
		}
	}
	for _, i := range others {
		switch known := recordedOn(i.Version.Minor); {
		case places.Old || i.Patch >= known:
			found = addNew(found, i)
		case !slices.ContainsFunc(found, func(f Interpreter) bool { return f.Version == i.Version }):
			notes = append(notes, fmt.Sprintf("%s is left out: it is %v.%d, and recordings were made on %[2]v.%[4]d; name it with --python to try it", i.Path, i.Version, i.Patch, known))
		}
	}
	if !slices.ContainsFunc(found, func(i Interpreter) bool { return i.Version.Minor == newest }) {
		interpreter, err := carried(ctx, places)
		if err == nil {
			found = append(found, interpreter)
		} else {
			notes = append(notes, fmt.Sprintf("no Python 3.%d: %v", newest, err))
		}
	}
	slices.SortFunc(found, func(a, b Interpreter) int { return cmp.Compare(a.Version.Minor, b.Version.Minor) })
	return found, notes, nil
}

func inRange(v kb.Version) bool { return v.Major == 3 && v.Minor >= oldest && v.Minor <= newest }

// addNew keeps the interpreter that a version has already.
func addNew(found []Interpreter, i Interpreter) []Interpreter {
	if slices.ContainsFunc(found, func(f Interpreter) bool { return f.Version == i.Version }) {
		return found
	}
	return append(found, i)
}

// add keeps the newest patch release of a version: its texts are those that
// most users see.
func add(found []Interpreter, i Interpreter) []Interpreter {
	at := slices.IndexFunc(found, func(f Interpreter) bool { return f.Version == i.Version })
	if at < 0 {
		return append(found, i)
	}
	if found[at].Patch < i.Patch {
		found[at] = i
	}
	return found
}

// candidates are interpreters by name: on PATH, of pyenv and of uv. The shims
// of pyenv are passed over: they are slow, and choose by the working folder.
func candidates(getenv func(string) string) []string {
	home := getenv("HOME")
	var folders []string
	for _, folder := range filepath.SplitList(getenv("PATH")) {
		if filepath.Base(folder) != "shims" {
			folders = append(folders, folder)
		}
	}
	for _, pattern := range []string{
		filepath.Join(cmp.Or(getenv("PYENV_ROOT"), filepath.Join(home, ".pyenv")), "versions", "*", "bin"),
		filepath.Join(cmp.Or(getenv("UV_PYTHON_INSTALL_DIR"), filepath.Join(home, ".local", "share", "uv", "python")), "*", "bin"),
	} {
		matches, _ := filepath.Glob(pattern) // the pattern is well formed
		slices.Sort(matches)
		slices.Reverse(matches) // the newest of a version first
		folders = append(folders, matches...)
	}
	executable := regexp.MustCompile(`^python3\.\d+(\.exe)?$`)
	var paths []string
	for _, folder := range folders {
		files, err := os.ReadDir(folder)
		if err != nil {
			continue // PATH names folders that are not there
		}
		for _, f := range files {
			if executable.MatchString(f.Name()) {
				paths = append(paths, filepath.Join(folder, f.Name()))
			}
		}
	}
	return paths
}

const inspection = `import json, sys, sysconfig
paths = sysconfig.get_paths()
print(json.dumps({"version": sys.version_info[:3], "libraries": [paths[k] for k in ("purelib", "platlib", "stdlib", "platstdlib")]}))
`

func inspect(ctx context.Context, path string) (Interpreter, error) {
	output, err := exec.CommandContext(ctx, path, "-I", "-c", inspection).Output()
	if err != nil {
		return Interpreter{}, fmt.Errorf("%s is no working Python: %w", path, err)
	}
	var answer struct {
		Version   []int
		Libraries []string
	}
	if err := json.Unmarshal(output, &answer); err != nil || len(answer.Version) != 3 {
		return Interpreter{}, fmt.Errorf("%s is no working Python", path)
	}
	slices.Sort(answer.Libraries)
	return Interpreter{
		Path:      path,
		Version:   kb.Version{Major: answer.Version[0], Minor: answer.Version[1]},
		Patch:     answer.Version[2],
		Libraries: slices.Compact(answer.Libraries),
	}, nil
}

// carried unpacks the interpreter that a Go module carries, once.
func carried(ctx context.Context, places Places) (Interpreter, error) {
	if places.Module == "" {
		return Interpreter{}, fmt.Errorf("name one with --python")
	}
	folder := filepath.Join(places.Cache, "python314")
	noted := filepath.Join(folder, "path")
	if path, err := os.ReadFile(noted); err == nil {
		if interpreter, err := inspect(ctx, string(path)); err == nil {
			return interpreter, nil
		}
	}
	command := exec.CommandContext(ctx, "go", "run", "-C", places.Module, ".", folder)
	output, err := command.Output()
	if err != nil {
		return Interpreter{}, fmt.Errorf("the Go tool could not unpack one: %w", err)
	}
	path := strings.TrimSpace(string(output))
	interpreter, err := inspect(ctx, path)
	if err != nil {
		return Interpreter{}, err
	}
	return interpreter, os.WriteFile(noted, []byte(path), 0o644)
}
