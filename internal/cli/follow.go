package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// How often a followed file is looked at. Nobody notices ten milliseconds, and
// a read that finds nothing costs a microsecond; whether the name leads to
// another file by now needs no such hurry.
const (
	pollData = 10 * time.Millisecond
	pollName = 250 * time.Millisecond
)

// follower reads what is appended to a file, from its end on, and never ends.
// Where the file was truncated it begins anew; where another stands under the
// name, as after a log was rotated, it goes on with that one from its beginning.
// A file that is not there is waited for.
type follower struct {
	name   string
	file   *os.File // nil before it is there
	at     int64
	looked time.Time // when the name was last looked at
}

// newFollower begins to follow a file.
func newFollower(name string) (*follower, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, plainError(name, err)
	}
	at, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, plainError(name, err)
	}
	return &follower{name: name, file: file, at: at, looked: time.Now()}, nil
}

// canFollow refuses to follow what has no end to wait at, and to give an answer
// at an end that never comes.
func (d *diagnose) canFollow(inputs []string) error {
	switch {
	case len(inputs) != 1 || inputs[0] == "-" || inputs[0] == clipboardName:
		return exitError{status: statusUsage, err: errors.New("--follow takes one file"), hints: []string{"a pipe is followed anyway: tail -F *.log | aiowhy"}}
	case d.atEnd():
		return exitError{status: statusUsage, err: fmt.Errorf("--follow never comes to the end at which --format %s is written", d.look.format),
			hints: []string{"--format jsonl writes each diagnosis at once"}}
	}
	return nil
}

func (f *follower) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// Read waits until something was appended.
func (f *follower) Read(b []byte) (int, error) {
	for {
		n, err := 0, io.EOF
		if f.file != nil {
			n, err = f.file.Read(b)
		}
		f.at += int64(n)
		switch {
		case n > 0:
			return n, nil
		case err != nil && !errors.Is(err, io.EOF):
			return 0, plainError(f.name, err)
		}
		if time.Since(f.looked) < pollName {
			time.Sleep(pollData)
			continue
		}
		f.looked = time.Now()
		if err := f.look(); err != nil {
			return 0, plainError(f.name, err)
		}
	}
}

// look finds out whether the file was truncated or another has taken its name.
// A name that is missing for now, between the steps of a rotation, is waited for.
func (f *follower) look() error {
	named, err := os.Stat(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if f.file == nil {
		f.file, err = os.Open(f.name)
		return err
	}
	own, err := f.file.Stat()
	if err != nil {
		return err
	}
	if os.SameFile(named, own) {
		if own.Size() < f.at {
			f.at, err = f.file.Seek(0, io.SeekStart)
		}
		return err
	}
	if own.Size() > f.at {
		return nil // the rest of the old one first
	}
	next, err := os.Open(f.name)
	if err != nil {
		return err
	}
	f.file.Close()
	f.file, f.at = next, 0
	return nil
}
