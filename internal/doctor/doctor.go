// Package doctor looks at a Python installation and a folder for what breaks
// asyncio before the first line of a program runs: files that hide modules,
// distributions that no longer fit the interpreter, policies set behind the
// program's back.
//
// It imports nothing of the user's and runs nothing but a few lines of its own
// in the interpreter. It returns data: which page of the knowledge base
// explains a finding, and where it lies; sentences are written elsewhere.
package doctor

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Check names what was looked for.
type Check string

// The checks.
const (
	BackportVendored  Check = "backport-vendored"  // the distribution asyncio comes before the standard library
	BackportInstalled Check = "backport-installed" // it lies where it is never imported
	BackportRequired  Check = "backport-required"  // a requirements file asks for it
	Shadow            Check = "shadow"             // a file hides a module that asyncio needs
	NestedLoop        Check = "nest-asyncio"       // nest_asyncio with a Python that it does not know
	NestedUvloop      Check = "nest-asyncio-uvloop"
	OldPin            Check = "old-pin"    // a release known to break on this Python
	StartPolicy       Check = "policy"     // an event loop policy set at the interpreter's start
	EndOfLife         Check = "python-eol" // a Python that gets no fixes any more
)

// Finding is something wrong.
type Finding struct {
	Check    Check
	Page     string // of the knowledge base
	Cause    string // of the page
	Path     string // the file or folder to look at; empty if there is none
	Line     int    // of the file, from 1; 0 if none
	Captures map[string]string
}

// Place is where programs would be started.
type Place struct {
	Dir        string // the working folder
	PythonPath string // PYTHONPATH
	SafePath   bool   // PYTHONSAFEPATH: the working folder is not searched
}

// Examine looks at an interpreter and a place. now decides which versions of
// Python are still cared for.
func Examine(i *Interpreter, at Place, now time.Time) []Finding {
	e := examination{Interpreter: i, place: at}
	e.path()
	e.requirements()
	e.distributions()
	e.policies()
	if end := endOfLife(i.Version); !end.IsZero() && now.After(end) {
		e.find(EndOfLife, "newer-python-needed", "too-old-python", i.Executable, 0,
			"version", i.Version.String(), "since", end.Format("2006-01"))
	}
	return e.findings
}

type examination struct {
	*Interpreter
	place    Place
	findings []Finding
}

func (e *examination) find(check Check, page, cause, path string, line int, captures ...string) {
	f := Finding{Check: check, Page: page, Cause: cause, Path: path, Line: line, Captures: map[string]string{}}
	for i := 0; i+1 < len(captures); i += 2 {
		f.Captures[captures[i]] = captures[i+1]
	}
	e.findings = append(e.findings, f)
}

// path looks at the folders that are searched before the standard library.
func (e *examination) path() {
	for _, dir := range e.first() {
		names := modules(dir)
		for _, module := range e.Used {
			found, ok := names[module]
			switch {
			case !ok:
			case module == "asyncio" && found.backport:
				e.find(BackportVendored, "pypi-backport", "vendored", found.path, 0, "module", module)
			case module == "asyncio":
				e.find(Shadow, "shadowed-module", "asyncio-file", found.path, 0, "module", module)
			default:
				e.find(Shadow, "shadowed-module", "kin", found.path, 0, "module", module)
			}
		}
	}
}

// first lists the folders and archives that come before the standard library.
func (e *examination) first() []string {
	var dirs []string
	if !e.place.SafePath || !e.Version.AtLeast(3, 11) {
		dirs = append(dirs, e.place.Dir)
	}
	for _, dir := range filepath.SplitList(e.place.PythonPath) {
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(e.place.Dir, dir) // also the empty one
		}
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return slices.DeleteFunc(dirs, func(dir string) bool { return sameDir(dir, e.Stdlib) })
}

func sameDir(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// A module is what an import would find.
type module struct {
	path     string
	backport bool // as release 3.4.3 of the distribution asyncio has it
}

// modules are the modules that an import would find in a folder or a zip
// archive, with their files. A folder without __init__.py does not hide a module
// of the standard library.
func modules(dir string) map[string]module {
	found := map[string]module{}
	info, err := os.Stat(dir)
	if err != nil {
		return found
	}
	var list fs.FS = os.DirFS(dir)
	if !info.IsDir() {
		archive, err := zip.OpenReader(dir)
		if err != nil {
			return found
		}
		defer archive.Close()
		list = archive
	}
	entries, err := fs.ReadDir(list, ".")
	if err != nil {
		return found
	}
	for _, e := range entries {
		name, suffix, _ := strings.Cut(e.Name(), ".")
		switch {
		case e.IsDir():
			if _, err := fs.Stat(list, e.Name()+"/__init__.py"); err == nil {
				_, err := fs.Stat(list, e.Name()+"/base_events.py")
				found[name] = module{filepath.Join(dir, e.Name()), err == nil}
			}
		case suffix == "py", suffix == "pyc", suffix == "pyd", strings.HasSuffix(suffix, ".pyd"), strings.HasSuffix(suffix, "so"):
			if _, ok := found[name]; !ok {
				found[name] = module{path: filepath.Join(dir, e.Name())}
			}
		}
	}
	return found
}

// maxText bounds the files that are read: none of their kind is larger.
const maxText = 1 << 20

func readText(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxText {
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

// lineWith is the first line that holds one of the words outside a comment, 0
// if none does.
func lineWith(text string, words ...string) int {
	for n, line := range strings.Split(text, "\n") {
		code, _, _ := strings.Cut(line, "#")
		for _, w := range words {
			if strings.Contains(code, w) {
				return n + 1
			}
		}
	}
	return 0
}

// policies looks at the modules that every start of the interpreter imports.
func (e *examination) policies() {
	dirs := append(e.first(), e.Stdlib)
	for _, dir := range append(dirs, e.SitePackages...) {
		for _, name := range []string{"sitecustomize.py", "usercustomize.py"} {
			path := filepath.Join(dir, name)
			if line := lineWith(readText(path), "set_event_loop_policy(", "uvloop.install("); line > 0 {
				e.find(StartPolicy, "policy-deprecated", "choose-loop", path, line)
			}
		}
	}
}
