package logtext

import (
	"container/list"
	"strings"
)

// source is what is remembered of one writer of lines, or of one process or
// thread of it, where its records name them.
type source struct {
	name      string
	column    int    // where the text of its last record began
	perLine   bool   // every line of a traceback bears the prefix of a record
	inside    bool   // something of many lines is under way, each with the prefix
	announced bool   // the last record says that a traceback follows …
	ignored   bool   // … or at least an exception
	report    report // of another program, under way

	run                *source // of the last record: lines without a prefix follow it
	raw                bool    // a traceback without prefixes is under way …
	rawIn              string  // … in this stream
	process, processIn string  // the process named last, and its stream

	spread spread // the record under way that is spread over lines

	part *piece // the beginning of a line that its carrier had split …
	held []byte // … and its text so far
}

// place finds the stream of a line and settles whether it begins a record. The
// process or thread that a record's prefix names keeps its stream apart from
// those of its neighbours.
func (c *sources) place(s *source, p *piece) string {
	if !p.head && p.process == "" {
		s.run.perLine = false
		return s.carryOn(p.text)
	}
	run := s
	if p.process != "" {
		run = c.get(s.streamOf(p.process))
	}
	run.begin(p)
	s.run = run
	if p.text != "" { // with an empty one, the blank before it is gone
		s.column = p.column
	}
	return run.name
}

// begin settles whether a line with the prefix of a log record begins one.
func (s *source) begin(p *piece) {
	if s.report.goesOn(p) {
		p.head = false
		return
	}
	goesOn := p.text != "" && (p.text[0] == ' ' || p.text[0] == '\t') || isReport(p.text) || isCreation(p.text)
	starts := strings.HasPrefix(p.text, "Traceback (most recent call last)")
	announced, ignored := s.announced, s.ignored
	s.announced, s.ignored = announces(p.text), strings.HasPrefix(p.text, "Exception ignored ")
	switch {
	case goesOn, ignored && isException(p.text):
		p.head, s.perLine, s.inside = false, true, true
	case p.text == "" && s.perLine:
		p.head = false
	case starts:
		p.head = !(s.inside && s.perLine || announced)
		s.perLine = s.perLine || announced
		s.inside = true
	case s.perLine && isChain(p.text):
		p.head, s.inside = false, true
	case s.perLine && s.inside:
		p.head, s.inside = false, false
	default:
		s.inside = false
	}
	if p.record {
		s.perLine = false
	}
}

// streamOf names the stream of a process of this source.
func (s *source) streamOf(process string) string {
	switch {
	case s.process == process:
	case s.name == "":
		s.process = strings.Clone(process)
		s.processIn = s.process
	default:
		s.process = strings.Clone(process)
		s.processIn = s.name + " " + s.process
	}
	return s.processIn
}

// carryOn notes a line without a prefix: it belongs to the last record, but for
// the rest of a traceback that was under way before other records came between.
func (s *source) carryOn(text string) string {
	switch {
	case s.raw && text != "" && text[0] != ' ' && text[0] != '\t' && text != traceback1:
		s.raw = isChain(text) // else the exception, which ends it
		return s.rawIn
	case s.raw:
		return s.rawIn
	case text == traceback1:
		s.raw, s.rawIn = true, s.run.name
	}
	return s.run.name
}

// isReport reports whether text goes on with a report of asyncio's or aiohttp's:
// "future: <Task …>".
func isReport(text string) bool {
	key, value, ok := strings.Cut(text[:min(len(text), maxField)], ": ")
	if !ok || value == "" || value[0] != '<' && value[0] != '{' && value[0] != '[' && !strings.HasSuffix(text, traceback1[len("Traceback"):]) {
		return false
	}
	switch key {
	case "source_traceback", "handle_traceback":
		return true
	case "task", "future", "handle", "transport", "protocol", "socket", "asyncgen", "context",
		"client_session", "client_connection", "client_response", "connector", "connections":
		return true
	}
	return false
}

// isCreation reports whether text is the head of a stack that belongs to the
// line above it: "Coroutine created at (most recent call last)".
func isCreation(text string) bool {
	return strings.HasSuffix(strings.TrimSuffix(text, ":"), "ed at (most recent call last)")
}

// announces reports whether text speaks of a failure, so that a traceback below
// it, each line with the same prefix, is its own.
func announces(text string) bool {
	for _, word := range [...]string{"rror", "xception", "ailed", "ailure"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// isChain reports whether text joins two tracebacks of a chain.
func isChain(text string) bool {
	return strings.HasPrefix(text, "During handling of the above exception") ||
		strings.HasPrefix(text, "The above exception was the direct cause")
}

// sources remembers the sources met lately.
type sources struct {
	root   source // of lines that name no source
	last   *source
	byName map[string]*list.Element
	recent list.List // of *source, latest first
	held   int       // bytes held of split lines and of spread records
}

// hold keeps text of a line that is to go on, and reports whether there was
// room for it.
func (c *sources) hold(s *source, text string) bool {
	if len(s.held)+len(text) > MaxLine || c.held+len(text) > maxHeld {
		return false
	}
	s.held = append(s.held, text...)
	c.held += len(text)
	return true
}

// join adds a further part to the line that a source has begun.
func (c *sources) join(s *source, p piece) {
	if !c.hold(s, p.text) {
		s.part.cut = true
	}
	s.part.cut = s.part.cut || p.cut
	s.part.span.End = max(s.part.span.End, p.span.End)
	s.part.last = p.number
}

// forget drops the line that a source has begun.
func (c *sources) forget(s *source) {
	c.held -= len(s.held)
	s.part, s.held = nil, nil
}

// get finds the source of that name, or makes it, forgetting the one that was
// silent for longest if there are too many.
func (c *sources) get(name string) *source {
	if name == "" {
		if c.root.run == nil {
			c.root.run = &c.root
		}
		return &c.root
	}
	if c.last != nil && c.last.name == name {
		return c.last
	}
	if c.byName == nil {
		c.byName = make(map[string]*list.Element)
	}
	e, ok := c.byName[name]
	if ok {
		c.recent.MoveToFront(e)
	} else {
		if len(c.byName) >= maxSources {
			oldest := c.recent.Remove(c.recent.Back()).(*source)
			delete(c.byName, oldest.name)
			c.forget(oldest)
			c.held -= oldest.spread.size
		}
		name = strings.Clone(name)
		made := &source{name: name}
		made.run = made
		e = c.recent.PushFront(made)
		c.byName[name] = e
	}
	c.last = e.Value.(*source)
	return c.last
}

// all returns the sources, longest silent first.
func (c *sources) all() []*source {
	all := append(make([]*source, 0, 1+len(c.byName)), &c.root)
	for e := c.recent.Back(); e != nil; e = e.Prev() {
		all = append(all, e.Value.(*source))
	}
	return all
}
