package lsp

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"aiowhy/matcher/source"
	"aiowhy/matcher/traceback"
)

// maxSource bounds a source file that is read: no hand-written one is larger.
const maxSource = 4 << 20

// places finds the files that a text names: paths come from the input, which
// may be anybody's. Files are read below the bases only; elsewhere they are
// looked for, since only the user's own click opens them.
type places struct {
	bases []string             // folders, the nearest first: of the log, recorded, of the workspace
	open  map[string]*document // by canonical path: what is open reads as its editor shows it
	found map[string]string    // paths looked for before
	read  map[string]*sourceText
}

// sourceText is a source file as it was when a text was diagnosed.
type sourceText struct {
	file  *source.File
	lines []string // without breaks
}

func newPlaces(bases []string, docs map[string]*document) *places {
	p := &places{bases: bases, open: map[string]*document{}, found: map[string]string{}, read: map[string]*sourceText{}}
	for _, d := range docs {
		if d.path != "" {
			p.open[canonical(d.path)] = d
		}
	}
	return p
}

// find gives the canonical path of a file as Python printed it, "" if it is
// not here.
func (p *places) find(printed string) string {
	if found, ok := p.found[printed]; ok {
		return found
	}
	found := p.search(filepath.FromSlash(printed))
	p.found[printed] = found
	return found
}

func (p *places) search(path string) string {
	if path == "" || strings.HasPrefix(path, "<") || strings.ContainsRune(path, 0) {
		return ""
	}
	if filepath.IsAbs(path) {
		if isFile(path) {
			return canonical(path)
		}
		return p.moved(path)
	}
	for _, base := range p.bases {
		if full := filepath.Join(base, path); isFile(full) {
			return canonical(full)
		}
	}
	return ""
}

// moved looks for a file of the user's that another machine or a container had
// elsewhere: by ever shorter ends of its path.
func (p *places) moved(path string) string {
	if traceback.OriginOf(path) != traceback.User {
		return ""
	}
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' })
	for i := 1; i < len(parts); i++ {
		end := filepath.Join(parts[i:]...)
		for _, base := range p.bases {
			if full := filepath.Join(base, end); filepath.IsLocal(end) && isFile(full) {
				return canonical(full)
			}
		}
	}
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// source gives a file to the matcher, nil if it may not or cannot be read.
func (p *places) source(printed string) *source.File {
	if t := p.text(p.find(printed)); t != nil {
		return t.file
	}
	return nil
}

// text reads a file once.
func (p *places) text(path string) *sourceText {
	if path == "" {
		return nil
	}
	if t, ok := p.read[path]; ok {
		return t
	}
	t := p.readText(path)
	p.read[path] = t
	return t
}

func (p *places) readText(path string) *sourceText {
	if d, ok := p.open[path]; ok {
		return newSourceText(strings.Join(d.lines, ""))
	}
	for _, base := range p.bases {
		relative, err := filepath.Rel(canonical(base), path)
		if err != nil || !filepath.IsLocal(relative) {
			continue
		}
		if text, ok := readBelow(base, relative); ok {
			return newSourceText(text)
		}
	}
	return nil
}

func newSourceText(text string) *sourceText {
	t := &sourceText{file: source.Read(text), lines: splitLines(text)}
	for i, line := range t.lines {
		t.lines[i] = bare(line)
	}
	return t
}

// readBelow reads a regular file, and no link that leads out of the folder.
func readBelow(dir, relative string) (string, bool) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", false
	}
	defer root.Close()
	info, err := root.Stat(relative)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return "", false
	}
	f, err := root.Open(relative)
	if err != nil {
		return "", false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSource))
	return string(text), err == nil
}
