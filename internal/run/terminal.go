//go:build unix

package run

import (
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A terminal stands for our own towards the program. It is nobody's
// controlling terminal, and nothing is typed into it: the program reads the
// real one.
type terminal struct {
	ours *os.File // where the program's text comes out
	real *os.File
	mode unix.Termios // as last seen
}

// openTerminal makes a pty with the modes and the size of the real terminal,
// except that it changes no bytes: line breaks are made once, by the real one.
func openTerminal(real *os.File) (t *terminal, theirs *os.File, err error) {
	blocking, theirs, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close()
	ours, err := pollable(blocking)
	if err != nil {
		theirs.Close()
		return nil, nil, err
	}
	t = &terminal{ours: ours, real: real}
	if mode, err := unix.IoctlGetTermios(int(real.Fd()), getMode); err == nil {
		mode.Oflag &^= unix.OPOST
		_ = control(ours, func(fd int) error { return unix.IoctlSetTermios(fd, setMode, mode) })
	}
	t.mode, _ = t.current()
	t.resize()
	return t, theirs, nil
}

// pollable is the same end of a pty, to be read with a deadline.
func pollable(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// control works on a file without taking it from the runtime's poller.
func control(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}

func (t *terminal) current() (mode unix.Termios, ok bool) {
	err := control(t.ours, func(fd int) error {
		m, err := unix.IoctlGetTermios(fd, getMode)
		if err == nil {
			mode = *m
		}
		return err
	})
	return mode, err == nil
}

// mirror sets the modes that the program has set through its output, as curses
// does, on the real terminal. It is called before text is passed on: a program
// that changes modes draws next.
func (t *terminal) mirror() {
	if t == nil {
		return
	}
	mode, ok := t.current()
	if !ok || mode == t.mode {
		return
	}
	t.mode = mode
	if old, err := unix.IoctlGetTermios(int(t.real.Fd()), getMode); err == nil {
		mode.Oflag = old.Oflag
		_ = unix.IoctlSetTermios(int(t.real.Fd()), setMode, &mode)
	}
}

// resize takes over the size of the real terminal and reports whether it had
// changed.
func (t *terminal) resize() (changed bool) {
	size, err := unix.IoctlGetWinsize(int(t.real.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return false
	}
	_ = control(t.ours, func(fd int) error {
		old, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		changed = err == nil && *old != *size
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, size)
	})
	return changed
}
