package traceback

import "strings"

// readOldGroup reads the members that trio's MultiError and anyio's
// ExceptionGroup printed below themselves before Python had groups. It returns
// the line after them, which is at if there are none.
func readOldGroup(e *Exception, lines []Line, at int) int {
	switch {
	case at == len(lines):
		return at
	case strings.HasSuffix(e.Type, "MultiError"):
		return readEmbedded(e, lines, at)
	case strings.HasSuffix(e.Type, ".ExceptionGroup") && isAnyioRule(lines[at].Text):
		return readRuled(e, lines, at)
	}
	return at
}

// readEmbedded reads trio's members, each indented below its own title:
//
//	Details of embedded exception 1:
//
//	  Traceback (most recent call last):
//	  …
func readEmbedded(e *Exception, lines []Line, at int) int {
	end := at
	for {
		title := skipBlank(lines, end)
		if title == len(lines) || !strings.HasPrefix(lines[title].Text, "Details of embedded exception ") {
			return end
		}
		var member []Line
		for end = title + 1; end < len(lines); end++ {
			line := lines[end]
			text, ok := strings.CutPrefix(line.Text, "  ")
			if !ok && !isBlank(line.Text) {
				break
			}
			line.Text = text
			member = append(member, line)
		}
		first := skipBlank(member, 0)
		if first == len(member) {
			continue
		}
		if inner, _, _ := readChain(member, first); inner != nil {
			e.Group = append(e.Group, inner)
		}
	}
}

// readRuled reads anyio's members, which follow each other below rules. What
// stands between a member's exception and the next rule is its message.
func readRuled(e *Exception, lines []Line, at int) int {
	for at < len(lines) && isAnyioRule(lines[at].Text) && at+1 < len(lines) {
		member, next, _ := readChain(lines, at+1)
		if member == nil {
			return at + 1
		}
		e.Group = append(e.Group, member)
		at = next
		for i := next; i < len(lines) && i < next+maxText; i++ {
			if isAnyioRule(lines[i].Text) {
				member.addNotes(lines[next:i])
				at = i
				break
			}
			if isTracebackHead(lines[i].Text) {
				break
			}
		}
	}
	return at
}

func isAnyioRule(text string) bool { return text == "----------------------------" }

func (e *Exception) addNotes(lines []Line) {
	for _, line := range lines {
		if !isBlank(line.Text) {
			e.Notes = append(e.Notes, strings.TrimSpace(line.Text))
		}
	}
}
