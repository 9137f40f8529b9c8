package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"aiowhy/matcher"
	"aiowhy/render"
)

// diagnose is what `aiowhy` does when no other command is named.
type diagnose struct {
	*options
	exitStatus bool
	all        bool
}

func newDiagnose(o *options) *cobra.Command {
	d := &diagnose{options: o}
	c := &cobra.Command{
		Use:   "aiowhy [FILE…|-]",
		Short: "Explain why asyncio printed that, and what to change",
		Long: `aiowhy explains what asyncio printed: paste a traceback, pipe standard error into
it, or name log files. It finds the root problem, the cause that the evidence
supports and your own line, and shows the fix.`,
		Example: `  python app.py 2>&1 | aiowhy        explain what a program prints
  aiowhy app.log worker.log          read files; - is standard input
  aiowhy                             paste a traceback, end with Ctrl-D
  aiowhy --format json < app.log     for programs
  aiowhy explain never-awaited       read a page`,
		Args: cobra.ArbitraryArgs,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(_ *cobra.Command, files []string) error { return d.run(files) },
	}
	f := c.Flags()
	f.BoolVar(&d.exitStatus, "exit-status", false, "end with status 1 when something was diagnosed")
	f.BoolVarP(&d.all, "all", "a", false, "show every diagnosis in full, echoes too")
	o.look.addFormat(c, "auto", "text", "markdown", "json", "jsonl")
	return c
}

// An input that was read: what it is and what was found in it.
type reading struct {
	input     render.Input
	diagnoses []matcher.Diagnosis
}

func (d *diagnose) run(files []string) error {
	base, err := d.base()
	if err != nil {
		return err
	}
	python, err := d.version()
	if err != nil {
		return err
	}
	m := matcher.New(base, matcher.Options{Python: python})
	if len(files) == 0 {
		files = []string{"-"}
	}
	found, failed := 0, false
	for _, name := range files {
		r, err := d.read(m, name)
		if err != nil {
			complain(d.env, err.Error(), d.hintsFor(name, err)...)
			failed = true
			continue
		}
		found += len(r.diagnoses)
		if err := d.show(r, len(files) > 1); err != nil {
			return err
		}
	}
	switch {
	case failed:
		return exitError{status: statusUsage}
	case d.exitStatus && found > 0:
		return exitError{status: statusFound}
	}
	return nil
}

func (d *diagnose) read(m *matcher.Matcher, name string) (reading, error) {
	in, err := d.open(name)
	if err != nil {
		return reading{}, err
	}
	defer in.Close()
	s := m.NewSession()
	size, err := s.Read(in, nil)
	if err != nil {
		return reading{}, fmt.Errorf("%s: %w", name, err)
	}
	return reading{render.Input{Source: name, Lines: size.Lines, Bytes: size.Bytes}, s.Diagnoses()}, nil
}

func (d *diagnose) show(r reading, several bool) error {
	out := d.env.Stdout
	switch d.look.format {
	case "json":
		return render.JSON(out, r.input, r.diagnoses)
	case "jsonl":
		for i := range r.diagnoses {
			if err := render.JSONLine(out, &r.diagnoses[i], r.diagnoses); err != nil {
				return err
			}
		}
		return nil
	}
	if several && len(r.diagnoses) > 0 {
		fmt.Fprintf(d.env.Stderr, "==> %s <==\n", r.input.Source)
	}
	if len(r.diagnoses) == 0 {
		nothing(d.env, r.input)
		return nil
	}
	var shown []string
	for i := range r.diagnoses {
		if g := &r.diagnoses[i]; g.Root || d.all {
			shown = append(shown, render.Markdown(g, render.Echoes(g, r.diagnoses)))
		}
	}
	return d.look.showMarkdown(d.env, strings.Join(shown, "\n---\n\n"))
}

// nothing is the answer where no page knows the text: one line that claims
// nothing.
func nothing(env Env, in render.Input) {
	if in.Bytes == 0 {
		complain(env, sourceName(in.Source)+" is empty: nothing to explain",
			"pipe what Python printed on standard error: python app.py 2>&1 | aiowhy")
		return
	}
	complain(env, "no asyncio problem that aiowhy knows in "+sourceName(in.Source))
}

func sourceName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

var errDirectory = errors.New("is a folder")

func (d *diagnose) hintsFor(name string, err error) []string {
	switch {
	case errors.Is(err, errDirectory):
		return []string{"name the log files in it"}
	case !strings.ContainsAny(name, "./\\"):
		var commands []string
		for _, c := range newRoot(d.env).Commands() {
			commands = append(commands, c.Name())
		}
		var hints []string
		for _, s := range matcher.Suggest(name, commands, 1) {
			hints = append(hints, "did you mean the command `aiowhy "+s+"`?")
		}
		return append(hints, "aiowhy reads files and standard input; `aiowhy --help` lists its commands")
	}
	return nil
}

// invite tells who starts aiowhy on a bare terminal what it waits for.
func invite(w io.Writer) {
	fmt.Fprintln(w, "aiowhy: paste a traceback, then press Ctrl-D")
}
