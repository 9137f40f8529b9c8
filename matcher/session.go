package matcher

import (
	"sort"

	"aiowhy/matcher/logtext"
	"aiowhy/matcher/traceback"
)

// Bounds on what a session holds, whatever its input holds.
const (
	// maxKept bounds the different problems kept. What comes after is counted
	// with the kept problem of the same entry.
	maxKept = 1000
	// maxStreams bounds the sources read side by side; the one that was silent
	// for longest is completed to make room.
	maxStreams = 1000
	// maxAgain bounds the places remembered of one problem.
	maxAgain = 100
	// aroundLines is how many lines before a problem evidence may look at.
	aroundLines = 12
	// maxUnmatched bounds the statements remembered for a guess.
	maxUnmatched = 32
	// maxGuessedLines is the longest text, in lines, that may be a retyped
	// message: in a log, guesses would be drawn from ordinary lines.
	maxGuessedLines = 400
)

// Session reads one input as it comes: lines are undressed, sorted by the
// stream they belong to, and each block is diagnosed as soon as it is
// complete. It is not safe for concurrent use; its Matcher is.
type Session struct {
	m         *Matcher
	undresser logtext.Undresser
	streams   map[string]*stream
	each      func(*traceback.Problem)
	clock     int // of the last line, to find the stream silent for longest
	lines     int

	kept      []*finding
	byKey     map[string]*finding
	byEntry   map[string]*finding // the first of each entry, for what is beyond maxKept
	shown     int                 // kept findings that New has given
	unmatched []statement
}

// stream is one source's lines on their way to the parser.
type stream struct {
	splitter traceback.Splitter
	around   []traceback.Line
	used     int
}

// NewSession starts reading an input.
func (m *Matcher) NewSession() *Session {
	return &Session{m: m, streams: map[string]*stream{}, byKey: map[string]*finding{}, byEntry: map[string]*finding{}}
}

// Each asks to be shown every problem as it is read, whether a page knows it or
// not. Call it before the first line.
func (s *Session) Each(show func(*traceback.Problem)) { s.each = show }

// Line reads one raw line, without its line break.
func (s *Session) Line(raw []byte, at traceback.Span, number int) {
	s.lines++
	s.undresser.Line(raw, at, number, s.push)
}

// Plain reads a line that has been freed from its dressing already.
func (s *Session) Plain(line traceback.Line) {
	s.lines++
	s.push("", line)
}

func (s *Session) push(name string, line traceback.Line) {
	s.clock++
	st := s.streams[name]
	if st == nil {
		if len(s.streams) >= maxStreams {
			s.dropSilent()
		}
		st = &stream{}
		s.streams[name] = st
	}
	st.used = s.clock
	for _, block := range st.splitter.Push(line) {
		s.block(st, block)
	}
}

func (s *Session) dropSilent() {
	oldest := ""
	var st *stream
	for name, other := range s.streams {
		if st == nil || other.used < st.used {
			oldest, st = name, other
		}
	}
	s.complete(st)
	delete(s.streams, oldest)
}

// Flush completes every block, as at the end of the input or after a silence.
func (s *Session) Flush() {
	s.undresser.Flush(s.push)
	for _, st := range inOrder(s.streams) {
		s.complete(st)
	}
}

func (s *Session) complete(st *stream) {
	for _, block := range st.splitter.Flush() {
		s.block(st, block)
	}
}

// block diagnoses one block and remembers its last lines as surroundings of
// the next.
func (s *Session) block(st *stream, lines []traceback.Line) {
	lines = logtext.Repair(lines)
	report := traceback.Parse(lines)
	for i := range report.Problems {
		if s.each != nil {
			s.each(&report.Problems[i])
		}
		s.problem(&report.Problems[i], st.around)
	}
	for _, l := range report.Loose {
		s.loose(l, st.around)
	}
	st.remember(lines)
}

func (st *stream) remember(lines []traceback.Line) {
	if n := len(lines); n > aroundLines {
		lines = lines[n-aroundLines:]
	}
	kept := append([]traceback.Line(nil), st.around...)
	kept = append(kept, lines...)
	st.around = kept[max(0, len(kept)-aroundLines):]
}

func (s *Session) problem(p *traceback.Problem, around []traceback.Line) {
	found := s.m.find(p, around)
	for _, f := range found {
		s.keep(f)
	}
	if len(found) == 0 {
		s.remember(statements(p)...)
	}
}

// loose tries a line that belongs to nothing as a logged message of asyncio's
// own: the logging module's last resort prints the bare message.
func (s *Session) loose(l traceback.Line, around []traceback.Line) {
	p := &traceback.Problem{Kind: traceback.Record, Span: l.Span, First: l.Number, Last: l.Number,
		Header: l.Text, Level: l.Level, Logger: l.Logger, Lines: []traceback.Line{l}}
	s.problem(p, around)
}

func (s *Session) remember(all ...statement) {
	for _, st := range all {
		if st.exception != nil && st.exception.Truncated {
			continue // cut on purpose, not retyped
		}
		if len(s.unmatched) < maxUnmatched {
			s.unmatched = append(s.unmatched, st)
		}
	}
}

func (s *Session) keep(f *finding) {
	if s.retold(f) {
		return
	}
	key := f.key()
	old := s.byKey[key]
	if old == nil && len(s.kept) >= maxKept {
		old = s.byEntry[f.Entry.ID]
	}
	if old != nil {
		old.Count++
		if len(old.Again) < maxAgain {
			old.Again = append(old.Again, f.Lines)
		}
		return
	}
	s.byKey[key] = f
	if s.byEntry[f.Entry.ID] == nil {
		s.byEntry[f.Entry.ID] = f
	}
	s.kept = append(s.kept, f)
}

// retold reports whether a test runner's summary only repeats what it reported
// in full above.
func (s *Session) retold(f *finding) bool {
	first := s.byEntry[f.Entry.ID]
	return f.Problem.Kind == traceback.Bare && f.Problem.Object != "" && first != nil && first.Problem.Kind != traceback.Bare
}

// Diagnoses gives all that was found so far, the root of the matter first.
// Call Flush before, at the end of an input.
func (s *Session) Diagnoses() []Diagnosis {
	all := s.kept
	if len(all) == 0 {
		all = s.guesses()
	}
	return s.judged(all)
}

// New gives what was found since it was last called, judged in the light of
// all that was found before.
func (s *Session) New() []Diagnosis {
	if s.shown == len(s.kept) {
		return nil
	}
	fresh := map[*finding]bool{}
	for _, f := range s.kept[s.shown:] {
		fresh[f] = true
	}
	s.shown = len(s.kept)
	all := append([]*finding(nil), s.kept...)
	s.m.judge(all)
	var out []Diagnosis
	for _, f := range all {
		if fresh[f] {
			out = append(out, f.Diagnosis)
		}
	}
	return out
}

func (s *Session) judged(found []*finding) []Diagnosis {
	all := append([]*finding(nil), found...)
	s.m.judge(all)
	out := make([]Diagnosis, len(all))
	for i, f := range all {
		out[i] = f.Diagnosis
	}
	return out
}

// guesses compares what no pattern knew with the wordings, fuzzily; the best
// guess is offered alone.
func (s *Session) guesses() []*finding {
	if s.m.options.NoFuzzy || s.lines > maxGuessedLines {
		return nil
	}
	var best *finding
	for i := range s.unmatched {
		st := &s.unmatched[i]
		if st.exception != nil && len(st.exception.Frames) > 0 && !asyncioShows(st) {
			continue // printed by Python, not retyped, and nothing speaks of asyncio
		}
		entry, closeness := s.m.guesser().guess(st.class, st.message)
		if entry == nil || best != nil && closeness*guessConfidence <= best.Confidence {
			continue
		}
		best = &finding{statement: *st, Diagnosis: Diagnosis{
			Entry: entry, Match: ByFuzzy, Confidence: closeness * guessConfidence,
			Type: st.printed, Message: st.message, Blame: blameOf(st), Count: 1, Problem: st.problem,
			Lines: LineRange{st.problem.First, st.problem.Last}, Span: st.problem.Span,
		}}
	}
	if best == nil {
		return nil
	}
	return []*finding{best}
}

// inOrder lists streams by when they were last used, so that the order of
// answers does not hang on that of a map.
func inOrder(streams map[string]*stream) []*stream {
	all := make([]*stream, 0, len(streams))
	for _, st := range streams {
		all = append(all, st)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].used < all[j].used })
	return all
}
