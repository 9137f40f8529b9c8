//go:build unix

package run

import (
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"
)

// outputs are the program's standard output and error on their way to ours.
type outputs struct {
	theirs  [2]*os.File // what the program writes to
	streams []*stream   // one where both are the same file: only so is their order kept
	whole   *terminal   // the program's own, of a session; nil otherwise
	done    sync.WaitGroup
}

// A stream carries what the program writes to one of our outputs.
type stream struct {
	from     *os.File  // our end of the pipe or pty
	to       *os.File  //
	terminal *terminal // nil for a pipe
	seen     lines
	lost     error    // of writing to
	keep     *os.File // held open by whoever goes on carrying
}

// openOutputs makes what stands for our outputs towards the program. In a
// session one terminal stands for those that are the terminal of the input.
func openOutputs(c Command, whole bool) (*outputs, error) {
	o := &outputs{}
	var err error
	if whole {
		err = o.openWhole(c)
	}
	for i, to := range []*os.File{c.Stdout, c.Stderr} {
		switch {
		case err != nil || o.theirs[i] != nil:
		case i == 1 && !whole && sameFile(c.Stdout, c.Stderr):
			o.theirs[1] = o.theirs[0]
		default:
			err = o.open(i, to, c)
		}
	}
	if err != nil {
		o.closeTheirs()
		o.closeOurs()
		return nil, err
	}
	return o, nil
}

func (o *outputs) openWhole(c Command) error {
	terminal, err := openTerminal(c.Stdin)
	if err != nil {
		return err
	}
	terminal.whole, o.whole = true, terminal
	s := &stream{from: terminal.ours, terminal: terminal, seen: lines{to: c.Seen}}
	for i, to := range []*os.File{c.Stdout, c.Stderr} {
		if sameFile(c.Stdin, to) {
			s.to, o.theirs[i] = to, terminal.theirs
		}
	}
	o.streams = append(o.streams, s)
	return nil
}

func (o *outputs) open(i int, to *os.File, c Command) error {
	if isDevice(to) {
		o.theirs[i] = to
		return nil
	}
	s := &stream{to: to, seen: lines{to: c.Seen}}
	var err error
	if term.IsTerminal(int(to.Fd())) {
		s.terminal, err = openTerminal(to)
		if err == nil {
			s.from, o.theirs[i] = s.terminal.ours, s.terminal.theirs
			s.terminal.process(false)
		}
	} else {
		s.from, o.theirs[i], err = os.Pipe()
	}
	if err == nil {
		o.streams = append(o.streams, s)
	}
	return err
}

// isDevice tells /dev/null and its like, which the program gets as they are.
func isDevice(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && !term.IsTerminal(int(f.Fd()))
}

func sameFile(a, b *os.File) bool {
	x, err := a.Stat()
	if err != nil {
		return false
	}
	y, err := b.Stat()
	return err == nil && os.SameFile(x, y)
}

func (o *outputs) closeTheirs() {
	for _, f := range o.theirs {
		if f != nil && !isDevice(f) {
			f.Close() // the second time it is closed already
		}
	}
}

func (o *outputs) closeOurs() {
	for _, s := range o.streams {
		s.from.Close()
	}
}

func (o *outputs) copy() {
	for _, s := range o.streams {
		o.done.Add(1)
		go func() {
			defer o.done.Done()
			s.copy()
		}()
	}
}

// finish is called when the program has ended: what it wrote is copied to the
// end. Processes that it left behind go on writing; they are not waited for.
func (o *outputs) finish() (lost error) {
	for _, s := range o.streams {
		_ = s.from.SetReadDeadline(time.Now())
	}
	o.done.Wait()
	for _, s := range o.streams {
		s.seen.flush()
		s.from.Close()
		lost = errors.Join(lost, s.lost)
	}
	return lost
}

func (o *outputs) resize() {
	for _, s := range o.streams {
		if s.terminal != nil && s.terminal.resize() && !s.terminal.whole {
			// The kernel told the group before the size of the pty had changed.
			_ = syscall.Kill(0, syscall.SIGWINCH)
		}
	}
}

// copy copies until the end, or until a deadline says that the program ended.
func (s *stream) copy() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := s.from.Read(buffer)
		if n > 0 && !s.pass(buffer[:n]) {
			return
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			s.drain(buffer)
			return
		}
		if err != nil { // io.EOF from a pipe, EIO from a pty
			return
		}
	}
}

// pass writes text on. Where nobody reads it any more the program is to learn
// that by its next write.
func (s *stream) pass(text []byte) bool {
	s.terminal.mirror()
	_, _ = s.seen.Write(text)
	if _, err := s.to.Write(text); err != nil {
		if !errors.Is(err, syscall.EPIPE) && s.terminal == nil {
			s.lost = err
		}
		s.from.Close()
		return false
	}
	return true
}

// maxLeft is more than a pipe or a pty holds.
const maxLeft = 2 << 20

// drain copies what is left after the program's end. Where another process
// still holds the output, cat carries what it will write: we are not to stay
// for it, and it is not to fail for us.
func (s *stream) drain(buffer []byte) {
	s.terminal.mirror()
	for left := maxLeft; left > 0; {
		n, held := s.readNow(buffer)
		if n <= 0 {
			if held {
				s.handOver()
			}
			return
		}
		if !s.pass(buffer[:n]) {
			return
		}
		left -= n
	}
	s.handOver()
}

// readNow reads without waiting; held tells that the output is still open.
func (s *stream) readNow(buffer []byte) (n int, held bool) {
	raw, err := s.from.SyscallConn()
	if err != nil {
		return 0, false
	}
	_ = s.from.SetReadDeadline(time.Time{})
	err = raw.Read(func(fd uintptr) bool {
		n, err = syscall.Read(int(fd), buffer)
		held = errors.Is(err, syscall.EAGAIN)
		return true
	})
	return n, held
}

func (s *stream) handOver() {
	if s.terminal != nil {
		s.terminal.process(false) // the real one is not raw any more
	}
	_ = control(s.from, func(fd int) error { return syscall.SetNonblock(fd, false) })
	c := exec.Command("cat")
	c.Stdin, c.Stdout = s.from, s.to
	if s.keep != nil {
		c.ExtraFiles = []*os.File{s.keep}
	}
	if c.Start() == nil {
		_ = c.Process.Release()
	}
}
