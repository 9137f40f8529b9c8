package traceback

import "strings"

// Parse reads all problems that the lines hold. It never fails: what cannot be
// read is left out, what was cut off is read as far as it goes. The time is
// linear in the size of the text. The lines are shared with the report and must
// not be changed.
func Parse(lines []Line) Report {
	lines = prepare(lines)
	var report Report
	for at := 0; at < len(lines); {
		if isBlank(lines[at].Text) && !lines[at].Head || isBoundary(&lines[at]) {
			at++
			continue
		}
		p, next, foreign, ok := readProblem(lines, at)
		if !ok || next <= at {
			report.addLoose(lines[at])
			at++
			continue
		}
		place(&p, lines[at:next])
		report.Problems = append(report.Problems, p)
		report.addForeign(lines, foreign)
		at = next
	}
	return report
}

// readProblem offers the lines to each reader. Python's own come after the
// layouts, which know when they are looking at something of theirs.
func readProblem(lines []Line, at int) (Problem, int, []int, bool) {
	if p, next, ok := readLayout(lines, at); ok {
		return p, next, nil, true
	}
	if p, next, foreign, ok := readIntroduced(lines, at); ok {
		return p, next, foreign, true
	}
	if p, next, ok := readWarning(lines, at); ok {
		return p, next, nil, true
	}
	if p, next, foreign, ok := readRecord(lines, at); ok || lines[at].Head {
		return p, next, foreign, ok
	}
	if p, next, foreign, ok := readUnittest(lines, at); ok {
		return p, next, foreign, true
	}
	if p, next, foreign, ok := readUncaught(lines, at); ok {
		return p, next, foreign, true
	}
	return readPlainRecord(lines, at)
}

// readUncaught reads a traceback that nothing introduces, what is left of one,
// or an exception line that stands alone.
func readUncaught(lines []Line, at int) (Problem, int, []int, bool) {
	if isTracemallocAdvice(lines[at].Text) {
		return Problem{}, at, nil, false
	}
	e, next, foreign := readChain(lines, at)
	if e == nil {
		return Problem{}, at, nil, false
	}
	if len(e.Frames) > 0 || e.Cause != nil || e.Context != nil || e.Group != nil || e.Syntax != nil || e.Truncated || startsFramed(lines[at].Text) {
		return Problem{Kind: Uncaught, Exception: e}, next, foreign, true
	}
	if strings.HasSuffix(e.Type, "Warning") { // retold without its place
		w := WarningMessage{Category: e.Type, Message: e.Message, Number: e.Number}
		return Problem{Kind: Warning, Warning: &w}, next, foreign, true
	}
	return Problem{Kind: Bare, Exception: e}, next, foreign, true
}

// place notes where a problem stands and what the text tells of its Python.
func place(p *Problem, lines []Line) {
	for len(lines) > 1 && isBlank(lines[len(lines)-1].Text) {
		lines = lines[:len(lines)-1]
	}
	first, last := lines[0], lines[len(lines)-1]
	p.Lines = lines
	p.Span = Span{first.Span.Start, max(first.Span.End, last.Span.End)}
	p.First, p.Last = first.Number, max(last.Number, last.Last)
	for i := range lines {
		p.Cut = p.Cut || lines[i].Cut
	}
	if p.Python == (Version{}) {
		p.Python = versionOf(p)
	}
}

// addForeign adds the records that were found inside a traceback.
func (r *Report) addForeign(lines []Line, foreign []int) {
	for _, i := range foreign {
		alone := lines[i : i+1]
		if p, _, _, ok := readRecord(alone, 0); ok {
			place(&p, alone)
			r.Problems = append(r.Problems, p)
			continue
		}
		r.addLoose(lines[i])
	}
}

func (r *Report) addLoose(line Line) {
	if !isBlank(line.Text) {
		r.Loose = append(r.Loose, line)
	}
}

// BareProblem reads a line as an exception line that stands alone, by its
// grammar only: for callers who know the class that it begins with. Parse
// itself asks that the name reads like that of an exception.
func BareProblem(line Line) (Problem, bool) {
	class, message, ok := splitException(line.Text)
	if !ok {
		return Problem{}, false
	}
	e := &Exception{Type: class, Message: message, Span: line.Span, Number: line.Number}
	p := Problem{Kind: Bare, Exception: e}
	place(&p, []Line{line})
	return p, true
}
