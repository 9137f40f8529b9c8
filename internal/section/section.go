// Package section rewrites the generated sections of hand-written markdown
// files. A section stands between two comments:
//
//	<!-- NAME: made by COMMAND -->
//	<!-- end of NAME -->
package section

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
)

// Replace puts text into a section of a file. It leaves the file alone if the
// text stands there already.
func Replace(path, name, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	updated, err := replaced(old, name, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if bytes.Equal(old, updated) {
		return nil
	}
	return os.WriteFile(path, updated, 0o644)
}

// Current tells whether a section of a file holds the text.
func Current(path, name, text string) (bool, error) {
	old, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	updated, err := replaced(old, name, text)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return bytes.Equal(old, updated), nil
}

func replaced(old []byte, name, text string) ([]byte, error) {
	start := regexp.MustCompile(`<!-- ` + regexp.QuoteMeta(name) + `: made by [^\n]* -->\n`).FindIndex(old)
	end := bytes.Index(old, []byte("<!-- end of "+name+" -->"))
	if start == nil || end < start[1] {
		return nil, fmt.Errorf("the comments around the section %q are missing", name)
	}
	return bytes.Join([][]byte{old[:start[1]], []byte(text), old[end:]}, nil), nil
}
