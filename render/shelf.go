package render

import (
	"io"

	"aiowhy/kb"
	"aiowhy/matcher"
)

// shelfEntry is one line of `aiowhy list --format json`.
type shelfEntry struct {
	ID      string   `json:"id"`
	Kind    kb.Kind  `json:"kind"`
	Title   string   `json:"title"`
	Library string   `json:"library"`
	Python  string   `json:"python"`
	Causes  []string `json:"causes"`
}

type page struct {
	Schema string `json:"schema"`
	shelfEntry
	Messages   []string    `json:"messages"`
	Detail     []pageJSON  `json:"cause_details"`
	Related    []string    `json:"related"`
	References []reference `json:"references"`
	Markdown   string      `json:"markdown"`
}

type pageJSON struct {
	ID     string    `json:"id"`
	Title  string    `json:"title"`
	Python string    `json:"python"`
	Prose  string    `json:"markdown"`
	Broken []program `json:"broken"`
	Fixed  []program `json:"fixed"`
	Source string    `json:"source"`
}

type program struct {
	Python string `json:"python"`
	Source string `json:"source"`
}

// ShelfJSON writes a list of entries as one JSON array.
func ShelfJSON(w io.Writer, entries []kb.Entry) error {
	all := make([]shelfEntry, 0, len(entries))
	for i := range entries {
		all = append(all, toShelf(&entries[i]))
	}
	return encode(w, all, "  ")
}

func toShelf(e *kb.Entry) shelfEntry {
	s := shelfEntry{ID: e.ID, Kind: e.Kind, Title: e.Title, Library: e.Library, Python: e.Python.String(), Causes: []string{}}
	for _, c := range e.Causes {
		s.Causes = append(s.Causes, c.ID)
	}
	return s
}

// PageJSON writes one entry as a JSON object, its markdown included.
func PageJSON(w io.Writer, e *kb.Entry) error {
	d := &matcher.Diagnosis{Entry: e}
	p := page{Schema: Schema, shelfEntry: toShelf(e), Messages: []string{}, Detail: []pageJSON{},
		Related: append([]string{}, e.Related...), References: []reference{}, Markdown: Page(e)}
	for i := range e.Wordings {
		if w := &e.Wordings[i]; w.Pattern == "" {
			p.Messages = append(p.Messages, printedAs(e, w, d))
		}
	}
	for _, r := range e.References {
		p.References = append(p.References, reference(r))
	}
	for _, c := range e.Causes {
		p.Detail = append(p.Detail, pageJSON{ID: c.ID, Title: pageText(c.Title, d), Python: c.Python.String(),
			Prose: pageText(c.Prose, d), Broken: programsJSON(c.Broken), Fixed: programsJSON(c.Fixed), Source: c.Proof.Source})
	}
	return encode(w, p, "  ")
}

func programsJSON(all []kb.Program) []program {
	out := make([]program, 0, len(all))
	for _, p := range all {
		out = append(out, program{p.Python.String(), p.Source})
	}
	return out
}
