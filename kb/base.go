package kb

import (
	"cmp"
	"slices"
	"strings"
)

// Base is a set of entries, sorted by id. It never changes, and is safe for
// concurrent use.
type Base struct {
	entries []Entry
}

// Builtin is what the program itself knows. It is made of tables generated
// from entries/*.md: nothing is parsed, and nothing runs before main.
//
//go:generate go run -tags kbgen ./internal/gen
func Builtin() *Base { return &builtin }

// Entries gives all entries, sorted by id. They are shared: not to be changed.
func (b *Base) Entries() []Entry { return b.entries }

// Entry gives the entry of an id. It is shared: not to be changed.
func (b *Base) Entry(id string) (*Entry, bool) {
	i, ok := slices.BinarySearchFunc(b.entries, id, func(e Entry, id string) int { return strings.Compare(e.ID, id) })
	if !ok {
		return nil, false
	}
	return &b.entries[i], true
}

// With gives the entries of both. Where both have an id, b's entry stays and
// the other is reported: an id means one thing for ever.
func (b *Base) With(other *Base) (*Base, []Problem) {
	both := Base{entries: slices.Clone(b.entries)}
	var problems []Problem
	for _, e := range other.entries {
		if _, taken := b.Entry(e.ID); taken {
			problems = append(problems, Problem{e.ID + ".md", 1, 1, "KB004", "the id is taken by a page of aiowhy itself"})
			continue
		}
		both.entries = append(both.entries, e)
	}
	both.sort()
	return &both, problems
}

func (b *Base) sort() {
	slices.SortFunc(b.entries, func(x, y Entry) int { return cmp.Compare(x.ID, y.ID) })
}
