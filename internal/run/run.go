// Package run runs a program as if it had been started directly, and lets a
// second reader see what it prints.
//
// Started in the foreground of a terminal, the program gets a session and a
// pseudo terminal of its own, to which ours passes everything on: keys, sizes,
// modes, Ctrl-C, Ctrl-Z. It can be read through any of its files, and set.
//
// Elsewhere, in a pipeline, in the background or without a terminal, the program
// keeps our standard input, session and process group, as the shell arranged
// them, and only its outputs are led through us: a terminal is replaced by a
// pseudo terminal, anything else by a pipe.
//
// What comes out is written on unchanged, in order, at once.
package run

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// Command is a program to run.
type Command struct {
	Args                  []string // the program and its arguments
	Env                   []string // nil for our own
	Stdin, Stdout, Stderr *os.File
	// Seen gets a copy of both outputs, in whole lines. It must not block: the
	// program would wait for it. It is written to by several goroutines.
	Seen io.Writer
}

// Result is how a program ended.
type Result struct {
	Status int            // its exit status; 128 and the signal's number where it died by one
	Signal syscall.Signal // the signal it died by, 0 if none
	// Lost is why some output could not be passed on: a full disk. That nobody
	// reads any more is no such reason; the program learned it by itself.
	Lost error
}

// StartError tells that a program could not be started.
type StartError struct {
	Program string
	Status  int // what shells end with: 127 where there is none, 126 where it cannot be run
	Err     error
}

func (e *StartError) Error() string {
	if e.Status == notFound {
		return "there is no program " + e.Program
	}
	return e.Program + " cannot be run: " + reason(e.Err).Error()
}

func (e *StartError) Unwrap() error { return e.Err }

const (
	notRunnable = 126
	notFound    = 127
)

func startError(program string, err error) *StartError {
	status := notRunnable
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		status = notFound
	}
	return &StartError{program, status, err}
}

// reason drops the name of the system call from an error.
func reason(err error) error {
	var p *fs.PathError
	var e *exec.Error
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &e):
		return e.Err
	}
	return err
}

// find is the file of a program, as the shell would find it: also in a folder
// that PATH names relatively.
func find(program string) (string, error) {
	path, err := exec.LookPath(program)
	if errors.Is(err, exec.ErrDot) {
		err = nil
	}
	return path, err
}
