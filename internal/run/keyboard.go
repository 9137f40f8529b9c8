//go:build unix

package run

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A keyboard passes what is typed into the real terminal on to the program's.
type keyboard struct {
	real     *os.File
	terminal *terminal
	wake     [2]*os.File // a byte makes the reader look up
	done     chan struct{}

	mu    sync.Mutex
	heard bool // what is typed is the program's
	over  bool
	sent  map[syscall.Signal]time.Time // when a key last sent a signal to our group
}

func newKeyboard(real *os.File, terminal *terminal) (*keyboard, error) {
	k := &keyboard{real: real, terminal: terminal, done: make(chan struct{}), sent: map[syscall.Signal]time.Time{}}
	var err error
	if k.wake[0], k.wake[1], err = os.Pipe(); err != nil {
		return nil, err
	}
	go k.read()
	return k, nil
}

// hear says whether what is typed is the program's. After hear(false) nothing
// is read any more.
func (k *keyboard) hear(yes bool) {
	k.mu.Lock()
	k.heard = yes
	k.mu.Unlock()
	_, _ = k.wake[1].Write([]byte{0}) // a full pipe wakes, too
}

func (k *keyboard) close() {
	k.mu.Lock()
	k.over = true
	k.mu.Unlock()
	_, _ = k.wake[1].Write([]byte{0})
	<-k.done
	k.wake[0].Close()
	k.wake[1].Close()
}

func (k *keyboard) read() {
	defer close(k.done)
	for buffer := make([]byte, 4096); ; {
		keys, over := k.next(buffer)
		if over {
			return
		}
		if len(keys) > 0 {
			_, _ = k.terminal.ours.Write(keys) // fails where the program is gone
			k.strike(keys)
		}
	}
}

// next waits for keys, or for a change of what we are to do.
func (k *keyboard) next(buffer []byte) (keys []byte, over bool) {
	k.mu.Lock()
	heard := k.heard
	k.mu.Unlock()
	ready := []unix.PollFd{{Fd: int32(k.wake[0].Fd()), Events: unix.POLLIN}, {Fd: int32(k.real.Fd()), Events: unix.POLLIN}}
	if !heard {
		ready = ready[:1]
	}
	if _, err := unix.Poll(ready, -1); err != nil {
		return nil, !errors.Is(err, syscall.EINTR)
	}
	if ready[0].Revents != 0 {
		_, _ = unix.Read(int(k.wake[0].Fd()), buffer)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over || !k.heard || !heard || ready[1].Revents == 0 {
		return nil, k.over
	}
	n, err := unix.Read(int(k.real.Fd()), buffer)
	if errors.Is(err, syscall.EINTR) || errors.Is(err, syscall.EAGAIN) {
		return nil, false
	}
	return buffer[:max(0, n)], n <= 0
}

// strike sends our own process group the signals that keys send the program's:
// the shell script or the make that started us is to hear of Ctrl-C.
func (k *keyboard) strike(keys []byte) {
	modes, ok := k.terminal.current()
	if !ok || modes.Lflag&unix.ISIG == 0 {
		return
	}
	for key, s := range map[byte]syscall.Signal{modes.Cc[unix.VINTR]: syscall.SIGINT, modes.Cc[unix.VQUIT]: syscall.SIGQUIT} {
		if key != 0 && bytes.IndexByte(keys, key) >= 0 {
			k.mu.Lock()
			k.sent[s] = time.Now()
			k.mu.Unlock()
			_ = syscall.Kill(0, s)
		}
	}
}

// struck reports whether a signal that reached us is one that a key sent.
func (k *keyboard) struck(s syscall.Signal) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Since(k.sent[s]) < 2*patience
}
