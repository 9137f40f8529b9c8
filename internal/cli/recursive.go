package cli

import (
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"aiowhy/matcher/logtext"
)

// each gives the inputs by name: with --recursive, the files of text in a folder
// in its place. What is hidden is left out, and links are not followed, which
// may lead in circles.
func (d *diagnose) each(names []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, name := range names {
			info, err := os.Stat(name)
			if d.recursive && err == nil && info.IsDir() {
				if !walk(name, yield) {
					return
				}
			} else if !yield(name, nil) {
				return
			}
		}
	}
}

// walk gives the files of text in a folder, and what cannot be read of it. It
// returns false when no more are wanted.
func walk(folder string, yield func(string, error) bool) (goOn bool) {
	goOn = true
	visit := func(path string, e fs.DirEntry, err error) error {
		path = filepath.Clean(path)
		hidden := path != filepath.Clean(folder) && strings.HasPrefix(filepath.Base(path), ".")
		switch {
		case err != nil:
			err = plainError(path, err)
		case hidden && e.IsDir():
			return filepath.SkipDir
		case hidden || !e.Type().IsRegular():
			return nil
		default:
			var isText bool
			if isText, err = holdsText(path); err == nil && !isText {
				return nil
			}
		}
		if goOn = yield(path, err); !goOn {
			return filepath.SkipAll
		}
		return nil
	}
	_ = filepath.WalkDir(folder+"/.", visit) // visit was told of every error; the dot follows a link that was named
	return goOn
}

// holdsText reports whether a file is one of text, compressed or not.
func holdsText(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, plainError(path, err)
	}
	defer f.Close()
	return logtext.IsText(f), nil
}
