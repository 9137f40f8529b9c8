//go:build unix

package run

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// A session is a program that has a terminal of its own in place of ours: its
// input, too, its modes and its job control. Ours is raw meanwhile and passes
// everything on.
type session struct {
	real     *os.File
	modes    *term.State // of the real terminal while it is raw; nil otherwise
	terminal *terminal   // the program's
	keys     *keyboard
	orders   *os.File // to the leader
	reports  *bufio.Scanner
	pid      int
	stopped  chan syscall.Signal
	ended    chan syscall.WaitStatus
}

// isWhole reports whether all of the terminal can be the program's: we stand in
// its foreground, and nobody else of a pipeline may want to read it.
func isWhole(c Command) bool {
	if !inForeground(c.Stdin) || !sameFile(c.Stdin, c.Stdout) && !sameFile(c.Stdin, c.Stderr) {
		return false
	}
	return !isPipe(c.Stdout) && !isPipe(c.Stderr)
}

func isPipe(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0
}

// inForeground reports whether a terminal is ours to read and to set.
func inForeground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == syscall.Getpgrp()
}

// runSession runs the program in a session of its own.
func runSession(path string, c Command, out *outputs, signals chan os.Signal, group *witness) (Result, error) {
	s, err := startSession(path, c, out)
	out.closeTheirs()
	if err != nil {
		return Result{}, err
	}
	out.streams[0].keep = s.orders
	out.copy()
	go s.listen()
	for {
		select {
		case status := <-s.ended:
			r := result(status)
			r.Lost = s.finish(out)
			return r, nil
		case by := <-s.stopped:
			s.suspend(by, signals, group)
		case got := <-signals:
			if got == syscall.SIGWINCH {
				out.resize()
			} else {
				s.deliver(got.(syscall.Signal), group)
			}
		}
	}
}

// startSession starts the program under a leader of its own session.
func startSession(path string, c Command, out *outputs) (*session, error) {
	s := &session{real: c.Stdin, terminal: out.whole, stopped: make(chan syscall.Signal, 1), ended: make(chan syscall.WaitStatus, 1)}
	theirs, err := s.startLeader(path, c, out)
	for _, f := range theirs {
		f.Close()
	}
	if err != nil {
		return nil, err
	}
	word, n := s.report()
	switch word {
	case reportStarted:
		s.pid = n
	case reportFailed:
		return nil, startError(c.Args[0], syscall.Errno(n))
	default:
		return nil, fmt.Errorf("%s cannot be run: nobody leads its session", c.Args[0])
	}
	if s.keys, err = newKeyboard(s.real, s.terminal); err != nil {
		return nil, err
	}
	s.takeTerminal()
	return s, nil
}

// startLeader returns the files that are now the leader's. Inherited files keep
// their numbers: make gives some to its children.
func (s *session) startLeader(path string, c Command, out *outputs) (theirs []*os.File, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	orders, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	reports, words, err := os.Pipe()
	if err != nil {
		return []*os.File{orders, ours}, err
	}
	s.orders, s.reports = ours, bufio.NewScanner(reports)
	args := []string{leaderName}
	for _, f := range []*os.File{orders, words, s.real} {
		fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD, 3) // without close-on-exec
		if err != nil {
			return []*os.File{orders, words}, err
		}
		kept := os.NewFile(uintptr(fd), f.Name())
		theirs = append(theirs, kept)
		args = append(args, strconv.Itoa(fd))
	}
	theirs = append(theirs, orders, words)
	_, err = syscall.ForkExec(self, append(append(args, path), c.Args...), &syscall.ProcAttr{Env: c.environment(),
		Files: []uintptr{s.terminal.theirs.Fd(), out.theirs[0].Fd(), out.theirs[1].Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}})
	return theirs, err
}

// report is the leader's next word, empty where it has died.
func (s *session) report() (word string, n int) {
	if s.reports.Scan() {
		_, _ = fmt.Sscan(s.reports.Text(), &word, &n) // as the leader writes it
	}
	return word, n
}

func (s *session) listen() {
	for {
		switch word, n := s.report(); word {
		case reportStopped:
			s.stopped <- syscall.Signal(n)
		case reportEnded:
			s.ended <- syscall.WaitStatus(n)
			return
		default: // the leader was killed, and the kernel hangs up on the program
			s.ended <- syscall.WaitStatus(syscall.SIGHUP)
			return
		}
	}
}

func (s *session) order(order byte) { _, _ = s.orders.Write([]byte{order}) }

// takeTerminal makes the real terminal raw: the program's does the rest.
func (s *session) takeTerminal() {
	modes, err := term.MakeRaw(int(s.real.Fd()))
	if err != nil {
		return
	}
	s.modes = modes
	s.terminal.process(true)
	s.keys.hear(true)
}

// leaveTerminal puts the real terminal's modes back.
func (s *session) leaveTerminal() {
	s.keys.hear(false)
	if s.modes != nil {
		s.terminal.process(false)
		_ = term.Restore(int(s.real.Fd()), s.modes)
		s.modes = nil
	}
}

// suspend stops our process group as the program was stopped, so that the
// shell sees its job stopped, and goes on with the program when we are continued.
func (s *session) suspend(by syscall.Signal, signals <-chan os.Signal, group *witness) {
	if s.modes == nil && inForeground(s.real) {
		s.resume() // it wanted the terminal, which we were given meanwhile
		return
	}
	time.Sleep(lastWords)
	s.leaveTerminal()
	stops := by == syscall.SIGSTOP
	if !stops {
		_ = syscall.Kill(0, syscall.SIGTSTP)
		stops = group.isStopped() // not where no shell could continue us
		s.hearOwn(signals, group)
	}
	if stops {
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP) // the Go runtime keeps handlers of others
		for got := range signals {
			if got == syscall.SIGCONT {
				break
			}
			s.deliver(got.(syscall.Signal), group)
		}
	}
	s.resume()
}

// hearOwn takes the SIGTSTP that we sent ourselves, before we stop: the Go
// runtime hands signals on by their number, so that after a stop SIGCONT would
// come first, and the other stop the program that it has continued.
func (s *session) hearOwn(signals <-chan os.Signal, group *witness) {
	late := time.After(10 * patience) // where we were told to ignore it, it never comes
	for {
		select {
		case got := <-signals:
			if got == syscall.SIGTSTP {
				return
			}
			s.deliver(got.(syscall.Signal), group)
		case <-late:
			return
		}
	}
}

// resume continues the program, with the terminal where that is ours again.
func (s *session) resume() {
	if !inForeground(s.real) {
		s.leaveTerminal()
		s.order(orderBackground)
		return
	}
	if s.modes == nil {
		s.takeTerminal()
	}
	s.order(orderForeground)
}

// deliver passes a signal on to the program: to all of its group where it
// struck all of ours.
func (s *session) deliver(by syscall.Signal, group *witness) {
	switch {
	case by == syscall.SIGCONT:
		s.resume()
	case s.keys.struck(by): // the terminal did that for both groups
	case by == syscall.SIGHUP:
		_ = syscall.Kill(-s.pid, by)
		_ = syscall.Kill(-s.pid, syscall.SIGCONT) // to die of it
	case by == syscall.SIGTSTP, group.struckBy(by):
		_ = syscall.Kill(-s.pid, by)
	default:
		_ = syscall.Kill(s.pid, by)
	}
}

// finish passes on what is left of the output and leaves the terminal as the
// program left its own: stty is a program, too.
func (s *session) finish(out *outputs) (lost error) {
	s.keys.close()
	left, ok := s.terminal.current()
	unread := s.terminal.unread()
	lost = out.finish()
	raw := s.modes != nil
	s.leaveTerminal()
	if raw && ok {
		s.giveBack(unread, left)
	}
	s.order(orderRest)
	s.orders.Close()
	return lost
}

// giveBack sets the terminal's modes, and puts back what was typed ahead, for
// the shell. It was echoed already. Some kernels refuse; then it is lost.
func (s *session) giveBack(unread []byte, modes unix.Termios) {
	fd := int(s.real.Fd())
	silent := modes
	silent.Lflag &^= unix.ECHO
	_ = unix.IoctlSetTermios(fd, setMode, &silent)
	for i := range unread {
		_, _, _ = syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TIOCSTI, uintptr(unsafe.Pointer(&unread[i])))
	}
	_ = unix.IoctlSetTermios(fd, setMode, &modes)
}
