package kb

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sizes that keep a page readable (KB014, KB002).
const (
	maxHeading   = 70
	maxCauses    = 5
	maxCodeLines = 25
	maxColumns   = 100
	maxCode      = 76 // columns; a program is never wrapped, and stands four in on a terminal of 80
	maxParagraph = 4
)

// lintPage checks a page that could be read, as far as it can be alone.
func lintPage(d *draft) {
	e := d.entry
	d.page.lintHeading(e.Title, d.page.titleAt)
	if e.Retired != "" && len(e.Related) == 0 {
		d.meta.report("retired", "KB004", "a retired page names its successors in `related`")
	}
	if len(e.Causes) > maxCauses {
		d.page.report(d.sections[maxCauses].line, 1, "KB014", "more than %d causes: split the page", maxCauses)
	}
	for i, line := range d.page.lines {
		if at := strings.Index(line, "TODO"); at >= 0 {
			d.page.report(i+1, at+1, "KB019", "something is left to be written")
		}
	}
	lintReferences(d)
	lintCaptures(d)
	lintProse(d)
	ids := map[string]bool{}
	for i := range e.Causes {
		lintCause(d, i, ids)
	}
}

func (p *page) lintHeading(heading string, line int) {
	if n := utf8.RuneCountInString(heading); n > maxHeading {
		p.report(line, 1, "KB002", "the heading has %d characters, more than %d", n, maxHeading)
	}
	if strings.HasSuffix(heading, ".") && !strings.HasSuffix(heading, "...") {
		p.report(line, 1, "KB002", "the heading ends in a full stop")
	}
}

func lintReferences(d *draft) {
	seen := map[string]bool{}
	for i, r := range d.entry.References {
		key := fmt.Sprintf("references[%d].url", i)
		u, err := url.Parse(r.URL)
		switch {
		case err != nil || u.Scheme != "https" || u.Host == "":
			d.meta.report(key, "KB015", "%q is no https address", r.URL)
		case u.Host == "docs.python.org" && u.Fragment == "":
			d.meta.report(key, "KB015", "the address names no section: add its #fragment")
		case seen[r.URL]:
			d.meta.report(key, "KB015", "the reference stands twice")
		}
		seen[r.URL] = true
	}
	for line, link := range d.page.links() {
		if strings.HasPrefix(link.target, "http:") {
			d.page.report(line.number, link.column, "KB015", "the link is not https")
		}
	}
}

func lintCause(d *draft, i int, ids map[string]bool) {
	c, t, s := d.entry.Causes[i], d.causes[i], d.sections[i]
	d.page.lintHeading(s.heading, s.line)
	if ids[c.ID] {
		t.report("id", "KB004", "the page has a second cause %q", c.ID)
	}
	ids[c.ID] = true
	if c.Prose == "" {
		t.report("", "KB003", "the cause says nothing: write below its fence why it happens and what to change")
	}
	if len(d.entry.Causes) > 1 && !hasOwnEvidence(d.entry.Causes, i) {
		t.report("evidence", "KB008", "no piece of evidence is this cause's own: nothing would tell it from its siblings")
	}
	for j, e := range c.Evidence {
		if fault := clauseFault(e.Says); fault != "" {
			t.report(fmt.Sprintf("evidence[%d].says", j), "KB010", "%s", fault)
		}
	}
	if !overlap(c.Python, d.entry.Python) {
		t.report("python", "KB017", "the cause's versions are outside the page's")
	}
	lintPrograms(d, c, s, t)
}

// hasOwnEvidence tells whether a piece of evidence for the cause speaks for no other.
func hasOwnEvidence(causes []Cause, i int) bool {
	return slices.ContainsFunc(causes[i].Evidence, func(e Evidence) bool {
		if e.Weight <= 0 {
			return false
		}
		for j, other := range causes {
			shared := func(o Evidence) bool {
				return o.Kind == e.Kind && o.Pattern == e.Pattern && o.Absent == e.Absent && o.Weight >= e.Weight
			}
			if j != i && slices.ContainsFunc(other.Evidence, shared) {
				return false
			}
		}
		return true
	})
}

// clauseFault says what keeps a text from being one lower-case clause.
func clauseFault(says string) string {
	word, _, _ := strings.Cut(says, " ")
	first, size := utf8.DecodeRuneInString(word)
	rest := word[min(size, len(word)):]
	switch {
	case strings.HasSuffix(says, "."):
		return "`says` ends in a full stop"
	case strings.Contains(says, ". "):
		return "`says` is more than one clause"
	case unicode.IsUpper(first) && strings.ToLower(rest) == rest && !slices.Contains(properNames(), strings.TrimRight(word, "',")):
		return fmt.Sprintf("`says` begins with a capital: %q", word)
	}
	return ""
}

// properNames may begin a clause.
func properNames() []string {
	return []string{
		"Python", "Windows", "Django", "Jupyter", "Playwright", "Celery", "Tornado", "Linux", "Debian", "Docker", "Streamlit", "Home",
		"Flask", "Redis", "Starlette", "Trio", "Uvicorn", "Gunicorn", "Hypercorn", "Telethon", "Kubernetes", "Discord", "Node", "Motor",
	}
}

func overlap(a, b Range) bool {
	below := func(x, y Range) bool { return !x.To.IsZero() && x.To.Less(y.From) }
	return !below(a, b) && !below(b, a)
}

func lintPrograms(d *draft, c Cause, s section, t *facts) {
	switch {
	case len(c.Broken) > 0 && len(c.Fixed) > 0, d.entry.Retired != "":
	case c.Proof.Source == "":
		t.report("id", "KB011", "the cause has no pair of programs, `python broken` and `python fixed`, and names no `source`")
	case len(c.Broken) > 0:
		t.report("source", "KB011", "there is a broken program, so a fixed one belongs to it")
	}
	for _, f := range slices.Concat(s.broken, s.fixed) {
		d.page.lintCode(f)
	}
	for i, p := range slices.Concat(c.Broken, c.Fixed) {
		f := slices.Concat(s.broken, s.fixed)[i]
		if !overlap(p.Python, c.Python) || !overlap(p.Python, d.entry.Python) {
			d.page.report(f.line, 1, "KB017", "the program's versions are outside the cause's")
		}
	}
	for i, fixed := range c.Fixed {
		if slices.ContainsFunc(c.Broken, func(b Program) bool { return b.Source == fixed.Source }) {
			d.page.report(s.fixed[i].line, 1, "KB011", "the fixed program is the broken one")
		}
	}
}

func (p *page) lintCode(f fence) {
	lines := strings.Split(strings.TrimSuffix(f.text, "\n"), "\n")
	if len(lines) > maxCodeLines {
		p.report(f.line, 1, "KB014", "the program has %d lines, more than %d", len(lines), maxCodeLines)
	}
	for i, line := range lines {
		at := f.line + i + 1
		p.lintCodeColumns(line, at)
		if indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; strings.Contains(indent, "\t") {
			p.report(at, 1, "KB012", "the line is indented by a tab")
		}
		if strings.TrimRight(line, " \t") != line {
			p.report(at, len(line), "KB012", "blanks at the end of the line")
		}
	}
}

func (p *page) lintColumns(line string, at int) {
	if n := utf8.RuneCountInString(line); n > maxColumns {
		p.report(at, maxColumns+1, "KB014", "the line has %d columns, more than %d", n, maxColumns)
	}
}

// lintCodeColumns spares a line, or a comment, that is one long word, such as an
// address: it has nowhere to be wrapped.
func (p *page) lintCodeColumns(line string, at int) {
	if n := utf8.RuneCountInString(line); n > maxCode && strings.Contains(strings.TrimLeft(line, " #"), " ") {
		p.report(at, maxCode+1, "KB014", "the line of code has %d columns, more than %d", n, maxCode)
	}
}
