package logtext

import (
	"bytes"
	"strings"

	"aiowhy/matcher/traceback"
)

// Document reads inputs that are one document and not a sequence of lines:
// notebooks, events of error trackers, JSON printed over several lines, the
// error pages of web frameworks. ok tells whether data is one; if not it is to
// be read line by line. The lines have the spans and the numbers of the strings
// of the document that they stand in.
func Document(data []byte) (lines []traceback.Line, ok bool) {
	head := bytes.TrimLeft(data[:min(len(data), 4096)], " \t\r\n\ufeff")
	if len(head) == 0 {
		return nil, false
	}
	d := document{text: string(data), line: 1}
	switch {
	case head[0] == '{' || head[0] == '[' && len(bytes.TrimLeft(head[1:], " \t\r\n")) > 0 && bytes.TrimLeft(head[1:], " \t\r\n")[0] == '{':
		ok = d.readJSON()
	case head[0] == '<':
		ok = d.readPage()
	}
	if !ok {
		return nil, false
	}
	return d.lines, true
}

// document collects the lines found in a document.
type document struct {
	text  string
	lines []traceback.Line
	line  int // number of the line that at stands in
	at    int
}

// number returns the number of the line that an offset stands in.
func (d *document) number(offset int) int {
	if offset < d.at {
		d.at, d.line = 0, 1
	}
	d.line += strings.Count(d.text[d.at:offset], "\n")
	d.at = offset
	return d.line
}

// add adds the lines of a text that stands in the document from start to end.
func (d *document) add(text string, start, end int, head bool) {
	number := d.number(start)
	for line := range strings.SplitSeq(text, "\n") {
		for part := range strings.SplitSeq(strings.TrimRight(line, "\r"), "\r") {
			d.lines = append(d.lines, traceback.Line{
				Text:   clean(part),
				Span:   traceback.Span{Start: int64(start), End: int64(end)},
				Number: number,
				Head:   head,
			})
			head = false
		}
	}
}

// readJSON reads a document that is one JSON value: a notebook, an event, or
// whatever holds a traceback and does not stand in one line.
func (d *document) readJSON() bool {
	start := skipFiller(d.text, 0)
	start += len(d.text[start:]) - len(strings.TrimPrefix(d.text[start:], "\ufeff"))
	v, end := readValue(d.text, start, 0)
	if skipFiller(d.text, end) < len(d.text) {
		return false
	}
	if cells := cellsOf(v); cells.kind == array {
		d.readNotebook(cells)
		return true
	}
	if !strings.Contains(v.text, "\n") && v.get("exception").get("values").kind != array {
		return false // a line as any
	}
	if v.kind == array && d.readRecords(v) {
		return true
	}
	d.readExceptions(v)
	return len(d.lines) > 0 || d.readRecord(v)
}

// readRecords reads a list of log records, as consoles of log services export it.
func (d *document) readRecords(list value) bool {
	all := true
	list.elements(func(e value) bool {
		all = d.readRecord(e)
		return all
	})
	if !all {
		d.lines = nil
	}
	return all && len(d.lines) > 0
}

// readRecord reads one log record.
func (d *document) readRecord(v value) bool {
	first := d.number(v.at)
	inner, ok := openRecord(piece{number: first, last: first + strings.Count(v.text, "\n")}, v)
	for _, p := range inner {
		p.span = traceback.Span{Start: int64(v.at), End: int64(v.at + len(v.text))}
		d.lines = append(d.lines, traceback.Line{Text: clean(p.text), Span: p.span, Number: p.number, Last: p.last, Head: p.head, Level: p.level, Logger: p.logger})
	}
	return ok
}

// readExceptions reads the exceptions in a document. What only repeats a part of
// the text of another, as a record's message does of its traceback, is left out.
func (d *document) readExceptions(v value) {
	type text struct {
		value
		text string
	}
	var texts []text
	find(v, 0, func(v value, e *exception) {
		t := text{v, ""}
		if e != nil {
			t.text = strings.Join(e.lines(), "\n")
		} else {
			t.text = strings.TrimRight(v.plain(), "\r\n")
		}
		if n := len(texts); n > 0 && strings.HasPrefix(t.text, texts[n-1].text) {
			texts = texts[:n-1]
		} else if n > 0 && strings.Contains(texts[n-1].text, t.text) {
			return
		}
		texts = append(texts, t)
	})
	for _, t := range texts {
		d.add(t.text, t.at, t.at+len(t.value.text), true)
	}
}

// cellsOf returns the cells of a notebook, in its present and its old format.
func cellsOf(v value) value {
	if cells := v.get("cells"); cells.kind == array && v.get("nbformat").text != "" {
		return cells
	}
	var cells value
	v.get("worksheets").elements(func(sheet value) bool {
		cells = sheet.get("cells")
		return false
	})
	return cells
}

// readNotebook reads the outputs of a notebook's cells. What the cells' source
// says was not printed by Python.
func (d *document) readNotebook(cells value) {
	cells.elements(func(cell value) bool {
		cell.get("outputs").elements(func(output value) bool {
			d.readOutput(output)
			return true
		})
		return true
	})
}

// readOutput reads one output of a cell.
func (d *document) readOutput(output value) {
	switch output.get("output_type").plain() {
	case "error", "pyerr":
		trace := output.get("traceback")
		if trace.kind == array && strings.Trim(trace.text, "[] \r\n\t") != "" {
			d.addStrings(trace, "")
			return
		}
		name := output.get("ename")
		text := strings.TrimSuffix(name.plain()+": "+output.get("evalue").plain(), ": ")
		d.add(text, name.at, name.at+len(name.text), true)
	case "stream":
		d.addStrings(output.get("text"), "\n")
	case "display_data", "execute_result":
		data := output.get("data")
		if report := data.get("application/vnd.code.notebook.error"); report.kind == object {
			d.addStrings(report.get("stack"), "")
		}
	}
}

// addStrings adds a text that is one string or an array of them. The strings of
// a stream are its lines, each with its break, which is taken off; those of a
// traceback are to be joined with breaks.
func (d *document) addStrings(v value, end string) {
	head := true
	add := func(e value) bool {
		d.add(strings.TrimSuffix(e.plain(), end), e.at, e.at+len(e.text), head)
		head = false
		return true
	}
	if v.kind == quoted {
		add(v)
	}
	v.elements(add)
}
