package render

import (
	"fmt"
	"io"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/traceback"
)

// A spot is a line of a file that a one-line format can name.
type spot struct {
	file         string
	line, column int // from 1
}

// spotOf is where an editor should go: the blamed line, or the line of the
// input where the text names no code of the user's.
func spotOf(d *matcher.Diagnosis, in Input) spot {
	if d.Blame.File != "" && d.Blame.Line > 0 {
		return spot{oneName(d.Blame.File), d.Blame.Line, max(1, d.Blame.Column)}
	}
	return spot{oneName(in.Source), max(1, d.Lines.Start), 1}
}

// oneName is a file's name for a format of lines, whatever it holds.
func oneName(name string) string { return strings.ReplaceAll(Printable(name), "\n", " ") }

// Severity is the word of compilers for a page's kind: error or warning.
func Severity(d *matcher.Diagnosis) string {
	switch d.Entry.Kind {
	case kb.KindWarning, kb.KindDeprecated, kb.KindGotcha:
		return "warning"
	}
	return "error"
}

// maxRelated bounds the frames named beside the blamed one.
const maxRelated = 10

// related lists the other frames of the user's own code, innermost first.
func related(d *matcher.Diagnosis) []traceback.Frame {
	if d.Problem == nil || d.Problem.Exception == nil {
		return nil
	}
	var own []traceback.Frame
	frames := d.Problem.Exception.Frames
	for i := len(frames) - 1; i >= 0 && len(own) < maxRelated; i-- {
		f := frames[i]
		if f.Origin == traceback.User && f.Line > 0 && (f.File != d.Blame.File || f.Line != d.Blame.Line) {
			own = append(own, f)
		}
	}
	return own
}

// Summary is a diagnosis in one line: the message, and the cause.
func Summary(d *matcher.Diagnosis) string {
	text := oneLine(Statement(d), 160)
	if len(d.Causes) > 0 {
		text += " (" + strings.ToLower(certainty(d)) + ": " + lowerFirst(plainText(pageText(d.Causes[0].Cause.Title, d))) + ")"
	}
	return text
}

// plainText drops the code marks of a page's title.
func plainText(s string) string { return strings.ReplaceAll(s, "`", "") }

// Quickfix writes one line a diagnosis, file:line:col: severity: id: text, and
// one a frame of the user's on the way to it.
func Quickfix(w io.Writer, in Input, all []matcher.Diagnosis) error {
	for i := range all {
		d := &all[i]
		s := spotOf(d, in)
		if _, err := fmt.Fprintf(w, "%s:%d:%d: %s: %s: %s\n", s.file, s.line, s.column, Severity(d), d.Entry.ID, Summary(d)); err != nil {
			return err
		}
		for _, f := range related(d) {
			if _, err := fmt.Fprintf(w, "%s:%d:1: note: %s: called here, in %s\n", oneName(f.File), f.Line, d.Entry.ID, oneLine(f.Function, 80)); err != nil {
				return err
			}
		}
	}
	return nil
}

// GitHub writes workflow commands, which GitHub Actions shows beside the line.
func GitHub(w io.Writer, in Input, all []matcher.Diagnosis) error {
	for i := range all {
		d := &all[i]
		s := spotOf(d, in)
		if _, err := fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", Severity(d),
			property(relative(s.file)), s.line, s.column, property("aiowhy "+d.Entry.ID), message(Summary(d))); err != nil {
			return err
		}
	}
	return nil
}

// message escapes what ends a workflow command.
func message(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property escapes what ends a property of a workflow command, too.
func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}

// relative drops what makes a path relative to the folder explicit.
func relative(path string) string {
	return strings.TrimPrefix(strings.ReplaceAll(path, `\`, "/"), "./")
}
