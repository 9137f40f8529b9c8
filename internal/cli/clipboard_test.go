//go:build linux

package cli

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const copied = "Task was destroyed but it is pending!\nsecond line æ\n"

// A real X server, and the real program that owns its clipboard.
func TestClipboardOfX11(t *testing.T) {
	needs := func(program string) string {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Skip("needs " + program)
		}
		return path
	}
	server := exec.Command(needs("Xvfb"), "-displayfd", "3", "-nolisten", "tcp", "-noreset") // it would drop who connects while it resets
	xclip := needs("xclip")
	number, theirs, err := os.Pipe()
	must(t, err)
	server.ExtraFiles = []*os.File{theirs}
	must(t, server.Start())
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	theirs.Close()
	display, err := bufio.NewReader(number).ReadString('\n')
	must(t, err)
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(display))
	t.Setenv("WAYLAND_DISPLAY", "")
	if _, err := readClipboard(Env{Getenv: os.Getenv}); err == nil || err.Error() != "the clipboard holds no text" {
		t.Errorf("empty: %v", err)
	}
	owner := exec.Command(xclip, "-selection", "clipboard", "-in", "-quiet")
	owner.Stdin = strings.NewReader(copied)
	must(t, owner.Start())
	t.Cleanup(func() { _ = owner.Process.Kill(); _ = owner.Wait() })
	var text []byte
	waitUntil(t, func() bool { text, err = readClipboard(Env{Getenv: os.Getenv}); return err == nil })
	if string(text) != copied {
		t.Errorf("%q", text)
	}
}

// The buffer of a real tmux, where there is no other clipboard.
func TestClipboardOfTmux(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("needs tmux")
	}
	socket := filepath.Join(t.TempDir(), "tmux")
	tmux := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("tmux", append([]string{"-S", socket, "-f", "/dev/null"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("tmux %v: %v %s", args, err, out)
		}
	}
	tmux("new-session", "-d", "sleep 60")
	t.Cleanup(func() { tmux("kill-server") })
	tmux("set-buffer", copied)
	t.Setenv("TMUX", socket+",1,0")
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"} {
		t.Setenv(name, "")
	}
	text, err := readClipboard(Env{Getenv: os.Getenv})
	if err != nil || string(text) != copied {
		t.Errorf("%q, %v", text, err)
	}
}
