package traceback

import "strings"

// margin is the kind of mark that a line of an exception group bears.
type margin int

const (
	noMargin      margin = iota
	marginText           // "  | ValueError: 1"
	marginHead           // "  + Exception Group Traceback (most recent call last):"
	marginOpen           // "  +-+---------------- 1 ----------------"
	marginDivider        // "    +---------------- 2 ----------------"
	marginClose          // "    +------------------------------------"
)

// marginOf reads a line's mark, its column, and the text behind it.
func marginOf(line string) (mark margin, column int, text string) {
	column = indentation(line)
	rest := line[column:]
	if rest == "" {
		return noMargin, 0, ""
	}
	switch {
	case rest[0] == '|':
		text = strings.TrimPrefix(rest[1:], " ")
		return marginText, column, text
	case rest[0] != '+':
	case strings.HasPrefix(rest, "+ "+groupHead):
		return marginHead, column, rest[2:]
	case strings.HasPrefix(rest, "+-+--"):
		return marginOpen, column, ""
	case strings.HasPrefix(rest, "+------"):
		if strings.Trim(rest, "+- \r") == "" {
			return marginClose, column, ""
		}
		if strings.Contains(rest, "- ") && strings.HasSuffix(strings.TrimRight(rest, " \r"), " ----------------") {
			return marginDivider, column, ""
		}
	}
	return noMargin, 0, ""
}

// inMargin reports whether a mark is to be believed: inside a group always, at
// the start only if what stands behind it is a traceback's.
func (r *tracebackReader) inMargin(mark margin, text string) bool {
	if r.levels[0].column >= 0 || mark == marginHead {
		return true
	}
	return r.levels[0].current == nil && r.levels[0].before == nil && startsInMargin(mark, text)
}

func startsInMargin(mark margin, text string) bool {
	switch mark {
	case marginHead, marginOpen, marginDivider:
		return true
	case marginText:
		if isFrameLine(text) {
			return true
		}
		return isTracebackHead(text) || startsBare(text)
	}
	return false
}

// feedMargin offers a marked line to the level of its column.
func (r *tracebackReader) feedMargin(i int, mark margin, column int, text string) verdict {
	if mark == marginHead {
		if len(r.levels) > 1 || r.levels[0].current != nil {
			return refused
		}
		r.levels[0].column = column
		return r.step(&r.levels[0], text, i)
	}
	if r.levels[0].column < 0 {
		r.startInMargin(mark, column, r.lines[i])
	}
	r.closeBeyond(column)
	top := &r.levels[len(r.levels)-1]
	if column < top.column {
		r.adopt(top, column, r.lines[i])
		top = &r.levels[len(r.levels)-1]
	}
	if mark == marginText {
		return r.step(top, text, i)
	}
	for top.remote { // its end was lost
		r.closeTop()
		top = &r.levels[len(r.levels)-1]
	}
	if mark == marginOpen {
		return r.openGroup(top, column)
	}
	if top.owner == nil {
		r.adopt(top, column-2, r.lines[i])
		r.levels = append(r.levels, level{column: column, owner: r.levels[0].current})
		return taken
	}
	if mark == marginClose {
		r.closeTop()
		return taken
	}
	r.levels = append(r.levels, r.closeTop())
	return taken
}

// startInMargin begins a traceback whose head, above its margin, was lost.
func (r *tracebackReader) startInMargin(mark margin, column int, line Line) {
	top := &r.levels[0]
	top.column = column
	if mark == marginOpen {
		top.current = &Exception{Truncated: true, Span: line.Span}
		top.state = afterException
	}
}

// adopt makes what was read so far a member of a group whose own lines were
// lost or are still to come.
func (r *tracebackReader) adopt(top *level, column int, line Line) {
	owner := &Exception{Truncated: true, Span: line.Span}
	if member := top.complete(); member != nil {
		owner.Span = member.Span
		owner.Group = append(owner.Group, member)
	}
	top.column, top.current, top.state, top.base = max(column, 0), owner, afterException, 0
}

// openGroup goes down to the first member.
func (r *tracebackReader) openGroup(top *level, column int) verdict {
	if top.current == nil || len(r.levels) >= maxDepth {
		return refused
	}
	r.levels = append(r.levels, level{column: column + 2, owner: top.current})
	return taken
}

// closeBeyond closes the levels whose margin lies right of a column.
func (r *tracebackReader) closeBeyond(column int) {
	for len(r.levels) > 1 && r.levels[len(r.levels)-1].column > column {
		r.closeTop()
	}
}

// closeTop gives what the top level has read to its owner, and returns the
// level emptied, for the next member.
func (r *tracebackReader) closeTop() level {
	last := len(r.levels) - 1
	top := r.levels[last]
	r.levels = r.levels[:last]
	member := top.complete()
	if parent := &r.levels[last-1]; top.remote && parent.current != nil {
		parent.current.Cause = member
	} else if member != nil && top.owner != nil {
		top.owner.Group = append(top.owner.Group, member)
	}
	return level{column: top.column, owner: top.owner}
}

// isRemoteTraceback matches the classes whose message is a worker process's
// traceback between two lines of three quotes.
func isRemoteTraceback(typ string) bool {
	return strings.HasSuffix(typ, "RemoteTraceback")
}

func (r *tracebackReader) openRemote(l *level) verdict {
	if len(r.levels) >= maxDepth {
		return refused
	}
	r.levels = append(r.levels, level{column: l.column, remote: true})
	return taken
}

func (r *tracebackReader) closeRemote() { r.closeTop() }
