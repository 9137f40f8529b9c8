// Package render turns diagnoses and pages into text: one markdown document,
// which the terminal, the editor's hover and JSON all share, and the formats
// made for machines.
//
// It decides words, never facts: what is the root, which cause is ahead and
// how sure that is comes from package matcher.
package render

import (
	"fmt"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/source"
)

// Certainty is shown in words. The limits are those at which the ranking of
// package matcher, measured on recordings, is right nine times and two times
// out of three.
const (
	certain = 0.85
	likely  = 0.5
	// worthALook is the least confidence at which another cause is mentioned.
	worthALook = 0.04
)

// maxOthers bounds the list of other causes: more would not be read.
const maxOthers = 3

// Markdown is the document of one diagnosis. echoes are the diagnoses that
// will vanish with it.
func Markdown(d *matcher.Diagnosis, echoes []matcher.Diagnosis) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", d.Entry.Title)
	b.WriteString(block("text", statementText(d)))
	if d.Match == matcher.ByFuzzy {
		b.WriteString("\nThis is a guess: the text only resembles what Python prints here.\n")
	}
	paragraph(&b, firstParagraph(pageText(d.Entry.Intro, d)))
	where(&b, d)
	if d.Problem != nil && d.Problem.Cut {
		paragraph(&b, "The text was too long to be read whole: its middle was left out.")
	}
	inner(&b, d)
	ended(&b, d)
	if len(d.Causes) > 0 {
		writeCause(&b, d)
	}
	footer(&b, d, echoes)
	return b.String()
}

// In is the line that tells which of several inputs a document is about.
func In(source string) string { return "In " + code(Printable(source)) + ":\n\n" }

// statementText is the message as Python printed it, cut to what one reads.
func statementText(d *matcher.Diagnosis) string {
	const limit = 600
	text := Statement(d)
	if r := []rune(text); len(r) > limit {
		text = string(r[:limit]) + "…"
	}
	return wrap(text, 76)
}

// isLevel tells the level of a log record from a class.
func isLevel(s string) bool {
	switch s {
	case "DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL":
		return true
	}
	return s == strings.ToLower(s)
}

func paragraph(b *strings.Builder, text string) {
	if text = strings.TrimSpace(text); text != "" {
		b.WriteString("\n" + text + "\n")
	}
}

func where(b *strings.Builder, d *matcher.Diagnosis) {
	at := d.Blame
	if at.File == "" {
		if d.Count > 1 {
			paragraph(b, fmt.Sprintf("Met %d times.", d.Count))
		}
		return
	}
	line := "**Where:** " + code(place(at.File, at.Line))
	if at.Function != "" && at.Function != "<module>" {
		line += " in " + code(at.Function)
	}
	if d.Count > 1 {
		line += fmt.Sprintf(" (met %d times)", d.Count)
	}
	paragraph(b, line)
	if at.Code != "" {
		b.WriteString("\n" + block("python", at.Code))
	}
}

func place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// inner names what a wrapper carries: the user's own problem.
func inner(b *strings.Builder, d *matcher.Diagnosis) {
	if d.Inner == nil {
		return
	}
	text := strings.TrimSuffix(d.Inner.Type+": "+d.Inner.Message, ": ")
	paragraph(b, "**What it carries, and what to look at first:** "+code(text))
}

// ended names what failed before shutdown noise: the user's own problem.
func ended(b *strings.Builder, d *matcher.Diagnosis) {
	if d.Ended == nil {
		return
	}
	text := strings.TrimSuffix(d.Ended.Type+": "+d.Ended.Message, ": ")
	paragraph(b, fmt.Sprintf("**What ended the program before it, and what to look at first:** %s (line %d)", code(text), d.Ended.Number))
}

func writeCause(b *strings.Builder, d *matcher.Diagnosis) {
	top := d.Causes[0]
	paragraph(b, fmt.Sprintf("**%s: %s.**%s", certainty(d), lowerFirst(pageText(top.Cause.Title, d)), reasons(d, top)))
	paragraph(b, pageText(top.Cause.Prose, d))
	fix(b, d, top.Cause)
	others(b, d)
	if d.Entry.Decide != "" && undecided(d) {
		paragraph(b, pageText("**To be sure:** "+d.Entry.Decide, d))
	}
}

// undecided reports whether the text leaves open which cause it is: the best
// one is no more than possible, or another comes close.
func undecided(d *matcher.Diagnosis) bool {
	const close = 2 // times less than the best
	if len(d.Causes) < 2 {
		return false
	}
	best := d.Causes[0].Confidence
	return best < likely || d.Causes[1].Confidence*close > best
}

// certainty is the word for how sure the cause is.
func certainty(d *matcher.Diagnosis) string {
	switch c := d.Causes[0].Confidence; {
	case d.Match == matcher.ByFuzzy:
		return "Possible cause"
	case c >= certain:
		return "Cause"
	case c >= likely:
		return "Most likely cause"
	}
	return "Possible cause"
}

// reasons says why the cause was chosen: what was seen, as clauses.
func reasons(d *matcher.Diagnosis, r matcher.RankedCause) string {
	var says []string
	for _, o := range r.Seen {
		if o.Evidence.Weight > 0 {
			says = append(says, pageText(o.Evidence.Says, d))
		}
	}
	if len(says) == 0 {
		return ""
	}
	if len(says) > 3 {
		says = says[:3]
	}
	text := says[0]
	if n := len(says); n > 1 {
		text = strings.Join(says[:n-1], ", ") + ", and " + says[n-1]
	}
	return " Because " + text + "."
}

// fix shows the cure for the Python seen in the text, and names another one
// that a newer Python allows.
func fix(b *strings.Builder, d *matcher.Diagnosis, c *kb.Cause) {
	if d.Change != nil {
		change(b, d.Change)
		return
	}
	program, another := fixedFor(c, d.Python)
	if program == nil {
		return
	}
	title := "**Fixed, in small:**"
	if !program.Python.IsZero() {
		title = "**Fixed, in small** (Python " + program.Python.String() + ")**:**"
	}
	paragraph(b, title)
	b.WriteString("\n" + block("python", program.Source))
	if another != nil {
		paragraph(b, "Python "+another.Python.String()+" has another way: `aiowhy explain "+d.Entry.ID+"/"+c.ID+"`.")
	}
}

// change shows the edit of the user's own line, and how far to trust it.
func change(b *strings.Builder, c *source.Change) {
	title := map[source.Applicability]string{
		source.Sure: "**Change:**", source.Likely: "**Change:**", source.NeedEye: "**Change, to be checked:**",
	}[c.Applicability]
	if c.Command != "" {
		paragraph(b, "**Run:**")
		b.WriteString("\n" + block("sh", c.Command))
		return
	}
	paragraph(b, title)
	b.WriteString("\n" + block("diff", c.Diff))
	if demand := Demand(c); demand != "" {
		paragraph(b, demand)
	}
}

// Demand is what a change asks for beside itself, "" for nothing.
func Demand(c *source.Change) string {
	switch {
	case c.Coroutine != "":
		return "For that, " + code(c.Coroutine) + " has to be an `async def`, and whoever calls it awaits it."
	case c.Callers != "":
		return "Whoever calls " + code(c.Callers) + " in other files has to await it from now on."
	}
	return ""
}

// fixedFor chooses among the fixed programs, which stand oldest Python first:
// the first that runs on the version. another is a later one, for a newer
// Python.
func fixedFor(c *kb.Cause, v kb.Version) (program, another *kb.Program) {
	for i := range c.Fixed {
		p := &c.Fixed[i]
		switch {
		case program == nil && p.Python.Contains(v):
			program = p
		case program != nil && another == nil && !p.Python.From.IsZero():
			another = p
		}
	}
	return program, another
}

func others(b *strings.Builder, d *matcher.Diagnosis) {
	var titles []string
	for _, r := range d.Causes[1:] {
		if r.Confidence >= worthALook && len(titles) < maxOthers {
			titles = append(titles, lowerFirst(pageText(r.Cause.Title, d)))
		}
	}
	if len(titles) > 0 {
		paragraph(b, "**If that is not it:** "+strings.Join(titles, "; ")+".")
	}
}

func footer(b *strings.Builder, d *matcher.Diagnosis, echoes []matcher.Diagnosis) {
	if len(echoes) > 0 {
		var list []string
		for _, e := range echoes {
			list = append(list, fmt.Sprintf("%s (line %d)", e.Entry.ID, e.Lines.Start))
		}
		paragraph(b, "**Will vanish with it:** "+strings.Join(unique(list), ", ")+".")
	}
	paragraph(b, "**More:** `aiowhy explain "+d.Entry.ID+"`")
	if len(d.Entry.References) > 0 {
		r := d.Entry.References[0]
		paragraph(b, fmt.Sprintf("[%s](%s)", r.Title, r.URL))
	}
}

func unique(list []string) []string {
	var out []string
	for i, s := range list {
		if i == 0 || s != list[i-1] {
			out = append(out, s)
		}
	}
	return out
}

// pageText fills a page's own words with the user's names.
func pageText(text string, d *matcher.Diagnosis) string {
	return matcher.Fill(withCommands(text), safeBindings(bindings(d)))
}

// withCommands turns links between pages, which lead from file to file, into
// the command that shows the page.
func withCommands(text string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '[')
		if open < 0 {
			break
		}
		label, rest, ok := strings.Cut(text[open+1:], "](")
		target, after, closed := strings.Cut(rest, ")")
		id, isPage := strings.CutSuffix(target, ".md")
		if !ok || !closed || !isPage || strings.ContainsAny(label, "[\n") || strings.ContainsAny(id, "/: ") {
			b.WriteString(text[:open+1])
			text = text[open+1:]
			continue
		}
		b.WriteString(text[:open])
		if strings.Trim(label, "`") != id {
			b.WriteString(label + ", ")
		}
		b.WriteString("`aiowhy explain " + id + "`")
		text = after
	}
	return b.String() + text
}

// bindings are the captures, completed by the page's examples.
func bindings(d *matcher.Diagnosis) []kb.Binding {
	all := append([]kb.Binding(nil), d.Captures...)
	for _, e := range d.Entry.Example {
		if !bound(all, e.Name) {
			all = append(all, e)
		}
	}
	return all
}

func bound(all []kb.Binding, name string) bool {
	for _, b := range all {
		if b.Name == name {
			return true
		}
	}
	return false
}

// safeBindings makes captures fit for the middle of a code span: pages put
// placeholders nowhere else.
func safeBindings(all []kb.Binding) []kb.Binding {
	safe := make([]kb.Binding, len(all))
	for i, b := range all {
		safe[i] = kb.Binding{Name: b.Name, Text: inCode(b.Text)}
	}
	return safe
}

// lowerFirst lowers the first letter of a title that goes on in a sentence,
// unless it begins with code or a name in capitals.
func lowerFirst(s string) string {
	if len(s) < 2 || s[0] < 'A' || s[0] > 'Z' || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	word, _, _ := strings.Cut(s, " ")
	switch strings.TrimRight(word, ",.:'s") {
	case "Python", "Jupyter", "Django", "Windows", "Linux", "Celery", "Flask", "Redis", "Streamlit", "Playwright", "Home", "Starlette", "FastAPI", "Tornado":
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func firstParagraph(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s), "\n\n")
	return first
}

// wrap breaks long lines of a message at blanks, so that a repr of a task does
// not run out of the page.
func wrap(s string, width int) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		for len([]rune(line)) > width {
			r := []rune(line)
			cut := strings.LastIndexByte(string(r[:width]), ' ')
			if cut < width/2 {
				cut = len(string(r[:width]))
			}
			out = append(out, line[:cut])
			line = "  " + strings.TrimLeft(line[cut:], " ")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
