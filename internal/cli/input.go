package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// open opens a named input; "-" is standard input.
func (d *diagnose) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		if d.env.StdinTerminal {
			invite(d.env.Stderr)
		}
		return io.NopCloser(d.env.Stdin), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, plainError(name, err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s %w", name, errDirectory)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, plainError(name, err)
	}
	return f, nil
}

// plainError says what is wrong with a file without naming the system call.
func plainError(name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", name, p.Err)
	}
	return fmt.Errorf("%s: %w", name, err)
}
