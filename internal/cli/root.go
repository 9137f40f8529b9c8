// Package cli is the command line: flags, input, and every sentence that is
// not part of a diagnosis. It glues the other packages together and holds no
// knowledge of its own.
package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"aiowhy/internal/run"
	"aiowhy/kb"
)

// Exit statuses, as documented in the help.
const (
	statusOK    = 0
	statusFound = 1 // with --exit-status; explain and search: nothing bears that name
	statusUsage = 2 // usage errors and unreadable input

	statusInterrupted = 128 + int(syscall.SIGINT) // as shells say it
)

// exitError carries a status out of a command, and the hints that follow its
// sentence. A nil err means that everything has been said.
type exitError struct {
	status int
	err    error
	hints  []string
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
	if run.Leads() {
		return statusOK
	}
	root := newRoot(env)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.Execute()
	if err == nil || isClosedPipe(err) {
		return statusOK
	}
	exit := exitError{status: statusUsage}
	errors.As(err, &exit)
	if lost := unwritten(err); lost != nil {
		err = fmt.Errorf("the answer cannot be written: %w", lost)
	}
	if text := err.Error(); text != "" {
		complain(env, text, exit.hints...)
	}
	return exit.status
}

// options are the flags that all commands share.
type options struct {
	env    Env
	kbDirs []string
	python string
	look   look

	quiet, verbose bool
	unset          []error // what the environment sets wrongly
}

func newRoot(env Env) *cobra.Command {
	o := &options{env: env}
	root := newDiagnose(o)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return o.checkSettings() }
	f := root.PersistentFlags()
	f.StringArrayVar(&o.kbDirs, "kb", envList(env, variable("kb")), "also read the pages in `DIR`; may be repeated")
	f.Lookup("kb").DefValue = "[]"
	markTwin(f.Lookup("kb"))
	f.StringVar(&o.python, "python", "", "the Python `VERSION` that printed the text, such as 3.12")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing beside answers and failures")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "say what was read, and how long that took")
	o.look.addFlags(root, f)
	o.settings(f, "python", "quiet", "verbose", "color", "style", "width", "no-pager")
	root.SetFlagErrorFunc(badFlag)
	root.CompletionOptions.DisableDefaultCmd = true // ours says how to use it
	setHelp(root)
	root.AddCommand(
		newExplain(o), newList(o), newSearch(o), newPackage(o), newRun(o), newDoctor(o), newLSP(o), newKBCommand(o),
		newCompletion(o), newMan(o), newVersion(o),
	)
	return root
}

// base is the knowledge base with the user's own pages. Pages that cannot be
// read are reported and left out.
func (o *options) base() (*kb.Base, error) {
	base := kb.Builtin()
	for _, dir := range o.kbDirs {
		info, err := os.Stat(dir)
		if err != nil {
			return nil, exitError{status: statusUsage, err: plainError(dir, err), hints: []string{"--kb takes a folder of pages, one .md file each"}}
		}
		if !info.IsDir() {
			return nil, exitError{status: statusUsage, err: errors.New(dir + " is no folder"), hints: []string{"--kb takes a folder of pages, one .md file each"}}
		}
		more, problems := kb.Load(os.DirFS(dir))
		base, problems = withPages(base, more, problems)
		for _, p := range problems {
			p.File = dir + "/" + p.File
			complain(o.env, p.String(), "the page is left out; `aiowhy kb lint --kb "+dir+"` lists all problems")
		}
	}
	return base, nil
}

func withPages(base, more *kb.Base, problems []kb.Problem) (*kb.Base, []kb.Problem) {
	both, clashes := base.With(more)
	return both, append(problems, clashes...)
}

// version is the Python that the user named, zero if none.
func (o *options) version() (kb.Version, error) {
	if o.python == "" {
		return kb.Version{}, nil
	}
	v, err := kb.ParseVersion(o.python)
	if err != nil {
		return v, exitError{status: statusUsage, err: errors.New("--python: " + err.Error())}
	}
	return v, nil
}

func envList(env Env, name string) []string {
	if v := env.Getenv(name); v != "" {
		return strings.Split(v, string(os.PathListSeparator))
	}
	return nil
}

// unwritten is why standard output took no more, nil if that is not the matter.
func unwritten(err error) error {
	var lost *fs.PathError
	if errors.As(err, &lost) && lost.Path == os.Stdout.Name() {
		return lost.Err
	}
	return nil
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
