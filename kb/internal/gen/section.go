package main

import (
	"bytes"
	"fmt"
	"os"
)

// replaceSection puts text between the two comments that mark a section of a
// hand-written markdown file.
func replaceSection(path, section, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	start := fmt.Appendf(nil, "<!-- %s: made by go generate ./kb -->\n", section)
	end := fmt.Appendf(nil, "<!-- end of %s -->", section)
	before, rest, found := bytes.Cut(old, start)
	_, after, closed := bytes.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s lacks the comments %q and %q", path, start, end)
	}
	updated := bytes.Join([][]byte{before, start, []byte(text), end, after}, nil)
	if bytes.Equal(old, updated) {
		return nil
	}
	return os.WriteFile(path, updated, 0o644)
}
