package cli

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"aiowhy/internal/record"
	"aiowhy/internal/run"
	"aiowhy/matcher"
	"aiowhy/render"
)

// runner is `aiowhy run`: a program that runs as if we were not there, and the
// diagnosis of what it printed.
type runner struct {
	diagnose
	debug, noRecord bool
}

func newRun(o *options) *cobra.Command {
	r := &runner{diagnose: diagnose{options: o}}
	c := &cobra.Command{
		Use:   "run [flags] -- PROGRAM [ARGUMENT…]",
		Short: "Run a program and explain what it prints",
		Long: `The program runs as if it had been started without aiowhy: its terminal, output
and exit status are its own. What aiowhy has to say follows on standard error;
where it knows of no problem it is silent.`,
		Example: `  aiowhy run -- python app.py
  aiowhy run --debug -- pytest -x
  aiowhy run -- uvicorn app:api --reload`,
		Args: needs("a program", "aiowhy run -- python app.py"),
		RunE: func(_ *cobra.Command, command []string) error { return r.run(command) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		DisableFlagsInUseLine: true,
	}
	f := c.Flags()
	f.SetInterspersed(false) // flags after the program's name are the program's
	f.BoolVar(&r.debug, "debug", false, "switch asyncio's debug mode and Python's development mode on")
	f.BoolVar(&r.noRecord, "no-record", false, "do not keep what was printed for the editor and for aiowhy explain")
	o.settings(f, "debug", "no-record")
	r.addFlags(c)
	return c
}

// maxSeen bounds what is kept of the output while the matcher is behind.
const maxSeen = 8 << 20

func (r *runner) run(command []string) error {
	m, err := r.newMatcher()
	if err != nil {
		return err
	}
	closeOutput, err := r.redirect(true) // standard output is the program's
	if err != nil {
		return err
	}
	r.startRedacting()
	seen := run.NewTail(maxSeen)
	session := m.NewSession()
	var kept record.Tail
	size := make(chan matcher.Size)
	go func() {
		n, _ := session.Read(io.TeeReader(seen, &kept), nil) // a Tail does not fail
		size <- n
	}()
	result, err := run.Run(run.Command{Args: command, Env: r.environment(),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Seen: seen})
	seen.Close()
	read := <-size
	if err != nil {
		return startFailure(err)
	}
	r.showAfter(command, session, read)
	if err := closeOutput(); err != nil {
		complain(r.env, err.Error())
	}
	r.keep(command, result.Status, &kept)
	if result.Lost != nil {
		complain(r.env, "some of the program's output is lost: "+result.Lost.Error())
		result.Status = max(result.Status, 1)
	}
	if result.Signal != 0 {
		run.Die(result.Signal)
	}
	return exitError{status: result.Status}
}

// environment is the program's: ours, and debug mode where it is asked for. The
// first of two variables of one name would count.
func (r *runner) environment() []string {
	env := os.Environ()
	if !r.debug {
		return env
	}
	env = slices.DeleteFunc(env, func(v string) bool {
		return strings.HasPrefix(v, "PYTHONASYNCIODEBUG=") || strings.HasPrefix(v, "PYTHONDEVMODE=")
	})
	return append(env, "PYTHONASYNCIODEBUG=1", "PYTHONDEVMODE=1")
}

func startFailure(err error) error {
	var start *run.StartError
	if !errors.As(err, &start) {
		return err
	}
	return exitError{status: start.Status, err: start}
}

// showAfter writes the answer, if there is one. A reader who has gone changes
// nothing about how the program ended.
func (r *runner) showAfter(command []string, session *matcher.Session, read matcher.Size) {
	a := answer{render.Input{Source: strings.Join(command, " "), Lines: read.Lines, Bytes: read.Bytes}, session.Diagnoses(), nil}
	if len(a.diagnoses) == 0 {
		a.unknown = session.Unknown()
	}
	document := r.outputFile != "" && (r.look.format == "sarif" || r.look.format == "json")
	if len(a.diagnoses)+len(a.unknown) == 0 && !document { // who reads the file expects a whole one
		return
	}
	if err := r.show(a, false); err == nil && !r.debug && undecided(a.diagnoses) {
		r.remark("debug mode may tell which cause it is: `aiowhy run --debug -- …`")
	}
}

// keep records the run. A folder that cannot be written is no reason to speak:
// the program is what the user asked for.
func (r *runner) keep(command []string, status int, output *record.Tail) {
	if r.noRecord {
		return
	}
	text, cut := output.Output()
	_, err := record.Save(record.Run{Dir: r.env.Dir, Command: command, Status: &status, Output: text, Cut: cut}, r.env.Getenv)
	if err != nil && r.verbose {
		complain(r.env, "the run is not recorded: "+err.Error())
	}
}

// undecided reports whether no cause of a root problem is more likely than not.
func undecided(all []matcher.Diagnosis) bool {
	for i := range all {
		if d := &all[i]; d.Root && len(d.Causes) > 1 && d.Causes[0].Confidence < 0.5 {
			return true
		}
	}
	return false
}
