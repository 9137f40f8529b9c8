//go:build linux

package record

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// onDisk mounts a disk of its own, for whoever may.
func onDisk(t *testing.T, flags uintptr, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, options); err != nil {
		t.Skip("may not mount a disk: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestAFullDiskKeepsTheOldRecordOrNone(t *testing.T) {
	dir := onDisk(t, 0, "size=64k")
	big := Run{Dir: dir, Output: strings.Repeat("x", 100_000)}
	if err := Write(dir, big); err == nil {
		t.Error("a full disk took the record")
	}
	if _, err := os.Stat(Path(dir)); err == nil {
		t.Error("half a record is there")
	}
	if err := Write(dir, Run{Dir: dir, Output: "small"}); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, big); err == nil {
		t.Error("a full disk took the record")
	}
	if run, err := Read(dir); err != nil || run.Output != "small" {
		t.Errorf("the old record is gone: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, folder, fileName+".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAReadOnlyFolderSendsTheRecordToTheUsersOwn(t *testing.T) {
	dir, state := onDisk(t, syscall.MS_RDONLY, ""), t.TempDir()
	into, err := Save(Run{Dir: dir, Output: "x"}, func(name string) string {
		return map[string]string{"XDG_STATE_HOME": state}[name]
	})
	if err != nil || into != filepath.Join(state, "aiowhy") {
		t.Errorf("%s, %v", into, err)
	}
}
