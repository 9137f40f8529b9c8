package logtext

import (
	"container/list"
	"strings"
)

// source is what is remembered of one writer of lines.
type source struct {
	name    string
	stream  string // where its last record went: lines without a prefix follow it
	column  int    // where the text of its last record began
	perLine bool   // every line of a traceback bears the prefix of a record
	inside  bool   // such a traceback is under way
	part    *piece // the beginning of a line that its carrier had split
}

// begin notes that a log record begins with p.
//
// A record's process and thread tell its stream only where every line bears
// the prefix: elsewhere a record ends the one before it, and what follows
// without a prefix must find its head in the same stream.
func (s *source) begin(p *piece) {
	goesOn := p.text != "" && (p.text[0] == ' ' || p.text[0] == '\t')
	starts := strings.HasPrefix(p.text, "Traceback (most recent call last)")
	if goesOn {
		s.perLine = true
	}
	if p.process != "" && (goesOn || starts || s.perLine) {
		s.stream = strings.TrimLeft(s.name+" "+p.process, " ")
		s.stream = strings.Clone(s.stream)
	} else {
		s.stream = s.name
	}
	switch {
	case goesOn, p.text == "" && s.perLine:
		p.head = false
	case starts:
		p.head = !(s.inside && s.perLine)
		s.inside = true
	case s.perLine && isChain(p.text):
		p.head = false
		s.inside = true
	case s.perLine && s.inside:
		p.head, s.inside = false, false
	default:
		s.inside = false
	}
	if p.head {
		s.column = p.column
	}
	if p.record {
		s.perLine = false
	}
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
}

// get finds the source of that name, or makes it, forgetting the one that was
// silent for longest if there are too many.
func (c *sources) get(name string) *source {
	if name == "" {
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
			oldest := c.recent.Back()
			delete(c.byName, c.recent.Remove(oldest).(*source).name)
		}
		name = strings.Clone(name)
		e = c.recent.PushFront(&source{name: name, stream: name})
		c.byName[name] = e
	}
	c.last = e.Value.(*source)
	return c.last
}

// all returns the sources, longest silent first.
func (c *sources) all() []*source {
	all := []*source{&c.root}
	for e := c.recent.Back(); e != nil; e = e.Prev() {
		all = append(all, e.Value.(*source))
	}
	return all
}
