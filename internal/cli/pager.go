package cli

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"

	"golang.org/x/term"
)

// page writes a text, through a pager where it is longer than the terminal.
func (l *look) page(env Env, text string) error {
	terminal, ok := env.Stdout.(*os.File)
	if l.noPager || !ok || !env.StdoutTerminal || !longerThan(terminal, text) || !runPager(env, terminal, text) {
		_, err := io.WriteString(env.Stdout, text)
		return err
	}
	return nil
}

func longerThan(terminal *os.File, text string) bool {
	_, rows, err := term.GetSize(int(terminal.Fd()))
	return err == nil && rows > 0 && strings.Count(text, "\n") >= rows
}

// pagerCommand is the user's pager; "cat" is none.
func pagerCommand(env Env) string {
	return envOr(env, "AIOWHY_PAGER", envOr(env, "PAGER", "less"))
}

// runPager shows a text in a pager; false where there is none. Ctrl-C in it is
// the pager's.
func runPager(env Env, terminal *os.File, text string) bool {
	command := pagerCommand(env)
	if command == "cat" || env.Getenv("TERM") == "dumb" {
		return false
	}
	c := exec.Command("sh", "-c", command)
	if runtime.GOOS == "windows" {
		words := strings.Fields(command)
		c = exec.Command(words[0], words[1:]...)
	}
	if _, err := exec.LookPath(strings.Fields(command)[0]); err != nil {
		return false
	}
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(text), terminal, env.Stderr
	c.Env = os.Environ()
	if env.Getenv("LESS") == "" {
		c.Env = append(c.Env, "LESS=FRX")
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	if err := c.Start(); err != nil {
		return false
	}
	_ = c.Wait() // it has shown what the user wanted to see
	return true
}
