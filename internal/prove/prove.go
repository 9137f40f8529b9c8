// Package prove runs the programs of the pages on real interpreters. A cause is
// proven on a version when its broken program prints what is recorded for that
// version and every fixed program runs in silence.
//
// It runs programs that the pages bring: in a folder of their own, without
// network where the system permits that, but with the rights of the user.
package prove

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"aiowhy/kb"
)

// Options say what is proven, and how.
type Options struct {
	Only       []string // ENTRY or ENTRY/CAUSE; empty: everything
	Pythons    []Interpreter
	Recordings string // folder of the recordings
	Update     bool   // write recordings instead of comparing with them
	Variants   bool   // also with asyncio's debug mode and with tracemalloc
	Libraries  bool   // the causes that need libraries, in environments made in Cache, and no others
	Cache      string
	Pins       string        // folder of the lists that fix the libraries' versions
	Jobs       int           // programs run at a time, at least 1
	Timeout    time.Duration // of one program
	// Diagnose finds what a text leads to, the best first. It may be nil: then
	// outputs are compared with recordings only.
	Diagnose func(text []byte) []Finding
	// Repair makes the change that a diagnosis of the printed text offers for the
	// file, sure or not; ok is false where it offers none. It may be nil: then
	// the changes that pages name are not tried.
	Repair func(printed []byte, file, source string) (repaired string, ok bool)
	// Report is called for each result as soon as it is known, one at a time.
	Report func(Result)
}

// Finding is a page and the likeliest of its causes, found in a text. An echo
// is a consequence of another finding.
type Finding struct {
	Entry, Cause string
	Echo         bool
}

func (f Finding) String() string { return f.Entry + "/" + f.Cause }

// Status is what became of a cause on a version.
type Status string

// The statuses.
const (
	Proven  Status = "proven"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Result is what became of a cause on a version.
type Result struct {
	Entry, Cause string
	Python       kb.Version // zero where no version was tried
	Status       Status
	Why          string // for failed and skipped: a clause, in a failure perhaps with output below
}

// Summary counts results.
type Summary struct {
	Isolated bool // programs ran without network
	Results  []Result
}

// Count is how many results of a version have a status.
func (s Summary) Count(python kb.Version, status Status) int {
	n := 0
	for _, r := range s.Results {
		if r.Python == python && r.Status == status {
			n++
		}
	}
	return n
}

// run is a program as it is started.
type run struct {
	file, source string
	arguments    []string
	env          []string
	testRunner   bool // what matters stands on standard output
}

// job is one cause on one interpreter.
type job struct {
	entry  *kb.Entry
	cause  *kb.Cause
	python Interpreter
	env    []string // leads its programs to their services
}

// Prove proves causes and gives what became of each, in the order of the pages.
func Prove(ctx context.Context, base *kb.Base, o Options) (Summary, error) {
	jobs, skipped, err := plan(base, o)
	if err != nil {
		return Summary{}, err
	}
	p := prover{options: o, sandbox: newSandbox(ctx, o.Timeout), replacements: newReplacements(), services: map[string]*service{}}
	defer p.stopServices()
	jobs, failed := p.withLibraries(ctx, jobs)
	jobs, unserved := p.withServices(ctx, jobs)
	failed = append(failed, unserved...)
	for _, r := range failed {
		o.report(r)
	}
	results := make([]Result, len(jobs))
	var wait sync.WaitGroup
	var reporting sync.Mutex
	queue := make(chan int)
	for range max(1, o.Jobs) {
		wait.Go(func() {
			for i := range queue {
				results[i] = p.prove(ctx, jobs[i])
				if ctx.Err() != nil {
					continue // it was cut short, which says nothing about it
				}
				reporting.Lock()
				o.report(results[i])
				reporting.Unlock()
			}
		})
	}
	for i := 0; i < len(jobs) && ctx.Err() == nil; i++ {
		queue <- i
	}
	close(queue)
	wait.Wait()
	if ctx.Err() != nil {
		return Summary{}, ctx.Err()
	}
	for _, r := range skipped {
		o.report(r)
	}
	return Summary{Isolated: len(p.sandbox.prefix) > 0, Results: slices.Concat(results, failed, skipped)}, nil
}

func (o Options) report(r Result) {
	if o.Report != nil {
		o.Report(r)
	}
}

// plan lists the jobs, and the causes that are not run at all.
func plan(base *kb.Base, o Options) (jobs []job, skipped []Result, err error) {
	asked := slices.Clone(o.Only)
	entries := base.Entries()
	for i := range entries {
		entry := &entries[i]
		for j := range entry.Causes {
			cause := &entry.Causes[j]
			if !wanted(o.Only, entry.ID, cause.ID, &asked) {
				continue
			}
			if why := o.skips(cause); why != "" {
				skipped = append(skipped, Result{Entry: entry.ID, Cause: cause.ID, Status: Skipped, Why: why})
				continue
			}
			for _, python := range o.interpreters(entry, cause) {
				jobs = append(jobs, job{entry: entry, cause: cause, python: python})
			}
		}
	}
	if len(asked) > 0 {
		return nil, nil, fmt.Errorf("no page or cause is called %s", strings.Join(asked, ", "))
	}
	return jobs, skipped, nil
}

// wanted tells whether a cause was asked for, and strikes what asked for it.
func wanted(only []string, entry, cause string, asked *[]string) bool {
	isIt := func(name string) bool { return name == entry || name == entry+"/"+cause }
	*asked = slices.DeleteFunc(*asked, isIt)
	return len(only) == 0 || slices.ContainsFunc(only, isIt)
}

func (o Options) skips(cause *kb.Cause) string {
	switch {
	case len(cause.Broken) == 0:
		return "from the sources, not reproduced"
	case len(cause.Proof.Requires) > 0 && !o.Libraries:
		return "needs libraries"
	case len(cause.Proof.Requires) == 0 && o.Libraries:
		return "needs no libraries"
	}
	return ""
}

// interpreters are those that the cause's broken programs are for.
func (o Options) interpreters(entry *kb.Entry, cause *kb.Cause) []Interpreter {
	var usable []Interpreter
	for _, python := range o.Pythons {
		v := python.Version
		if entry.Python.Contains(v) && cause.Python.Contains(v) && slices.ContainsFunc(cause.Broken, func(p kb.Program) bool { return p.Python.Contains(v) }) {
			usable = append(usable, python)
		}
	}
	return usable
}

// prover proves jobs.
type prover struct {
	options      Options
	sandbox      sandbox
	replacements []replacement
	services     map[string]*service
}

// run runs a program of a job.
func (p *prover) run(ctx context.Context, j job, program kb.Program, options, env []string) (outcome, error) {
	return p.sandbox.run(ctx, j.python, command(j.cause.Proof, program, options, slices.Concat(j.env, env)))
}

func (p *prover) prove(ctx context.Context, j job) Result {
	result := Result{Entry: j.entry.ID, Cause: j.cause.ID, Python: j.python.Version, Status: Proven}
	if err := p.check(ctx, j); err != nil {
		result.Status, result.Why = Failed, err.Error()
	}
	return result
}

// check is the proof of a job: nil, or what speaks against it.
func (p *prover) check(ctx context.Context, j job) error {
	plain, err := p.checkBroken(ctx, j)
	if err != nil {
		return fmt.Errorf("the broken program %w", err)
	}
	if p.options.Variants {
		for _, v := range variantsOf(j.python.Version, plain) {
			if err := p.checkVariant(ctx, j, v, plain); err != nil {
				return fmt.Errorf("the broken program with %s %w", v.name, err)
			}
		}
	}
	if err := p.checkChange(ctx, j); err != nil {
		return fmt.Errorf("the change %s %w", j.cause.Change, err)
	}
	for _, program := range j.cause.Fixed {
		if program.Python.Contains(j.python.Version) {
			if err := p.checkFixed(ctx, j, program); err != nil {
				return fmt.Errorf("the fixed program %w", err)
			}
		}
	}
	return nil
}

// checkChange demands that the change which the page names for a cause, made by
// the diagnosis of the broken program's own output, cures that program.
func (p *prover) checkChange(ctx context.Context, j job) error {
	if p.options.Repair == nil || !editsProgram(j.cause.Change) || runsCells(j.cause.Proof) {
		return nil // of a cell, the change is made in the notebook, not in the program
	}
	broken := lastFor(j.cause.Broken, j.python.Version)
	done, err := p.run(ctx, j, broken, nil, nil)
	if err != nil {
		return err
	}
	file := broken.File
	if file == "" {
		file = "app.py"
	}
	repaired, ok := p.options.Repair([]byte(done.text(j.cause.Proof)), file, broken.Source)
	if !ok {
		return errors.New("is not offered for the broken program")
	}
	broken.Source = repaired
	if err := p.checkFixed(ctx, j, broken); err != nil {
		return fmt.Errorf("gives a program that %w\n%s", err, repaired)
	}
	return nil
}

// editsProgram tells the changes of a program's text from commands.
func editsProgram(change string) bool {
	switch change {
	case "", "uninstall-asyncio", "rename-file":
		return false
	}
	return true
}

// attempts is how often a program is run before a difference counts: what
// threads print may be in another order, and a busy machine makes programs late.
const attempts = 5

// printed is what a broken program printed: as it was, and as it is recorded.
type printed struct{ raw, text string }

// runBroken runs the broken program until what it prints is accepted, or for
// the last time.
func (p *prover) runBroken(ctx context.Context, j job, v variant, accepted func(text string) bool) (printed, error) {
	program := lastFor(j.cause.Broken, j.python.Version)
	var last printed
	late := true
	for range attempts {
		done, err := p.run(ctx, j, program, v.options, v.env)
		if err != nil {
			return printed{}, err
		}
		if late = done.timedOut; late {
			continue // perhaps the machine is only busy
		}
		last.raw = withoutSlowness(done.text(j.cause.Proof), j.entry)
		last.text = p.normalise(last.raw, done.folder, j.python)
		if accepted(last.text) {
			return last, nil
		}
	}
	if late {
		return printed{}, fmt.Errorf("did not end within %v", p.sandbox.timeout)
	}
	return last, nil
}

// checkBroken demands that the broken program prints what is recorded, and that
// this leads to its page.
func (p *prover) checkBroken(ctx context.Context, j job) (plain string, err error) {
	recorded := recording{p.options.Recordings, j.entry.ID, j.cause.ID, j.python.Version, ""}
	out, err := p.runBroken(ctx, j, variant{}, func(text string) bool {
		return recorded.check(text) == nil || p.options.Update && !recorded.exists() && prints(text, j.entry)
	})
	if err != nil {
		return "", err
	}
	if !prints(out.text, j.entry) {
		return "", fmt.Errorf("does not print the page's message:\n%s", out.text)
	}
	if err := p.keep(recorded, out.text); err != nil {
		return "", err
	}
	return out.text, p.leadsTo(out, j, Finding{Entry: j.entry.ID, Cause: j.cause.ID})
}

// keep records a text where that is asked for, and compares it otherwise.
func (p *prover) keep(recorded recording, text string) error {
	if p.options.Update {
		return recorded.write(text)
	}
	return recorded.check(text)
}

// prints tells whether a text holds a message of the page.
func prints(text string, entry *kb.Entry) bool {
	return len(entry.Wordings) == 0 ||
		slices.ContainsFunc(entry.Wordings, func(w kb.Wording) bool { return strings.Contains(text, w.Literal) })
}

// leadsTo demands that what was printed is diagnosed as one of the pages and
// causes that are wanted: as the best finding, or as an echo of it.
func (p *prover) leadsTo(out printed, j job, wanted ...Finding) error {
	if p.options.Diagnose == nil || len(j.entry.Wordings) == 0 {
		return nil
	}
	findings := p.options.Diagnose([]byte(out.raw))
	for i, f := range findings {
		if (i == 0 || f.Echo) && slices.ContainsFunc(wanted, func(w Finding) bool { return w.Entry == f.Entry && w.Cause == f.Cause }) {
			return nil
		}
	}
	return fmt.Errorf("is diagnosed as %v:\n%s", findings, out.text)
}

// checkFixed demands silence: the exit status alone would miss what is printed
// while objects are deleted.
func (p *prover) checkFixed(ctx context.Context, j job, program kb.Program) error {
	var fault error
	for range attempts {
		done, err := p.run(ctx, j, program, []string{"-X", "dev"}, nil)
		if err != nil {
			return err
		}
		if fault = p.faultOf(done, j); fault == nil {
			return nil
		}
	}
	return fault
}

// faultOf is what a fixed program should not have done.
func (p *prover) faultOf(done outcome, j job) error {
	said := withoutSlowness(p.normalise(done.stderr, done.folder, j.python), j.entry)
	if j.cause.Proof.Runner == "unittest" {
		said = withoutTestReport(said)
	}
	if len(j.cause.Proof.Requires) > 0 {
		said = withoutLibraryWarnings(said)
	}
	switch {
	case done.timedOut:
		return fmt.Errorf("did not end within %v", p.sandbox.timeout)
	case done.status != 0:
		return fmt.Errorf("ended with status %d:\n%s", done.status, p.normalise(done.text(j.cause.Proof), done.folder, j.python))
	case strings.TrimSpace(said) != "":
		return fmt.Errorf("is not silent:\n%s", said)
	case p.options.Diagnose == nil:
		return nil
	}
	if findings := p.options.Diagnose([]byte(done.stdout)); len(findings) > 0 {
		return fmt.Errorf("is diagnosed as %v:\n%s", findings, done.stdout)
	}
	return nil
}

// lastFor is the program for a version: later ones narrow earlier ones.
func lastFor(programs []kb.Program, v kb.Version) kb.Program {
	var found kb.Program
	for _, p := range programs {
		if p.Python.Contains(v) {
			found = p
		}
	}
	return found
}
