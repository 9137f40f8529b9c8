// Package matcher finds known problems in what Python printed: it compares
// the statements of a traceback.Report with the wordings of the knowledge
// base, ranks the causes by the evidence in the text, and sorts problems into
// roots and their echoes.
//
// Patterns decide; where none holds, a fuzzy comparison may offer a guess that
// says so. The package does no I/O and writes no sentences.
package matcher

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"aiowhy/kb"
	"aiowhy/matcher/scan"
	"aiowhy/matcher/source"
	"aiowhy/matcher/traceback"
)

// Matcher compares texts with a knowledge base. It is immutable and safe for
// concurrent use.
type Matcher struct {
	base     *kb.Base
	index    *index
	patterns *patternCache
	guesser  func() *guesser      // made when the first guess is asked for
	scanner  func() *scan.Scanner // made when an input is large
	options  Options
}

// Options tune a Matcher; the zero value is right for a pasted text.
type Options struct {
	// Python is the version the user runs, if the caller knows it. It wins over
	// what the text tells.
	Python kb.Version
	// Requires is the oldest version that the user's project supports: advice is
	// for it where neither caller nor text tells the version.
	Requires kb.Version
	// NoFuzzy turns guesses off, as is right for logs, where ordinary lines
	// outnumber retyped messages.
	NoFuzzy bool
	// Source gives a file of the user's, for evidence of kind file and for
	// changes; nil where it may not or cannot be read. Which files may be read
	// is the caller's to decide: paths come from the input. Sessions that are
	// Parallel call it from several goroutines.
	Source func(path string) *source.File
}

// New prepares a knowledge base for matching.
func New(base *kb.Base, options Options) *Matcher {
	return &Matcher{
		base: base, index: newIndex(base.Entries()), patterns: newPatternCache(), options: options,
		guesser: sync.OnceValue(func() *guesser { return newGuesser(base.Entries()) }),
		scanner: sync.OnceValue(func() *scan.Scanner { return scan.New(triggers(base.Entries())) }),
	}
}

// Diagnose reads a whole text.
func (m *Matcher) Diagnose(text []byte) []Diagnosis {
	s := m.NewSession()
	_, _ = s.Read(bytes.NewReader(text), nil) // a reader of bytes has no errors
	return s.Diagnoses()
}

// find lists what a problem is known as: at most one finding a statement.
func (m *Matcher) find(p *traceback.Problem) []*finding {
	all := statements(p)
	var found []*finding
	for i := range all {
		f := m.findStatement(&all[i])
		if f == nil && len(all) == 1 {
			f = m.findQuoted(&all[i])
		}
		if f != nil {
			f.all, f.at = all, i
			f.Inner = inner(all, i)
			if f.Inner != nil && f.Entry.Relation.Wrapper {
				if b, ok := innermost(f.Inner); ok {
					f.Blame = b
				}
			}
			found = append(found, f)
		}
	}
	return found
}

func (m *Matcher) findStatement(s *statement) *finding {
	allowed := func(w *kb.Wording) bool { return m.inPlace(w, s) }
	message := s.message
	h, ok := m.index.find(s.class, message, allowed)
	if first, rest, several := strings.Cut(message, "\n"); !ok && several && rest != "" {
		message = first // what others printed below reads like the rest of the message
		h, ok = m.index.find(s.class, message, allowed)
	}
	if !ok && (s.cut || s.exception != nil) {
		h, ok = m.index.findHead(s.class, message, allowed)
	}
	if !ok && message == "" && s.exception != nil && len(s.exception.Frames) > 0 && !m.index.knows(s.class) {
		if class, cut := m.index.whole(s.class); cut {
			h, ok = m.index.find(class, message, allowed)
		}
	}
	if !ok && s.class == kb.LogType && s.problem.Kind == traceback.Record && s.problem.Lines[0].Head {
		h, message, ok = m.index.findTail(message, allowed)
	}
	if !ok {
		return nil
	}
	f := m.finding(s, h)
	f.Message = message
	return f
}

// finding makes one of a statement and the rule that matched it.
func (m *Matcher) finding(s *statement, h hit) *finding {
	f := &finding{statement: *s, generic: h.fixed == 0}
	f.Diagnosis = Diagnosis{
		Entry: h.rule.entry, Match: ByPattern, Confidence: certainty(h),
		Type: s.printed, Message: s.message, Captures: m.complete(h.rule.entry, h.captures),
		Lines: LineRange{s.problem.First, s.problem.Last}, Span: s.problem.Span,
		Count: 1, Problem: s.problem,
	}
	f.remark = h.rule.wording.Remark || s.class == kb.LogType && s.problem.Exception == nil && unheeded(s.problem.Level)
	if h.rule.wording.AsyncioOnly && s.alone() && !asyncioShows(s) {
		f.lone, f.Confidence = true, sureAlone
	}
	f.Blame = blameOf(s)
	return f
}

// findQuoted looks at the exception that another one's message quotes: "Command
// raised an exception: TypeError: object NoneType can't be …".
func (m *Matcher) findQuoted(s *statement) *finding {
	if s.exception == nil || s.class == "AssertionError" && compares(s.message) {
		return nil
	}
	class, message, ok := quotedException(s.message)
	if !ok {
		return nil
	}
	inner := *s
	inner.class, inner.printed, inner.message = lastPart(class), class, message
	return m.findStatement(&inner)
}

// inPlace reports whether what a wording demands beside its text is there.
func (m *Matcher) inPlace(w *kb.Wording, s *statement) bool {
	if w.AsyncioOnly && !(w.Alone && s.alone()) && !asyncioShows(s) {
		return false
	}
	if w.Frame == "" && w.Header == "" && w.Source == "" {
		return true
	}
	c := &scene{statement: s, blame: blameOf(s), patterns: m.patterns}
	if w.Caller != "" && !c.inCalls(w.Frame, w.Caller) {
		return false
	}
	there := func(kind kb.EvidenceKind, pattern string) bool {
		if pattern == "" {
			return true
		}
		_, _, found := c.look(kind, pattern)
		return found
	}
	return there(kb.EvidenceHeader, w.Header) && there(kb.EvidenceSource, w.Source) && there(kb.EvidenceFrame, w.Frame)
}

// How sure a pattern is. A message of asyncio's own that was matched as a
// whole is all but certain; a bare class name may have been raised by anybody.
const (
	sureWording = 0.97
	sureShort   = 0.9 // fewer than ownLiteral fixed bytes
	sureClass   = 0.75
	sureAlone   = 0.6 // others say so too, and nothing tells who did
	ownLiteral  = 9
)

func certainty(h hit) float64 {
	switch {
	case h.fixed == 0:
		return sureClass
	case h.fixed < ownLiteral:
		return sureShort
	}
	return sureWording
}

// inner is the exception that a wrapper carries, the innermost member of its
// group: what the user has to look at where no page knows it.
func inner(all []statement, at int) *traceback.Exception {
	for i := len(all) - 1; i > at; i-- {
		for j := i; j > at; j = all[j].parent {
			if all[j].parent == at && (all[j].role == member || all[j].role == carried) {
				if leaf := all[i]; leaf.exception.Type != "" && len(leaf.exception.Group) == 0 && leaf.role != context && leaf.role != cause {
					return leaf.exception
				}
			}
		}
	}
	return nil
}

// complete adds to the captures what the tables of facts know of them.
func (m *Matcher) complete(e *kb.Entry, captures []kb.Binding) []kb.Binding {
	if e.Facts != "names" {
		return captures
	}
	name, _ := lookup(captures, "name")
	owner, _ := lookup(captures, "owner")
	fact, ok := kb.FindName(owner, name)
	if !ok {
		return captures
	}
	for _, b := range []kb.Binding{
		{Name: "replacement", Text: fact.Replacement}, {Name: "added", Text: fact.Added},
		{Name: "deprecated", Text: fact.Deprecated}, {Name: "removed", Text: fact.Removed},
	} {
		if b.Text != "" {
			captures = append(captures, b)
		}
	}
	return captures
}

// judge completes findings that stand in one text: relations first, then the
// causes, since one problem may be evidence for the cause of another.
//
// stated is the Python that the text names in its own words. So many workers
// rank side by side: a log may hold hundreds.
func (m *Matcher) judge(all []*finding, stated traceback.Version, workers int) {
	relate(all)
	present := map[string]bool{}
	for _, f := range all {
		present[f.Entry.ID] = true
	}
	python := narrow(stated, pythonOf(all))
	var ranking errgroup.Group
	ranking.SetLimit(max(1, workers))
	for _, f := range all {
		ranking.Go(func() error {
			m.rank(f, python, func(id string) bool { return present[id] })
			return nil
		})
	}
	_ = ranking.Wait() // none fails
	for _, f := range all {
		m.blameByEcho(f, all)
	}
	order(all)
}

func (m *Matcher) rank(f *finding, python traceback.Version, others func(string) bool) {
	if v := f.Problem.Python; v.Major != 0 {
		python = narrow(python, v)
	}
	if v := m.options.Python; !v.IsZero() {
		python = traceback.Version{Major: v.Major, MinMinor: v.Minor, MaxMinor: v.Minor}
	}
	if python.Major != 0 {
		f.Python = kb.Version{Major: python.Major, Minor: python.MinMinor}
	}
	if f.Python.IsZero() {
		f.Python = m.options.Requires
	}
	c := &scene{statement: &f.statement, captures: f.Captures, blame: f.Blame, python: python,
		around: f.around, others: others, patterns: m.patterns}
	file := m.source(f.Blame)
	if file != nil {
		c.facts = file.Facts(f.Blame.Line)
		f.Blame.complete(file)
	}
	f.Causes = rankCauses(f.Entry, c)
	if b, ok := blameOfCause(f, m.patterns); ok {
		f.Blame = b
		if file = m.source(b); file != nil {
			f.Blame.complete(file)
		}
	}
	f.Change = changeFor(f, file)
}

func (m *Matcher) source(b Blame) *source.File {
	if m.options.Source == nil || b.File == "" {
		return nil
	}
	return m.options.Source(b.File)
}

// changeFor makes the edit that the best cause's page names.
func changeFor(f *finding, file *source.File) *source.Change {
	if len(f.Causes) == 0 || f.Causes[0].Cause.Change == "" || f.Match != ByPattern {
		return nil
	}
	names := map[string]string{}
	for _, c := range f.Captures {
		names[c.Name] = c.Text
	}
	if f.exception != nil {
		names["suggestion"] = suggested(f.exception.Suggestion)
	}
	place := source.Place{Path: f.Blame.File, Line: f.Blame.Line, Code: f.Blame.Code, Function: f.Blame.Function, File: file}
	kind := f.Causes[0].Cause.Change
	if kind == "drop-await" && f.exception != nil && awaitedElsewhere(f.exception) {
		return nil
	}
	change, ok := source.Make(kind, place, names)
	if !ok {
		return nil
	}
	return &change
}

// awaitedElsewhere reports whether a library's line raised the exception: its
// await is not the one that the user's line shows.
func awaitedElsewhere(e *traceback.Exception) bool {
	return len(e.Frames) > 0 && e.Frames[len(e.Frames)-1].Origin != traceback.User
}

// suggested is the name in "Did you mean: 'run'?".
func suggested(text string) string {
	_, rest, _ := strings.Cut(text, "'")
	name, _, _ := strings.Cut(rest, "'")
	return name
}

// pythonOf is the version that any of the problems tells: one text comes from
// one interpreter, or the ranges would not meet.
func pythonOf(all []*finding) traceback.Version {
	var v traceback.Version
	for _, f := range all {
		v = narrow(v, f.Problem.Python)
	}
	return v
}

// narrow intersects two ranges; where they do not meet, the second is kept.
func narrow(a, b traceback.Version) traceback.Version {
	if a.Major == 0 || a.Major != b.Major {
		if b.Major == 0 {
			return a
		}
		return b
	}
	low, high := max(a.MinMinor, b.MinMinor), min(a.MaxMinor, b.MaxMinor)
	if low > high {
		return b
	}
	return traceback.Version{Major: a.Major, MinMinor: low, MaxMinor: high}
}

// makeKey tells the same problem met again: the entry, the blamed line, and the
// message without what changes from one time to the next.
func (f *finding) makeKey() string {
	var b strings.Builder
	b.Grow(len(f.Entry.ID) + len(f.Blame.File) + min(len(f.Message), stableSize) + 16)
	b.WriteString(f.Entry.ID)
	b.WriteByte(0)
	b.WriteString(f.Blame.File)
	b.WriteByte(0)
	b.WriteString(strconv.Itoa(f.Blame.Line))
	b.WriteByte(0)
	writeStable(&b, f.Message)
	return b.String()
}

// stableSize is as much of a message as writeStable writes.
const stableSize = 512

// writeStable writes a message with its digits folded, so that addresses, task
// numbers and ports do not make two problems of one.
func writeStable(b *strings.Builder, s string) {
	s = s[:min(len(s), stableSize)]
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	for at, start := 0, 0; at < len(s); start = at {
		for at < len(s) && !digit(s[at]) {
			at++
		}
		b.WriteString(s[start:at])
		if at < len(s) {
			b.WriteByte('0')
		}
		for at < len(s) && (digit(s[at]) || s[at] >= 'a' && s[at] <= 'f' || s[at] == 'x') {
			at++
		}
	}
}
