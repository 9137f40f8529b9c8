package matcher

import (
	"strings"

	"aiowhy/matcher/traceback"
)

// setting is what a text is as a whole, where its lines tell: commits and diffs,
// hits of a search, a manual, a list of changes. What such a text says of a
// message nobody printed: only a traceback, a warning with its place or a record
// with its context is explained there, for that is output, whoever quotes it.
type setting struct {
	lines    int // that are not blank
	records  int // of a log
	commits  int // heads of commits and of diffs, and hunks
	listed   int // hits of grep, titles of commits
	manual   int // directives and roles of reStructuredText
	releases int // headings of a list of changes
	headings int // of markdown, below the title
	chat     int // lines of a conversation
	asks     bool
}

// minHeadings tells a page of markdown from a question about a failure, whose
// headings ask for what happened.
const minHeadings = 3

// minChat is how many lines with a time and a name make a conversation.
const minChat = 4

// minManual tells a manual from a report that shows a docstring among its source:
// one line in so many is a directive, a role or the like.
const minManual = 40

func (s *setting) merge(other setting) {
	s.lines += other.lines
	s.records += other.records
	s.commits += other.commits
	s.listed += other.listed
	s.manual += other.manual
	s.releases += other.releases
	s.headings += other.headings
	s.chat += other.chat
	s.asks = s.asks || other.asks
}

// speaks reports whether the text speaks of messages instead of showing them. A
// log may begin with a diff, as a build server's does, and is a log.
func (s *setting) speaks() bool {
	if 4*s.records > s.lines {
		return false
	}
	return s.commits > 0 || minManual*s.manual > s.lines || s.releases > 0 || s.listed > 1 && 2*s.listed > s.lines || s.headings >= minHeadings && !s.asks ||
		s.chat >= minChat && 2*s.chat > s.lines
}

// line notes what one line says of the text that it stands in.
func (s *setting) line(line traceback.Line) {
	text := line.Text
	if text == "" || len(text) > maxMention {
		return
	}
	s.lines++
	if line.Head {
		s.records++
	}
	switch c := text[0]; {
	case c == '@' || c == 'd' || c == 'c' || c == 'A' || c == '-' || c == '+':
		if isOfCommit(text) {
			s.commits++
		}
	case c == '[' || c == '<':
		if isChat(text) {
			s.chat++
		}
	case c == '#':
		s.heading(strings.TrimLeft(text, "#"), strings.HasPrefix(text, "##"))
	case c == 'F' || c == 'C':
		if isChangesHeading(text) && !strings.Contains(text, " ") {
			s.releases++
		}
	}
	if isManual(text) {
		s.manual++
	}
	if isListed(text) {
		s.listed++
	}
}

func (s *setting) heading(title string, below bool) {
	if !strings.HasPrefix(title, " ") {
		return
	}
	title = strings.TrimSpace(title)
	lower := strings.ToLower(title)
	switch {
	case !below:
	case isChangesHeading(strings.Trim(title, " :*")), isRelease(lower):
		s.releases++
	default:
		s.headings++
	}
	s.asks = s.asks || containsAny(lower, "expected", "actual", "reproduc", "environment", "happen", "steps to", "traceback", "log output",
		"stack trace", "bug report", "describe the", "description", "additional context", "your version", "error message")
}

// isOfCommit knows the lines that git writes: "commit 3c2a71b…", "Author: Ana
// <ana@shop.example>", "diff --git …", "@@ -1,2 +1,3 @@".
func isOfCommit(text string) bool {
	hash, ok := strings.CutPrefix(text, "commit ")
	if hash, _, _ = strings.Cut(hash, " "); ok && len(hash) == 40 && isHash(hash) {
		return true
	}
	return strings.HasPrefix(text, "diff --git ") || strings.HasPrefix(text, "@@ -") && strings.Contains(text, " @@") ||
		strings.HasPrefix(text, "Author: ") && strings.Contains(text, "@") && strings.HasSuffix(text, ">") ||
		strings.HasPrefix(text, "--- a/") || strings.HasPrefix(text, "+++ b/")
}

func isHash(word string) bool {
	return len(word) >= 7 && len(word) <= 40 && strings.Trim(word, "0123456789abcdef") == "" && strings.ContainsAny(word, "0123456789")
}

// isChangesHeading knows the headings under which lists of changes stand.
func isChangesHeading(title string) bool {
	switch title {
	case "Fixed", "Changed", "Bugfixes", "Bug fixes", "Bug Fixes", "Fixes", "Changelog", "Change Log", "What's Changed", "Release notes", "Release Notes", "Changes":
		return true
	}
	return false
}

// isChat knows a line of a conversation: "[10:41] ana: …", "<ana> …". A log's time
// has seconds.
func isChat(text string) bool {
	text, timed := strings.CutPrefix(text, "[")
	if timed {
		clock, rest, ok := strings.Cut(text, "] ")
		hours, minutes, colon := strings.Cut(clock, ":")
		if !ok || !colon || !isNumber(hours) || len(minutes) != 2 || !isNumber(minutes) {
			return false
		}
		text = rest
		if name, _, ok := strings.Cut(text, ": "); ok && isName(name) {
			return true
		}
	}
	text, named := strings.CutPrefix(text, "<")
	name, _, ok := strings.Cut(text, "> ")
	return named && ok && isName(name) && name != "module"
}

func isName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r != '-' && notInName(r) })
}

// isRelease knows a heading that names a release: "v1.9.2", "[1.2.0] - 2024-05-01".
func isRelease(title string) bool {
	version := strings.TrimLeft(title, "[v")
	numbers, _, _ := strings.Cut(version, " ")
	return strings.Count(numbers, ".") >= 1 && isNumber(strings.ReplaceAll(strings.TrimRight(numbers, "]:"), ".", ""))
}

// isManual knows directives and roles of reStructuredText, and what a docstring
// says of exceptions.
func isManual(text string) bool {
	trimmed := strings.TrimLeft(text, " ")
	if trimmed == "Raises:" || strings.HasPrefix(trimmed, ":raises ") {
		return true
	}
	if rest, ok := strings.CutPrefix(trimmed, ".. "); ok {
		word, _, directive := strings.Cut(rest, "::")
		return directive && word != "" && !strings.ContainsAny(word, " .")
	}
	at := strings.Index(text, ":`")
	if at < 2 {
		return false
	}
	role := strings.LastIndexByte(text[:at], ':')
	return role >= 0 && role < at-1 && isClass(text[role+1:at]) && (role == 0 || strings.IndexByte(" (`", text[role-1]) >= 0 || isClass(text[role-1:role]))
}

// isListed knows a hit of grep and the title of a commit behind its hash. What
// begins with a class behind a hash may be a container's output.
func isListed(text string) bool {
	number, _, numbered := strings.Cut(text, ":") // of a search in one file
	if isPlaced(text) || numbered && isNumber(number) && spokenOf(text) {
		return true
	}
	hash, rest, ok := strings.Cut(text, " ")
	if !ok || !isHash(hash) {
		return false
	}
	class, _, _ := strings.Cut(rest, ":")
	return !isClass(class)
}

// isLone reports whether nothing but its own words tells of a problem: no frame,
// no place, no context.
func isLone(p *traceback.Problem) bool {
	e := p.Exception
	if e != nil && (len(e.Frames) > 0 || next(e) != nil || len(e.Group) > 0 || e.Syntax != nil) || len(p.Fields) > 0 || len(p.Stack) > 0 || len(p.Allocated) > 0 {
		return false
	}
	return p.Object == "" && (p.Warning == nil || p.Warning.File == "")
}

// printed leaves out what a text only speaks of.
func (s *Session) printed(all []*finding) []*finding {
	if !s.setting.speaks() {
		return all
	}
	var out []*finding
	for _, f := range all {
		if !isLone(f.Problem) {
			out = append(out, f)
		}
	}
	return out
}
