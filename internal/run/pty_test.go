//go:build unix

package run_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A console is a terminal with a program in it, and somebody who types.
type console struct {
	t    *testing.T
	keys *os.File
	mu   sync.Mutex
	text bytes.Buffer
	done chan struct{}
}

func inConsole(t *testing.T, c *exec.Cmd) *console {
	t.Helper()
	keys, err := pty.StartWithSize(c, &pty.Winsize{Rows: 33, Cols: 111})
	if err != nil {
		t.Fatal(err)
	}
	// What pty gives blocks, and would not be closed while it is read.
	fd, err := syscall.Dup(int(keys.Fd()))
	if err != nil || syscall.SetNonblock(fd, true) != nil {
		t.Fatal("no second descriptor of the terminal: ", err)
	}
	keys.Close()
	keys = os.NewFile(uintptr(fd), "terminal")
	s := &console{t: t, keys: keys, done: make(chan struct{})}
	t.Cleanup(func() { keys.Close(); _ = c.Process.Kill() })
	go s.watch()
	return s
}

func (s *console) watch() {
	defer close(s.done)
	buffer := make([]byte, 4096)
	for {
		n, err := s.keys.Read(buffer)
		s.mu.Lock()
		s.text.Write(buffer[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *console) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *console) expect(text string) {
	s.t.Helper()
	for end := time.Now().Add(40 * time.Second); !strings.Contains(s.shown(), text); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%q was not shown, but %q", text, s.shown())
		}
	}
}

func (s *console) enter(text string) {
	s.t.Helper()
	if _, err := s.keys.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// rest is all that was shown, at the program's end.
func (s *console) rest() string {
	s.t.Helper()
	select {
	case <-s.done:
	case <-time.After(40 * time.Second):
		s.t.Fatalf("does not end, shown so far: %q", s.shown())
	}
	return s.shown()
}

func TestTerminalStaysATerminal(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"is one":            "for f in 0 1 2; do test -t $f && echo $f is a terminal; done",
		"size":              "stty size <&1; stty size <&2; stty size",
		"modes of input":    "stty -a",
		"colours":           `printf '\033[31mred\033[0m \302\265 \r\n\a\t|\n'`,
		"every byte":        `i=0; while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)"; i=$((i+1)); done`,
		"order":             "i=0; while [ $i -lt 300 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done",
		"many lines":        "seq 20000",
		"/dev/tty":          "echo straight > /dev/tty",
		"piped output":      "test -t 1 || echo no terminal >&2; test -t 2 && echo but one here >&2",
		"status by signal":  "kill -TERM $$",
		"without line end":  "printf 'password: '",
		"modes that change": "i=0; while [ $i -lt 40 ]; do stty -opost; printf 'raw\\r\\n'; stty opost; echo cooked; i=$((i+1)); done",
		"modes left behind": "stty -opost; printf 'a\\nb\\n'",
		"output to nowhere": "exec >/dev/null; echo lost; echo shown >&2",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, ours := exec.Command("sh", "-c", script), shell(script)
			want, got := inConsole(t, plain).rest(), inConsole(t, ours).rest()
			if got != want {
				t.Errorf("got %.500q\nwant %.500q", got, want)
			}
			_, _ = plain.Process.Wait()
			_, _ = ours.Process.Wait()
		})
	}
}

func TestOnlyTheStreamsThatWereTerminalsAreOnes(t *testing.T) {
	t.Parallel()
	const script = "for f in 0 1 2; do test -t $f && echo $f; done >&2; exit 0"
	for _, redirect := range []string{"", ">/dev/null", "2>&1 >/dev/null", "</dev/null", "</dev/null >/dev/null"} {
		inner := "sh -c '" + script + "' " + redirect
		want := inConsole(t, exec.Command("sh", "-c", inner)).rest()
		c := exec.Command("sh", "-c", `"$0" `+inner, os.Args[0])
		c.Env = append(os.Environ(), "RUN_PROGRAM=1")
		if got := inConsole(t, c).rest(); got != want {
			t.Errorf("%s: got %q, want %q", redirect, got, want)
		}
	}
}

func TestPromptIsShownAndAnswered(t *testing.T) {
	t.Parallel()
	s := inConsole(t, shell(`printf 'name? '; read name; echo "hello $name"`))
	s.expect("name? ")
	s.enter("ada\n")
	if got := s.rest(); got != "name? ada\r\nhello ada\r\n" {
		t.Errorf("%q", got)
	}
}

// Curses sets the modes of the terminal through the output.
func TestModesSetThroughTheOutputHoldForTheTerminal(t *testing.T) {
	t.Parallel()
	s := inConsole(t, shell(`stty -echo <&1; echo secret; read word; stty echo <&1; echo "got $word"; read word`))
	s.expect("secret")
	s.enter("abc\n")
	s.expect("got abc")
	s.enter("def\n")
	if got := s.rest(); got != "secret\r\ngot abc\r\ndef\r\n" {
		t.Errorf("%q", got)
	}
}

func TestCtrlCReachesTheProgramOnce(t *testing.T) {
	t.Parallel()
	s := inConsole(t, shell(`trap 'echo struck' INT; trap 'echo over; exit 9' QUIT; echo ready; while :; do sleep 0.05; done`))
	s.expect("ready")
	s.enter("\x03")
	s.expect("struck")
	time.Sleep(300 * time.Millisecond)
	s.enter("\x1c")
	if got := s.rest(); strings.Count(got, "struck") != 1 || strings.Count(got, "over") != 1 {
		t.Errorf("%q", got)
	}
}

// stop types Ctrl-Z. A shell that is about to fork loses it.
func (s *console) stop() {
	s.t.Helper()
	time.Sleep(300 * time.Millisecond)
	s.enter("\x1a")
	s.expect("Stopped")
}

// interactive starts a shell with job control; $PROGRAM runs others.
func interactive(t *testing.T) *console {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("needs bash, a shell with job control")
	}
	c := exec.Command(bash, "--norc", "--noprofile", "-i")
	c.Env = append(os.Environ(), "PS1=$ ", "HISTFILE=", "PROGRAM="+os.Args[0], "TERM=dumb")
	s := inConsole(t, c)
	s.expect("$ ")
	return s
}

func TestCtrlZStopsTheJobAndFgContinuesIt(t *testing.T) {
	t.Parallel()
	s := interactive(t)
	s.enter(`RUN_PROGRAM=1 "$PROGRAM" sh -c 'echo begun; sleep 1; read word; echo "read $word"'` + "\n")
	s.expect("begun\r\n")
	s.stop()
	s.enter("echo shell $((40+2))\n")
	s.expect("shell 42")
	s.enter("fg\n")
	time.Sleep(1500 * time.Millisecond)
	s.enter("again\n")
	s.expect("read again")
	s.enter("exit\n")
}

func TestCtrlZAfterCtrlC(t *testing.T) {
	t.Parallel()
	s := interactive(t)
	s.enter(`RUN_PROGRAM=1 "$PROGRAM" sh -c 'trap "echo struck" INT; echo begun; while :; do sleep 1; done'` + "\n")
	s.expect("begun\r\n")
	s.enter("\x03")
	s.expect("struck")
	s.stop()
	s.enter("kill %1; fg\n")
	s.enter("echo shell $((40+2))\n")
	s.expect("shell 42")
}

func TestAJobInTheBackgroundReadsWhenItIsBroughtBack(t *testing.T) {
	t.Parallel()
	s := interactive(t)
	s.enter(`RUN_PROGRAM=1 "$PROGRAM" sh -c 'echo ready; sleep 1; echo begun; read word; echo "read $word"'` + "\n")
	s.expect("ready\r\n")
	s.stop()
	s.enter("bg\n")
	s.expect("begun\r\n")
	time.Sleep(500 * time.Millisecond)
	s.enter("jobs\n")
	s.expect("begun\r\njobs\r\n[1]+  Stopped")
	s.enter("fg\n")
	time.Sleep(300 * time.Millisecond)
	s.enter("late\n")
	s.expect("read late")
	s.enter("exit\n")
}

func TestAShellInsideControlsItsJobs(t *testing.T) {
	t.Parallel()
	s := interactive(t)
	s.enter(`RUN_PROGRAM=1 PS1='inner> ' "$PROGRAM" bash --norc --noprofile -i` + "\n")
	s.expect("inner> ")
	s.enter("sh -c 'echo begun; sleep 60'\n")
	s.expect("begun\r\n")
	s.stop()
	s.enter("kill %1; echo inside $((40+2))\n")
	s.expect("inside 42")
	s.enter("exit\n")
	s.enter("echo outside $((40+3))\n")
	s.expect("outside 43")
}

// Pagers read the terminal that they find behind standard error.
func TestTheTerminalCanBeReadThroughAnyOfItsFiles(t *testing.T) {
	t.Parallel()
	s := inConsole(t, shell(`for f in 1 2; do echo "file $f"; read word <&$f; echo "got $word"; done; read word </dev/tty; echo "last $word"`))
	for _, want := range []string{"file 1", "file 2", "got two"} {
		s.expect(want)
		s.enter("two\n")
	}
	s.expect("last two")
}

func TestCtrlCReachesTheScriptThatStartedUs(t *testing.T) {
	t.Parallel()
	c := exec.Command("sh", "-c", `RUN_PROGRAM=1 "$0" sh -c 'echo ready; sleep 60'; echo survived`, os.Args[0])
	s := inConsole(t, c)
	s.expect("ready")
	s.enter("\x03")
	if got := s.rest(); strings.Contains(got, "survived") {
		t.Errorf("%q", got)
	}
}

func TestWhatIsTypedAheadIsTheShells(t *testing.T) {
	t.Parallel()
	if text, err := os.ReadFile("/proc/sys/dev/tty/legacy_tiocsti"); err == nil && text[0] == '0' && os.Getuid() != 0 {
		t.Skip("this kernel lets nobody put keys back")
	}
	s := interactive(t)
	s.enter(`RUN_PROGRAM=1 "$PROGRAM" sh -c 'echo begun; sleep 1'` + "\n")
	s.expect("begun\r\n")
	s.enter("echo ahead $((40+2))\necho more")
	s.expect("ahead 42")
	s.enter(" $((40+3))\n")
	s.expect("more 43")
}

// Whoever kills us, the terminal is not left raw, and the program hears of it.
func TestOurViolentEndLeavesTheTerminalInOrder(t *testing.T) {
	t.Parallel()
	const program = `trap "echo hung up >&3; exit" HUP; kill -KILL $(ps -o ppid= -p $PPID); n=0; while sleep 0.05 && [ $((n += 1)) -lt 600 ]; do :; done`
	c := exec.Command("sh", "-c", `RUN_PROGRAM=1 "$0" sh -c '`+program+`' 3>&1; sleep 0.5; stty -a; echo end`, os.Args[0])
	s := inConsole(t, c)
	s.expect("end")
	got := strings.Fields(s.rest())
	for _, mode := range []string{"icanon", "isig", "echo", "opost"} {
		if !slices.Contains(got, mode) {
			t.Errorf("-%s after our end: %q", mode, got)
		}
	}
	if !slices.Contains(got, "hung") {
		t.Errorf("the program was not told: %q", got)
	}
}

func TestWidthChangesReachTheProgram(t *testing.T) {
	t.Parallel()
	s := inConsole(t, shell(`trap 'stty size <&1; exit' WINCH; stty size <&1; while :; do sleep 0.05; done`))
	s.expect("33 111")
	if err := pty.Setsize(s.keys, &pty.Winsize{Rows: 20, Cols: 77}); err != nil {
		t.Fatal(err)
	}
	if got := s.rest(); got != "33 111\r\n20 77\r\n" {
		t.Errorf("%q", got)
	}
}

func TestClosedTerminalEndsTheProgram(t *testing.T) {
	t.Parallel()
	c := shell(`echo ready $$; sleep 60; echo survived`)
	s := inConsole(t, c)
	s.expect("ready")
	s.keys.Close()
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGHUP {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("did not end")
	}
}

func TestProcessesLeftBehindKeepTheTerminal(t *testing.T) {
	t.Parallel()
	s := inConsole(t, exec.Command("sh", "-c", `RUN_PROGRAM=1 "$0" sh -c '(sleep 2; echo later) & echo now'; echo ended; sleep 3`, os.Args[0]))
	if got := s.rest(); got != "now\r\nended\r\nlater\r\n" {
		t.Errorf("%q", got)
	}
}

// A pipeline's other members keep the terminal: nobody takes it from them.
func TestPipelineMembersMayReadTheTerminal(t *testing.T) {
	t.Parallel()
	c := exec.Command("sh", "-c", `"$0" sh -c 'echo from the program; sleep 0.3' | sh -c 'cat; read word </dev/tty; echo "typed $word"'`, os.Args[0])
	c.Env = append(os.Environ(), "RUN_PROGRAM=1")
	s := inConsole(t, c)
	s.expect("from the program")
	s.enter("here\n")
	s.expect("typed here")
}
