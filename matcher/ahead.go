package matcher

import "io"

// ahead reads an input on a goroutine of its own, so that who writes a pipe
// need not wait while a part of it is parsed.
type ahead struct {
	full, empty chan []byte
	rest        []byte // of the block that is being handed out
	block       []byte
	err         error // of the input, once full is closed
}

func readAhead(r io.Reader) *ahead {
	const blocks, size = 4, 64 << 10 // as much as a pipe holds
	a := &ahead{full: make(chan []byte, blocks), empty: make(chan []byte, blocks)}
	for range blocks {
		a.empty <- make([]byte, size)
	}
	go a.fill(r)
	return a
}

func (a *ahead) fill(r io.Reader) {
	defer close(a.full)
	for block := range a.empty {
		n, err := r.Read(block[:cap(block)])
		if n > 0 {
			a.full <- block[:n]
		} else {
			a.empty <- block
		}
		if err != nil {
			a.err = err
			return
		}
	}
}

func (a *ahead) Read(b []byte) (int, error) {
	if len(a.rest) == 0 {
		if a.block != nil {
			a.empty <- a.block
			a.block = nil
		}
		block, ok := <-a.full
		if !ok {
			return 0, a.err
		}
		a.block, a.rest = block, block
	}
	n := copy(b, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}
