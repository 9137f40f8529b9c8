package matcher

import (
	"slices"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// Mentions. Who asks for help often tells what was printed instead of pasting
// it: as a heading, between quotes, at the end of a sentence, as the repr of
// the exception. Such a message counts only in a short text that holds nothing
// else, and only where it is named as an error: by its class, by the word
// before it, by quotation marks, or by standing alone.

const (
	// sureMention is how sure a mention is: the words are Python's, but what it
	// printed beside them is not there.
	sureMention = 0.7
	// minMention is the least number of bytes that a wording must say itself to
	// be looked for inside a line.
	minMention = 16
	// maxMentions bounds the lines remembered, and maxMention how much of one is
	// looked at.
	maxMentions = 64
	maxMention  = 1000
)

// mention is a line that belongs to nothing, with those before it.
type mention struct {
	line   traceback.Line
	around []traceback.Line
}

// mentioned looks for a message that the text tells of. The first that stands
// beside its class leads.
func (s *Session) mentioned() []*finding {
	if s.m.options.NoFuzzy || s.lines > maxGuessedLines || s.failed() {
		return nil
	}
	var best *finding
	for i := range s.told() {
		if s.isCommentAt(i) {
			continue
		}
		f := s.m.mention(&s.mentions[i])
		if f != nil && (best == nil || best.class == "" && f.class != "") {
			best = f
		}
	}
	if best == nil {
		return nil
	}
	return []*finding{best}
}

// told is the mentions up to where the text begins to explain.
func (s *Session) told() []mention {
	for i := range s.mentions {
		if s.mentions[i].advises() {
			return s.mentions[:i]
		}
	}
	return s.mentions
}

// advises looks at the line before, too, where a sentence may have begun.
func (at *mention) advises() bool {
	text := at.line.Text[:min(len(at.line.Text), maxMention)]
	if n := len(at.around); n > 0 {
		before := at.around[n-1].Text
		text = before[:min(len(before), maxMention)] + " " + text
	}
	return advises(text)
}

// isCommentAt tells a comment from a heading by the code around it.
func (s *Session) isCommentAt(i int) bool {
	at := &s.mentions[i]
	if !strings.HasPrefix(strings.TrimLeft(at.line.Text, " \t0123456789|│"), "#") {
		return false
	}
	if i+1 < len(s.mentions) && s.mentions[i+1].line.Number == at.line.Number+1 && isStatement(s.mentions[i+1].line.Text) {
		return true
	}
	return slices.ContainsFunc(at.around, func(l traceback.Line) bool { return isDefinition(l.Text) })
}

// failed reports whether the text holds a whole traceback that no page knows:
// what is told beside it is not what went wrong.
func (s *Session) failed() bool {
	for i := range s.unmatched {
		if e := s.unmatched[i].exception; e != nil && e.Type != "" && len(e.Frames) > 0 {
			return true
		}
	}
	return false
}

func (m *Matcher) mention(at *mention) *finding {
	text := at.line.Text[:min(len(at.line.Text), maxMention)]
	if spokenOf(text) {
		return nil
	}
	if at.line.Head { // a program logged it as an error, and nothing else
		return m.findInside(at, "", text, true)
	}
	for i := 0; i < len(text); i++ {
		if i > 0 && inName(text[i-1]) {
			continue
		}
		class, message, ok := namedException(text[i:])
		if !ok || !m.index.knows(lastPart(class)) {
			continue
		}
		for _, one := range endings(message) {
			if f := m.findStatement(at.statement(class, one)); f != nil && f.Message != "" {
				return f.mentioned(at)
			}
		}
		if f := m.findInside(at, class, message, false); f != nil {
			return f
		}
	}
	for _, alone := range []string{strings.Trim(text, markup), strings.TrimRight(strings.TrimLeft(text, markup), " \t.")} { // a message may end in a quote
		if f := m.findInside(at, "", alone, true); f != nil {
			return f
		}
	}
	for _, told := range quotations(text) {
		if f := m.findInside(at, "", strings.Trim(told, markup), true); f != nil {
			return f
		}
	}
	if told, ok := afterError(text); ok {
		if f := m.findInside(at, "", strings.TrimLeft(told, markup), false); f != nil {
			return f
		}
	}
	for rest := text; ; { // a program's own words before it
		_, told, ok := strings.Cut(rest, ": ")
		if !ok {
			return nil
		}
		if f := m.findInside(at, "", strings.Trim(told, markup), true); f != nil {
			return f
		}
		rest = told
	}
}

// quotations lists what stands in quotation marks or as code in a line.
func quotations(text string) []string {
	var all []string
	for _, mark := range []string{"`", `"`} {
		parts := strings.Split(text, mark)
		for i := 1; i+1 < len(parts); i += 2 {
			all = append(all, parts[i])
		}
	}
	return all
}

// markup is what stands around a quoted or emphasised message, and at the end
// of a sentence.
const markup = " \t#*_`\"'“”‘’«»>|.,;!"

// endings lists how far a message may go in a line: to its end, or to the mark
// that closes the quotation.
func endings(message string) []string {
	all := []string{message, strings.TrimRight(message, markup)}
	for _, mark := range []string{"`", "**", `"`, "”", "»"} {
		if head, _, ok := strings.Cut(message, mark); ok && head != "" {
			all = append(all, strings.TrimRight(head, " ."))
		}
	}
	return all
}

// namedException reads "Type: message" or the repr Type('message') at the
// start of a text.
func namedException(text string) (class, message string, ok bool) {
	end := 0
	for end < len(text) && (inName(text[end]) || text[end] == '.') {
		end++
	}
	class, rest := text[:end], text[end:]
	switch {
	case end < 4 || len(rest) < 4:
		return "", "", false
	case strings.HasPrefix(rest, ": "):
		return class, rest[2:], true
	case rest[0] == '(' && (rest[1] == '\'' || rest[1] == '"'):
		message, _, ok = strings.Cut(rest[2:], rest[1:2]+")")
		return class, message, ok
	}
	return "", "", false
}

func inName(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// afterError returns what follows the words by which an error is announced.
func afterError(text string) (string, bool) {
	lower := strings.ToLower(text)
	for _, word := range []string{"error", "exception", "warning", "fails with", "failed with", "says", "message"} {
		at := strings.Index(lower, word)
		if at < 0 || len(lower) != len(text) {
			continue
		}
		rest := strings.TrimLeft(text[at+len(word):], " \t")
		if rest != "" && strings.ContainsAny(rest[:1], ":`\"'“«*") {
			return strings.TrimLeft(rest, ": \t"), true
		}
	}
	return "", false
}

// findInside compares the beginning of a text with the wordings whose own
// words are many enough; whole demands that nothing follows the message.
func (m *Matcher) findInside(at *mention, class, text string, whole bool) *finding {
	var best *finding
	fixed := 0
	line := text
	for i := range m.base.Entries() {
		e := &m.base.Entries()[i]
		for j := range e.Wordings {
			w, text := &e.Wordings[j], line
			if len(w.Literal) < minMention || w.AsyncioOnly || !strings.Contains(text, w.Literal) {
				continue
			}
			types := typesOf(e, w)
			if class != "" && len(types) > 0 && !names(types, lastPart(class)) || names(types, kb.LogType) {
				continue
			}
			r := newRule(e, w)
			if r.placed() > 0 {
				continue
			}
			r.text.open = r.text.open || !whole
			if r.pattern == nil && r.text.pieces[0] == "" { // its first hole is a name, not the sentence before
				text = text[wordStart(text, strings.Index(text, w.Literal)):]
			}
			hits := r.try(nil, text)
			if whole && len(hits) == 0 {
				hits = r.try(nil, text+".") // taken off with the markup
			}
			if inner, bracketed := strings.CutSuffix(text, ")"); whole && bracketed && len(hits) == 0 {
				hits = r.try(nil, inner)
			}
			if len(hits) == 0 || hits[0].fixed <= fixed || whole && r.pattern != nil && 2*hits[0].fixed < len(text) {
				continue
			}
			fixed = hits[0].fixed
			best = m.finding(at.statement(class, text), hits[0])
		}
	}
	if best == nil {
		return nil
	}
	return best.mentioned(at)
}

// wordStart is where the word begins that ends at a place.
func wordStart(text string, at int) int {
	return strings.LastIndexAny(text[:at], " \t`\"'") + 1
}

// statement makes one of a message that a line tells of.
func (at *mention) statement(class, message string) *statement {
	p := &traceback.Problem{Kind: traceback.Bare, Span: at.line.Span, First: at.line.Number,
		Last: max(at.line.Number, at.line.Last), Lines: []traceback.Line{at.line},
		Exception: &traceback.Exception{Type: class, Message: message, Span: at.line.Span, Number: at.line.Number}}
	return &statement{problem: p, exception: p.Exception, class: lastPart(class), printed: class,
		message: message, number: at.line.Number, parent: -1}
}

func (f *finding) mentioned(at *mention) *finding {
	f.Confidence = min(f.Confidence, sureMention)
	f.all, f.around = []statement{f.statement}, at.around
	return f
}
