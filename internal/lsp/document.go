package lsp

import (
	"path/filepath"
	"strings"
)

// document is one state of an open text. It is never changed: each edit makes
// another, so that a request can be answered from the state it was made for.
type document struct {
	uri     string
	path    string // "" for what is no file
	python  bool   // a source file; all else is read as what a program printed
	version int
	lines   []string // each with its break
	work    *work    // the analysis of this state
}

func newDocument(p didOpenParams) *document {
	d := &document{uri: p.TextDocument.URI, path: pathOf(p.TextDocument.URI),
		version: p.TextDocument.Version, lines: splitLines(p.TextDocument.Text)}
	d.python = p.TextDocument.LanguageID == "python" || p.TextDocument.LanguageID == "" && filepath.Ext(d.path) == ".py"
	return d
}

// with is the document after the edits of one notification, each made to the
// text that the ones before it left.
func (d *document) with(version int, changes []contentChange, e encoding) *document {
	next := *d
	next.version = version
	for _, c := range changes {
		if c.Range == nil {
			next.lines = splitLines(c.Text)
		} else {
			next.lines = replaced(next.lines, *c.Range, c.Text, e)
		}
	}
	return &next
}

// replaced puts text in the place of a range. What lies beyond the end of the
// text or of a line counts as its end.
func replaced(lines []string, r textRange, text string, e encoding) []string {
	first, from := place(lines, r.Start, e)
	last, to := place(lines, r.End, e)
	if last < first || last == first && to < from {
		last, to = first, from
	}
	// A carriage return at a seam may join a line feed there: the lines around
	// are split anew with it.
	kept := lines[first][:from]
	if first > 0 && strings.HasSuffix(lines[first-1], "\r") {
		first--
		kept = lines[first] + kept
	}
	text = kept + text + lines[last][to:]
	rest := lines[last+1:]
	if strings.HasSuffix(text, "\r") && len(rest) > 0 {
		text += rest[0]
		rest = rest[1:]
	}
	middle := splitLines(text)
	if len(rest) > 0 && middle[len(middle)-1] == "" {
		middle = middle[:len(middle)-1]
	}
	out := make([]string, 0, first+len(middle)+len(rest))
	out = append(append(append(out, lines[:first]...), middle...), rest...)
	return out
}

// place finds a position in a text.
func place(lines []string, p position, e encoding) (line, offset int) {
	if p.Line < 0 {
		return 0, 0
	}
	if p.Line >= len(lines) {
		last := len(lines) - 1
		return last, len(lines[last])
	}
	return p.Line, e.offset(bare(lines[p.Line]), p.Character)
}

// line is a line without its break, "" beyond the end.
func (d *document) line(n int) string {
	if n < 0 || n >= len(d.lines) {
		return ""
	}
	return bare(d.lines[n])
}

// span is the range of some bytes of a line.
func (d *document) span(n, from, to int, e encoding) textRange {
	text := d.line(n)
	return textRange{position{n, e.column(text, from)}, position{n, e.column(text, to)}}
}

// code is the range of a line without the blanks around it.
func (d *document) code(n int, e encoding) textRange {
	text := d.line(n)
	from := len(text) - len(strings.TrimLeft(text, " \t"))
	return d.span(n, from, max(from, len(strings.TrimRight(text, " \t"))), e)
}

// selected is the text of a range.
func (d *document) selected(r textRange, e encoding) string {
	first, from := place(d.lines, r.Start, e)
	last, to := place(d.lines, r.End, e)
	if last < first || last == first && to <= from {
		return ""
	}
	if first == last {
		return d.lines[first][from:to]
	}
	return d.lines[first][from:] + strings.Join(d.lines[first+1:last], "") + d.lines[last][:to]
}
