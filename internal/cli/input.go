package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// open opens a named input; "-" is standard input. stream tells an input that
// may go on for ever from a file.
func (d *diagnose) open(name string) (in io.ReadCloser, stream bool, err error) {
	if name == "-" {
		if d.env.StdinTerminal {
			invite(d.env.Stderr)
		}
		return io.NopCloser(d.env.Stdin), isStream(d.env.Stdin), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, false, plainError(name, err)
	}
	if info.IsDir() {
		return nil, false, fmt.Errorf("%s %w", name, errDirectory)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, false, plainError(name, err)
	}
	return f, isStream(f), nil
}

// plainError says what is wrong with a file without naming the system call.
func plainError(name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", name, p.Err)
	}
	return fmt.Errorf("%s: %w", name, err)
}
