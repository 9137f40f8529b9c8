package matcher

import (
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// minTail is the least length of fixed text at the end of a line whose front
// was cut off that can name a wording.
const minTail = 16

// findCutFront knows the first line of an excerpt that begins in the middle of
// a message.
func (m *Matcher) findCutFront(p *traceback.Problem) *finding {
	text := p.Header
	if class, message, ok := strings.Cut(text, ": "); ok && strings.IndexFunc(class, notInName) < 0 {
		text = message
	}
	h, ok := m.index.findEnd(text)
	if !ok || h.fixed == len(p.Header) && len(h.rule.text.holes) == 0 && h.fixed == len(h.rule.wording.Text) {
		return nil
	}
	s := statement{problem: p, class: kb.LogType, message: p.Header, number: p.First, parent: -1, cut: true}
	f := m.finding(&s, h)
	f.all = []statement{s}
	return f
}

// findEnd returns the hit for a text whose front is missing: the only entry
// with a wording that ends so.
func (x *index) findEnd(text string) (hit, bool) {
	if len(text) < minTail {
		return hit{}, false
	}
	var found hit
	several := false
	for i := range x.entries {
		e := &x.entries[i]
		for j := range e.Wordings {
			w := &e.Wordings[j]
			end := w.Text[strings.LastIndexByte(w.Text, '}')+1:]
			if w.Pattern != "" || !strings.Contains(text, end) && !strings.HasSuffix(end, text) {
				continue
			}
			r := newRule(e, w)
			captures, fixed, ok := r.text.matchTail(text)
			switch {
			case !ok || fixed < found.fixed:
			case fixed > found.fixed || found.rule.entry == e && needsMore(found.rule.wording):
				found, several = hit{rule: r, captures: captures, fixed: fixed}, false
			case strings.HasPrefix(found.rule.entry.ID, e.ID+"-"): // a part of the page
				found = hit{rule: r, captures: captures, fixed: fixed}
			case !strings.HasPrefix(e.ID, found.rule.entry.ID):
				several = true
			}
		}
	}
	return found, found.rule != nil && !several && !needsMore(found.rule.wording)
}

// needsMore reports whether the text of a wording alone does not tell it: it only
// makes others doubtful that end alike.
func needsMore(w *kb.Wording) bool { return w.AsyncioOnly || w.Frame+w.Header+w.Source != "" }

// matchTail compares a text with the end of the template, and says how much of
// it the template itself says. A hole counts as captured only where all of what
// stood in it is there.
func (t *template) matchTail(text string) (captures []kb.Binding, fixed int, ok bool) {
	if len(t.holes) == 0 {
		return nil, len(text), strings.HasSuffix(t.pieces[0], text)
	}
	last := t.pieces[len(t.holes)]
	if strings.HasSuffix(last, text) {
		return nil, len(text), true
	}
	for k := range t.holes {
		if captures, fixed, ok = t.matchFrom(k, text); ok {
			return captures, fixed, true
		}
	}
	if len(last) < minTail || !t.open && !strings.HasSuffix(text, last) {
		return nil, 0, false
	}
	front, _, found := strings.Cut(text, last) // a part of the capture
	return nil, len(last), found && len(t.holes) == 1 && !strings.ContainsAny(front, " \t")
}

// matchFrom compares a text with the template from within one of its pieces on.
func (t *template) matchFrom(k int, text string) (captures []kb.Binding, fixed int, ok bool) {
	rest, least := 0, minTail
	for _, p := range t.pieces[k+1:] {
		rest += len(p)
	}
	if len(t.pieces[len(t.holes)]) < minTail { // anything may stand at the end
		least = sureHead
	}
	piece := t.pieces[k]
	for cut := range piece {
		behind, has := strings.CutPrefix(text, piece[cut:])
		if fixed = rest + len(piece) - cut; !has || fixed < least {
			continue
		}
		spans := make([]string, len(t.holes))
		if !t.fill(behind, k, spans) {
			return nil, 0, false
		}
		captures, ok = (&template{holes: t.holes[k:]}).bind(spans[k:])
		return captures, fixed, ok
	}
	return nil, 0, false
}
