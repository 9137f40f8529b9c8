package matcher

import (
	"container/list"
	"slices"
	"sort"
	"strings"

	"aiowhy/matcher/logtext"
	"aiowhy/matcher/traceback"
)

// flow is the way of the lines of an input, or of a part of one: they are
// undressed, sorted by the stream that they belong to, and each block is
// matched as soon as it is complete.
type flow struct {
	m         *Matcher
	undresser *logtext.Undresser
	sink      func(stream string, line traceback.Line) // of what it undresses: push or pushOn
	root      stream                                   // of lines that name no source
	streams   map[string]*stream                       // the others, by name
	recent    list.List                                // of *stream, latest first
	spare     []*stream                                // those that are no more, for their room
	tally     *tally                                   // nil if what is found is not counted in the order of the input
	each      func(*traceback.Problem)
	held      int     // of the blocks under way of named streams, in bytes
	clock     int     // of the last line, to tell how long a stream was silent
	from      int     // problems that end above this line are not this part's
	patience  int     // how many lines are read between two of a block
	only      bool    // only blocks with a hit are parsed
	since     int64   // where the first pass begins: what a block before it holds is not known
	hits      []int64 // offsets of lines with a hit, ascending

	midway bool           // the part begins where a block may be under way
	blocks map[string]int // of each stream, counted until it is settled
	own    map[string]int // the line where the first block begins that is surely the part's
	asides []aside

	ends map[string]int // of a flow that reads on: its streams, and where each ends
	next int            // the first line behind its own part
	last int            // the last line that it has read

	found     []*finding  // not yet taken by the session
	unmatched []statement // likewise
	mentions  []mention   // likewise
	stated    stated
	setting   setting
	head      []traceback.Line // the first lines of the input, likewise
}

func newFlow(m *Matcher, t *tally) *flow {
	f := &flow{m: m, undresser: &logtext.Undresser{}, streams: map[string]*stream{}, tally: t, patience: maxAfter, blocks: map[string]int{}, own: map[string]int{}}
	f.sink = f.push
	return f
}

// line takes one raw line, without its line break; cut tells that it is not all
// of it.
func (f *flow) line(raw []byte, at traceback.Span, number int, cut bool) {
	if !cut {
		f.undresser.Line(raw, at, number, f.sink)
		return
	}
	f.undresser.Line(raw, at, number, func(stream string, line traceback.Line) {
		line.Cut = true
		f.sink(stream, line)
	})
}

// push takes a line that has been freed from its dressing.
func (f *flow) push(name string, line traceback.Line) {
	f.clock++
	st := f.stream(name)
	st.used, st.last = f.clock, line.Number
	if line.Number <= maxGuessedLines {
		f.early(name, line)
	}
	for _, block := range st.splitter.Push(line) {
		f.block(st, block)
	}
	if name != "" {
		f.hold(st)
		for f.held > maxHeld {
			f.dropSilent()
		}
	}
}

// early notes what the first lines of an input tell of it as a whole.
func (f *flow) early(name string, line traceback.Line) {
	f.stated.line(line.Text)
	f.setting.line(line)
	if name == "" {
		f.head = append(f.head, line)
	}
}

// restart goes on at a line, given by its offset and number, behind some that were
// not read. A block that is bound to have more, and not too far behind, waits for
// it, but is said to be cut. All else that came before is complete, and forgotten.
func (f *flow) restart(offset int64, number int) {
	if f.clock == 0 {
		return
	}
	f.undresser.Flush(f.sink)
	f.undresser.Reset()
	for _, st := range f.inOrder() {
		st.torn = st.splitter.Open()
		waits := st.splitter.Half() && number-st.last < maxBetween
		if waits {
			st.splitter.Tear()
		} else {
			f.complete(st, true)
		}
		st.lines, st.around, st.used = st.lines[:0], nil, -maxAfter
		switch {
		case st == &f.root:
		case st.torn:
			f.hold(st)
		default:
			f.drop(st)
		}
	}
	f.clock, f.hits, f.since = 0, f.hits[:0], offset
}

// flush completes every block.
func (f *flow) flush() {
	f.undresser.Flush(f.sink)
	if len(f.streams) == 0 { // as in most parts of most logs
		f.complete(&f.root, false)
		return
	}
	for _, st := range f.inOrder() {
		f.complete(st, false)
	}
}

// complete completes the block of a stream; more as for cutOff.
func (f *flow) complete(st *stream, more bool) {
	for _, block := range st.cutOff(more) {
		f.block(st, block)
	}
}

// block matches one block and remembers its last lines as surroundings of the
// next.
func (f *flow) block(st *stream, lines []traceback.Line) {
	if st.torn {
		lines[0].Cut = lines[0].Cut || !lines[0].Head && !strings.Contains(lines[0].Text, tracebackMark)
		st.torn = false
	}
	rest := f.midway && f.mayBeRest(st, lines)
	switch {
	case f.only && !f.isHit(lines):
	case rest:
		f.asides = append(f.asides, aside{st.name, slices.Clone(lines), slices.Clone(st.around), len(f.found)})
	default:
		f.match(lines, st.around)
	}
	st.remember(lines)
}

// isHit reports whether the first pass hit a line of a block, or has not seen
// where it begins.
func (f *flow) isHit(lines []traceback.Line) bool {
	span := lines[0].Span
	for _, l := range lines[1:] {
		span.Start, span.End = min(span.Start, l.Span.Start), max(span.End, l.Span.End)
	}
	if span.Start < f.since {
		return true
	}
	i, _ := slices.BinarySearch(f.hits, span.Start)
	return i < len(f.hits) && f.hits[i] < span.End
}

// match finds what a block holds, or that it was met before.
func (f *flow) match(lines, around []traceback.Line) {
	if lines[0].Number < f.from || lines[0].Number == 1 || lines[0].Cut || f.each != nil || f.tally == nil { // where it stands tells more
		f.parse(lines, around)
		return
	}
	again, ok := f.tally.repeats.again(lines, f.isBystander)
	if ok {
		f.found = append(f.found, again...)
		return
	}
	before, others := len(f.found), len(f.unmatched)+len(f.mentions)
	f.parse(lines, around)
	if found := f.found[before:]; len(f.unmatched)+len(f.mentions) == others && !slices.ContainsFunc(found, (*finding).isAside) {
		f.tally.repeats.learn(lines, found)
	}
}

// parse matches what a block holds, in the order of its lines.
func (f *flow) parse(lines, around []traceback.Line) {
	lines, report := f.read(lines)
	loose := report.Loose
	for i := range report.Problems {
		p := &report.Problems[i]
		for len(loose) > 0 && loose[0].Number < p.First {
			f.loose(loose[0], before(lines, loose[0].Number, around))
			loose = loose[1:]
		}
		if p.Last < f.from {
			continue
		}
		if f.each != nil {
			f.each(p)
		}
		near := before(lines, p.First, around)
		if p.Kind == traceback.Dump { // of one thread: others tell what it waits for
			near = slices.Concat(near, below(lines, p.Last))
		}
		f.problem(p, near)
	}
	for _, l := range loose {
		f.loose(l, before(lines, l.Number, around))
	}
}

// read parses a block as it was before it was pasted. What looks wrapped may have
// been whole, and printed beside another's output: where a page knows it so and
// not otherwise, it is taken as it stands.
func (f *flow) read(lines []traceback.Line) ([]traceback.Line, traceback.Report) {
	repaired := logtext.Repair(lines)
	report := traceback.Parse(repaired)
	if len(repaired) == len(lines) && &repaired[0] == &lines[0] || f.knowsAny(report) {
		return repaired, report
	}
	if plain := traceback.Parse(lines); f.knowsAny(plain) {
		return lines, plain
	}
	return repaired, report
}

// knowsAny reports whether a page knows one of the problems of a report.
func (f *flow) knowsAny(report traceback.Report) bool {
	return slices.ContainsFunc(report.Problems, func(p traceback.Problem) bool { return len(f.m.find(&p)) > 0 })
}

// before returns the lines before the one with a number: those of its own block,
// and those around the block.
func before(block []traceback.Line, number int, around []traceback.Line) []traceback.Line {
	n := sort.Search(len(block), func(i int) bool { return block[i].Number >= number })
	if n == 0 {
		return around
	}
	own := block[max(0, n-aroundLines):n]
	return slices.Concat(around[min(len(around), len(own)):], own)
}

// below returns the lines of a block that stand below the one with a number.
func below(block []traceback.Line, number int) []traceback.Line {
	n := sort.Search(len(block), func(i int) bool { return block[i].Number > number })
	return block[n:min(len(block), n+2*aroundLines)]
}

func (f *flow) problem(p *traceback.Problem, around []traceback.Line) {
	if found := f.m.find(p); len(found) > 0 {
		f.keep(p, found, around)
		return
	}
	if len(f.unmatched) < maxUnmatched {
		p.Lines = slices.Clone(p.Lines) // the splitter uses their room again
	}
	if p.Kind == traceback.Bare || p.Kind == traceback.Record && p.Exception == nil || p.Kind == traceback.Warning && p.Warning.File == "" {
		f.mention(p.Lines[0], around)
	}
	if len(f.unmatched) == maxUnmatched {
		return
	}
	for _, st := range statements(p) {
		if st.exception != nil && st.exception.Truncated {
			continue // cut on purpose, not retyped
		}
		if len(f.unmatched) < maxUnmatched {
			f.unmatched = append(f.unmatched, st)
		}
	}
}

// keep hands on what a problem was found to be.
func (f *flow) keep(p *traceback.Problem, found []*finding, around []traceback.Line) {
	for _, one := range found {
		one.key = one.makeKey()
	}
	found = saidOnce(found)
	met := !slices.ContainsFunc(found, func(one *finding) bool { return !f.tally.has(one) })
	switch {
	case met:
		for _, one := range found {
			*one = *one.counted(0)
		}
		f.found = append(f.found, found...)
		return
	case f.tally.full():
		p.Lines, around = nil, nil
	default:
		p.Lines, around = slices.Clone(p.Lines), slices.Clone(around) // their room is used again
	}
	for _, one := range found {
		one.around = around
		f.tally.add(one)
	}
	f.found = append(f.found, found...)
}

// loose tries a line of this part that belongs to nothing: as the last line of a traceback
// whose class a page knows, and as a logged message of asyncio's own, which the
// logging module's last resort prints bare.
func (f *flow) loose(l traceback.Line, around []traceback.Line) {
	if l.Number < f.from || isSource(l.Text) {
		return
	}
	if p, ok := traceback.BareProblem(l); ok && f.m.index.knows(lastPart(p.Exception.Type)) {
		f.problem(&p, around)
		return
	}
	p := recordOf(l)
	if bare := l.Span.End-l.Span.Start == int64(len(l.Text)); bare && l.Number == 1 {
		if found := f.m.findCutFront(p); found != nil {
			f.keep(p, []*finding{found}, around)
			return
		}
	}
	f.problem(p, around)
}

// recordOf is a line as a record that nothing belongs to.
func recordOf(l traceback.Line) *traceback.Problem {
	return &traceback.Problem{Kind: traceback.Record, Span: l.Span, First: l.Number, Last: max(l.Number, l.Last), Cut: l.Cut,
		Header: l.Text, Level: l.Level, Logger: l.Logger, Lines: []traceback.Line{l}}
}

// mention remembers a line that may tell of a message. Of a record that names its
// level only an error is one.
func (f *flow) mention(line traceback.Line, around []traceback.Line) {
	if len(f.mentions) < maxMentions && (!line.Head || line.Level == "" || line.Level == "ERROR" || line.Level == "CRITICAL") {
		f.mentions = append(f.mentions, mention{line, slices.Clone(around)})
	}
}

// isSource reports whether a line is the statement that would print a message,
// not the message.
func isSource(text string) bool {
	text = strings.TrimLeft(text, " \t")
	for _, begin := range [...]string{"raise ", "logger.", "logging.", "log.", "warnings.warn(", `f"`, "f'"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return strings.Contains(text, "%r") || strings.Contains(text, "%s") // placeholders that nobody filled
}
