package cli

import (
	"os"
)

// redirect sends the answers into the file of --output, else to standard error
// where standard output is not ours to write on. It returns what ends the file.
func (d *diagnose) redirect(toStandardError bool) (end func() error, err error) {
	if d.outputFile != "" {
		f, err := os.Create(d.outputFile)
		if err != nil {
			return nil, exitError{status: statusUsage, err: plainError(d.outputFile, err)}
		}
		d.env.Stdout, d.env.StdoutTerminal = f, false
		return f.Close, nil
	}
	if toStandardError {
		d.env.Stdout, d.env.StdoutTerminal = d.env.Stderr, d.env.StderrTerminal
		d.look.noPager = true
	}
	return func() error { return nil }, nil
}
