package matcher

import (
	"regexp"
	"slices"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/source"
	"aiowhy/matcher/traceback"
)

// A scene is what evidence may look at: one statement, what is known of it so
// far, and what else stands in the text.
type scene struct {
	*statement
	captures []kb.Binding
	blame    Blame
	python   traceback.Version
	around   []traceback.Line     // just before the problem, in the same stream
	others   func(id string) bool // another entry found in the same text
	facts    []source.Fact        // what the user's source file says
	patterns *patternCache
}

// observe looks for one piece of evidence; ok tells whether it was found.
// Patterns that cannot be compiled are never found; the linter reports them.
func (c *scene) observe(e kb.Evidence) (Observation, bool) {
	line, text, found := c.look(e.Kind, e.Pattern)
	if found == e.Absent || e.Absent && !c.shows(e.Kind) {
		return Observation{}, false
	}
	return Observation{Evidence: e, Line: line, Text: text}, true
}

// look has one short branch for each kind of evidence.
func (c *scene) look(kind kb.EvidenceKind, pattern string) (line int, text string, found bool) {
	p := c.problem
	switch kind {
	case kb.EvidencePython:
		r, err := kb.ParseRange(pattern)
		return 0, "", err == nil && pythonWithin(c.python, r)
	case kb.EvidenceAlso:
		return 0, "", c.others(pattern)
	case kb.EvidenceGroup:
		return c.number, "", c.role == member
	case kb.EvidenceOrigin:
		file, origin, n := c.place()
		return n, file, originName(origin) == pattern
	case kb.EvidenceFile:
		return c.inSource(pattern)
	case kb.EvidenceFrame:
		return c.inFrames(pattern)
	}
	re := c.patterns.get(pattern, c.captures)
	if re == nil {
		return 0, "", false
	}
	switch kind {
	case kb.EvidenceSource:
		return c.inShownSource(re)
	case kb.EvidenceCode:
		return c.inCode(re)
	case kb.EvidencePath:
		file, _, n := c.place()
		return n, file, re.MatchString(slashed(file))
	case kb.EvidenceFunction:
		return c.blame.Number, c.blame.Function, c.blame.Function != "" && re.MatchString(c.blame.Function)
	case kb.EvidenceChain:
		return c.inChain(re)
	case kb.EvidenceTask:
		return c.inReprs(re)
	case kb.EvidenceNote:
		return c.inNotes(re)
	case kb.EvidenceHeader:
		return p.First, p.Header, re.MatchString(p.Header) || p.Object != "" && re.MatchString(p.Object)
	case kb.EvidenceMessage:
		return c.number, c.message, re.MatchString(c.message)
	case kb.EvidenceThread:
		return p.First, p.Thread, p.Thread != "" && re.MatchString(p.Thread)
	case kb.EvidenceText:
		return c.inText(re)
	}
	return 0, "", false
}

// shows reports whether a text shows what evidence of a kind looks at: what is
// not shown cannot be missed.
func (c *scene) shows(kind kb.EvidenceKind) bool {
	switch kind {
	case kb.EvidenceSource:
		return c.showsSource()
	case kb.EvidenceCode:
		return c.whole() && (c.showsSource() || c.eachFrame(func(f *traceback.Frame) bool { return len(f.Source) > 0 }))
	case kb.EvidenceFrame:
		return c.whole() && c.eachFrame(func(*traceback.Frame) bool { return true })
	case kb.EvidenceFunction:
		return c.blame.Function != ""
	case kb.EvidencePython:
		return c.python.Major != 0
	case kb.EvidenceFile:
		return len(c.facts) > 0
	}
	return true
}

// whole reports whether the traceback is there from its head to its end.
func (c *scene) whole() bool { return c.exception == nil || !c.exception.Truncated }

func (c *scene) showsSource() bool {
	w := c.problem.Warning
	return c.blame.Code != "" || w != nil && w.Source != ""
}

// place is the file that the warning names, or that of the innermost frame.
func (c *scene) place() (string, traceback.Origin, int) {
	if w := c.problem.Warning; w != nil {
		return w.File, w.Origin, w.Number
	}
	if frames := c.frames(); len(frames) > 0 {
		f := frames[len(frames)-1]
		return f.File, f.Origin, f.Number
	}
	return "", traceback.NoFile, 0
}

// frames are those of the statement's own exception, else the problem's stack.
func (c *scene) frames() []traceback.Frame {
	if c.exception != nil && len(c.exception.Frames) > 0 {
		return c.exception.Frames
	}
	if len(c.problem.Stack) > 0 {
		return c.problem.Stack
	}
	return c.problem.Allocated
}

func originName(o traceback.Origin) string {
	switch o {
	case traceback.User:
		return "user"
	case traceback.Stdlib:
		return "stdlib"
	case traceback.Site:
		return "site"
	}
	return "none"
}

func (c *scene) inShownSource(re *regexp.Regexp) (int, string, bool) {
	if w := c.problem.Warning; w != nil && w.Source != "" && re.MatchString(w.Source) {
		return w.Number + 1, w.Source, true
	}
	if c.blame.Code != "" && re.MatchString(c.blame.Code) {
		return c.blame.Number, c.blame.Code, true
	}
	if e := c.exception; e != nil && e.Syntax != nil && c.blame.Code == "" { // of a package
		if i := slices.IndexFunc(e.Syntax.Source, re.MatchString); i >= 0 {
			return e.Syntax.Number, e.Syntax.Source[i], true
		}
	}
	return 0, "", false
}

// eachFrame calls f with every frame of the problem until it returns true.
func (c *scene) eachFrame(f func(*traceback.Frame) bool) bool {
	return c.eachStack(func(frames []traceback.Frame, syntax *traceback.Frame) bool {
		return anyFrame(frames, f) || syntax != nil && f(syntax)
	})
}

// eachStack calls f with the frames of every exception and stack of the problem,
// the outermost first, until it returns true.
func (c *scene) eachStack(f func(frames []traceback.Frame, syntax *traceback.Frame) bool) bool {
	for _, s := range statements(c.problem) {
		if e := s.exception; e != nil && f(e.Frames, e.Syntax) {
			return true
		}
	}
	return f(c.problem.Stack, nil) || f(c.problem.Allocated, nil)
}

func (c *scene) inCode(re *regexp.Regexp) (line int, text string, found bool) {
	found = c.eachFrame(func(f *traceback.Frame) bool {
		for _, s := range f.Source {
			if re.MatchString(s) {
				line, text = f.Number, s
				return true
			}
		}
		return false
	})
	if !found {
		return c.inShownSource(re)
	}
	return line, text, found
}

func (c *scene) inFrames(pattern string) (line int, text string, found bool) {
	is := c.framePattern(pattern)
	found = c.eachFrame(func(f *traceback.Frame) bool {
		if is(f) {
			line, text = f.Number, f.File
			return true
		}
		return false
	})
	return line, text, found
}

// inCalls reports whether a call from one frame led to another, in the same stack.
func (c *scene) inCalls(pattern, caller string) bool {
	is, calls := c.framePattern(pattern), c.framePattern(caller)
	return c.eachStack(func(frames []traceback.Frame, _ *traceback.Frame) bool {
		called := false
		return anyFrame(frames, func(f *traceback.Frame) bool {
			if called && is(f) {
				return true
			}
			called = called || calls(f)
			return false
		})
	})
}

// framePattern reads "path:function", both regular expressions; a colon in the
// path's is written \x3a.
func (c *scene) framePattern(pattern string) func(*traceback.Frame) bool {
	path, function, _ := strings.Cut(pattern, ":")
	pathRE, functionRE := c.patterns.get(path, c.captures), c.patterns.get(function, c.captures)
	return func(f *traceback.Frame) bool {
		return pathRE != nil && functionRE != nil && functionRE.MatchString(f.Function) && pathRE.MatchString(slashed(f.File))
	}
}

func (c *scene) inChain(re *regexp.Regexp) (int, string, bool) {
	for _, s := range statements(c.problem) {
		if s.exception == nil || s.exception == c.exception {
			continue
		}
		if t := s.printed + ": " + s.message; re.MatchString(t) {
			return s.number, t, true
		}
	}
	return 0, "", false
}

func (c *scene) inReprs(re *regexp.Regexp) (int, string, bool) {
	for _, f := range c.problem.Fields {
		if re.MatchString(f.Text) {
			return f.Number, f.Text, true
		}
	}
	for _, text := range []string{c.message, c.problem.Header} {
		if strings.Contains(text, "<") && re.MatchString(text) {
			return c.number, text, true
		}
	}
	return 0, "", false
}

func (c *scene) inNotes(re *regexp.Regexp) (int, string, bool) {
	for _, s := range statements(c.problem) {
		if s.exception == nil {
			continue
		}
		for _, n := range s.exception.Notes {
			if re.MatchString(n) {
				return s.number, n, true
			}
		}
	}
	return 0, "", false
}

func (c *scene) inText(re *regexp.Regexp) (int, string, bool) {
	for _, lines := range [][]traceback.Line{c.problem.Lines, c.around} {
		for _, l := range lines {
			if re.MatchString(l.Text) {
				return l.Number, l.Text, true
			}
		}
	}
	return 0, "", false
}

func (c *scene) inSource(name string) (int, string, bool) {
	for _, f := range c.facts {
		if f.Name == name {
			return f.Line, f.Text, true
		}
	}
	return 0, "", false
}

// pythonWithin reports whether all versions that the text allows lie in r.
func pythonWithin(v traceback.Version, r kb.Range) bool {
	if v.Major == 0 {
		return false
	}
	low := kb.Version{Major: v.Major, Minor: v.MinMinor}
	high := kb.Version{Major: v.Major, Minor: v.MaxMinor}
	return r.Contains(low) && r.Contains(high)
}

// Fill puts captures into a text that names them: {coroutine} as printed,
// {coroutine.last} its last dotted part. Unknown names stay as they are.
func Fill(text string, captures []kb.Binding) string { return fill(text, captures, noQuote) }

func noQuote(s string) string { return s }

func fill(text string, captures []kb.Binding, quote func(string) string) string {
	if len(captures) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 4*len(captures))
	for _, b := range captures {
		pairs = append(pairs, "{"+b.Name+"}", quote(b.Text), "{"+b.Name+".last}", quote(lastPart(b.Text)))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// patternCache compiles evidence patterns once. It is bounded, since captures
// make ever new ones of them.
type patternCache struct{ compiled *memo[string, *regexp.Regexp] }

const maxPatterns = 4096

func newPatternCache() *patternCache {
	return &patternCache{newMemo[string, *regexp.Regexp](maxPatterns)}
}

// get returns the expression with the captures put in, quoted; nil if it
// cannot be compiled.
func (p *patternCache) get(pattern string, captures []kb.Binding) *regexp.Regexp {
	return p.compiled.get(fill(pattern, captures, regexp.QuoteMeta), strings.Clone, func(text string) *regexp.Regexp {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil
		}
		return re
	})
}
