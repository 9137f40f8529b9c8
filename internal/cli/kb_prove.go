package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"aiowhy/internal/prove"
	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/source"
)

// kbProve is `aiowhy kb prove`.
type kbProve struct {
	env       Env
	pages     *string
	pythons   []string
	undecided bool
	prove.Options
}

func newKBProveCommand(env Env, pages *string) *cobra.Command {
	p := &kbProve{env: env, pages: pages}
	c := &cobra.Command{
		Use:   "prove [ID[/CAUSE]…]",
		Short: "Run the programs of pages on real interpreters",
		Long: `Run the broken and the fixed programs of pages, or of the named pages and
causes, on every Python from 3.8 that is found: on PATH, with pyenv or uv, or
named by --python; for 3.14 also the one that a Go module brings, in a checkout
of aiowhy. Patch releases older than those that recordings were made on are left
out, unless they are named: their texts differ.

Broken programs must print what is recorded and lead to their page and cause,
fixed programs must run in silence. The status is 1 when something fails.
Programs run in folders of their own and, where the system permits it, without
network, but with your rights: prove pages that you trust.

With --libraries, the programs that need libraries run instead, on the oldest
and on the newest Python that the pinned lists name. Those that need PostgreSQL
or Redis talk to a server that is started for them and thrown away afterwards.

With --variants, broken programs also run in asyncio's debug mode, and with
tracemalloc where their warning asks for it. What then differs is recorded too,
and leads to the same cause or to the one that the page names for debug mode.`,
		Example: `  aiowhy kb prove
  aiowhy kb prove never-awaited --update
  aiowhy kb prove never-awaited/forgot-await --python /opt/py/bin/python`,
		RunE: func(c *cobra.Command, only []string) error {
			p.Only = only
			return p.run(c.Context())
		},
	}
	f := c.Flags()
	f.StringArrayVar(&p.pythons, "python", nil, "an interpreter's `PATH`, before those that are found (may be repeated)")
	f.BoolVar(&p.Update, "update", false, "record what the broken programs print")
	f.BoolVar(&p.Variants, "variants", false, "also with asyncio's debug mode and with tracemalloc")
	f.BoolVar(&p.Libraries, "libraries", false, "the programs that need libraries, which pip installs below the user's cache folder, and no others")
	f.BoolVar(&p.undecided, "no-diagnosis", false, "do not demand that the output leads to the page")
	f.IntVar(&p.Jobs, "jobs", 2, "programs run at a time")
	f.DurationVar(&p.Timeout, "timeout", 30*time.Second, "`TIME` that a program may take")
	f.StringVar(&p.Recordings, "recordings", filepath.Join("testdata", "recordings"), "`FOLDER` of the recordings")
	f.StringVar(&p.Pins, "pins", filepath.Join("testdata", "libraries"), "`FOLDER` of the lists that fix the versions of libraries")
	return c
}

func (p *kbProve) run(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := pageFolder(p.env, *p.pages)
	if err != nil {
		return err
	}
	base, problems := kb.Load(os.DirFS(dir))
	for _, problem := range problems {
		problem.File = filepath.Join(*p.pages, problem.File)
		fmt.Fprintln(p.env.Stderr, problem)
	}
	if err := p.prepare(ctx, base); err != nil {
		return err
	}
	p.Report = func(r prove.Result) { reportProof(p.env.Stdout, r) }
	summary, err := prove.Prove(ctx, base, p.Options)
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted: not everything was proven")
	}
	if err != nil {
		return err
	}
	p.summarise(summary)
	if len(problems) > 0 || failures(summary) > 0 {
		return exitError{status: statusFound}
	}
	return nil
}

// prepare finds the interpreters and sets what the flags do not.
func (p *kbProve) prepare(ctx context.Context, base *kb.Base) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return fmt.Errorf("no folder for interpreters and libraries: %w", err)
	}
	p.Cache = filepath.Join(cache, "aiowhy")
	p.Recordings = inFolder(p.env.Dir, p.Recordings)
	p.Pins = inFolder(p.env.Dir, p.Pins)
	places := prove.Places{Given: p.pythons, Getenv: p.env.Getenv, Cache: p.Cache}
	module := filepath.Join(p.env.Dir, "internal", "prove", "python314")
	if _, err := os.Stat(filepath.Join(module, "go.mod")); err == nil {
		places.Module = module
	}
	var notes []string
	p.Pythons, notes, err = prove.Find(ctx, places)
	if err != nil {
		return err
	}
	for _, note := range notes {
		complain(p.env, note)
	}
	if len(p.Pythons) == 0 {
		return fmt.Errorf("no Python from 3.8 was found: name one with --python")
	}
	if !p.undecided {
		m := matcher.New(base, matcher.Options{})
		p.Diagnose = func(text []byte) []prove.Finding { return findings(m, text) }
		p.Repair = func(text []byte, file, program string) (string, bool) { return repair(base, text, file, program) }
	}
	return nil
}

func inFolder(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

func findings(m *matcher.Matcher, text []byte) []prove.Finding {
	var all []prove.Finding
	for _, d := range m.Diagnose(text) {
		f := prove.Finding{Entry: d.Entry.ID, Echo: d.EchoOf != ""}
		if len(d.Causes) > 0 {
			f.Cause = d.Causes[0].Cause.ID
		}
		all = append(all, f)
	}
	return all
}

// repair diagnoses what a program printed with its source at hand, and makes
// the change that is offered.
func repair(base *kb.Base, text []byte, file, program string) (string, bool) {
	m := matcher.New(base, matcher.Options{Source: func(path string) *source.File {
		if filepath.Base(path) != file {
			return nil
		}
		return source.Read(program)
	}})
	for _, d := range m.Diagnose(text) {
		if d.Change != nil && d.Change.Text != "" {
			return d.Change.Text, true
		}
	}
	return "", false
}

// reportProof tells of a failure at once, with all that is known.
func reportProof(w io.Writer, r prove.Result) {
	if r.Status == prove.Failed {
		why := strings.ReplaceAll(strings.TrimRight(r.Why, "\n"), "\n", "\n    ")
		fmt.Fprintf(w, "%s/%s on %v: %s\n", r.Entry, r.Cause, r.Python, why)
	}
}

func failures(s prove.Summary) int {
	n := 0
	for _, r := range s.Results {
		if r.Status == prove.Failed {
			n++
		}
	}
	return n
}

// summarise writes the table of causes proven per version, and what was not run.
func (p *kbProve) summarise(s prove.Summary) {
	table := tabwriter.NewWriter(p.env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "python\tproven\tfailed")
	for _, python := range p.Pythons {
		v := python.Version
		fmt.Fprintf(table, "%v\t%d\t%d\n", v, s.Count(v, prove.Proven), s.Count(v, prove.Failed))
	}
	table.Flush()
	skipped := map[string]int{}
	var reasons []string
	for _, r := range s.Results {
		if r.Status == prove.Skipped {
			if skipped[r.Why] == 0 {
				reasons = append(reasons, r.Why)
			}
			skipped[r.Why]++
		}
	}
	for _, why := range reasons {
		fmt.Fprintf(p.env.Stdout, "%d causes not run: %s\n", skipped[why], why)
	}
	if !s.Isolated {
		fmt.Fprintln(p.env.Stdout, "programs could reach the network: this system does not permit to shut it off")
	}
}
