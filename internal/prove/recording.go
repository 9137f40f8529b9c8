package prove

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"aiowhy/kb"
)

// recording is the file of what a broken program printed:
// ENTRY/CAUSE/3.N[.VARIANT].stderr.
type recording struct {
	folder       string
	entry, cause string
	python       kb.Version
	variant      string
}

func (r recording) path() string {
	name := r.python.String()
	if r.variant != "" {
		name += "." + r.variant
	}
	return filepath.Join(r.folder, r.entry, r.cause, name+".stderr")
}

// check compares a text with the recording. A text without lines is recorded
// by no file.
func (r recording) check(text string) error {
	recorded, err := os.ReadFile(r.path())
	switch {
	case errors.Is(err, fs.ErrNotExist) && text == "":
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("has no recording yet (run with --update), it prints:\n%s", text)
	case err != nil:
		return err
	case !same(string(recorded), text):
		return fmt.Errorf("prints something else than recorded:\n%s", difference(string(recorded), text))
	}
	return nil
}

// same tells whether two texts are equal in what lasts.
func same(a, b string) bool {
	return a == b || lasting(a) == lasting(b)
}

func (r recording) exists() bool {
	_, err := os.Stat(r.path())
	return err == nil
}

func (r recording) write(text string) error {
	if text == "" {
		return r.forget(true)
	}
	if old, err := os.ReadFile(r.path()); err == nil && same(string(old), text) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(r.path()), 0o755); err != nil {
		return err
	}
	return os.WriteFile(r.path(), []byte(text), 0o644)
}

// forget demands that there is no recording, or removes it.
func (r recording) forget(update bool) error {
	if update {
		if err := os.Remove(r.path()); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if r.exists() {
		return fmt.Errorf("has a needless recording %s", r.path())
	}
	return nil
}

// difference shows the first line in which two texts differ.
func difference(recorded, printed string) string {
	a, b := strings.SplitAfter(lasting(recorded), "\n"), strings.SplitAfter(lasting(printed), "\n")
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	line := func(lines []string) string {
		if i < len(lines) {
			return strings.TrimRight(lines[i], "\n")
		}
		return "(nothing more)"
	}
	return "recorded: " + line(a) + "\nprinted:  " + line(b)
}
