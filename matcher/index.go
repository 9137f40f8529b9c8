package matcher

import (
	"regexp"
	"slices"
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
// first bytes of the rules that begin with fixed text, or the last bytes of
// those that end with it. The rules of a class are made when it is first met,
// since a paste meets few.
type index struct {
	entries  []kb.Entry
	wordings func() map[string][]place // by class, "" has those without one
	headers  func() []string           // likewise, when it is first asked for
	byClass  *memo[string, *shelf]     // likewise
	said     *memo[said, []hit]        // without regard to the place
}

// said is what a statement says.
type said struct{ class, message string }

func (s said) clone() said { return said{strings.Clone(s.class), strings.Clone(s.message)} }

// Bounds on what is remembered of it: a log says the same over and over.
const (
	maxSaid    = 1000
	maxMessage = 200
)

// place is where a wording stands.
type place struct {
	entry   *kb.Entry
	wording *kb.Wording
}

type shelf struct {
	byPrefix map[string][]*rule // keyed by the first keySize bytes
	bySuffix map[string][]*rule // keyed by the last, where the first vary
	other    []*rule            // both vary or are shorter, or it is a pattern
}

// keySize is short enough that nearly every wording has it and long enough
// that few share it.
const keySize = 4

// maxClasses bounds the classes remembered: their names come from the input.
const maxClasses = 1000

func newIndex(entries []kb.Entry) *index {
	return &index{
		entries:  entries,
		wordings: sync.OnceValue(func() map[string][]place { return sortByClass(entries) }),
		headers:  sync.OnceValue(func() []string { return headerPatterns(entries) }),
		byClass:  newMemo[string, *shelf](maxClasses),
		said:     newMemo[said, []hit](maxSaid),
	}
}

// headerPatterns lists what wordings ask of headers.
func headerPatterns(entries []kb.Entry) []string {
	var all []string
	for i := range entries {
		for j := range entries[i].Wordings {
			if pattern := entries[i].Wordings[j].Header; pattern != "" {
				all = append(all, pattern)
			}
		}
	}
	return all
}

func sortByClass(entries []kb.Entry) map[string][]place {
	sorted := map[string][]place{}
	for i := range entries {
		e := &entries[i]
		for j := range e.Wordings {
			w := &e.Wordings[j]
			types := typesOf(e, w)
			if len(types) == 0 {
				sorted[""] = append(sorted[""], place{e, w})
			}
			for _, class := range types {
				sorted[class] = append(sorted[class], place{e, w})
			}
		}
	}
	return sorted
}

// shelf gives the rules of a class.
func (x *index) shelf(class string) *shelf {
	return x.byClass.get(class, strings.Clone, x.newShelf)
}

func (x *index) newShelf(class string) *shelf {
	s := &shelf{byPrefix: map[string][]*rule{}, bySuffix: map[string][]*rule{}}
	for _, p := range x.wordings()[class] {
		s.add(newRule(p.entry, p.wording))
	}
	return s
}

// typesOf lists the classes under which a wording counts; none means any.
func typesOf(e *kb.Entry, w *kb.Wording) []string {
	if len(w.Types) > 0 {
		return w.Types
	}
	return e.Types
}

func newRule(e *kb.Entry, w *kb.Wording) *rule {
	r := &rule{entry: e, wording: w, types: typesOf(e, w)}
	if w.Pattern == "" {
		r.text = newTemplate(w.Text, w.Open)
		return r
	}
	// Compiled when its literal was met, never at start: a hundred
	// expressions would cost milliseconds that no paste needs.
	r.pattern = sync.OnceValues(func() (*regexp.Regexp, error) { return regexp.Compile("(?s)" + w.Pattern) })
	return r
}

// placed grades how far the wording is bound to a place: a frame or a header
// says more than a line of source.
func (r *rule) placed() int {
	switch {
	case r.wording.Frame+r.wording.Header != "":
		return 2
	case r.wording.Source != "":
		return 1
	}
	return 0
}

func (s *shelf) add(r *rule) {
	if r.pattern == nil {
		first, last := r.text.pieces[0], r.text.pieces[len(r.text.holes)]
		if len(first) >= keySize {
			key := first[:keySize]
			s.byPrefix[key] = append(s.byPrefix[key], r)
			return
		}
		if len(last) >= keySize && !r.text.open {
			key := last[len(last)-keySize:]
			s.bySuffix[key] = append(s.bySuffix[key], r)
			return
		}
	}
	s.other = append(s.other, r)
}

// knows reports whether a page names the class.
func (x *index) knows(class string) bool {
	if class == kb.LogType {
		return false
	}
	s := x.shelf(class)
	return len(s.byPrefix)+len(s.bySuffix)+len(s.other) > 0
}

// A class name whose end is missing, with the text's, must have kept minClass
// bytes and may lack maxLacking.
const (
	minClass   = 8
	maxLacking = 5
)

// whole completes a class name whose end is missing to the only one that pages
// name and that begins so.
func (x *index) whole(head string) (class string, ok bool) {
	if len(head) < minClass {
		return "", false
	}
	for name := range x.wordings() {
		if len(name) > len(head) && len(name) <= len(head)+maxLacking && strings.HasPrefix(name, head) {
			if ok {
				return "", false
			}
			class, ok = name, true
		}
	}
	return class, ok
}

// hit is a rule that matched a message.
type hit struct {
	rule     *rule
	captures []kb.Binding
	fixed    int // bytes of the message that the wording itself says
}

// find returns the best hit for a message of a class among those whose place is
// allowed.
func (x *index) find(class, message string, allowed func(*kb.Wording) bool) (hit, bool) {
	for _, h := range x.hits(said{class, message}) {
		if allowed(h.rule.wording) {
			return h, true
		}
	}
	return hit{}, false
}

// hits lists those for a message, the best first. They are remembered of exceptions
// alone: most of what is logged is logged once.
func (x *index) hits(s said) []hit {
	if len(s.message) > maxMessage || s.class == kb.LogType {
		return x.collect(s)
	}
	return x.said.get(s, said.clone, x.collect)
}

// collect tries the rules on a message. That hit is best that says most of the
// message itself, then the one bound to a place, then to a class, then the
// smaller id.
func (x *index) collect(s said) []hit {
	hits := x.shelf(s.class).collect(nil, s.message)
	if s.class != kb.LogType {
		hits = x.shelf("").collect(hits, s.message)
	}
	sort.SliceStable(hits, func(i, j int) bool {
		a, b := hits[i], hits[j]
		if a.fixed != b.fixed {
			return a.fixed > b.fixed
		}
		if a.rule.placed() != b.rule.placed() {
			return a.rule.placed() > b.rule.placed()
		}
		if (len(a.rule.types) > 0) != (len(b.rule.types) > 0) {
			return len(a.rule.types) > 0
		}
		return a.rule.entry.ID < b.rule.entry.ID
	})
	return hits
}

// minHead is the least length of a cut message that can name a wording.
const minHead = 16

// findHead returns the hit for a message whose end is missing: the entry with
// the wording that begins with it and says most of it, if there is only one.
func (x *index) findHead(class, head string, allowed func(*kb.Wording) bool) (hit, bool) {
	if len(head) < minClass {
		return hit{}, false
	}
	var found hit
	unique := false
	for _, r := range x.shelf(class).byPrefix[head[:keySize]] {
		if r.pattern != nil {
			continue
		}
		fixed := r.text.head(head)
		if fixed < minHead && !r.text.nearly(head) || fixed < found.fixed || !allowed(r.wording) {
			continue
		}
		if fixed > found.fixed {
			unique = true
		} else if found.rule.entry != r.entry {
			unique = false
		}
		found = hit{rule: r, fixed: fixed}
	}
	return found, unique
}

// maxHeader bounds what may stand before a logged message.
const maxHeader = 160

// findTail returns the hit for a record whose header is of a format that nobody
// knows, and its message: what stands behind one of the signs that part fields.
func (x *index) findTail(record string, allowed func(*kb.Wording) bool) (hit, string, bool) {
	s := x.shelf(kb.LogType)
	anywhere := s.endsAs(record)
	for at := 1; at < min(len(record), maxHeader); at++ {
		if record[at] != ' ' || strings.IndexByte(":-|]>", record[at-1]) < 0 && !strings.HasPrefix(record[at:], "  ") {
			continue
		}
		message := strings.TrimLeft(record[at:], " ")
		if !anywhere && s.byPrefix[message[:min(len(message), keySize)]] == nil {
			continue
		}
		if h, ok := x.find(kb.LogType, message, allowed); ok && h.fixed >= ownLiteral {
			return h, message, true
		}
	}
	return hit{}, record, false
}

// endsAs reports whether the end of a text may match a rule that is not told by
// how its text begins, wherever that end begins.
func (s *shelf) endsAs(text string) bool {
	there := pairsOf(text)
	may := func(r *rule) bool { return there.hold(r.wording.Literal) }
	return slices.ContainsFunc(s.other, may) || len(text) >= keySize && slices.ContainsFunc(s.bySuffix[text[len(text)-keySize:]], may)
}

func (s *shelf) collect(hits []hit, message string) []hit {
	there := pairsOf(message)
	try := func(rules []*rule) {
		for _, r := range rules {
			if there.hold(r.wording.Literal) {
				hits = r.try(hits, message)
			}
		}
	}
	if n := len(message); n >= keySize {
		try(s.byPrefix[message[:keySize]])
		try(s.bySuffix[message[n-keySize:]])
	}
	try(s.other)
	return hits
}

// pairs tells which pairs of neighbouring bytes a text has, hashed to one byte: a
// literal whose pairs are not all there need not be searched for.
type pairs [256]bool

func pairOf(a, b byte) byte { return a*31 + b }

// pairsOf sets one place for each byte: bits of fewer words would have to wait for
// those set just before.
func pairsOf(text string) (p pairs) {
	for i := 1; i < len(text); i++ {
		p[pairOf(text[i-1], text[i])] = true
	}
	return p
}

func (p *pairs) hold(literal string) bool {
	for i := 1; i < len(literal); i++ {
		if !p[pairOf(literal[i-1], literal[i])] {
			return false
		}
	}
	return true
}

func (r *rule) try(hits []hit, message string) []hit {
	if r.wording.Literal != "" && !strings.Contains(message, r.wording.Literal) {
		return hits
	}
	h := hit{rule: r}
	if r.pattern == nil {
		captures, ok := r.text.match(message)
		if !ok {
			return hits
		}
		h.captures, h.fixed = slices.Clip(captures), r.text.fixed()
	} else {
		captures, matched, ok := r.matchPattern(message)
		if !ok {
			return hits
		}
		h.captures, h.fixed = slices.Clip(captures), matched // others share them
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
