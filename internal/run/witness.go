//go:build unix

package run

import (
	"errors"
	"io"
	"os/exec"
	"syscall"
	"time"
)

// A witness is a process of our group that does nothing but die of the first
// signal. It tells what the kernel does not: whether a signal was meant for us
// alone, and so must be passed on, or struck the whole group (Ctrl-C, timeout)
// and the program with it, for which a second one would mean something else.
type witness struct {
	pid  int                 // 0 without one
	life io.Closer           // ends the witness when closed, or when we end
	died chan syscall.Signal // 0: it ended otherwise
}

// patience is how long a signal may take to reach the witness after us.
const patience = 100 * time.Millisecond

// newWitness starts a witness. Without one no signal is thought to have struck
// the group.
func newWitness() *witness {
	w := &witness{died: make(chan syscall.Signal, 1)}
	c := exec.Command("/bin/sh", "-c", "ulimit -c 0; exec cat")
	life, err := c.StdinPipe()
	if err != nil || c.Start() != nil {
		return &witness{}
	}
	w.life, w.pid = life, c.Process.Pid
	go func() {
		var exit *exec.ExitError
		var by syscall.Signal
		if errors.As(c.Wait(), &exit) {
			if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
				by = status.Signal()
			}
		}
		w.died <- by
	}()
	return w
}

// struckBy reports whether the signal reached the witness, too, and calls the
// next witness if this one is gone.
func (w *witness) struckBy(s syscall.Signal) bool {
	select {
	case by := <-w.died:
		*w = *newWitness()
		return by == s
	case <-time.After(patience):
		return false
	}
}

// isStopped reports whether a SIGTSTP sent to the group just now has stopped the
// witness, and so stops a process; a new one is asked if this one is gone.
// Without a witness it is thought to.
func (w *witness) isStopped() bool {
	select {
	case <-w.died:
		*w = *newWitness()
		if w.pid != 0 {
			_ = syscall.Kill(w.pid, syscall.SIGTSTP)
		}
	default:
	}
	for end := time.Now().Add(10 * patience); w.pid != 0; time.Sleep(time.Millisecond) {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(w.pid, &status, syscall.WUNTRACED|syscall.WNOHANG, nil)
		switch {
		case err != nil || pid == w.pid:
			return true
		case time.Now().After(end):
			return false
		}
	}
	return true
}

func (w *witness) dismiss() {
	if w.life != nil {
		w.life.Close()
		_ = syscall.Kill(w.pid, syscall.SIGCONT) // not to wait stopped for its end
	}
}
