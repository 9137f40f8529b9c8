package run

import (
	"bytes"
	"io"
	"sync"
)

// Tail hands text from a writer that must not wait to a reader that may be
// slower. What the reader has not taken when there is no more room is lost,
// oldest first; it then goes on at the start of a line.
type Tail struct {
	mu         sync.Mutex
	more       sync.Cond
	half       int    // room in each of the buffers
	old, young []byte // read in this order, and then exchanged
	taken      int    // of old
	closed     bool
}

// NewTail makes a Tail that holds the last size bytes, or a little less.
func NewTail(size int) *Tail {
	t := &Tail{half: max(1, size/2)}
	t.more.L = &t.mu
	return t
}

// Write takes p whole and never blocks.
func (t *Tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for rest := p; len(rest) > 0; {
		if len(t.young) == t.half {
			t.makeRoom()
		}
		n := min(len(rest), t.half-len(t.young))
		t.young = append(t.young, rest[:n]...)
		rest = rest[n:]
	}
	t.more.Signal()
	return len(p), nil
}

// makeRoom gives up what is left of the older half. Reading goes on at the
// next line break itself, which ends the line that was cut.
func (t *Tail) makeRoom() {
	lost := t.taken < len(t.old)
	t.exchange()
	if lost {
		t.taken = max(0, bytes.IndexByte(t.old, '\n'))
	}
}

func (t *Tail) exchange() { t.old, t.young, t.taken = t.young, t.old[:0], 0 }

// Close ends the text: the reader gets what is left, and then io.EOF.
func (t *Tail) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	t.more.Signal()
	return nil
}

// Read waits for text.
func (t *Tail) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		if t.taken == len(t.old) && len(t.young) > 0 {
			t.exchange()
		}
		if t.taken < len(t.old) {
			n := copy(p, t.old[t.taken:])
			t.taken += n
			return n, nil
		}
		if t.closed {
			return 0, io.EOF
		}
		t.more.Wait()
	}
}
