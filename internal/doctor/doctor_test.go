package doctor

import (
	"archive/zip"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// today is after the end of 3.9, and before that of 3.10.
func today() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

func TestFindings(t *testing.T) {
	for name, c := range map[string]struct {
		minor int
		files map[string]string // below the folder "app", or of site-packages ("site/…"), PYTHONPATH ("lib/…")
		safe  bool
		want  []string // check, page/cause, path
	}{
		"nothing wrong":                      {13, map[string]string{"app/main.py": "import asyncio"}, false, nil},
		"a file called asyncio":              {13, map[string]string{"app/asyncio.py": ""}, false, []string{"shadow shadowed-module/asyncio-file app/asyncio.py"}},
		"a file called like a needed module": {13, map[string]string{"app/selectors.py": ""}, false, []string{"shadow shadowed-module/kin app/selectors.py"}},
		"a compiled one":                     {13, map[string]string{"app/selectors.pyc": ""}, false, []string{"shadow shadowed-module/kin app/selectors.pyc"}},
		"an extension module":                {13, map[string]string{"app/socket.cpython-313-x86_64-linux-gnu.so": ""}, false, []string{"shadow shadowed-module/kin app/socket.cpython-313-x86_64-linux-gnu.so"}},
		"a package":                          {13, map[string]string{"app/socket/__init__.py": ""}, false, []string{"shadow shadowed-module/kin app/socket"}},
		"a plain folder hides nothing":       {13, map[string]string{"app/socket/notes.py": ""}, false, nil},
		"a module that asyncio leaves alone": {13, map[string]string{"app/calendar.py": ""}, false, nil},
		"on PYTHONPATH":                      {13, map[string]string{"lib/selectors.py": ""}, false, []string{"shadow shadowed-module/kin lib/selectors.py"}},
		"with PYTHONSAFEPATH":                {13, map[string]string{"app/selectors.py": "", "lib/socket.py": ""}, true, []string{"shadow shadowed-module/kin lib/socket.py"}},
		"PYTHONSAFEPATH is of 3.11":          {10, map[string]string{"app/selectors.py": ""}, true, []string{"shadow shadowed-module/kin app/selectors.py"}},
		"the distribution, vendored":         {13, map[string]string{"app/asyncio/__init__.py": "", "app/asyncio/base_events.py": ""}, false, []string{"backport-vendored pypi-backport/vendored app/asyncio"}},
		"the distribution, installed":        {13, map[string]string{"site/asyncio-3.4.3.dist-info/METADATA": ""}, false, []string{"backport-installed pypi-backport/ site/asyncio-3.4.3.dist-info"}},
		"the distribution, required": {13, map[string]string{"app/requirements-dev.txt": "aiohttp\nasyncio==3.4.3\n", "app/pyproject.toml": "dependencies = [\n  \"asyncio\",\n]\n"}, false,
			[]string{"backport-required pypi-backport/ app/requirements-dev.txt", "backport-required pypi-backport/ app/pyproject.toml"}},
		"others with its name in theirs":   {13, map[string]string{"app/requirements.txt": "pytest-asyncio\nasyncio-mqtt\n# asyncio\n"}, false, nil},
		"nest_asyncio on 3.14":             {14, map[string]string{"site/nest_asyncio-1.6.0.dist-info/METADATA": ""}, false, []string{"nest-asyncio nest-asyncio/python-314 site/nest_asyncio-1.6.0.dist-info"}},
		"nest_asyncio on 3.13":             {13, map[string]string{"site/nest_asyncio-1.6.0.dist-info/METADATA": ""}, false, nil},
		"nest_asyncio beside uvloop":       {13, map[string]string{"site/nest_asyncio-1.6.0.dist-info/METADATA": "", "site/uvloop-0.21.0.dist-info/METADATA": ""}, false, []string{"nest-asyncio-uvloop nest-asyncio/uvloop site/uvloop-0.21.0.dist-info"}},
		"an old release":                   {13, map[string]string{"site/websockets-8.1.dist-info/METADATA": ""}, false, []string{"old-pin loop-argument/old-library site/websockets-8.1.dist-info"}},
		"an old release on its own Python": {9, map[string]string{"site/websockets-8.1.dist-info/METADATA": ""}, false, nil},
		"a release that runs":              {13, map[string]string{"site/websockets-10.0.dist-info/METADATA": "", "site/tornado-6.4.1-py3.13.egg-info": ""}, false, nil},
		"a policy at the start":            {13, map[string]string{"site/sitecustomize.py": "import asyncio\nasyncio.set_event_loop_policy(None)\n"}, false, []string{"policy policy-deprecated/choose-loop site/sitecustomize.py"}},
		"a policy in a comment":            {13, map[string]string{"site/sitecustomize.py": "# asyncio.set_event_loop_policy(None)\n"}, false, nil},
		"an old Python":                    {8, nil, false, []string{"python-eol newer-python-needed/too-old-python python"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for path, text := range c.files {
				write(t, filepath.Join(dir, path), text)
			}
			i := &Interpreter{Executable: filepath.Join(dir, "python"), Version: Version{3, c.minor, 1}, Stdlib: filepath.Join(dir, "stdlib"),
				SitePackages: []string{filepath.Join(dir, "site")}, Used: []string{"asyncio", "selectors", "socket"}}
			var got []string
			for _, f := range Examine(i, Place{filepath.Join(dir, "app"), filepath.Join(dir, "lib"), c.safe}, today()) {
				path, err := filepath.Rel(dir, f.Path)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(f.Check)+" "+f.Page+"/"+f.Cause+" "+filepath.ToSlash(path))
			}
			if c.minor < 10 && c.minor > 8 { // 3.9 has ended, too
				got = slices.DeleteFunc(got, func(s string) bool { return s == "python-eol newer-python-needed/too-old-python python" })
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestArchiveOnPythonPathHides(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "bundle.zip"))
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	for _, name := range []string{"asyncio/__init__.py", "asyncio/base_events.py"} {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	i := &Interpreter{Version: Version{3, 13, 0}, Used: []string{"asyncio"}}
	got := Examine(i, Place{Dir: t.TempDir(), PythonPath: f.Name()}, today())
	if len(got) != 1 || got[0].Check != BackportVendored {
		t.Errorf("%+v", got)
	}
}

func TestReleasesAreComparedByNumbers(t *testing.T) {
	for _, c := range []struct {
		version, than string
		want          bool
	}{{"9.1", "10.0", true}, {"10.0", "10.0", false}, {"10.0.1", "10.0", false}, {"10", "10.1", true}, {"4.3.0rc1", "4.3", false}, {"", "1", true}} {
		if got := older(c.version, c.than); got != c.want {
			t.Errorf("%s older than %s: %v", c.version, c.than, got)
		}
	}
}

// The probe runs no code of the user's: neither the folder's nor PYTHONPATH's.
func TestProbeRunsNothingOfTheUsers(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("needs python3")
	}
	dir := t.TempDir()
	for _, name := range []string{"asyncio.py", "json.py", "sitecustomize.py", "selectors.py"} {
		write(t, filepath.Join(dir, name), "open(__file__ + '.ran', 'w')\n")
	}
	t.Chdir(dir)
	t.Setenv("PYTHONPATH", dir)
	i, err := Probe(context.Background(), python)
	if err != nil {
		t.Fatal(err)
	}
	if ran, _ := filepath.Glob("*.ran"); len(ran) > 0 {
		t.Errorf("ran: %v", ran)
	}
	for _, module := range []string{"asyncio", "selectors", "socket", "concurrent"} {
		if !slices.Contains(i.Used, module) {
			t.Errorf("asyncio does not use %s, but %v", module, i.Used)
		}
	}
	if i.Version.Major != 3 || i.Stdlib == "" || len(i.SitePackages) == 0 {
		t.Errorf("%+v", i)
	}
}

func TestWhatIsNoPython(t *testing.T) {
	if _, err := Probe(context.Background(), "no-such-python"); err == nil {
		t.Error("no error")
	}
	if path, err := exec.LookPath("true"); err == nil {
		if _, err := Probe(context.Background(), path); err != ErrNoPython {
			t.Errorf("%v", err)
		}
	}
}
