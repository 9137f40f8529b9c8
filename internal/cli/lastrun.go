package cli

import (
	"errors"
	"os"
	"strings"
	"time"

	"aiowhy/internal/record"
	"aiowhy/render"
)

// explainLast explains the last run that was recorded here, against the source
// as it is now.
func (d *diagnose) explainLast() error {
	d.startRedacting()
	last, err := lastRun(d.env)
	if err != nil {
		return err
	}
	d.sourceRoot = last.Dir
	m, err := d.newMatcher()
	if err != nil {
		return err
	}
	s := m.NewSession()
	size, err := s.Read(strings.NewReader(last.Output), nil)
	if err != nil {
		return err
	}
	name := strings.Join(last.Command, " ")
	if name == "" {
		name = "the last input"
	}
	a := answer{render.Input{Source: name, Lines: size.Lines, Bytes: size.Bytes}, s.Diagnoses(), nil}
	if len(a.diagnoses) == 0 {
		a.unknown = s.Unknown()
	}
	return d.show(a, false)
}

// lastRun is the record of the project, else the one in the user's own folder.
func lastRun(env Env) (*record.Run, error) {
	unfit := "no run was recorded here"
	for _, dir := range []string{record.Project(env.Dir), record.State(env.Getenv)} {
		if dir == "" {
			continue
		}
		last, err := record.Read(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, exitError{status: statusUsage, err: err}
		}
		why := last.Unfit(record.Project(env.Dir), time.Now())
		if why == "" {
			return &last, nil
		}
		unfit = "the last run does not count: " + why
	}
	return nil, exitError{status: statusFound, err: errors.New(unfit),
		hints: []string{"`aiowhy run -- python app.py` records a run, and so does a pipe into `aiowhy --record`", "or name a page: aiowhy explain never-awaited"}}
}
