package kb

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is something wrong in a page, at its place.
type Problem struct {
	File         string
	Line, Column int // from 1
	Code         string
	Text         string // a sentence without a full stop
}

// String writes the problem as editors and compilers do:
// file:line:column: code: text.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", p.File, p.Line, p.Column, p.Code, p.Text)
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
}
