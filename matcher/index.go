package matcher

import (
	"regexp"
	"sort"
	"strings"
	"sync"

	"aiowhy/kb"
)

// rule is one wording of one entry, ready to be tried.
type rule struct {
	entry   *kb.Entry
	wording *kb.Wording
	types   []string // classes under which it counts; empty for any class but LogType
	text    template // unset for a pattern
	pattern func() (*regexp.Regexp, error)
}

// index finds the rules worth trying on a message: by its class, then by the
// first bytes of the rules that begin with fixed text.
type index struct {
	byClass map[string]*shelf
	any     *shelf // rules without a class
}

type shelf struct {
	byPrefix map[string][]*rule // keyed by the first prefixSize bytes
	other    []*rule            // begins with a hole, is shorter, or is a pattern
}

// prefixSize is short enough that nearly every wording has it and long enough
// that few share it.
const prefixSize = 4

func newIndex(entries []kb.Entry) *index {
	x := &index{byClass: map[string]*shelf{}, any: newShelf()}
	for i := range entries {
		e := &entries[i]
		for j := range e.Wordings {
			x.add(newRule(e, &e.Wordings[j]))
		}
	}
	return x
}

func newRule(e *kb.Entry, w *kb.Wording) *rule {
	r := &rule{entry: e, wording: w, types: w.Types}
	if len(r.types) == 0 {
		r.types = e.Types
	}
	if w.Pattern == "" {
		r.text = newTemplate(w.Text, w.Open)
		return r
	}
	// Compiled when its literal was met, never at start: a hundred
	// expressions would cost milliseconds that no paste needs.
	r.pattern = sync.OnceValues(func() (*regexp.Regexp, error) { return regexp.Compile("(?s)" + w.Pattern) })
	return r
}

// placed reports whether the wording counts in some places only.
func (r *rule) placed() bool { return r.wording.Frame+r.wording.Header+r.wording.Source != "" }

func newShelf() *shelf { return &shelf{byPrefix: map[string][]*rule{}} }

func (x *index) add(r *rule) {
	if len(r.types) == 0 {
		x.any.add(r)
	}
	for _, t := range r.types {
		s := x.byClass[t]
		if s == nil {
			s = newShelf()
			x.byClass[t] = s
		}
		s.add(r)
	}
}

func (s *shelf) add(r *rule) {
	if r.pattern == nil && len(r.text.pieces[0]) >= prefixSize {
		key := r.text.pieces[0][:prefixSize]
		s.byPrefix[key] = append(s.byPrefix[key], r)
		return
	}
	s.other = append(s.other, r)
}

// hit is a rule that matched a message.
type hit struct {
	rule     *rule
	captures []kb.Binding
	fixed    int // bytes of the message that the wording itself says
}

// find returns the best hit for a message of a class: the one that says most of
// the message itself, then the one bound to a place, then to a class, then the
// smaller id.
func (x *index) find(class, message string, allowed func(*kb.Wording) bool) (hit, bool) {
	var hits []hit
	hits = x.byClass[class].collect(hits, message, allowed)
	if class != kb.LogType {
		hits = x.any.collect(hits, message, allowed)
	}
	if len(hits) == 0 {
		return hit{}, false
	}
	sort.SliceStable(hits, func(i, j int) bool {
		a, b := hits[i], hits[j]
		if a.fixed != b.fixed {
			return a.fixed > b.fixed
		}
		if a.rule.placed() != b.rule.placed() {
			return a.rule.placed()
		}
		if (len(a.rule.types) > 0) != (len(b.rule.types) > 0) {
			return len(a.rule.types) > 0
		}
		return a.rule.entry.ID < b.rule.entry.ID
	})
	return hits[0], true
}

// minHead is the least length of a cut message that can name a wording.
const minHead = 16

// findHead returns the hit for a message whose end is missing: the only entry
// with a wording that begins with it.
func (x *index) findHead(class, head string, allowed func(*kb.Wording) bool) (hit, bool) {
	s := x.byClass[class]
	if s == nil || len(head) < minHead {
		return hit{}, false
	}
	var found hit
	for _, r := range s.byPrefix[head[:prefixSize]] {
		if r.pattern != nil || !strings.HasPrefix(r.text.pieces[0], head) || !allowed(r.wording) {
			continue
		}
		if found.rule != nil && found.rule.entry != r.entry {
			return hit{}, false
		}
		found = hit{rule: r, fixed: len(head)}
	}
	return found, found.rule != nil
}

func (s *shelf) collect(hits []hit, message string, allowed func(*kb.Wording) bool) []hit {
	if s == nil {
		return hits
	}
	if len(message) >= prefixSize {
		for _, r := range s.byPrefix[message[:prefixSize]] {
			hits = r.try(hits, message, allowed)
		}
	}
	for _, r := range s.other {
		hits = r.try(hits, message, allowed)
	}
	return hits
}

func (r *rule) try(hits []hit, message string, allowed func(*kb.Wording) bool) []hit {
	if r.wording.Literal != "" && !strings.Contains(message, r.wording.Literal) {
		return hits
	}
	h := hit{rule: r}
	if r.pattern == nil {
		captures, ok := r.text.match(message)
		if !ok {
			return hits
		}
		h.captures, h.fixed = captures, r.text.fixed()
	} else {
		captures, matched, ok := r.matchPattern(message)
		if !ok {
			return hits
		}
		h.captures, h.fixed = captures, matched
	}
	if !allowed(r.wording) {
		return hits
	}
	return append(hits, h)
}

// matchPattern tries a regular expression. What its groups took is the user's;
// the rest counts as said by the wording.
func (r *rule) matchPattern(message string) ([]kb.Binding, int, bool) {
	re, err := r.pattern()
	if err != nil {
		return nil, 0, false // the linter refuses it; a page at run time was reported when read
	}
	m := re.FindStringSubmatchIndex(message)
	if m == nil {
		return nil, 0, false
	}
	fixed := m[1] - m[0]
	var captures []kb.Binding
	for i, name := range re.SubexpNames() {
		if name == "" || m[2*i] < 0 {
			continue
		}
		text := message[m[2*i]:m[2*i+1]]
		captures = append(captures, kb.Binding{Name: name, Text: text})
		fixed -= len(text)
	}
	return captures, fixed, true
}
