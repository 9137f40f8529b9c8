package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"aiowhy/kb"
	"aiowhy/matcher/source"
)

// maxSource bounds a source file that is read: no hand-written one is larger.
const maxSource = 4 << 20

// sources opens the user's own files, and nothing else: paths come from the
// input, which may be anybody's. Only regular files below the root are read;
// symbolic links out of it, devices and FIFOs are not.
type sources struct {
	root *os.Root
	dir  string // of the root, absolute

	mu   sync.Mutex
	read map[string]*source.File
}

// newSources prepares reading below dir. It reads nothing where dir cannot be
// opened.
func newSources(dir string) *sources {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return &sources{}
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return &sources{}
	}
	return &sources{root: root, dir: abs, read: map[string]*source.File{}}
}

// open gives a file by its path as Python printed it, nil if it may not or
// cannot be read.
func (s *sources) open(path string) *source.File {
	relative, ok := s.relative(path)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.read[relative]; ok {
		return f
	}
	f := s.readFile(relative)
	s.read[relative] = f
	return f
}

// relative is a printed path below the root; ok is false for any other.
func (s *sources) relative(path string) (relative string, ok bool) {
	if s.root == nil || path == "" || strings.HasPrefix(path, "<") {
		return "", false
	}
	if filepath.IsAbs(path) {
		var err error
		if path, err = filepath.Rel(s.dir, path); err != nil {
			return "", false
		}
	}
	return filepath.Clean(path), filepath.IsLocal(path)
}

func (s *sources) readFile(relative string) *source.File {
	text, err := s.readText(relative)
	if err != nil {
		return nil
	}
	file := source.Read(text)
	file.Path = filepath.ToSlash(relative)
	return file
}

var errNotSource = errors.New("no regular file of a source's size")

// readText reads a regular file of bounded size below the root.
func (s *sources) readText(relative string) (string, error) {
	if s.root == nil {
		return "", errNotSource
	}
	info, err := s.root.Stat(relative)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSource {
		return "", errNotSource
	}
	f, err := s.root.Open(relative)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSource))
	return string(text), err
}

// requires is the oldest Python of the project's pyproject.toml, zero if it
// does not say: requires-python = ">=3.9".
func (s *sources) requires() kb.Version {
	text, err := s.readText("pyproject.toml")
	if err != nil {
		return kb.Version{}
	}
	for _, line := range strings.Split(text, "\n") {
		key, value, ok := strings.Cut(line, "=")
		if !ok || strings.TrimSpace(key) != "requires-python" {
			continue
		}
		// The lower end is the first version after a >= or a ~=.
		_, version, ok := strings.Cut(value, "=")
		if !ok {
			return kb.Version{}
		}
		end := strings.IndexFunc(version, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ' ' })
		if end < 0 {
			end = len(version)
		}
		v, err := kb.ParseVersion(version[:end])
		if err != nil {
			return kb.Version{}
		}
		return v
	}
	return kb.Version{}
}
