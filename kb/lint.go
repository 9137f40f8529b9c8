package kb

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Code is what one code of a Problem demands of a page.
type Code struct{ Code, Demands string }

// Codes lists the codes, sorted. A code keeps its meaning for ever.
func Codes() []Code {
	return []Code{
		{"KB001", "ids are lower-case slugs, and a page's file is named after its id"},
		{"KB002", "one title, first on the page; headings have at most 70 characters and no full stop"},
		{"KB003", "fences and keys are those of the format, complete, and of the right kind; closed sets are kept"},
		{"KB004", "page ids and a page's cause ids are unique; a retired page names its successors in `related`"},
		{"KB005", "regular expressions compile (RE2), wordings are well formed"},
		{"KB006", "a wording owns a fixed piece of at least 9 bytes, or says `in_block`"},
		{"KB007", "no wording stands on two pages for the same types"},
		{"KB008", "among several causes, each has a piece of evidence of its own"},
		{"KB009", "weights are 1 to 5, or -1 to -5"},
		{"KB010", "`says` is one clause, lower-case, without a full stop"},
		{"KB011", "every cause has programs, broken and fixed, that differ, or names its `source`"},
		{"KB012", "programs are indented by blanks and have none at the ends of lines"},
		{"KB013", "prose, evidence and examples name captures of the page's wordings; those in prose have an example"},
		{"KB014", "at most 5 causes, programs of 25 lines and 76 columns, paragraphs of 4 lines of 100 columns"},
		{"KB015", "references are https, without duplicates, to the section where it is docs.python.org"},
		{"KB016", "`related`, `echo_of`, `also` and links name other existing pages; echoes run in no circle"},
		{"KB017", "ranges of Python versions are valid, and the inner overlap the outer"},
		{"KB019", "nothing is left to be written (TODO)"},
		{"KB020", "terms are the field's own"},
	}
}

// Lint checks the pages of a folder, alone and together, and tells everything
// that is wrong, sorted by place. The pages of beside (which may be nil) count
// as existing too.
func Lint(fsys fs.FS, beside *Base) []Problem {
	names, err := pageNames(fsys)
	if err != nil {
		return []Problem{{".", 1, 1, "KB001", err.Error()}}
	}
	var drafts []*draft
	var problems []Problem
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			problems = append(problems, Problem{name, 1, 1, "KB001", err.Error()})
			continue
		}
		drafts = append(drafts, readDraft(name, text))
	}
	for _, d := range drafts {
		if d.meta != nil {
			lintPage(d)
		}
	}
	lintTogether(drafts, beside)
	for _, d := range drafts {
		problems = append(problems, d.page.problems...)
	}
	sortProblems(problems)
	return problems
}

func lintTogether(drafts []*draft, beside *Base) {
	ids, causes := map[string]bool{}, map[string]bool{}
	know := func(e *Entry) {
		ids[e.ID] = true
		for _, c := range e.Causes {
			causes[e.ID+"/"+c.ID] = true
		}
	}
	if beside != nil {
		for _, e := range beside.Entries() {
			know(&e)
		}
	}
	echoes := map[string][]string{}
	for _, d := range drafts {
		know(&d.entry)
		echoes[d.entry.ID] = d.entry.Relation.EchoOf
	}
	wordings := map[string]string{}
	for _, d := range drafts {
		if d.meta == nil {
			continue
		}
		lintLinks(d, ids)
		lintDebug(d, causes)
		lintCircle(d, echoes)
		lintSharedWordings(d, wordings)
	}
}

func lintLinks(d *draft, ids map[string]bool) {
	check := func(t *facts, key, id string) {
		switch {
		case id == d.entry.ID:
			t.report(key, "KB016", "the page names itself")
		case !ids[id]:
			t.report(key, "KB016", "no page has the id %q%s", id, closest(id, ids))
		}
	}
	for i, id := range d.entry.Related {
		check(d.meta, fmt.Sprintf("related[%d]", i), id)
	}
	for i, id := range d.entry.Relation.EchoOf {
		check(d.meta, fmt.Sprintf("echo_of[%d]", i), id)
	}
	for i, id := range d.entry.Relation.Beside {
		check(d.meta, fmt.Sprintf("beside[%d]", i), id)
	}
	for i, c := range d.entry.Causes {
		for j, e := range c.Evidence {
			if e.Kind == EvidenceAlso {
				check(d.causes[i], fmt.Sprintf("evidence[%d].also", j), e.Pattern)
			}
		}
	}
	for line, link := range d.page.links() {
		if id, ok := strings.CutSuffix(link.target, ".md"); ok && !ids[id] {
			d.page.report(line.number, link.column, "KB016", "no page has the id %q%s", id, closest(id, ids))
		}
	}
}

// lintDebug checks which cause a program is said to show in debug mode.
func lintDebug(d *draft, causes map[string]bool) {
	for i, c := range d.entry.Causes {
		switch name := c.Proof.Debug; {
		case name == d.entry.ID+"/"+c.ID:
			d.causes[i].report("debug", "KB016", "the cause names itself")
		case name != "" && !causes[name]:
			d.causes[i].report("debug", "KB016", "there is no cause %q: write it as page/cause", name)
		}
	}
}

// closest suggests an id that begins or ends like the one that is missing.
func closest(id string, ids map[string]bool) string {
	for _, other := range slices.Sorted(maps.Keys(ids)) {
		if strings.HasPrefix(other, id) || strings.HasPrefix(id, other+"-") || strings.HasSuffix(other, "-"+id) || strings.HasSuffix(id, "-"+other) {
			return fmt.Sprintf(" (there is %q)", other)
		}
	}
	return ""
}

// lintCircle follows echoes: in a circle no page could lead.
func lintCircle(d *draft, echoes map[string][]string) {
	seen := map[string]bool{}
	var leadsBack func(id string) bool
	leadsBack = func(id string) bool {
		if id == d.entry.ID {
			return true
		}
		if seen[id] {
			return false
		}
		seen[id] = true
		return slices.ContainsFunc(echoes[id], leadsBack)
	}
	for i, id := range d.entry.Relation.EchoOf {
		if id != d.entry.ID && leadsBack(id) {
			d.meta.report(fmt.Sprintf("echo_of[%d]", i), "KB016", "%q is itself an echo of this page: in a circle neither leads", id)
		}
	}
}

// lintSharedWordings notes which page has a wording, by type, text and place.
func lintSharedWordings(d *draft, owners map[string]string) {
	if d.entry.Retired != "" {
		return
	}
	for i, w := range d.entry.Wordings {
		types := w.Types
		if len(types) == 0 {
			types = d.entry.Types
		}
		for _, class := range types {
			wording := class + ": " + w.Text + w.Pattern + w.Frame + w.Caller + w.Header + w.Source
			owner, taken := owners[wording]
			if taken && owner != d.entry.ID {
				d.meta.report(d.wordingKey(i), "KB007", "the page %s has the same wording for %s", owner, class)
			}
			owners[wording] = d.entry.ID
		}
	}
}

// wordingKey is the key of the i-th wording: the plain ones come first.
func (d *draft) wordingKey(i int) string {
	plain, _ := d.meta.values["wordings"].([]any)
	if i < len(plain) {
		return fmt.Sprintf("wordings[%d]", i)
	}
	return fmt.Sprintf("wording[%d]", i-len(plain))
}
