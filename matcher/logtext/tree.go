package logtext

import (
	"strconv"
	"strings"

	"aiowhy/matcher/traceback"
)

const groupHead = "+ Exception Group " + traceback1

// regrow gives the lines of exception groups that lost their indentation the
// columns at which CPython draws the tree: its forks say how deep they are by
// their numbers.
func regrow(lines []traceback.Line) []traceback.Line {
	var out []traceback.Line
	for i := 0; i < len(lines); i++ {
		if lines[i].Text != groupHead {
			continue
		}
		if out == nil {
			out = append(out, lines...)
		}
		var t tree
		for ; i < len(lines) && lines[i].Text != "" && strings.IndexByte("|+", lines[i].Text[0]) >= 0; i++ {
			out[i].Text = t.place(lines[i].Text)
		}
		i--
	}
	if out == nil {
		return lines
	}
	return out
}

// tree knows the number of the member being drawn at each depth.
type tree []int

// place puts a line to its column.
func (t *tree) place(text string) string {
	fork, number := forkOf(text)
	if !fork {
		return t.indent(text)
	}
	switch {
	case strings.HasPrefix(text, "+-+"):
		text = t.indent(text)
		*t = append(*t, number)
	case number == 0: // the end, which is drawn once for all groups that end here
		text = t.indent(text)
		*t = (*t)[:max(0, len(*t)-1)]
	default:
		for len(*t) > 1 && (*t)[len(*t)-1] != number-1 {
			*t = (*t)[:len(*t)-1]
		}
		text = t.indent(text)
		if len(*t) > 0 {
			(*t)[len(*t)-1] = number
		}
	}
	return text
}

func (t *tree) indent(text string) string { return strings.Repeat("  ", len(*t)+1) + text }

// forkOf reads the number of a member in a line like "+---------------- 2 ----------------";
// it is 0 where the members end.
func forkOf(text string) (fork bool, number int) {
	rest := strings.TrimPrefix(text, "+-")
	if len(rest) == len(text) || !strings.HasPrefix(strings.TrimPrefix(rest, "+"), "-----") {
		return false, 0
	}
	number, err := strconv.Atoi(strings.Trim(rest, "+- "))
	return err == nil || strings.Trim(rest, "+- ") == "", number
}
