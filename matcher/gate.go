package matcher

import (
	"bytes"
	"slices"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/logtext"
	"aiowhy/matcher/scan"
	"aiowhy/matcher/traceback"
)

// The first pass. A log says for millions of lines what nobody asked about, and
// undressing and parsing a line costs a hundred times what ripgrep needs for
// it. So raw text is scanned for the literals of all wordings and for the head
// of a traceback; only the lines around a hit flow on, all others are counted.

// tracebackMark stands in the heads of tracebacks and stacks of every layout,
// coloured or not.
const tracebackMark = "(most recent call last)"

// How much flows around a hit.
const (
	// linesBefore is how many lines that belong to no block are read before
	// one: as many as evidence may look at.
	linesBefore = aroundLines
	// maxBefore bounds what is read before a hit whatever it looks like: the
	// frames of a traceback without head, a listing in a test report.
	maxBefore = 64 << 10
	// linesAfter is how many lines are read after the last hit: notes, the rest
	// of a message, what an interleaved writer put between.
	linesAfter = 16
	// maxAfter bounds what is read between two lines of a block, where it has not
	// come to its end.
	maxAfter = 400
	// maxBetween is how many lines of others may stand between two lines of a block
	// at all, should those between not be read, or be read for others' sake.
	maxBetween = 5 * maxAfter
	// Lines that begin records of others end the reading sooner, either way: the
	// one before a block may be its header, one further up is another's.
	recordsBefore = 1
	recordsAfter  = 1
)

// triggers lists what the first pass looks for. A wording without a literal
// that is long enough is triggered by the names of its classes; if those are
// short too, it is only tried in blocks that something else has triggered.
func triggers(entries []kb.Entry) []string {
	all, spellings := []string{tracebackMark}, spellings()
	for i := range entries {
		e := &entries[i]
		for j := range e.Wordings {
			w := &e.Wordings[j]
			if piece := longPiece(w); piece != "" {
				all = append(all, piece)
				for _, s := range spellings {
					all = append(all, s.Replace(piece))
				}
				continue
			}
			all = append(all, typesOf(e, w)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// longPiece is the wording's literal; if that is short, for bytes that logs
// escape were left out of it, its longest fixed piece with them.
func longPiece(w *kb.Wording) string {
	if len(w.Literal) >= scan.Window {
		return w.Literal
	}
	longest := ""
	pieces, _ := kb.ParseWording(w.Text)
	for _, p := range pieces {
		if len(p.Fixed) > len(longest) && !strings.ContainsAny(p.Fixed, "\r\n") {
			longest = p.Fixed
		}
	}
	if len(longest) < scan.Window {
		return ""
	}
	return longest
}

// spellings lists how a piece may be escaped in raw text: as JSON and HTML do.
func spellings() []*strings.Replacer {
	return []*strings.Replacer{
		strings.NewReplacer(`\`, `\\`, `"`, `\"`),
		strings.NewReplacer(`\`, `\\`, `"`, `\"`, "<", `\u003c`, ">", `\u003e`, "&", `\u0026`),
		strings.NewReplacer(`"`, "&quot;", "<", "&lt;", ">", "&gt;", "&", "&amp;"),
	}
}

// gate lets the lines around hits flow. It takes an input piece by piece.
type gate struct {
	scanner *scan.Scanner
	flow    *flow
	always  int64 // lines before this offset flow whatever they say

	open  bool  // the next line flows
	quiet int   // lines that have flown since the last hit; negative before it
	calm  int   // those that begin records, of them
	cut   bool  // lines of the block that the next belongs to are left out before it
	fed   int64 // offset behind the last line that has flown
	hits  []int
}

// piece is a part of an input: whole lines, after some of those before.
type piece struct {
	data   []byte
	own    int   // where the lines begin that are to be read
	at     int64 // offset of data in the input
	number int   // of the line at own
}

// read lets flow what stands around hits in a piece.
func (g *gate) read(p piece) {
	if g.scanner != nil {
		g.hits = g.find(p, g.hits[:0])
	}
	hits := g.hits
	if p.at+int64(p.own) < g.always {
		g.open = true
	}
	for at, number := p.own, p.number; ; {
		if !g.open {
			if len(hits) == 0 {
				return
			}
			start, cut := g.start(p, hits[0])
			number += lineBreaks(p.data, at, start)
			if !g.isNext(p, start) {
				g.flow.restart(p.at+int64(start), number)
				g.cut = cut
			}
			at, g.open, g.quiet, g.calm = start, true, -lineBreaks(p.data, start, hits[0]), 0
		}
		for g.open {
			if at == len(p.data) {
				return
			}
			line, n := logtext.CutLine(p.data[at:])
			hit := false
			for len(hits) > 0 && hits[0] < at+n {
				hit, hits = true, hits[1:]
			}
			if !hit && g.ends(line, p.at+int64(at+n)) {
				g.open = false
				break
			}
			g.line(line, p.at+int64(at), number, hit, g.cut || p.parts(at, n))
			g.cut = false
			if at += n; p.data[at-1] == '\n' {
				number++
			}
			g.fed = p.at + int64(at)
			g.shut(hit, line)
		}
	}
}

// find lists the hits in a piece. Where a line was too long for one piece, a
// literal may begin in the one before.
func (g *gate) find(p piece, hits []int) []int {
	from := p.own
	if from > 0 && p.data[from-1] != '\n' {
		from = max(0, from-g.scanner.Longest()+1)
	}
	hits = g.scanner.Find(p.data[from:], hits)
	for i := range hits {
		hits[i] = max(hits[i]+from, p.own)
	}
	return hits
}

// line lets one line flow.
func (g *gate) line(line []byte, at int64, number int, hit, cut bool) {
	if hit {
		g.flow.hits = append(g.flow.hits, at)
	}
	g.flow.line(line, traceback.Span{Start: at, End: at + int64(len(line))}, number, cut)
}

// parts reports whether the n bytes at at are only a part of a line, which was
// too long for one piece.
func (p *piece) parts(at, n int) bool {
	return n >= partSize || at == p.own && at > 0 && p.data[at-1] != '\n'
}

// ends reports whether a line, which ends at end, begins a record of others
// behind a block that is complete: it need not flow to say so.
func (g *gate) ends(line []byte, end int64) bool {
	return g.quiet >= 0 && end >= g.always && g.calm+1 >= recordsAfter && beginsRecord(line) && !g.flow.waits()
}

// shut ends the flow some lines after the last hit, when no block is cut by it.
func (g *gate) shut(hit bool, line []byte) {
	if hit {
		g.quiet, g.calm = 0, 0
		return
	}
	if g.quiet++; g.quiet < 1 || g.fed < g.always {
		return
	}
	if beginsRecord(line) {
		g.calm++
	}
	if g.calm >= recordsAfter || g.quiet >= linesAfter {
		g.open = g.flow.waits()
	}
}

// start finds where to begin for a hit: behind what flowed last, if that is near.
// cut tells that a block begins before what may be read.
func (g *gate) start(p piece, hit int) (start int, cut bool) {
	start, cut = contextStart(p.data, lineStart(p.data, hit))
	if fed := int(g.fed - p.at); fed >= start && fed >= 0 && g.fed > 0 {
		return fed, false
	}
	return start, cut && p.at+int64(start) > 0
}

// isNext reports whether nothing stands between what flowed last and a place.
func (g *gate) isNext(p piece, at int) bool { return g.fed > 0 && g.fed == p.at+int64(at) }

// contextStart goes back from the beginning of a line over what may belong to
// its block, and over a few lines more. cut tells that the block begins before
// what may be read.
func contextStart(data []byte, at int) (begin int, cut bool) {
	inside := false
	floor := max(0, at-maxBefore)
	for others, records := 0, 0; at > floor && others < linesBefore && records < recordsBefore; {
		start := lineStart(data, at-1)
		if start < floor {
			break
		}
		line := data[start : at-1]
		inside = belongs(line)
		switch {
		case inside:
			others, records = 0, 0
		case beginsRecord(line):
			records++
			fallthrough
		default:
			others++
		}
		at = start
	}
	return at, inside
}

// belongs reports whether a raw line looks like the inside of a block: frames,
// source, boxes, the lines of a test report. Prefixed source does not, but the
// frames that it stands between do.
func belongs(line []byte) bool {
	if len(line) < 2 {
		return true
	}
	switch line[0] {
	case ' ', '\t', '|', '>', '+', '_':
		return true
	case 'E': // of pytest
		return line[1] == ' '
	case 0xe2: // box drawing
		return line[1] == 0x94 || line[1] == 0x95
	}
	return bytes.Contains(line, []byte(`File "`)) || bytes.Contains(line, []byte(`File \"`))
}

// beginsRecord reports whether a raw line surely begins a log record: with a
// time, an address, a level, or as JSON.
func beginsRecord(line []byte) bool {
	if len(line) < 8 {
		return false
	}
	switch c := line[0]; {
	case c == '{':
		return line[1] == '"'
	case c >= '0' && c <= '9', c == '[':
		return bytes.ContainsAny(line[1:6], ".-:/")
	case c == 'I', c == 'D', c == 'W', c == 'E', c == 'C':
		return bytes.HasPrefix(line, []byte("INFO")) || bytes.HasPrefix(line, []byte("DEBUG")) ||
			bytes.HasPrefix(line, []byte("WARNING")) || bytes.HasPrefix(line, []byte("ERROR")) || bytes.HasPrefix(line, []byte("CRITICAL"))
	}
	return false
}

func lineStart(data []byte, at int) int { return bytes.LastIndexByte(data[:at], '\n') + 1 }

// lineBreaks counts those from one place to another, negative if backwards.
func lineBreaks(data []byte, from, to int) int {
	if to < from {
		return -bytes.Count(data[to:from], []byte("\n"))
	}
	return bytes.Count(data[from:to], []byte("\n"))
}
