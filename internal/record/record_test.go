package record

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestWhatWasWrittenIsRead(t *testing.T) {
	dir, status := t.TempDir(), 3
	want := Run{Dir: dir, Command: []string{"python", "app.py"}, Status: &status, Output: "RuntimeError: \u26a0 no\n", Cut: true}
	if err := Write(dir, want); err != nil {
		t.Fatal(err)
	}
	got, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.Output != want.Output || got.Dir != dir || *got.Status != 3 || !got.Cut || strings.Join(got.Command, " ") != "python app.py" {
		t.Errorf("read %+v", got)
	}
	if got.Unfit(dir, time.Now()) != "" {
		t.Errorf("a fresh record is unfit: %s", got.Unfit(dir, time.Now()))
	}
	if ignore, err := os.ReadFile(filepath.Join(dir, ".aiowhy", ".gitignore")); err != nil || string(ignore) != "*\n" {
		t.Errorf(".gitignore: %q, %v", ignore, err)
	}
	if info, err := os.Stat(Path(dir)); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the record: %v, %v", info.Mode(), err)
	}
}

// A reader meets a whole record at any moment, and nothing is left beside it.
func TestRecordIsReplacedInOneStep(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, Run{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for range 20 {
				if err := Write(dir, Run{Dir: dir, Output: strings.Repeat("x", 100_000)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		if _, err := Read(dir); err != nil {
			t.Fatal(err)
		}
	}
	if all, _ := os.ReadDir(filepath.Join(dir, ".aiowhy")); len(all) != 2 {
		t.Errorf("left behind: %v", all)
	}
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "cut": `{"schema":"aiowhy-run/1","output":"Tra`, "later format": `{"schema":"aiowhy-run/2"}`, "other": `[]`,
		"huge": strings.Repeat(" ", maxFile+1),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := Write(dir, Run{Dir: dir}); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(Path(dir), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Read(dir); err == nil {
				t.Error("was read")
			}
		})
	}
	if _, err := Read(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no record: %v", err)
	}
}

func TestUnfitRecords(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	host, _ := os.Hostname()
	below := filepath.Join(dir, "service")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		run  Run
		want string
	}{
		{Run{Host: host, Dir: dir, Time: now}, ""},
		{Run{Host: host, Dir: below, Time: now.Add(-time.Hour)}, ""},
		{Run{Host: host + "2", Dir: dir, Time: now}, "another machine"},
		{Run{Host: host, Dir: dir, Time: now.Add(-25 * time.Hour)}, "too old"},
		{Run{Host: host, Dir: dir, Time: now.Add(time.Hour)}, "future"},
		{Run{Host: host, Dir: t.TempDir(), Time: now}, "another folder"},
		{Run{Host: host, Dir: filepath.Join(dir, "gone"), Time: now}, "another folder"},
	} {
		got := c.run.Unfit(dir, now)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.run, got, c.want)
		}
	}
}

func TestProjectIsTheNearestMarkedFolder(t *testing.T) {
	top := t.TempDir()
	t.Setenv("HOME", top)
	for _, path := range []string{"plain/deep", "mono/.git", "mono/service/app", "mono/other"} {
		if err := os.MkdirAll(filepath.Join(top, path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(top, "mono/service/pyproject.toml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		"plain/deep": "plain/deep", "mono/service/app": "mono/service", "mono/other": "mono", "mono": "mono",
	} {
		if got := Project(filepath.Join(top, dir)); got != filepath.Join(top, want) {
			t.Errorf("%s: %s, want %s", dir, got, want)
		}
	}
	for _, dir := range []string{top, "/"} {
		if got := Project(dir); got != "" {
			t.Errorf("%s is a project: %s", dir, got)
		}
	}
}

func TestRecordGoesToTheUsersFolderWhereTheProjectHasNoRoom(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".aiowhy"), nil, 0o644); err != nil { // a file is in the way
		t.Fatal(err)
	}
	env := func(name string) string { return map[string]string{"XDG_STATE_HOME": state}[name] }
	got, err := Save(Run{Dir: dir, Output: "x"}, env)
	if err != nil || got != filepath.Join(state, "aiowhy") {
		t.Fatalf("saved in %q, %v", got, err)
	}
	if run, err := Read(got); err != nil || run.Output != "x" {
		t.Errorf("%+v, %v", run, err)
	}
}

func TestTailKeepsTheEndInWholeLines(t *testing.T) {
	var tail Tail
	if text, cut := tail.Output(); text != "" || cut {
		t.Errorf("empty: %q, %v", text, cut)
	}
	line := []byte(strings.Repeat("a", 99) + "\n")
	for range 50_000 {
		if n, err := tail.Write(line); n != len(line) || err != nil {
			t.Fatal(n, err)
		}
	}
	_, _ = tail.Write([]byte("last \xff\n"))
	text, cut := tail.Output()
	if !cut || len(text) > MaxOutput+2 || len(text) < MaxOutput-200 || !strings.HasPrefix(text, string(line)) || !strings.HasSuffix(text, "\nlast \uFFFD\n") {
		t.Errorf("cut %v, %d bytes, begins %.10q", cut, len(text), text)
	}
	if cap(tail.kept) > 4*MaxOutput {
		t.Errorf("holds %d bytes", cap(tail.kept))
	}
	_, _ = tail.Write([]byte(strings.Repeat("b\n", MaxOutput)))
	if text, cut := tail.Output(); !cut || len(text) > MaxOutput || text[0] != 'b' {
		t.Errorf("one large write: %v, %d bytes", cut, len(text))
	}
}
