package logtext

import "strings"

// report is a report of many lines of another program, each of which a logger
// has given the prefix of a record.
type report struct {
	kind   reportKind
	column int // where its text begins
}

type reportKind int

const (
	noReport reportKind = iota
	pytestReport
	ipythonReport
)

// goesOn reports whether a record's line belongs to a report, and notes where
// reports begin and end.
func (r *report) goesOn(p *piece) bool {
	if r.kind != noReport && p.column < r.column && p.text != "" {
		*r = report{} // another format
	}
	under := r.kind
	switch {
	case isPytestRuler(p.text):
		r.kind = pytestReport
		if strings.Contains(p.text, " in ") && strings.Contains(p.text, "s ") { // "1 failed in 0.12s"
			r.kind = noReport
		}
	case strings.HasSuffix(p.text, traceback1[:len(traceback1)-1]):
		r.kind = ipythonReport
	case under == ipythonReport && (isException(p.text) || namesClass(p.text)):
		r.kind = noReport
	}
	if under == noReport {
		r.column = p.column
	}
	return r.kind != noReport || under != noReport
}

// isPytestRuler matches the headings of pytest's reports: "==== FAILURES ====".
func isPytestRuler(text string) bool {
	return len(text) >= minWidth && strings.HasPrefix(text, "==") && strings.HasSuffix(text, "==") && strings.Trim(text, "=") != ""
}
