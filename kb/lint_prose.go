package kb

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// link is an inline link of the prose.
type link struct {
	target string
	column int
}

// links walks over the links of all prose outside fences.
func (p *page) links() iter.Seq2[proseLine, link] {
	return func(yield func(proseLine, link) bool) {
		pattern := linkPattern()
		for _, s := range p.sections {
			for _, line := range s.prose {
				if line.code {
					continue
				}
				for _, at := range pattern.FindAllStringSubmatchIndex(line.text, -1) {
					if !yield(line, link{line.text[at[4]:at[5]], at[0] + 1}) {
						return
					}
				}
			}
		}
	}
}

func linkPattern() *regexp.Regexp { return regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]+)\)`) }

// lintProse checks lines, paragraphs and terms of all prose.
func lintProse(d *draft) {
	links, code := linkPattern(), regexp.MustCompile("`[^`]*`")
	blank := func(s string) string { return strings.Repeat(" ", len(s)) }
	for _, s := range d.page.sections {
		paragraph := paragraph{page: d.page}
		for _, line := range s.prose {
			shown := links.ReplaceAllString(line.text, "$1")
			if line.code || isTableRow(line.text) {
				paragraph.end()
				if line.code {
					d.page.lintCodeColumns(line.text, line.number)
				}
				continue
			}
			d.page.lintColumns(shown, line.number)
			lintTerms(d.page, code.ReplaceAllStringFunc(shown, blank), line.number)
			paragraph.add(shown, line.number)
		}
		paragraph.end()
		lintPlainFences(d.page, s)
	}
}

// paragraph counts the lines that a paragraph takes when it is set anew.
// Items of lists are exempt.
type paragraph struct {
	page   *page
	line   int // first line, 0 outside a paragraph
	width  int
	exempt bool
}

func (p *paragraph) add(text string, line int) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		p.end()
	case isListItem(text):
		p.end()
		p.exempt = true
	case !p.exempt:
		if p.line == 0 {
			p.line = line
		}
		p.width += utf8.RuneCountInString(text) + 1
	}
}

func (p *paragraph) end() {
	if lines := (p.width + maxColumns - 1) / maxColumns; lines > maxParagraph {
		p.page.report(p.line, 1, "KB014", "the paragraph has %d lines of %d columns, more than %d", lines, maxColumns, maxParagraph)
	}
	p.line, p.width, p.exempt = 0, 0, false
}

func isListItem(text string) bool {
	number := strings.TrimLeft(text, "0123456789")
	return strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "* ") || strings.HasPrefix(text, "> ") ||
		len(number) < len(text) && strings.HasPrefix(number, ". ")
}

func isTableRow(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), "|") }

// lintPlainFences holds the programs in the prose to the size of the others.
func lintPlainFences(p *page, s section) {
	start, count := 0, 0
	for _, line := range append(slices.Clone(s.prose), proseLine{}) {
		if line.code {
			if count == 0 {
				start = line.number
			}
			count++
			continue
		}
		if count-2 > maxCodeLines {
			p.report(start, 1, "KB014", "the program has %d lines, more than %d", count-2, maxCodeLines)
		}
		count = 0
	}
}

// lintTerms looks for words that the field does not use, or that blame.
func lintTerms(p *page, text string, line int) {
	lower := strings.ToLower(text)
	for _, term := range [][2]string{
		{"stack trace", "traceback"},
		{"stacktrace", "traceback"},
		{"backtrace", "traceback"},
		{"eventloop", "event loop"},
		{"event-loop", "event loop"},
		{"co-routine", "coroutine"},
		{"python interpreter's gil", "GIL"},
		{"you forgot", "what the code lacks, without blame"},
		{"your mistake", "what the code does, without blame"},
	} {
		if i := strings.Index(lower, term[0]); i >= 0 {
			p.report(line, i+1, "KB020", "%q: say %s", text[i:i+len(term[0])], term[1])
		}
	}
}

// factCaptures are what the table of names adds to the captures.
func factCaptures(table string) []string {
	if table == "names" {
		return []string{"replacement", "added", "deprecated", "removed"}
	}
	return nil
}

// lintCaptures checks every use of a capture against what the wordings capture.
func lintCaptures(d *draft) {
	known := factCaptures(d.entry.Facts)
	shown := slices.Clone(known)
	for _, w := range d.entry.Wordings {
		known = append(known, w.captures()...)
	}
	for _, b := range d.entry.Example {
		shown = append(shown, b.Name)
		if len(d.entry.Wordings) == 0 {
			known = append(known, b.Name) // a page of a fact has no other captures
		} else if !slices.Contains(known, b.Name) {
			d.meta.report("example."+b.Name, "KB013", "no wording captures {%s}", b.Name)
		}
	}
	if name, ok := firstMissing(d.entry.Decide, known); ok {
		d.meta.report("decide", "KB013", "no wording captures {%s}", name)
	}
	for i, c := range d.entry.Causes {
		for j, e := range c.Evidence {
			for key, text := range map[string]string{string(e.Kind): e.Pattern, "says": e.Says} {
				if name, ok := firstMissing(text, known); ok {
					d.causes[i].report(fmt.Sprintf("evidence[%d].%s", j, key), "KB013", "no wording captures {%s}", name)
				}
			}
		}
	}
	for _, s := range d.page.sections {
		lintShownCaptures(d.page, proseLine{text: s.heading, number: s.line}, known, shown)
		for _, line := range s.prose {
			if !line.code {
				lintShownCaptures(d.page, line, known, shown)
			}
		}
	}
}

func lintShownCaptures(p *page, line proseLine, known, shown []string) {
	if name, ok := firstMissing(line.text, known); ok {
		p.report(line.number, strings.Index(line.text, "{"+name)+1, "KB013", "no wording captures {%s}", name)
	} else if name, ok := firstMissing(line.text, shown); ok {
		p.report(line.number, strings.Index(line.text, "{"+name)+1, "KB013",
			"{%s} has no example, for the page shown without a text", name)
	}
}

// firstMissing is the first capture used in a text that is not among the names.
func firstMissing(text string, names []string) (missing string, ok bool) {
	replaceCaptures(text, func(name string) string {
		if !ok && !slices.Contains(names, name) {
			missing, ok = name, true
		}
		return ""
	})
	return missing, ok
}
