package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// open opens a named input; "-" is standard input. stream tells an input that
// may go on for ever from a file.
func (d *diagnose) open(name string) (in io.ReadCloser, stream bool, err error) {
	switch {
	case d.clipboard:
		text, err := readClipboard(d.env)
		return io.NopCloser(bytes.NewReader(text)), false, err
	case name == "-":
		return d.openStandard()
	}
	info, err := os.Stat(name)
	if d.following && errors.Is(err, fs.ErrNotExist) {
		d.remark(name + " is not there yet: waiting for it")
		return &follower{name: name}, true, nil
	}
	if err != nil {
		return nil, false, plainError(name, err)
	}
	if info.IsDir() {
		return nil, false, fmt.Errorf("%s %w", name, errDirectory)
	}
	if d.following {
		f, err := newFollower(name)
		return f, true, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, false, plainError(name, err)
	}
	return f, isStream(f), nil
}

// openStandard opens standard input: a pipe, or a paste where it is a terminal.
func (d *diagnose) openStandard() (in io.ReadCloser, stream bool, err error) {
	terminal, ok := d.env.Stdin.(*os.File)
	if !ok || !d.env.StdinTerminal || !d.env.StderrTerminal {
		widen(d.env.Stdin)
		return io.NopCloser(d.env.Stdin), isStream(d.env.Stdin), nil
	}
	invite(d.env.Stderr)
	text, err := readPaste(terminal, d.env.Stderr)
	if errors.Is(err, errInterrupted) {
		err = exitError{status: statusInterrupted}
	}
	return io.NopCloser(bytes.NewReader(text)), false, err
}

// plainError says what is wrong with a file without naming the system call.
func plainError(name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", name, p.Err)
	}
	return fmt.Errorf("%s: %w", name, err)
}
