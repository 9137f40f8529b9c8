//go:build unix

package run

import (
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A terminal stands for our own towards the program: for all of it in a
// session, for output alone otherwise. Then it is nobody's controlling terminal,
// and nothing is typed into it: the program reads the real one.
type terminal struct {
	ours      *os.File // where the program's text comes out
	theirs    *os.File
	real      *os.File
	whole     bool
	mode      unix.Termios // as last seen
	processes bool         // output, which is switched off for now
}

// openTerminal makes a pty with the modes and the size of the real terminal.
func openTerminal(real *os.File) (*terminal, error) {
	blocking, theirs, err := pty.Open()
	if err != nil {
		return nil, err
	}
	defer blocking.Close()
	ours, err := pollable(blocking)
	if err != nil {
		theirs.Close()
		return nil, err
	}
	t := &terminal{ours: ours, theirs: theirs, real: real}
	if mode, err := unix.IoctlGetTermios(int(real.Fd()), getMode); err == nil {
		_ = t.set(mode)
	}
	t.resize()
	return t, nil
}

func (t *terminal) set(mode *unix.Termios) error {
	return control(t.ours, func(fd int) error { return unix.IoctlSetTermios(fd, setMode, mode) })
}

// process says whether the pty processes output, if its modes are to. Line
// breaks are made once: by the real terminal unless that is raw.
func (t *terminal) process(yes bool) {
	mode, ok := t.current()
	if !ok {
		return
	}
	if yes && t.processes {
		mode.Oflag |= unix.OPOST
	}
	if !yes {
		t.processes = mode.Oflag&unix.OPOST != 0
		mode.Oflag &^= unix.OPOST
	}
	_ = t.set(&mode)
	t.mode = mode
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
	if t == nil || t.whole {
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

// unread is what was typed into the pty and read by nobody.
func (t *terminal) unread() []byte {
	fd, err := unix.Open(t.theirs.Name(), unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer unix.Close(fd)
	if mode, err := unix.IoctlGetTermios(fd, getMode); err == nil {
		mode.Lflag &^= unix.ICANON // lines that are not complete, too
		_ = unix.IoctlSetTermios(fd, setMode, mode)
	}
	text := make([]byte, 4096)
	n, err := unix.Read(fd, text)
	if err != nil {
		return nil
	}
	return text[:n]
}
