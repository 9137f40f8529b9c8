package matcher

import (
	"sort"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// Roots and echoes. A text often shows one mistake several times: the refused
// call and the coroutine it left behind, the exception and the wrapper that
// carried it. Each diagnosis that another one explains becomes its echo. The
// relations are data on the pages (kb.Relation); the shape of a chain or group
// says the rest.

// echoWindow is the number of input lines within which one problem may be the
// echo of another: what belongs together is printed together, while two
// requests of a busy server are not related by standing in one log.
const echoWindow = 400

// finding is a diagnosis with what relating needs of it.
type finding struct {
	Diagnosis
	statement
	all     []statement // of the problem, this one at index at
	at      int
	generic bool // matched by a bare class: any other page knows more
	remark  bool // told only where the text holds nothing else
	lone    bool // of a text that others print too, with nothing around it
	around  []traceback.Line
	key     string // see makeKey
	echoOf  *finding
	told    int // the count that was last given while the input was coming
}

// relate decides for each finding of a text whether another explains it.
func relate(all []*finding) {
	byProblem := map[*traceback.Problem][]*finding{}
	for _, f := range all {
		byProblem[f.Problem] = append(byProblem[f.Problem], f)
	}
	for _, f := range all {
		if f.echoOf == nil {
			relateWithin(f, byProblem[f.Problem])
		}
	}
	for _, f := range all {
		if f.echoOf == nil {
			f.echoOf = explainedBy(f, all)
		}
	}
	for _, f := range all {
		f.Root, f.EchoOf = f.echoOf == nil, ""
		if f.echoOf != nil {
			f.EchoOf = rootOf(f).Entry.ID
		}
	}
}

// relateWithin looks at the statements of one problem: a wrapper is the echo
// of what it carries; of a chain, the link that the others follow from leads.
func relateWithin(f *finding, same []*finding) {
	for _, g := range same {
		if g == f || reaches(g, f) {
			continue
		}
		if leads(g, f) {
			f.echoOf = g
			return
		}
	}
}

// leads reports whether g, of the same problem, explains f.
func leads(g, f *finding) bool {
	switch {
	case names(f.Entry.Relation.EchoOf, g.Entry.ID):
		return true
	case names(g.Entry.Relation.EchoOf, f.Entry.ID):
		return false
	case names(f.Entry.Relation.Beside, g.Entry.ID), names(g.Entry.Relation.Beside, f.Entry.ID):
		return false
	case f.Entry.Relation.Wrapper != g.Entry.Relation.Wrapper:
		return f.Entry.Relation.Wrapper
	case f.generic != g.generic:
		return f.generic
	case f.Entry == g.Entry:
		return f.follows(g) // the same again, on the way out
	}
	return g.follows(f) && f.role == context || f.follows(g) && g.role == cause
}

// follows reports whether f was raised while g's statement was being handled,
// or from it, or carries it. What was raised "from" another follows from it,
// so the other leads; what was raised "during handling" of another need not:
// the last one leads, which ended the program.
func (f *finding) follows(g *finding) bool {
	for at := g.parent; at >= 0; at = f.all[at].parent {
		if at == f.at {
			return true
		}
	}
	return false
}

// explainedBy looks through the other problems of the text.
func explainedBy(f *finding, all []*finding) *finding {
	for _, g := range all {
		if g.Problem == f.Problem || g == f || reaches(g, f) || !near(f, g) {
			continue
		}
		if names(f.Entry.Relation.EchoOf, g.Entry.ID) && !f.dropsCall(g) || f.Entry == g.Entry && f.ofWorker() && !g.ofWorker() {
			return g
		}
	}
	if !f.Entry.Relation.Noise {
		return nil
	}
	for _, g := range all {
		if g.Problem != f.Problem && !reaches(g, f) && near(f, g) && !g.Entry.Relation.Noise && !g.isRemark() && g.Match == ByPattern {
			return g
		}
	}
	return nil
}

// ofWorker reports whether a worker process printed the problem as it started:
// its parent says the same of the pool.
func (f *finding) ofWorker() bool {
	return f.exception != nil && anyFrame(f.exception.Frames, func(fr *traceback.Frame) bool {
		return strings.HasSuffix(slashed(fr.File), "/multiprocessing/spawn.py") && fr.Function == "_check_not_importing_main"
	})
}

// dropsCall reports whether a warning points at a statement that is nothing but
// the call whose coroutine was lost, on another line than g: no error but the
// missing await loses that one.
func (f *finding) dropsCall(g *finding) bool {
	if f.Problem.Warning == nil || f.Blame.Line == g.Blame.Line && f.Blame.File == g.Blame.File {
		return false
	}
	for _, c := range f.Captures {
		if c.Name != "coroutine" {
			continue
		}
		called, _, calls := strings.Cut(f.Blame.Code, "(")
		return calls && lastPart(called) == lastPart(c.Text) && !strings.ContainsFunc(called, func(r rune) bool { return r != '.' && notInName(r) })
	}
	return false
}

func near(f, g *finding) bool {
	d := f.Lines.Start - g.Lines.Start
	return d < echoWindow && -d < echoWindow
}

// reaches reports whether following g's echoes leads to f, so that no circle
// of echoes arises.
func reaches(g, f *finding) bool {
	for ; g != nil; g = g.echoOf {
		if g == f {
			return true
		}
	}
	return false
}

func rootOf(f *finding) *finding {
	for f.echoOf != nil {
		f = f.echoOf
	}
	return f
}

func names(ids []string, id string) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}

// order puts roots first. Among them what ended a program comes before what
// was logged, that before warnings and what was ignored; then what stands
// first. Echoes follow in the order of the text.
func order(all []*finding) {
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.Root != b.Root {
			return a.Root
		}
		if a.Root {
			if ra, rb := a.rank(), b.rank(); ra != rb {
				return ra < rb
			}
		}
		return a.Lines.Start < b.Lines.Start
	})
}

// rank grades roots by how the problem was printed.
func (f *finding) rank() int {
	if f.Match == ByFuzzy {
		return 9
	}
	if f.Entry.Relation.Noise {
		return 5
	}
	switch f.Problem.Kind {
	case traceback.Uncaught, traceback.Bare:
		return 0
	case traceback.Thread:
		if f.Blame.File == "" {
			return 1 // a library's own thread, which met what the program did
		}
		return 0
	case traceback.Record, traceback.Dump:
		switch {
		case f.exception != nil && unheeded(f.Problem.Level):
			return 0
		case f.isRemark():
			return 6
		case f.Entry.Kind == kb.KindWarning:
			return 3
		}
		return 1
	case traceback.Warning:
		if f.Entry.Kind == kb.KindDeprecated {
			return 3 // it still works
		}
		return 2
	}
	return 4
}

// isRemark reports whether a record only tells how the program runs, such as
// that a step took long: it explains nothing else.
func (f *finding) isRemark() bool {
	return f.class == kb.LogType && f.Entry.Kind == kb.KindWarning && f.Problem.Exception == nil && len(f.Problem.Fields) == 0 && f.Problem.Warning == nil
}

// unheeded reports whether a record of this level is a bystander: nobody logs
// an exception as information, the traceback below it only came next.
func unheeded(level string) bool {
	switch level {
	case "DEBUG", "INFO", "NOTICE", "TRACE", "SUCCESS":
		return true
	}
	return false
}
