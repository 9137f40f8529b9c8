package cli

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aiowhy/internal/record"
	"aiowhy/internal/redact"
	"aiowhy/matcher"
	"aiowhy/render"
)

// diagnose is what `aiowhy` does when no other command is named.
type diagnose struct {
	*options
	exitStatus bool
	following  bool
	recursive  bool
	sourceRoot string
	why        bool
	diff       bool
	applySure  bool
	yes        bool
	files      *sources
	all        bool
	record     bool
	clipboard  bool
	tee        bool
	copyTo     io.Writer // with --tee
	outputFile string
	redact     bool
	redactor   *redact.Redactor // with --redact
	gathered   []render.Answer  // for a format that is one document for all inputs
	part       string           // the file that the answer is about, where there are several
	begun      bool             // a document has been written
}

func newDiagnose(o *options) *cobra.Command {
	d := &diagnose{options: o}
	c := &cobra.Command{
		Use:   "aiowhy [FILE…|-]",
		Short: "Explain why asyncio printed that, and what to change",
		Long: `aiowhy explains what asyncio printed: paste a traceback, pipe standard error
into it, or name log files. It finds the root problem, the cause that the
evidence supports and your own line, and shows the fix.`,
		Example: `  python app.py 2>&1 | aiowhy        explain what a program prints
  aiowhy app.log worker.log          read files; - is standard input
  aiowhy                             paste a traceback, end with Ctrl-D
  aiowhy run -- python app.py        run a program, then explain
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
	f.BoolVar(&d.diff, "diff", false, "print the changes alone, for git apply")
	f.BoolVar(&d.applySure, "apply", false, "make the changes that are sure, after showing them and asking")
	f.BoolVar(&d.yes, "yes", false, "with --apply: do not ask")
	f.BoolVar(&d.record, "record", false, "keep what was read for the editor and for aiowhy explain")
	f.BoolVar(&d.clipboard, "clipboard", false, "read the clipboard")
	f.BoolVarP(&d.following, "follow", "F", false, "go on reading what is appended to FILE, through rotations")
	f.BoolVarP(&d.recursive, "recursive", "r", false, "read all files of text in the folders that are named")
	f.BoolVarP(&d.tee, "tee", "t", false, "copy the input to standard output, unchanged and at once; the answer goes to standard error")
	d.settings(f, "exit-status", "record")
	d.addFlags(c)
	return c
}

// addFlags adds what every way to a diagnosis has.
func (d *diagnose) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&d.sourceRoot, "source-root", d.env.Dir, "read your source files below `DIR` only, not below the working folder")
	f.Lookup("source-root").DefValue = "" // the working folder is another each time
	f.BoolVar(&d.why, "why", false, "show the evidence for and against each cause")
	f.BoolVarP(&d.all, "all", "a", false, "show every diagnosis in full, echoes too")
	d.addRedact(c)
	f.StringVarP(&d.outputFile, "output", "o", "", "write the answer into `FILE`")
	d.addFormat(c, formats()...)
	d.settings(f, "source-root", "why", "all")
}

// newMatcher prepares to read texts, as the flags say.
func (d *diagnose) newMatcher() (*matcher.Matcher, error) {
	base, err := d.base()
	if err != nil {
		return nil, err
	}
	python, err := d.version()
	if err != nil {
		return nil, err
	}
	d.files = newSources(d.sourceRoot)
	return matcher.New(base, matcher.Options{Python: python, Requires: d.files.requires(), Source: d.files.open}), nil
}

func (d *diagnose) run(inputs []string) error {
	m, err := d.newMatcher()
	if err != nil {
		return err
	}
	if d.clipboard {
		inputs = []string{clipboardName}
	}
	if len(inputs) == 0 {
		inputs = []string{"-"}
	}
	if d.following {
		if err := d.canFollow(inputs); err != nil {
			return err
		}
	}
	copyTo := d.env.Stdout
	closeOutput, err := d.redirect(d.tee)
	if err != nil {
		return err
	}
	if d.tee {
		d.copyTo = copyTo
	}
	d.startRedacting()
	return errors.Join(d.inputs(m, inputs), closeOutput())
}

// garbage is how much of it may lie about, in percent of what is used, while a
// large input is read: half as many collections as by default, for nine megabytes.
const garbage = 200

// memory is what the collector tries to keep below meanwhile, in bytes: 48 MiB
// for two workers, who need half of that.
func memory(workers int) int64 { return 32<<20 + int64(workers)*(8<<20) }

// inputs diagnoses one input after the other; what cannot be read does not
// keep from the others.
func (d *diagnose) inputs(m *matcher.Matcher, inputs []string) error {
	found, read, failed := 0, 0, false
	several := d.recursive || len(inputs) > 1
	for name, err := range d.each(inputs) {
		n := 0
		if err == nil {
			n, err = d.file(m, name, several)
			read++
		}
		if isClosedPipe(err) || errors.As(err, &exitError{}) || unwritten(err) != nil {
			return err
		}
		if err != nil {
			complain(d.env, err.Error(), d.hintsFor(name, err)...)
			failed = true
		}
		found += n
	}
	if several && d.gathers() {
		if err := d.writeGathered(); err != nil {
			return err
		}
	}
	if d.recursive && found == 0 {
		d.remark("no asyncio problem that aiowhy knows in " + counted(int64(read), "file"))
	}
	switch {
	case failed:
		return exitError{status: statusUsage}
	case d.exitStatus && found > 0:
		return exitError{status: statusFound}
	}
	return nil
}

// file diagnoses one input and returns how many problems it holds.
func (d *diagnose) file(m *matcher.Matcher, name string, several bool) (int, error) {
	in, stream, err := d.open(name)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	s := m.NewSession()
	l := &live{d: d, session: s, source: name}
	begun := time.Now()
	var r io.Reader = in
	if d.copyTo != nil {
		r = io.TeeReader(r, d.copyTo)
	}
	var bar *progress
	after := l.after
	if !stream || d.atEnd() {
		workers := runtime.GOMAXPROCS(0)
		s.Parallel(workers)
		defer debug.SetGCPercent(debug.SetGCPercent(garbage))
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(memory(workers)))
		bar = d.watched(r)
		r, after = bar, func() { bar.found.Store(int64(s.Found())) } // the answer is one, at the end
	} else {
		d.look.noPager = true // the answer grows
		l.pauses = newPauses(r, l.pause, l.idle)
		r = l.pauses
	}
	if d.record {
		l.tail = &record.Tail{}
		r = io.TeeReader(r, l.tail)
		defer func() { d.remember(l.tail) }()
	}
	size, err := s.Read(r, after)
	bar.done()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	if l.err != nil {
		return 0, l.err
	}
	all := s.Diagnoses()
	a := answer{render.Input{Source: name, Lines: size.Lines, Bytes: size.Bytes}, all, nil}
	d.measured(a.input, len(all), time.Since(begun))
	if len(l.shown) > 0 {
		l.show()
		d.summary(all)
		return len(all), errors.Join(l.err, l.interrupted())
	}
	if len(all) == 0 {
		a.unknown = s.Unknown()
	}
	if d.recursive && len(all)+len(a.unknown) == 0 {
		return 0, nil // one of many
	}
	return len(all), errors.Join(d.show(a, several), l.interrupted())
}

var errDirectory = errors.New("is a folder")

func (d *diagnose) hintsFor(name string, err error) []string {
	switch {
	case errors.Is(err, errNoClipboard):
		return []string{"on Wayland install wl-clipboard, on X11 xclip or xsel", "or start aiowhy alone, and paste"}
	case errors.Is(err, errDirectory):
		return []string{"name the log files in it, or read all of them: aiowhy --recursive " + name}
	case !strings.ContainsAny(name, "./\\"):
		var hints []string
		for _, s := range matcher.Suggest(name, commandNames(newRoot(d.env)), 1) {
			hints = append(hints, "did you mean the command `aiowhy "+s+"`?")
		}
		return append(hints, "aiowhy reads files and standard input; `aiowhy --help` lists its commands")
	}
	return nil
}
