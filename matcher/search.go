package matcher

import (
	"sort"
	"strings"

	"github.com/sahilm/fuzzy"

	"aiowhy/kb"
)

// maxFound bounds the answer to a search: more would not be read.
const maxFound = 15

// Search finds the entries that speak of the words, best first: each word of
// the query is looked for, typos allowed, in id, title and wordings. Where no
// word is found, the ids that hold the query's letters in order are offered.
func Search(base *kb.Base, query string) []kb.Entry {
	words := fold(query)
	type scored struct {
		entry kb.Entry
		score float64
	}
	var all []scored
	for _, e := range base.Entries() {
		if s := relevance(&e, words); s > 0 {
			all = append(all, scored{e, s})
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].score != all[j].score {
			return all[i].score > all[j].score
		}
		return len(all[i].entry.ID) < len(all[j].entry.ID) // says less that was not asked for
	})
	var found []kb.Entry
	for _, s := range all {
		// A page far behind the best only shares a common word with the query.
		if len(found) == maxFound || 2*s.score < all[0].score {
			break
		}
		found = append(found, s.entry)
	}
	if len(found) == 0 {
		found = byLetters(base, strings.Join(words, "-"))
	}
	return found
}

// What a word weighs by where it stands. A page's name is chosen to be found
// by; its wordings are what users paste; prose is not searched, it mentions
// everything.
const (
	inID      = 3.0
	inTitle   = 2.0
	inWording = 1.5
)

func relevance(e *kb.Entry, words []string) float64 {
	id, title := fold(strings.ReplaceAll(e.ID, "-", " ")), fold(e.Title)
	var texts []string
	for _, w := range e.Wordings {
		texts = append(texts, fold(w.Text)...)
	}
	for _, c := range e.Causes {
		texts = append(texts, fold(c.ID+" "+c.Title)...)
	}
	texts = append(texts, fold(e.Library)...)
	score := 0.0
	for _, w := range words {
		score += max(inID*best(w, id), inTitle*best(w, title), inWording*best(w, texts))
	}
	return score
}

func best(word string, words []string) float64 {
	most := 0.0
	for _, w := range words {
		most = max(most, likeness(word, w))
	}
	return most
}

func byLetters(base *kb.Base, query string) []kb.Entry {
	entries := base.Entries()
	ids := make([]string, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	var found []kb.Entry
	if query == "" || len(query) > 24 {
		return nil
	}
	for _, m := range fuzzy.Find(query, ids) {
		if len(found) < maxFound {
			found = append(found, entries[m.Index])
		}
	}
	return found
}
