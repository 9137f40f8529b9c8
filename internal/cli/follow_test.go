package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestAFollowedFileSurvivesRotationAndTruncation(t *testing.T) {
	name := filepath.Join(t.TempDir(), "app.log")
	write := func(text string) {
		t.Helper()
		file, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	write("what was there before\n")
	f, err := newFollower(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read := make(chan string)
	go func() {
		b := make([]byte, 100)
		for {
			n, err := f.Read(b)
			if err != nil {
				close(read)
				return
			}
			read <- string(b[:n])
		}
	}()
	for _, step := range []struct {
		name   string
		change func()
		want   string
	}{
		{"appended", func() { write("first\n") }, "first\n"},
		{"rotated", func() {
			if err := os.Rename(name, name+".1"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(pollData)
			write("in the new file\n")
		}, "in the new file\n"},
		{"truncated", func() {
			if err := os.Truncate(name, 0); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * pollName)
			write("from the start\n")
		}, "from the start\n"},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change()
			select {
			case got := <-read:
				if got != step.want {
					t.Errorf("got %q, want %q", got, step.want)
				}
			case <-time.After(20 * time.Second):
				t.Error("nothing was read")
			}
		})
	}
}

func TestAPauseIsToldBeforeSilence(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	told := make(chan string, 2)
	p := newPauses(r, func() { told <- "pause" }, func() { told <- "silence" })
	go w.WriteString("line\n")
	if n, err := p.Read(make([]byte, 100)); n != 5 || err != nil {
		t.Fatal(n, err)
	}
	go p.Read(make([]byte, 100))
	if a, b := <-told, <-told; a != "pause" || b != "silence" {
		t.Errorf("%s, then %s", a, b)
	}
}

func TestCtrlCEndsAnInputThatGoesOn(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	p := newPauses(r, func() {}, func() {})
	p.interrupts <- os.Interrupt
	if n, err := p.Read(make([]byte, 100)); n != 0 || !errors.Is(err, io.EOF) || !p.interrupted {
		t.Errorf("%d bytes, %v, interrupted: %v", n, err, p.interrupted)
	}
}
