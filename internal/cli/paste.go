package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// Terminals that know bracketed paste put marks around what is pasted, if they
// are asked to; so a paste ends by itself. The others leave it to Ctrl-D.
const (
	askForMarks  = "\x1b[?2004h"
	stopMarks    = "\x1b[?2004l"
	pasteBegins  = "\x1b[200~"
	pasteEnds    = "\x1b[201~"
	interruptKey = 0x03
	endKey       = 0x04
	windowsEnd   = 0x1a
)

// errInterrupted tells that the user gave up.
var errInterrupted = errors.New("interrupted")

// readPaste reads what is pasted or typed into a terminal. The terminal's line
// editor is switched off meanwhile, since it cuts lines at 4096 bytes and holds
// a last line without a line break back; all is put back, whatever ends it.
func readPaste(in *os.File, screen io.Writer) ([]byte, error) {
	fd := int(in.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return io.ReadAll(in)
	}
	restore := func() {
		_, _ = io.WriteString(screen, stopMarks)
		_ = term.Restore(fd, before)
	}
	defer restore()
	defer onSignal(restore)()
	if _, err := io.WriteString(screen, askForMarks); err != nil {
		return nil, err
	}
	var p paste
	buffer := make([]byte, 64<<10)
	for {
		n, err := in.Read(buffer)
		done, shown := p.take(buffer[:n])
		_, _ = screen.Write(shown)
		switch {
		case p.interrupted:
			return nil, errInterrupted
		case done || errors.Is(err, io.EOF):
			return p.text(), nil
		case err != nil:
			return nil, err
		}
	}
}

// onSignal puts things back before a signal ends us. It returns what stops that.
func onSignal(restore func()) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		select {
		case s := <-signals:
			restore()
			status := 1
			if n, ok := s.(syscall.Signal); ok {
				status = 128 + int(n)
			}
			os.Exit(status)
		case <-done:
		}
	}()
	return func() { signal.Stop(signals); close(done) }
}

// A paste is what came from the keyboard so far.
type paste struct {
	got         []byte
	interrupted bool
}

// take adds what was read. done tells that it is complete; shown is what the
// user is to see of it: what was typed, while a marked paste stays unseen.
func (p *paste) take(keys []byte) (done bool, shown []byte) {
	old := len(p.got)
	p.got = append(p.got, keys...)
	if begin := bytes.Index(p.got, []byte(pasteBegins)); begin >= 0 {
		end := bytes.Index(p.got[begin:], []byte(pasteEnds))
		if end >= 0 {
			p.got = p.got[:begin+end]
			return true, nil
		}
		return false, nil
	}
	for i, key := range keys {
		switch key {
		case interruptKey:
			p.interrupted = true
			return true, shown
		case endKey, windowsEnd:
			p.got = p.got[:old+i]
			return true, shown
		case '\r', '\n':
			shown = append(shown, '\r', '\n')
		default:
			if key >= ' ' && key != 0x7f {
				shown = append(shown, key)
			}
		}
	}
	return false, shown
}

// text is what was pasted, with line breaks as in a file: terminals send the
// Return key for each.
func (p *paste) text() []byte {
	text := bytes.ReplaceAll(p.got, []byte(pasteBegins), nil)
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}
