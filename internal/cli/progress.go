package cli

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// A progress tells on standard error how far a long input has been read. It
// appears after a second, and is gone when the answer comes.
type progress struct {
	in    io.Reader
	to    io.Writer
	begun time.Time
	last  time.Time
	bytes int64
	found atomic.Int64 // problems; told by another goroutine
	shown bool
}

const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// watched puts a progress around an input, where there is a terminal to see it.
func (d *diagnose) watched(in io.Reader) *progress {
	p := &progress{in: in, begun: time.Now()}
	if d.env.StderrTerminal && !d.quiet && !d.tee && d.env.Getenv("TERM") != "dumb" {
		p.to = d.env.Stderr
	}
	return p
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	p.bytes += int64(n)
	if now := time.Now(); p.to != nil && now.Sub(p.begun) >= progressAfter && now.Sub(p.last) >= progressEvery {
		p.last, p.shown = now, true
		rate := int64(float64(p.bytes) / now.Sub(p.begun).Seconds())
		fmt.Fprintf(p.to, "\raiowhy: %s read, %s/s, %s\x1b[K", size(p.bytes), size(rate), counted(p.found.Load(), "finding"))
	}
	return n, err
}

// done wipes the line away.
func (p *progress) done() {
	if p != nil && p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
