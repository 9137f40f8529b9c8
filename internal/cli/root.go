// Package cli is the command line: flags, input, and every sentence that is
// not part of a diagnosis. It glues the other packages together and holds no
// knowledge of its own.
package cli

import (
	"errors"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Exit statuses, as documented in the help.
const (
	statusOK    = 0
	statusFound = 1 // with --exit-status; explain and search: nothing bears that name
	statusUsage = 2 // usage errors and unreadable input
)

// exitError carries a status out of a command. A nil cause means that
// everything has been said.
type exitError struct {
	status int
	err    error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

// Main runs the command line and returns the exit status.
func Main(args []string, env Env) int {
	root := newRoot(env)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.Execute()
	if err == nil {
		return statusOK
	}
	status := statusUsage
	var exit exitError
	if errors.As(err, &exit) {
		status = exit.status
	}
	if text := err.Error(); text != "" {
		complain(env, text)
	}
	return status
}

func newRoot(env Env) *cobra.Command {
	root := &cobra.Command{
		Use:           "aiowhy [FILE…|-]",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	return root
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
