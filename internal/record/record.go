// Package record keeps what the last run of a program printed, so that the
// editor and `aiowhy explain` can speak of it: one small file in the project.
//
// It holds the text, not its diagnosis: whoever reads it diagnoses it with the
// one matcher, against the source as it is then.
package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Schema names the format of the file.
const Schema = "aiowhy-run/1"

// Run is a run of a program, or what a pipe brought.
type Run struct {
	Schema  string    `json:"schema"`            // set by Write
	Time    time.Time `json:"time"`              // when the run ended; set by Write where zero
	Host    string    `json:"host"`              // the machine's name; set by Write where empty
	Dir     string    `json:"dir"`               // the working folder, absolute: relative paths of the output start there
	Command []string  `json:"command,omitempty"` // empty for a pipe
	Status  *int      `json:"status,omitempty"`  // exit status; nil for a pipe
	Cut     bool      `json:"cut,omitempty"`     // the output's beginning is missing
	Output  string    `json:"output"`            // what was printed, its last MaxOutput bytes
}

// The names below a project's folder.
const (
	folder   = ".aiowhy"
	fileName = "last-run.json"
)

// maxFile bounds a record that is read: JSON may write each byte as six.
const maxFile = 8 * MaxOutput

// Path is the record's file in a folder.
func Path(dir string) string { return filepath.Join(dir, folder, fileName) }

// Write puts a record into dir/.aiowhy, in one step, so that a reader sees the
// old record or the new one. The folder ignores itself for git. The output may
// hold anything that a program prints: others may not read it.
func Write(dir string, run Run) error {
	run.Schema = Schema
	if run.Time.IsZero() {
		run.Time = time.Now()
	}
	if run.Host == "" {
		run.Host, _ = os.Hostname() // without a name, "" is this machine's name too
	}
	text, err := json.Marshal(run)
	if err != nil {
		return err
	}
	into := filepath.Join(dir, folder)
	if err := os.MkdirAll(into, 0o700); err != nil {
		return err
	}
	ignore := filepath.Join(into, ".gitignore")
	if _, err := os.Stat(ignore); errors.Is(err, os.ErrNotExist) {
		if err := os.WriteFile(ignore, []byte("*\n"), 0o600); err != nil {
			_ = os.Remove(ignore) // an empty one, of a full disk, would hide nothing
			return err
		}
	}
	return replace(into, text)
}

// replace writes the file beside its place and moves it there.
func replace(into string, text []byte) error {
	f, err := os.CreateTemp(into, fileName+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(into, fileName))
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error is the one to tell
	}
	return err
}

// Read reads the record of a folder. Where there is none the error is
// os.ErrNotExist.
func Read(dir string) (Run, error) {
	var run Run
	path := Path(dir)
	info, err := os.Stat(path)
	if err != nil {
		return run, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return run, fmt.Errorf("%s is no record", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return run, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return run, err
	}
	if err := json.Unmarshal(text, &run); err != nil {
		return run, fmt.Errorf("%s is no record: %w", path, err)
	}
	if run.Schema != Schema {
		return run, fmt.Errorf("%s: format %q is not known", path, run.Schema)
	}
	return run, nil
}

// maxAge is how long the last run is of interest: after a day, the editor
// would speak of what nobody remembers.
const maxAge = 24 * time.Hour

// Unfit says why the record of a folder does not speak of the files here and
// now: it comes from another machine or another place, or is too old. It is
// empty for a record that does.
func (r *Run) Unfit(dir string, now time.Time) string {
	if host, _ := os.Hostname(); r.Host != host {
		return fmt.Sprintf("it was made on another machine (%s)", r.Host)
	}
	if age := now.Sub(r.Time); age > maxAge {
		return fmt.Sprintf("it is too old (%s)", r.Time.Format(time.DateTime))
	}
	if r.Time.After(now.Add(time.Minute)) {
		return fmt.Sprintf("it comes from the future (%s)", r.Time.Format(time.DateTime))
	}
	if dir == "" {
		return "" // the user's own folder: of whatever project
	}
	if !within(r.Dir, dir) {
		return "it was made in another folder (" + r.Dir + ")"
	}
	return ""
}

// within reports whether a folder is dir or below it, links followed.
func within(path, dir string) bool {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return false
	}
	relative, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(relative)
}
