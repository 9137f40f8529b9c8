package kb

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// page is a markdown page cut into the pieces that the reader and the linter
// work on. It knows markdown's fences and headings, and no keys.
type page struct {
	name     string
	lines    []string
	title    string
	titleAt  int // line, 0 if there is none
	sections []section
	problems []Problem
}

// section is what stands below a heading: the entry itself below the title,
// then one cause a section.
type section struct {
	heading string
	line    int
	meta    []fence // TOML fences of the section
	broken  []fence // programs
	fixed   []fence //
	prose   []proseLine
}

// proseLine is a line of prose, or of a plain fence within it.
type proseLine struct {
	text   string
	number int
	code   bool
}

// fence is a fenced block.
type fence struct {
	line  int      // of the opening
	words []string // info string, split at blanks
	text  string   // with the final line break
}

func (p *page) report(line, column int, code, format string, args ...any) {
	p.problems = append(p.problems, Problem{p.name, line, column, code, fmt.Sprintf(format, args...)})
}

func splitPage(name string, text []byte) *page {
	p := &page{name: name}
	if !utf8.Valid(text) {
		p.report(1, 1, "KB003", "the page is not UTF-8")
		return p
	}
	p.lines = strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	for i := 0; i < len(p.lines); i++ {
		line := p.lines[i]
		ticks, info, opens := fenceOpening(line)
		switch {
		case opens:
			end := fenceEnd(p.lines, i+1, ticks)
			if end < 0 {
				p.report(i+1, 1, "KB003", "the fence is never closed")
				end = len(p.lines)
			}
			p.addFence(i, end, strings.Fields(info))
			i = end
		case strings.HasPrefix(line, "# "):
			p.addTitle(line[2:], i+1)
		case strings.HasPrefix(line, "## "):
			p.sections = append(p.sections, section{heading: strings.TrimSpace(line[3:]), line: i + 1})
		default:
			p.addProse(proseLine{line, i + 1, false})
		}
	}
	if p.titleAt == 0 {
		p.report(1, 1, "KB002", "the page has no title: its first line is `# Title`")
	}
	return p
}

// fenceOpening tells whether a line opens a fence, perhaps inside a list.
func fenceOpening(line string) (ticks int, info string, ok bool) {
	rest := strings.TrimLeft(line, " ")
	info = strings.TrimLeft(rest, "`")
	ticks = len(rest) - len(info)
	return ticks, info, ticks >= 3 && !strings.Contains(info, "`")
}

func fenceEnd(lines []string, from, ticks int) int {
	for i := from; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if len(line) >= ticks && strings.Trim(line, "`") == "" {
			return i
		}
	}
	return -1
}

func (p *page) addTitle(title string, line int) {
	if p.titleAt != 0 {
		p.report(line, 1, "KB002", "a second title: causes are headed by `##`")
		return
	}
	p.title, p.titleAt = strings.TrimSpace(title), line
	if len(p.sections) > 0 {
		p.report(line, 1, "KB002", "the title must come first on the page")
	}
	p.sections = append(p.sections, section{heading: p.title, line: line})
}

func (p *page) addProse(line proseLine) {
	if len(p.sections) == 0 {
		if strings.TrimSpace(line.text) == "" {
			return
		}
		p.startUntitled(line.number)
	}
	s := &p.sections[len(p.sections)-1]
	s.prose = append(s.prose, line)
}

// startUntitled opens the first section of a page whose title is not its first line.
func (p *page) startUntitled(line int) {
	p.report(line, 1, "KB002", "the page begins with its title, `# Title`")
	p.titleAt = line
	p.sections = append(p.sections, section{line: line})
}

// addFence files the fence of lines[start] to lines[end] under its section; a
// fence that is nothing special is prose.
func (p *page) addFence(start, end int, words []string) {
	f := fence{line: start + 1, words: words}
	if end > start+1 {
		f.text = strings.Join(p.lines[start+1:min(end, len(p.lines))], "\n") + "\n"
	}
	if len(p.sections) == 0 {
		p.startUntitled(start + 1)
	}
	s := &p.sections[len(p.sections)-1]
	switch f.kind() {
	case "toml entry", "toml cause":
		s.meta = append(s.meta, f)
	case "python broken":
		s.broken = append(s.broken, f)
	case "python fixed":
		s.fixed = append(s.fixed, f)
	default:
		if len(words) > 1 && (words[0] == "toml" || words[0] == "python") {
			p.report(start+1, 1, "KB003", "`%s` is no fence of a page: toml entry, toml cause, python broken or python fixed",
				strings.Join(words[:2], " "))
		}
		for i := start; i <= end && i < len(p.lines); i++ {
			p.addProse(proseLine{p.lines[i], i + 1, true})
		}
	}
}

// kind is the first two words of the info string.
func (f fence) kind() string {
	if len(f.words) < 2 {
		return ""
	}
	return f.words[0] + " " + f.words[1]
}

// text is the section's prose as one piece of markdown: no blank lines around
// it, and no two in a row where a fence was taken out.
func (s section) text() string {
	var kept []string
	for _, line := range s.prose {
		text := line.text
		if !line.code && strings.TrimSpace(text) == "" {
			if len(kept) == 0 || kept[len(kept)-1] == "" {
				continue
			}
			text = ""
		}
		kept = append(kept, text)
	}
	return strings.TrimRight(strings.Join(kept, "\n"), "\n")
}
