package cli

import (
	"io"
	"os"
	"os/signal"
	"time"
)

// quiet is how long an input must be silent before what it said so far counts
// as complete. Programs write a traceback in one go; 60 ms are far beyond what
// a pipe or a log shipper puts between its lines, and a reader does not notice
// them.
const quiet = 60 * time.Millisecond

// short is a pause after which what is known already is told, without taking
// for complete what may still go on.
const short = 5 * time.Millisecond

// pauses reads an input that may never end and calls pause, then idle, on the
// reader's own goroutine, each time it has fallen silent. Ctrl-C is its end; a
// second one ends the program.
type pauses struct {
	interrupts  chan os.Signal
	interrupted bool
	chunks      chan chunk
	used        chan []byte
	rest        []byte // of the current chunk
	buffer      []byte
	err         error
	pause       func()
	idle        func()
}

type chunk struct {
	data []byte
	err  error
}

// chunkSize is large enough that a fast pipe costs few switches between the
// goroutines.
const chunkSize = 256 << 10

func newPauses(r io.Reader, pause, idle func()) *pauses {
	p := &pauses{chunks: make(chan chunk), used: make(chan []byte, 2), pause: pause, idle: idle, interrupts: make(chan os.Signal, 1)}
	signal.Notify(p.interrupts, os.Interrupt)
	for range cap(p.used) {
		p.used <- make([]byte, chunkSize)
	}
	go p.fetch(r)
	return p
}

// fetch hands on what the input gives, in two buffers that take turns. It ends
// with the input; nobody waits for it where the program ends first.
func (p *pauses) fetch(r io.Reader) {
	for {
		buffer := <-p.used
		n, err := r.Read(buffer)
		p.chunks <- chunk{buffer[:n], err}
		if err != nil {
			return
		}
	}
}

func (p *pauses) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		c := p.next()
		p.rest, p.buffer, p.err = c.data, c.data[:cap(c.data)], c.err
	}
	n := copy(b, p.rest)
	if p.rest = p.rest[n:]; len(p.rest) == 0 {
		p.used <- p.buffer
	}
	return n, nil
}

func (p *pauses) next() chunk {
	timer := time.NewTimer(short)
	defer timer.Stop()
	for silences := 0; ; {
		select {
		case c := <-p.chunks:
			if c.err != nil {
				signal.Stop(p.interrupts)
			}
			return c
		case <-p.interrupts:
			signal.Stop(p.interrupts)
			p.interrupted = true
			return chunk{err: io.EOF}
		case <-timer.C:
			if silences++; silences == 1 {
				p.pause()
				timer.Reset(quiet - short)
			} else {
				p.idle()
			}
		}
	}
}
