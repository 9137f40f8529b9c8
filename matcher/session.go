package matcher

import (
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// Bounds on what a session holds, whatever its input holds.
const (
	// maxKept bounds the different problems kept. What comes after is counted
	// with the kept problem of the same entry.
	maxKept = 500
	// maxAgain bounds the places remembered of one problem.
	maxAgain = 100
	// maxUnmatched bounds the statements remembered for a guess.
	maxUnmatched = 32
	// maxGuessedLines is the longest text, in lines, that may be a retyped
	// message: in a log, guesses would be drawn from ordinary lines.
	maxGuessedLines = 400
	// maxRemarkLines is the longest text, in lines, that may ask what a remark or
	// a lone line means: in a log it is not a problem.
	maxRemarkLines = 6
)

// Session reads one input as it comes: what is found in the flow of its lines
// is kept once, and counted after that. It is not safe for concurrent use; its
// Matcher is.
type Session struct {
	m       *Matcher
	flow    *flow
	lines   int
	workers int // see Parallel

	kept      []*finding
	byKey     map[string]*finding
	byEntry   map[string]*finding // the first of each entry, for what is beyond maxKept
	shown     int                 // kept findings that New has given
	untold    bool                // something was found, or met again, since New was called
	unmatched []statement
	mentions  []mention
	stated    stated
	setting   setting
	head      []traceback.Line // of a text that is short enough for guesses, all of it
	remarks   []*finding       // what asyncio tells of its work, and lone lines, for a text that holds nothing else
}

// NewSession starts reading an input.
func (m *Matcher) NewSession() *Session {
	return &Session{m: m, flow: newFlow(m, newTally()), byKey: map[string]*finding{}, byEntry: map[string]*finding{}}
}

// Each asks to be shown the problems as they are read, whether a page knows them
// or not: all tracebacks, and in a small input all else. Call it before Read.
func (s *Session) Each(show func(*traceback.Problem)) { s.flow.each = show }

// Plain reads a line that has been freed from its dressing already.
func (s *Session) Plain(line traceback.Line) {
	s.lines++
	s.flow.push("", line)
	s.take(s.flow)
}

// Flush completes every block, as at the end of the input or after a silence.
func (s *Session) Flush() {
	s.flow.flush()
	s.take(s.flow)
}

// Underway reports whether a traceback or a warning has begun that may belong to
// what was found: Python prints the one below the other.
func (s *Session) Underway() bool {
	return s.flow.anyStream(func(st *stream) bool { return st.splitter.Begun() })
}

// take keeps what a flow has found since it was last asked.
func (s *Session) take(f *flow) {
	for _, found := range f.found {
		s.keep(found)
	}
	clear(f.found)
	f.found = f.found[:0]
	if room := maxUnmatched - len(s.unmatched); len(f.unmatched) > 0 && room > 0 {
		s.unmatched = append(s.unmatched, f.unmatched[:min(room, len(f.unmatched))]...)
	}
	f.unmatched = f.unmatched[:0]
	if room := maxMentions - len(s.mentions); len(f.mentions) > 0 && room > 0 {
		s.mentions = append(s.mentions, f.mentions[:min(room, len(f.mentions))]...)
	}
	f.mentions = f.mentions[:0]
	s.stated.merge(f.stated)
	s.setting.merge(f.setting)
	f.setting = setting{}
	if room := maxGuessedLines - len(s.head); room > 0 {
		s.head = append(s.head, f.head[:min(room, len(f.head))]...)
	}
	f.head = f.head[:0]
}

func (s *Session) keep(f *finding) {
	if s.retold(f) {
		return
	}
	if f.lone || f.remark {
		if len(s.remarks) < maxRemarkLines {
			s.remarks = append(s.remarks, f)
		}
		return
	}
	s.untold = true
	old := s.byKey[f.key]
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
	s.byKey[f.key] = f
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

// Found is how many problems are known so far, each counted once.
func (s *Session) Found() int { return len(s.kept) }

// Diagnoses gives all that was found so far, the root of the matter first.
// Call Flush before, at the end of an input.
func (s *Session) Diagnoses() []Diagnosis {
	all := s.unmargined()
	if len(all) == 0 {
		all = s.printed(s.kept)
	}
	if len(all) > 0 || s.setting.speaks() {
		return s.judged(all)
	}
	for _, look := range []func() []*finding{s.asked, s.marginal, s.wrapped, s.mentioned, s.guesses} {
		if all = look(); len(all) > 0 {
			break
		}
	}
	return s.judged(all)
}

// New gives what was found since it was last called, judged in the light of
// all that was found before.
func (s *Session) New() []Diagnosis {
	s.untold = false
	if s.shown == len(s.kept) {
		return nil
	}
	fresh := map[*finding]bool{}
	for _, f := range s.kept[s.shown:] {
		fresh[f], f.told = true, f.Count
	}
	s.shown = len(s.kept)
	all := append([]*finding(nil), s.printed(s.kept)...)
	s.judge(all)
	var out []Diagnosis
	for _, f := range all {
		if fresh[f] {
			out = append(out, f.Diagnosis)
		}
	}
	return out
}

// Again gives what New gave and was met again since, with its new count.
func (s *Session) Again() []Diagnosis {
	var out []Diagnosis
	for _, f := range s.kept[:s.shown] {
		if f.Count > f.told {
			f.told = f.Count
			out = append(out, f.Diagnosis)
		}
	}
	return out
}

// asked gives what is told only of a text that holds little else: a lone line, or
// an error that was logged as information, among few lines; a remark where it is
// at least half of them.
func (s *Session) asked() []*finding {
	if s.lines > maxRemarkLines {
		return nil
	}
	var asked []*finding
	others := s.lines
	for _, f := range s.remarks {
		others -= f.Lines.End - f.Lines.Start + 1
	}
	for _, f := range s.remarks {
		if f.lone || f.Entry.Kind == kb.KindError || others <= len(s.remarks) {
			asked = append(asked, f)
		}
	}
	return asked
}

func (s *Session) judged(found []*finding) []Diagnosis {
	all := append([]*finding(nil), found...)
	s.judge(all)
	out := make([]Diagnosis, len(all))
	for i, f := range all {
		out[i] = f.Diagnosis
	}
	return out
}

// judge also tells shutdown noise what ended the program before it.
func (s *Session) judge(all []*finding) {
	s.m.judge(all, s.stated.version, s.workers)
	for _, f := range all {
		if f.Root && f.Entry.Relation.Noise {
			f.Ended = s.endedBefore(f)
		}
	}
}

// endedBefore is the last error before a finding that nobody caught, where no
// page knows it.
func (s *Session) endedBefore(f *finding) *traceback.Exception {
	for i := len(s.unmatched) - 1; i >= 0; i-- {
		st := &s.unmatched[i]
		gap := f.Lines.Start - st.problem.Last
		if st.parent < 0 && st.problem.Kind == traceback.Uncaught && st.exception != nil && gap > 0 && gap < echoWindow {
			return st.exception
		}
	}
	return nil
}

// guesses compares what no pattern knew with the wordings, fuzzily; the best
// guess is offered alone.
func (s *Session) guesses() []*finding {
	if s.m.options.NoFuzzy || s.lines > maxGuessedLines {
		return nil
	}
	var best *finding
	explains := len(s.told()) < len(s.mentions)
	for i := range s.unmatched {
		st := &s.unmatched[i]
		if st.exception != nil && len(st.exception.Frames) > 0 && !asyncioShows(st) {
			continue // printed by Python, not retyped, and nothing speaks of asyncio
		}
		if len(st.problem.Lines) > 0 && (explains && (st.exception == nil || len(st.exception.Frames) == 0) || spokenOf(st.problem.Lines[0].Text)) {
			continue
		}
		entry, closeness := s.m.guesser().guess(st.class, st.message)
		if entry == nil || best != nil && closeness*guessConfidence <= best.Confidence || st.class == kb.LogType && s.speaksOf(entry, st.message) {
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

// speaksOf reports whether a line holds a logged message to the letter, within a
// sentence: what was retyped is not so exact, and what was printed stands alone.
// Who asks what it means has no other line.
func (s *Session) speaksOf(e *kb.Entry, line string) bool {
	if strings.HasSuffix(line, "?") && s.lines <= maxRemarkLines {
		return false
	}
	lower := strings.ToLower(line)
	for i := range e.Wordings {
		literal := strings.ToLower(e.Wordings[i].Literal)
		before, after, ok := strings.Cut(lower, literal)
		if ok && len(literal) >= minMention && len(fold(before))+len(fold(after)) > 1 {
			return true
		}
	}
	return false
}
