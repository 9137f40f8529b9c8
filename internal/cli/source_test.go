package cli

import (
	"os"
	"path/filepath"
	"testing"

	"aiowhy/kb"
)

func TestSourcesReadOnlyBelowTheRoot(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "project")
	must(t, os.MkdirAll(filepath.Join(root, "pkg"), 0o755))
	must(t, os.WriteFile(filepath.Join(root, "pkg", "app.py"), []byte("x = 1\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(base, "secret.py"), []byte("s = 1\n"), 0o644))
	must(t, os.Symlink(filepath.Join(base, "secret.py"), filepath.Join(root, "link.py")))
	must(t, os.WriteFile(filepath.Join(root, "large.py"), make([]byte, maxSource+1), 0o644))
	s := newSources(root)
	for _, c := range []struct {
		name, path string
		want       bool
	}{
		{"a relative path", "pkg/app.py", true},
		{"an absolute path below the root", filepath.Join(root, "pkg", "app.py"), true},
		{"an absolute path elsewhere", filepath.Join(base, "secret.py"), false},
		{"a path that climbs out", "../secret.py", false},
		{"a link that leads out", "link.py", false},
		{"a folder", "pkg", false},
		{"a file too large for source", "large.py", false},
		{"a device", "/dev/zero", false},
		{"no file", "missing.py", false},
		{"a pseudo file", "<string>", false},
	} {
		if got := s.open(c.path) != nil; got != c.want {
			t.Errorf("%s (%s): read %v, want %v", c.name, c.path, got, c.want)
		}
	}
}

func TestReplaceKeepsModeAndEncoding(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "app.py")
	must(t, os.WriteFile(path, []byte("caf\xe9\r\n"), 0o751))
	s := newSources(root)
	must(t, s.replace("app.py", "caf\xe9 await\r\n"))
	text, err := os.ReadFile(path)
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	if string(text) != "caf\xe9 await\r\n" || info.Mode().Perm() != 0o751 {
		t.Errorf("got %q with mode %v", text, info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(root, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRequiresReadsTheProjectsOldestPython(t *testing.T) {
	for text, want := range map[string]kb.Version{
		"[project]\nrequires-python = \">=3.9\"\n":        {Major: 3, Minor: 9},
		"[project]\nrequires-python = '>= 3.10, <3.14'\n": {Major: 3, Minor: 10},
		"[project]\nname = \"x\"\n":                       {},
		"requires-python = \"nonsense\"\n":                {},
	} {
		root := t.TempDir()
		must(t, os.WriteFile(filepath.Join(root, "pyproject.toml"), []byte(text), 0o644))
		if got := newSources(root).requires(); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
