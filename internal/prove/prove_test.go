package prove

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"aiowhy/kb"
)

// page is a page with one cause; its fences are given as `python broken` and
// `python fixed` programs.
func page(t *testing.T, programs, keys string) *kb.Base {
	t.Helper()
	text := "# A page\n\n```toml entry\nid = \"page\"\nkind = \"error\"\nwordings = [\"the loop got lost\"]\n```\n\nIt is so.\n\n" +
		"## A cause\n\n```toml cause\nid = \"cause\"\n" + keys + "\n```\n\nWhy.\n\n" + programs
	base, problems := kb.Load(fstest.MapFS{"page.md": {Data: []byte(text)}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return base
}

func program(kind, source string) string { return "```python " + kind + "\n" + source + "\n```\n\n" }

func python(minor int) Interpreter {
	return Interpreter{Path: "python", Version: kb.Version{Major: 3, Minor: minor}, Libraries: []string{"/usr/lib/python3." + string(rune('0'+minor))}}
}

func TestPlanKeepsToTheVersionsOfPrograms(t *testing.T) {
	pythons := []Interpreter{python(6), python(7), python(8), python(9)}
	programs := program("broken <3.9", "a()") + program("fixed", "b()")
	tests := []struct {
		name, programs, keys string
		options              Options
		want                 []int
		skipped              string
	}{
		{"range of the program", programs, "", Options{}, []int{6, 7, 8}, ""},
		{"range of the cause", programs, `python = ">=3.7"`, Options{}, []int{7, 8}, ""},
		{"libraries are asked for", programs, `requires = ["x==1"]`, Options{}, nil, "needs libraries"},
		{"libraries where they are wanted", programs, `requires = ["x==1"]`, Options{Libraries: true}, []int{6, 7, 8}, ""},
		{"and nothing else there", programs, "", Options{Libraries: true}, nil, "needs no libraries"},
		{"from the sources", "", `source = "tasks.py"`, Options{}, nil, "from the sources, not reproduced"},
		{"a cause by name", programs, "", Options{Only: []string{"page/cause"}}, []int{6, 7, 8}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.options.Pythons = pythons
			jobs, skipped, err := plan(page(t, test.programs, test.keys), test.options)
			var got []int
			for _, j := range jobs {
				got = append(got, j.python.Version.Minor)
			}
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("versions %v, want %v, %v", got, test.want, err)
			}
			why := ""
			if len(skipped) > 0 {
				why = skipped[0].Why
			}
			if why != test.skipped {
				t.Errorf("skipped %q, want %q", why, test.skipped)
			}
		})
	}
	if _, _, err := plan(page(t, programs, ""), Options{Only: []string{"page", "nowhere"}}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("an unknown page gives %v", err)
	}
}

func TestLaterProgramsNarrowEarlierOnes(t *testing.T) {
	programs := []kb.Program{{Source: "old"}, {Source: "new", Python: kb.Range{From: kb.Version{Major: 3, Minor: 11}}}}
	for minor, want := range map[int]string{10: "old", 11: "new", 14: "new"} {
		if got := lastFor(programs, kb.Version{Major: 3, Minor: minor}); got.Source != want {
			t.Errorf("3.%d runs %q, want %q", minor, got.Source, want)
		}
	}
}

func TestCommandFollowsTheRunner(t *testing.T) {
	tests := []struct {
		proof     kb.Proof
		file      string
		arguments string
	}{
		{kb.Proof{}, "", "-X dev app.py"},
		{kb.Proof{Options: []string{"-W", "error"}}, "worker.py", "-W error -X dev worker.py"},
		{kb.Proof{Runner: "module"}, "worker.py", "-X dev -m worker"},
		{kb.Proof{Runner: "unittest"}, "", "-X dev -m unittest test_app.py"},
		{kb.Proof{Runner: "pytest"}, "", "-X dev -m pytest --color=no -p no:cacheprovider test_app.py"},
	}
	for _, test := range tests {
		r := command(test.proof, kb.Program{File: test.file}, []string{"-X", "dev"}, nil)
		if got := strings.Join(r.arguments, " "); got != test.arguments {
			t.Errorf("%+v: %q, want %q", test.proof, got, test.arguments)
		}
	}
}

func TestCandidatesPassOverShims(t *testing.T) {
	home := t.TempDir()
	for _, path := range []string{
		"shims/python3.9", "bin/python3.10", "bin/python3", "bin/python3.10-config",
		".pyenv/versions/3.8.1/bin/python3.8", ".local/share/uv/python/cpython-3.12/bin/python3.12",
	} {
		path = filepath.Join(home, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	environment := map[string]string{"HOME": home, "PATH": filepath.Join(home, "shims") + string(os.PathListSeparator) + filepath.Join(home, "bin")}
	var got []string
	for _, path := range candidates(func(name string) string { return environment[name] }) {
		got = append(got, filepath.Base(path))
	}
	if want := []string{"python3.10", "python3.8", "python3.12"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheNewestPatchReleaseOfAVersionIsTaken(t *testing.T) {
	old, recent, other := python(8), python(8), python(9)
	old.Patch, recent.Patch = 2, 18
	got := add(add(add(nil, old), other), recent)
	if len(got) != 2 || got[0].Patch != 18 || got[1].Version.Minor != 9 {
		t.Errorf("got %+v", got)
	}
	if got := addNew([]Interpreter{old}, recent); len(got) != 1 || got[0].Patch != 2 {
		t.Errorf("a given interpreter was replaced: %+v", got)
	}
}

func TestPatchReleasesBeforeTheRecordingsAreLeftOut(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the interpreters of this test are shell scripts")
	}
	bin := t.TempDir()
	for name, version := range map[string]string{"python3.11": "3,11,2", "python3.12": "3,12,9"} {
		script := "#!/bin/sh\necho '{\"version\": [" + version + "], \"libraries\": []}'\n"
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := func(name string) string { return map[string]string{"PATH": bin, "HOME": bin}[name] }
	for _, test := range []struct {
		name   string
		places Places
		want   []int
	}{
		{"found", Places{}, []int{12}},
		{"given", Places{Given: []string{filepath.Join(bin, "python3.11")}}, []int{11, 12}},
		{"wanted", Places{Old: true}, []int{11, 12}},
	} {
		test.places.Getenv = path
		found, notes, err := Find(t.Context(), test.places)
		var got []int
		for _, i := range found {
			got = append(got, i.Version.Minor)
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v, %v", test.name, got, test.want, err)
		}
		if told := strings.Contains(strings.Join(notes, "\n"), "it is 3.11.2, and recordings were made on 3.11.7"); told == slices.Contains(got, 11) {
			t.Errorf("%s: notes %q", test.name, notes)
		}
	}
}

// anyPython is an interpreter of this machine.
func anyPython(t *testing.T) Interpreter {
	t.Helper()
	found, _, err := Find(t.Context(), Places{Getenv: os.Getenv, Old: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Skip("no Python from 3.8 was found: nothing is run")
	}
	return found[len(found)-1]
}

func TestProveJudgesWhatProgramsDo(t *testing.T) {
	interpreter := anyPython(t)
	const broken = "import sys\nsys.exit('the loop got lost')"
	toPage := func([]byte) []Finding { return []Finding{{Entry: "page", Cause: "cause"}} }
	tests := []struct {
		name, broken, fixed string
		recorded            string
		diagnose            func([]byte) []Finding
		want                string // part of what speaks against it, empty if proven
	}{
		{"proven", broken, "pass", "the loop got lost\n", nil, ""},
		{"not recorded", broken, "pass", "", nil, "has no recording yet"},
		{"recorded otherwise", broken, "pass", "the loop got lost twice\n", nil, "recorded: the loop got lost twice\nprinted:  the loop got lost"},
		{"another message", "import sys\nsys.exit('all is well')", "pass", "", nil, "does not print the page's message"},
		{"fixed fails", broken, "raise SystemExit(3)", "the loop got lost\n", nil, "the fixed program ended with status 3"},
		{"fixed is not silent", broken, "import sys\nprint('still', file=sys.stderr)", "the loop got lost\n", nil, "is not silent:\nstill"},
		{"fixed under -X dev", broken, "open(__file__)", "the loop got lost\n", nil, "ResourceWarning"},
		{"fixed never ends", broken, "import time\ntime.sleep(60)", "the loop got lost\n", nil, "did not end within"},
		{"closed standard input", broken, "import sys\nassert sys.stdin.read() == ''", "the loop got lost\n", nil, ""},
		{"home is the folder", broken, "import os\nassert os.path.samefile(os.environ['HOME'], '.')", "the loop got lost\n", nil, ""},
		{"diagnosed as another", broken, "pass", "the loop got lost\n", func([]byte) []Finding { return []Finding{{Entry: "other", Cause: "x"}} }, "is diagnosed as [other/x]"},
		{"diagnosed as an echo", broken, "pass", "the loop got lost\n", func(text []byte) []Finding {
			if len(text) == 0 {
				return nil
			}
			return []Finding{{Entry: "other"}, {Entry: "page", Cause: "cause", Echo: true}}
		}, ""},
		{"fixed is diagnosed", broken, "pass", "the loop got lost\n", toPage, "the fixed program is diagnosed as [page/cause]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			recordings := t.TempDir()
			if test.recorded != "" {
				r := recording{recordings, "page", "cause", interpreter.Version, ""}
				if err := r.write(test.recorded); err != nil {
					t.Fatal(err)
				}
			}
			timeout := 30 * time.Second
			if strings.Contains(test.name, "never ends") {
				timeout = 2 * time.Second
			}
			base := page(t, program("broken", test.broken)+program("fixed", test.fixed), "")
			summary, err := Prove(t.Context(), base, Options{
				Pythons: []Interpreter{interpreter}, Recordings: recordings, Diagnose: test.diagnose, Timeout: timeout,
			})
			if err != nil || len(summary.Results) != 1 {
				t.Fatal(summary, err)
			}
			r := summary.Results[0]
			if (r.Status == Proven) != (test.want == "") || !strings.Contains(r.Why, test.want) {
				t.Errorf("%s: %q, want %q", r.Status, r.Why, test.want)
			}
		})
	}
}

func TestAnInterruptedProofBlamesNoCause(t *testing.T) {
	base := page(t, program("broken", "import time\ntime.sleep(60)")+program("fixed", "pass"), "")
	ctx, interrupt := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, interrupt)
	_, err := Prove(ctx, base, Options{
		Pythons: []Interpreter{anyPython(t)}, Recordings: t.TempDir(), Timeout: time.Minute,
		Report: func(r Result) { t.Errorf("reported %+v", r) },
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestUpdateRecordsVariantsThatDiffer(t *testing.T) {
	interpreter := anyPython(t)
	const source = "import os, sys\nmode = os.environ.get('PYTHONASYNCIODEBUG', '0')\nsys.exit('the loop got lost ' + mode)"
	options := Options{Pythons: []Interpreter{interpreter}, Recordings: t.TempDir(), Update: true, Variants: true, Timeout: 30 * time.Second}
	base := page(t, program("broken", source)+program("fixed", "pass"), "")
	if summary, err := Prove(t.Context(), base, options); err != nil || summary.Results[0].Status != Proven {
		t.Fatal(summary, err)
	}
	var got []string
	files, err := os.ReadDir(filepath.Join(options.Recordings, "page", "cause"))
	for _, f := range files {
		got = append(got, f.Name())
	}
	want := []string{interpreter.Version.String() + ".stderr"}
	if len(variantsOf(interpreter.Version, "")) > 0 {
		want = append([]string{interpreter.Version.String() + ".debug.stderr"}, want...)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("recordings %v, want %v, %v", got, want, err)
	}
	options.Update = false
	if summary, err := Prove(t.Context(), base, options); err != nil || summary.Results[0].Status != Proven {
		t.Error("not proven by its own recording:", summary, err)
	}
}

// Debug mode may show another page's message where the cause says so, and only there.
func TestAVariantLeadsWhereTheCauseSays(t *testing.T) {
	interpreter := anyPython(t)
	if len(variantsOf(interpreter.Version, "")) == 0 {
		t.Skipf("no variants are run on %v", interpreter.Version)
	}
	const source = "import os, sys\nmode = os.environ.get('PYTHONASYNCIODEBUG', '0')\nsys.exit('the loop got lost ' + mode)"
	diagnose := func(text []byte) []Finding {
		switch {
		case len(text) == 0:
			return nil
		case strings.Contains(string(text), "lost 1"):
			return []Finding{{Entry: "other", Cause: "earlier"}}
		}
		return []Finding{{Entry: "page", Cause: "cause"}}
	}
	for keys, want := range map[string]string{`debug = "other/earlier"`: "", "": "with debug is diagnosed as [other/earlier]"} {
		base := page(t, program("broken", source)+program("fixed", "pass"), keys)
		summary, err := Prove(t.Context(), base, Options{
			Pythons: []Interpreter{interpreter}, Recordings: t.TempDir(), Update: true, Variants: true, Timeout: 30 * time.Second, Diagnose: diagnose,
		})
		if err != nil || !strings.Contains(summary.Results[0].Why, want) || (want == "") != (summary.Results[0].Status == Proven) {
			t.Errorf("%q: %+v, %v", keys, summary.Results, err)
		}
	}
}

func TestSandboxReachesLoopbackOnly(t *testing.T) {
	interpreter := anyPython(t)
	box := newSandbox(context.Background(), 30*time.Second)
	if len(box.prefix) == 0 {
		t.Skip("this system does not permit to shut off the network")
	}
	const source = `import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
try:
    socket.create_connection(("192.0.2.1", 80), 1)
except OSError as error:
    print(type(error).__name__, error.errno is not None)
`
	done, err := box.run(t.Context(), interpreter, command(kb.Proof{}, kb.Program{Source: source}, nil, nil))
	if err != nil || done.stdout != "OSError True\n" {
		t.Errorf("%q, %q, %v", done.stdout, done.stderr, err)
	}
}

// The libraries of a cause are looked for from both ends of its versions, and
// the lists that are pinned tell later runs which versions these were.
func TestLibrariesTakeTheOldestAndTheNewestThatSupportThem(t *testing.T) {
	base := page(t, program("broken", "a()")+program("fixed", "b()"), `requires = ["x==1"]`)
	cache := t.TempDir()
	pins := t.TempDir()
	p := prover{options: Options{Cache: cache, Pins: pins, Pythons: []Interpreter{python(6), python(7), python(8), python(9)}, Libraries: true, Update: true}}
	jobs, _, err := plan(base, p.options)
	if err != nil {
		t.Fatal(err)
	}
	unsupported := func(i Interpreter) {
		folder := p.environmentFolder(i, []string{"x==1"})
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "unsupported"), []byte("too old"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range p.options.Pythons {
		unsupported(i)
	}
	ready, failed := p.withLibraries(t.Context(), jobs)
	if len(ready) != 0 || len(failed) != 1 || !strings.Contains(failed[0].Why, "the libraries cannot be installed: too old") {
		t.Errorf("where none is supported: ready %v, failed %v", ready, failed)
	}
	interpreter := anyPython(t)
	made := filepath.Join(p.environmentFolder(python(8), []string{"x==1"}), "bin", "python")
	if err := os.Remove(filepath.Join(filepath.Dir(filepath.Dir(made)), "unsupported")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(made), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(interpreter.Path, made); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(filepath.Dir(made)), "complete"), []byte("x==1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ready, failed = p.withLibraries(t.Context(), jobs)
	if len(failed) != 0 || len(ready) != 1 || ready[0].python.Path != made {
		t.Errorf("where one is supported: ready %v, failed %v", ready, failed)
	}
	if text, err := os.ReadFile(filepath.Join(pins, "x-1", "3.8.txt")); err != nil || string(text) != "x==1\n" {
		t.Errorf("pinned: %q, %v", text, err)
	}
	p.options.Update = false
	ready, failed = p.withLibraries(t.Context(), jobs)
	if len(failed) != 0 || len(ready) != 1 || ready[0].python.Path != made {
		t.Errorf("where one is pinned: ready %v, failed %v", ready, failed)
	}
	p.options.Pins = t.TempDir()
	ready, failed = p.withLibraries(t.Context(), jobs)
	if len(ready) != 0 || len(failed) != 1 || !strings.Contains(failed[0].Why, "3.9.txt is missing") {
		t.Errorf("where none is pinned: ready %v, failed %v", ready, failed)
	}
}

func TestRecordingIsComparedAndForgotten(t *testing.T) {
	r := recording{t.TempDir(), "page", "cause", kb.Version{Major: 3, Minor: 12}, "debug"}
	if err := r.check("text\n"); err == nil || !strings.Contains(err.Error(), "no recording yet") {
		t.Error("missing:", err)
	}
	if err := r.write("text\n"); err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(r.folder, "page", "cause", "3.12.debug.stderr"); r.path() != want {
		t.Errorf("path %s, want %s", r.path(), want)
	}
	if err := r.check("text\n"); err != nil {
		t.Error("same:", err)
	}
	if err := r.forget(false); err == nil {
		t.Error("a needless recording is not told")
	}
	if err := r.forget(true); err != nil {
		t.Error("forgetting:", err)
	}
	if err := r.forget(false); err != nil {
		t.Error("forgotten:", err)
	}
}
