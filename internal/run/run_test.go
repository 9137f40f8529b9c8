//go:build unix

package run_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"aiowhy/internal/run"
)

// The test binary is also the program that runs others.
func TestMain(m *testing.M) {
	if run.Leads() {
		return
	}
	if os.Getenv("RUN_PROGRAM") == "" {
		// What we hear, programs do not inherit as ignored: nohup is no test's matter.
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
		os.Exit(m.Run())
	}
	os.Unsetenv("RUN_PROGRAM")
	seen := run.NewTail(1 << 20)
	go func() { _, _ = io.Copy(io.Discard, seen) }()
	result, err := run.Run(run.Command{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Seen: seen})
	var start *run.StartError
	if errors.As(err, &start) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(start.Status)
	}
	if result.Signal != 0 {
		run.Die(result.Signal)
	}
	os.Exit(result.Status)
}

// through is a command that runs under Run.
func through(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), "RUN_PROGRAM=1")
	return c
}

func shell(script string) *exec.Cmd { return through("sh", "-c", script) }

// programs differ in what they print, where and how they end.
var programs = map[string]string{
	"nothing":            ":",
	"a line":             "echo one",
	"no line break":      "printf end",
	"both outputs":       "echo out; echo err >&2",
	"error only":         "echo err >&2",
	"status":             "exit 3",
	"highest status":     "exit 255",
	"killed":             "kill -KILL $$",
	"terminated":         "kill -TERM $$",
	"interrupted":        "kill -INT $$",
	"segmentation fault": "ulimit -c 0; kill -SEGV $$",
	"aborted":            "ulimit -c 0; echo first; kill -ABRT $$",
	"every byte":         `i=0; while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)"; i=$((i+1)); done`,
	"carriage returns":   `printf 'a\rb\r\nc\n\r'`,
	"escapes":            `printf '\033[31mred\033[0m\007\033]0;title\007'`,
	"a megabyte":         "head -c 1000000 /dev/zero",
	"many lines":         "seq 200000",
	"lines on both":      "seq 1 20000; seq 1 20000 >&2; seq 5",
	"input":              "cat; read none || echo over",
	"closed error":       "exec 2>&-; echo still here; echo lost >&2; exit 4",
	"closed output":      "exec >&-; echo still here >&2",
	"no terminal":        "test -t 0 && echo 0; test -t 1 && echo 1; test -t 2 && echo 2; echo none",
	"arguments":          `printf '<%s>' "$0" "a b" '' '*'`,
	"environment":        "env | grep ^RUN_; echo $HOME; pwd; umask",
	"no such program":    "nowhere-to-be-found",
}

type ending struct {
	out, err string
	status   int
	signal   syscall.Signal
}

func finish(t *testing.T, c *exec.Cmd) ending {
	t.Helper()
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader("typed\n"), &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	status := c.ProcessState.Sys().(syscall.WaitStatus)
	e := ending{out: out.String(), err: errs.String(), status: status.ExitStatus()}
	if status.Signaled() {
		e.signal = status.Signal()
	}
	return e
}

func TestProgramsRunAsIfNobodyWereThere(t *testing.T) {
	for name, script := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := finish(t, exec.Command("sh", "-c", script))
			if got := finish(t, shell(script)); got != want {
				t.Errorf("got %.300v\nwant %.300v", got, want)
			}
		})
	}
}

func TestOrderIsKeptWhereBothOutputsAreOne(t *testing.T) {
	t.Parallel()
	var both bytes.Buffer
	c := shell("i=0; while [ $i -lt 500 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done")
	c.Stdout, c.Stderr = &both, &both
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for i := range 500 {
		fmt.Fprintf(&want, "out %d\nerr %d\n", i, i)
	}
	if both.String() != want.String() {
		t.Error("the lines are out of order")
	}
}

func TestWhatCannotBeStarted(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	script := filepath.Join(dir, "script")
	for path, mode := range map[string]os.FileMode{plain: 0o644, script: 0o755} {
		if err := os.WriteFile(path, []byte("echo ran $1\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		program, out, err string
		status            int
	}{
		{"no-such-program", "", "there is no program no-such-program\n", 127},
		{filepath.Join(dir, "none"), "", "there is no program " + filepath.Join(dir, "none") + "\n", 127},
		{plain, "", plain + " cannot be run: permission denied\n", 126},
		{dir, "", dir + " cannot be run: is a directory\n", 126},
		{script, "ran it\n", "", 0}, // without "#!" the shell reads it
	} {
		got := finish(t, through(c.program, "it"))
		if want := (ending{c.out, c.err, c.status, 0}); got != want {
			t.Errorf("%s: got %v, want %v", c.program, got, want)
		}
	}
}

// started runs a script whose first line says that it is ready.
func started(t *testing.T, c *exec.Cmd) io.ReadCloser {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make([]byte, len("ready\n"))
	if _, err := io.ReadFull(out, ready); err != nil {
		t.Fatal(err)
	}
	return out
}

const patient = `trap 'echo %[1]s' %[1]s; trap 'exit 5' USR2; echo ready; while :; do sleep 0.05; done`

func TestSignalsToUsReachTheProgramOnce(t *testing.T) {
	for name, s := range map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "USR1": syscall.SIGUSR1, "QUIT": syscall.SIGQUIT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := shell(fmt.Sprintf(patient, name))
			c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			out := started(t, c)
			deliver(t, c.Process.Pid, s)
			deliver(t, c.Process.Pid, syscall.SIGUSR2)
			checkEnd(t, c, out, name+"\n", 5)
		})
	}
}

// Ctrl-C and timeout(1) signal the whole group: a second signal would mean
// "at once" to many programs.
func TestSignalsToTheGroupReachTheProgramOnce(t *testing.T) {
	t.Parallel()
	c := shell(fmt.Sprintf(patient, "INT"))
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out := started(t, c)
	for range 2 {
		deliver(t, -c.Process.Pid, syscall.SIGINT)
	}
	deliver(t, c.Process.Pid, syscall.SIGUSR2)
	checkEnd(t, c, out, "INT\nINT\n", 5)
}

func deliver(t *testing.T, pid int, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		t.Fatal(err)
	}
	time.Sleep(400 * time.Millisecond) // traps run between two commands
}

func checkEnd(t *testing.T, c *exec.Cmd, out io.Reader, want string, status int) {
	t.Helper()
	text, err := io.ReadAll(out)
	if err != nil || string(text) != want {
		t.Errorf("printed %q, %v, want %q", text, err, want)
	}
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != status {
		t.Errorf("status %d, want %d", got, status)
	}
}

func TestIgnoredSignalsStayIgnored(t *testing.T) {
	t.Parallel()
	c := exec.Command("sh", "-c", `trap '' HUP; exec "$0" sh -c 'echo ready; sleep 0.3; echo alive'`, os.Args[0])
	c.Env = append(os.Environ(), "RUN_PROGRAM=1")
	out := started(t, c)
	deliver(t, c.Process.Pid, syscall.SIGHUP)
	checkEnd(t, c, out, "alive\n", 0)
}

func TestStoppedProgramStopsUsAndGoesOn(t *testing.T) {
	t.Parallel()
	c := shell(`echo ready; kill -STOP $$; echo on; exit 6`)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out := started(t, c)
	waitFor(t, "a stopped process", func() bool { return state(c.Process.Pid) == "T" })
	if err := syscall.Kill(c.Process.Pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	checkEnd(t, c, out, "on\n", 6)
}

// state is a process's state as ps shows it: T is stopped.
func state(pid int) string {
	out, _ := exec.Command("ps", "-o", "state=", "-p", strconv.Itoa(pid)).Output() // gone: ""
	return strings.TrimSpace(string(out))
}

func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(40 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestProgramWhoseReaderHasGoneLearnsIt(t *testing.T) {
	t.Parallel()
	c := shell(`echo ready; yes; echo $? >&2`)
	var errs bytes.Buffer
	c.Stderr = &errs
	out := started(t, c)
	out.Close()
	_ = c.Wait()
	if got := errs.String(); got != "141\n" && got != "1\n" { // SIGPIPE; "1" where the test ignores it
		t.Errorf("yes ended with %q", got)
	}
}

func TestProcessesLeftBehindAreNotWaitedForAndGoOnWriting(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	c := shell(`(sleep 8; echo later) & echo now`)
	c.Stdout = file
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	if text, _ := os.ReadFile(file.Name()); string(text) != "now\n" {
		t.Errorf("waited for the process left behind: %q", text)
	}
	waitFor(t, "the line of the process left behind", func() bool {
		text, _ := os.ReadFile(file.Name())
		return string(text) == "now\nlater\n"
	})
}

// /dev/full fails as the program would see it fail without us.
func TestDevicesAreThePrograms(t *testing.T) {
	for _, device := range []string{"/dev/null", "/dev/full"} {
		f, err := os.OpenFile(device, os.O_WRONLY, 0)
		if err != nil {
			t.Skip("needs " + device)
		}
		defer f.Close()
		end := func(c *exec.Cmd) int {
			c.Stdout = f
			_ = c.Run()
			return c.ProcessState.ExitCode()
		}
		if want, got := end(exec.Command("sh", "-c", "echo one || exit 7")), end(shell("echo one || exit 7")); got != want {
			t.Errorf("%s: status %d, want %d", device, got, want)
		}
	}
}

func TestProgramSurvivesOurEndAndLearnsIt(t *testing.T) {
	left := filepath.Join(t.TempDir(), "left")
	c := shell(`echo ready; trap '' PIPE; while echo more; do sleep 0.05; done; echo over > ` + left)
	out := started(t, c)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the program to notice", func() bool { _, err := os.Stat(left); return err == nil })
	_ = c.Wait()
}

func TestFloodPassesInBoundedMemory(t *testing.T) {
	const size = 300_000_000
	c := shell("yes 'a line that is repeated for ever' | head -c " + strconv.Itoa(size))
	counted := new(counter)
	c.Stdout = counted
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	if *counted != size {
		t.Errorf("%d bytes arrived", *counted)
	}
	if peak := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; peak > 100_000 {
		t.Errorf("took %d KB", peak)
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
