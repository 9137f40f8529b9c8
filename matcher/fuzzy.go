package matcher

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/sahilm/fuzzy"

	"aiowhy/kb"
)

// Guesses. A message that was retyped, cut or reworded matches no pattern; it
// is compared with every wording of its kind, first coarsely (fuzzy.Find on
// the rarest words shortlists), then by our own closeness. A guess never
// outranks a pattern, says that it is one, and stays silent below guessFrom.
const (
	// guessFrom is the least closeness offered. On the wordings of the
	// knowledge base against each other the nearest foreign pair scores 0.80 and
	// a message with one typo in each third word, or without its last quarter,
	// scores above 0.82; ordinary log lines stay below 0.6. See TestGuessesAreSure.
	guessFrom = 0.82
	// guessConfidence scales closeness to confidence: even a perfect guess is
	// less sure than a pattern.
	guessConfidence = 0.7
	// minGuess is the least number of letters compared: with fewer, a common
	// phrase ("exception in callback") resembles another program's message.
	minGuess = 24
	// minNamed is that of a wording that names the loop, where the text names the
	// class, too: "RuntimeError: Event loop is closd".
	minNamed = 16
	// maxGuess bounds the text: more is not a retyped message.
	maxGuess = 300
)

// guesser holds the skeletons of all wordings: their fixed words.
type guesser struct {
	skeletons []skeleton
	words     []string // the rarest word of each skeleton, for fuzzy.Find
}

type skeleton struct {
	entry  *kb.Entry
	types  []string
	words  []string
	quoted []string // those that it puts in quotation marks: a name, without which it is another message
	length int
}

func newGuesser(entries []kb.Entry) *guesser {
	g := &guesser{}
	for i := range entries {
		e := &entries[i]
		for j := range e.Wordings {
			w := &e.Wordings[j]
			r := newRule(e, w)
			if w.Text == "" || w.AsyncioOnly || r.placed() > 0 {
				continue // the text alone is not asyncio's, and less so what resembles it
			}
			words := fold(strings.Join(r.text.pieces, " "))
			if n := total(words); n >= minGuess || n >= minNamed && names(words, "loop") {
				g.skeletons = append(g.skeletons, skeleton{e, r.types, words, fold(strings.Join(quotedIn(r.text.pieces), " ")), n})
				g.words = append(g.words, longest(words))
			}
		}
	}
	return g
}

// guess returns the entry whose wording is closest to the text.
func (g *guesser) guess(class, text string) (*kb.Entry, float64) {
	if len(text) < minNamed || len(text) > maxGuess {
		return nil, 0
	}
	words := fold(text)
	var best *kb.Entry
	bestCloseness := 0.0
	for _, i := range g.shortlist(words) {
		s := &g.skeletons[i]
		if s.length < minGuess && (class == "" || class == kb.LogType) {
			continue
		}
		if class != "" && len(s.types) > 0 && !names(s.types, class) || names(s.words, "asyncio") && !names(words, "asyncio") {
			continue // the same words of another module are not asyncio's
		}
		if slices.ContainsFunc(s.quoted, func(name string) bool { return !resembled(name, words) }) {
			continue
		}
		if c := closeness(s.words, words); c > bestCloseness || c == bestCloseness && best != nil && s.entry.ID < best.ID {
			best, bestCloseness = s.entry, c
		}
	}
	if bestCloseness < guessFrom {
		return nil, 0
	}
	return best, bestCloseness
}

// resembled also takes the beginning of a name in which the text ends.
func resembled(name string, words []string) bool {
	return len(words) > 0 && strings.HasPrefix(name, words[len(words)-1]) || slices.ContainsFunc(words, func(word string) bool { return likeness(name, word) > 0 })
}

// quotedIn lists the names that the fixed text of a wording puts in quotation
// marks.
func quotedIn(pieces []string) []string {
	var all []string
	for _, piece := range pieces {
		for _, part := range strings.Split(piece, " ") {
			if n := len(part); n > 2 && part[0] == '\'' && part[n-1] == '\'' {
				all = append(all, part)
			}
		}
	}
	return all
}

// maxShortlist bounds the wordings compared word by word.
const maxShortlist = 64

// shortlist finds the skeletons that share a long word with the text, typos
// allowed: fuzzy.Find takes a word's letters in order, so it is asked with the
// word less its ends, too. Its scores explode with length and cannot be
// compared across patterns; only the order within one pattern is used.
func (g *guesser) shortlist(words []string) []int {
	seen := map[int]bool{}
	var list []int
	add := func(i int) {
		if !seen[i] && len(list) < maxShortlist {
			seen[i] = true
			list = append(list, i)
		}
	}
	for i := range g.skeletons {
		if shared(g.skeletons[i].words, words) {
			add(i)
		}
	}
	for _, w := range words {
		if len(w) < 5 || len(w) > 24 {
			continue
		}
		for _, m := range fuzzy.Find(w[:len(w)-1], g.words) {
			add(m.Index)
		}
	}
	return list
}

// shared reports whether half of the skeleton's long words stand in the text.
func shared(skeleton, words []string) bool {
	long, hit := 0, 0
	for _, s := range skeleton {
		if len(s) < 5 {
			continue
		}
		long++
		if names(words, s) {
			hit++
		}
	}
	return hit > 0 && 2*hit >= long
}

// closeness is the share of the skeleton's letters that the text has in order,
// words compared with typos allowed, 0 to 1; words of the text that the
// skeleton lacks count against it mildly, since holes hold them.
func closeness(skeleton, words []string) float64 {
	if len(skeleton) == 0 {
		return 0
	}
	// Longest common subsequence of words, each pair weighted by its likeness.
	previous := make([]float64, len(words)+1)
	current := make([]float64, len(words)+1)
	for _, s := range skeleton {
		for j, w := range words {
			current[j+1] = max(current[j], previous[j+1])
			if l := likeness(s, w); l > 0 {
				current[j+1] = max(current[j+1], previous[j]+l*float64(len(s)))
			}
		}
		previous, current = current, previous
		clear(current)
	}
	covered := previous[len(words)] / float64(total(skeleton))
	extra := float64(max(0, len(words)-2*len(skeleton))) / float64(len(words)+1)
	return covered * (1 - 0.3*extra)
}

// likeness of two words: 1 if equal, less for each edit, 0 beyond one edit in
// three letters.
func likeness(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) < 4 || len(b) < 4 {
		return 0
	}
	d := Distance(a, b)
	if 3*d > max(len(a), len(b)) {
		return 0
	}
	return 1 - float64(d)/float64(max(len(a), len(b)))
}

// Distance is the number of insertions, deletions, replacements and swaps of
// neighbours that turn a into b (restricted Damerau-Levenshtein, in bytes).
func Distance(a, b string) int {
	before := make([]int, len(b)+1)
	previous := make([]int, len(b)+1)
	current := make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}

// fold splits a text into lower-case words of letters and digits.
func fold(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_'
	})
}

func total(words []string) int {
	n := 0
	for _, w := range words {
		n += len(w)
	}
	return n
}

func longest(words []string) string {
	l := ""
	for _, w := range words {
		if len(w) > len(l) {
			l = w
		}
	}
	return l
}

// Suggest returns up to limit of the names nearest to a word that names none
// of them, best first: those within a few typos, then those that hold its
// letters in order.
func Suggest(word string, all []string, limit int) []string {
	type near struct {
		name     string
		distance int
	}
	var close []near
	for _, n := range all {
		if d := Distance(strings.ToLower(word), strings.ToLower(n)); 3*d <= max(len(word), len(n)) {
			close = append(close, near{n, d})
		}
	}
	sort.SliceStable(close, func(i, j int) bool { return close[i].distance < close[j].distance })
	var out []string
	for _, c := range close {
		out = append(out, c.name)
	}
	if len(word) <= 24 {
		for _, m := range fuzzy.Find(word, all) {
			if !names(out, m.Str) {
				out = append(out, m.Str)
			}
		}
	}
	return out[:min(len(out), limit)]
}
