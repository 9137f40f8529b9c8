package prove

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// sandbox is how programs are kept from the rest of the machine.
type sandbox struct {
	prefix  []string // command that shuts off the network, empty if none is permitted
	timeout time.Duration
}

// newSandbox finds out what this machine permits.
func newSandbox(ctx context.Context, timeout time.Duration) sandbox {
	keepDescriptors()
	box := sandbox{timeout: timeout}
	prefix := []string{"unshare", "-r", "-n", "sh", "-c", `ip link set lo up && exec "$0" "$@"`}
	probe := append(prefix[:len(prefix):len(prefix)], "true")
	if exec.CommandContext(ctx, probe[0], probe[1:]...).Run() == nil {
		box.prefix = prefix
	}
	return box
}

// outcome is what a program did.
type outcome struct {
	folder         string // where it ran, as it may print it
	stdout, stderr string
	status         int
	timedOut       bool
}

// run runs a program in a folder of its own, which is removed afterwards.
func (b sandbox) run(ctx context.Context, python Interpreter, p run) (outcome, error) {
	folder, err := os.MkdirTemp("", "aiowhy-prove-")
	if err != nil {
		return outcome{}, err
	}
	defer os.RemoveAll(folder)
	folder, err = filepath.EvalSymlinks(folder)
	if err != nil {
		return outcome{}, err
	}
	if err := os.WriteFile(filepath.Join(folder, p.file), []byte(p.source), 0o644); err != nil {
		return outcome{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	args := append(append(b.prefix[:len(b.prefix):len(b.prefix)], python.Path), p.arguments...)
	command := exec.CommandContext(ctx, args[0], args[1:]...)
	command.Dir = folder
	command.Env = append(environment(folder, python), p.env...)
	command.WaitDelay = time.Second
	stdout, stderr := &capped{}, &capped{}
	command.Stdout, command.Stderr = stdout, stderr
	ownGroup(command)
	err = command.Run()
	endGroup(command)
	result := outcome{folder: folder, stdout: stdout.String(), stderr: stderr.String(), timedOut: errors.Is(ctx.Err(), context.DeadlineExceeded)}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		result.status = exit.ExitCode()
	case errors.Is(err, exec.ErrWaitDelay): // a pool's helper process outlived the program, which ended well
	case err != nil && !result.timedOut:
		return result, fmt.Errorf("%s: %w", python.Path, err)
	}
	return result, nil
}

// environment is all that a program sees of ours: nothing of PYTHON* or of the
// user's settings, and the order of sets the same in every run.
func environment(folder string, python Interpreter) []string {
	path := []string{filepath.Dir(python.Path), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"}
	return []string{
		"HOME=" + folder, "TMPDIR=" + folder, "LANG=C.UTF-8", "PYTHONHASHSEED=0",
		"PATH=" + strings.Join(path, string(os.PathListSeparator)),
	}
}

// capped keeps the first megabyte of what a program prints.
type capped struct{ bytes.Buffer }

func (c *capped) Write(text []byte) (int, error) {
	c.Buffer.Write(text[:min(len(text), max(0, 1<<20-c.Len()))])
	return len(text), nil
}
