package render

import (
	"fmt"
	"slices"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
)

// Page is the document of an entry, as `aiowhy explain` shows it: the same
// words as in a diagnosis, with the page's examples for the user's names.
func Page(e *kb.Entry) string {
	var b strings.Builder
	d := &matcher.Diagnosis{Entry: e}
	fmt.Fprintf(&b, "# %s\n", e.Title)
	paragraph(&b, standing(e))
	if texts := wordings(e); texts != "" {
		b.WriteString("\n" + block("text", texts))
	}
	paragraph(&b, pageText(e.Intro, d))
	for i := range e.Causes {
		pageCause(&b, d, &e.Causes[i])
	}
	pageFooter(&b, e)
	return b.String()
}

// standing is the line under the title: what sort of page, for whom.
func standing(e *kb.Entry) string {
	parts := []string{"`" + e.ID + "`", string(e.Kind)}
	if e.Library != "" {
		parts = append(parts, e.Library)
	}
	if v := e.Python.String(); v != "" {
		parts = append(parts, "Python "+v)
	}
	if e.Retired != "" {
		parts = append(parts, "retired: "+e.Retired)
	}
	return strings.Join(parts, " · ")
}

// maxWordings bounds the messages shown: some pages know thirty.
const maxWordings = 6

func wordings(e *kb.Entry) string {
	d := &matcher.Diagnosis{Entry: e}
	var all []string
	for i := range e.Wordings {
		w := &e.Wordings[i]
		if w.Pattern != "" {
			continue
		}
		// Wordings that differ in their holes may read the same with examples.
		if text := wrap(printedAs(e, w, d), 76); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	if more := len(all) - maxWordings; more > 0 {
		all = append(all[:maxWordings], fmt.Sprintf("… and %d more", more))
	}
	return strings.Join(all, "\n")
}

// printedAs is a wording as Python prints it, with the page's examples. Where a
// page has several classes, and a wording names none, the first class is only
// sure for the first wording.
func printedAs(e *kb.Entry, w *kb.Wording, d *matcher.Diagnosis) string {
	types := w.Types
	if len(types) == 0 {
		types = e.Types
	}
	text := withExamples(w.Text, bindings(d))
	if w.Open {
		text += " …"
	}
	switch {
	case len(types) == 0 || types[0] == kb.LogType:
		return text
	case w.Text == "":
		return types[0]
	case len(w.Types) == 0 && len(types) > 1 && w != &e.Wordings[0]:
		return text
	}
	return types[0] + ": " + text
}

// withExamples fills a wording's holes; those without an example become an
// ellipsis.
func withExamples(text string, examples []kb.Binding) string {
	pieces, err := kb.ParseWording(text)
	if err != nil {
		return text
	}
	var b strings.Builder
	for _, p := range pieces {
		if !p.Hole {
			b.WriteString(p.Fixed)
		} else if example := matcher.Fill("{"+p.Name+"}", examples); p.Name != "" && example[0] != '{' {
			b.WriteString(example)
		} else {
			b.WriteString("…")
		}
	}
	return b.String()
}

func pageCause(b *strings.Builder, d *matcher.Diagnosis, c *kb.Cause) {
	fmt.Fprintf(b, "\n## %s\n", pageText(c.Title, d))
	paragraph(b, "`"+d.Entry.ID+"/"+c.ID+"`")
	paragraph(b, proof(c))
	paragraph(b, pageText(c.Prose, d))
	programs(b, "Fails", c.Broken)
	programs(b, "Works", c.Fixed)
}

// proof says how the cause is known: a reader should see what was run and what
// was read.
func proof(c *kb.Cause) string {
	switch {
	case c.Proof.Source != "":
		return "From the sources, not reproduced: " + c.Proof.Source + "."
	case len(c.Proof.Pythons) == 0:
		return "Not reproduced yet."
	case len(c.Proof.Requires) > 0:
		return "Reproduced with " + strings.Join(distributions(c.Proof.Requires), ", ") + " on Python " + versions(c.Proof.Pythons) + "."
	}
	said := "Reproduced on Python " + versions(c.Proof.Pythons) + "."
	if entry, _, ok := c.Proof.InDebug(); ok {
		said += " In asyncio's debug mode, the program that fails shows `" + entry + "` instead."
	}
	return said
}

// distributions are pinned requirements as a reader says them: name[extra]==1
// as name 1.
func distributions(requires []string) []string {
	var names []string
	for _, r := range requires {
		name, version, _ := strings.Cut(r, "==")
		name, _, _ = strings.Cut(name, "[")
		names = append(names, strings.TrimSpace(name+" "+version))
	}
	return names
}

// versions lists minor versions, three and more in a row as a range.
func versions(all []kb.Version) string {
	var parts []string
	for i := 0; i < len(all); i++ {
		last := i
		for last+1 < len(all) && all[last+1].Minor == all[last].Minor+1 {
			last++
		}
		if last < i+2 {
			parts = append(parts, all[i].String())
			continue
		}
		parts = append(parts, all[i].String()+" to "+all[last].String())
		i = last
	}
	if n := len(parts); n > 1 {
		parts = append(parts[:n-2], parts[n-2]+" and "+parts[n-1])
	}
	return strings.Join(parts, ", ")
}

func programs(b *strings.Builder, word string, all []kb.Program) {
	for _, p := range all {
		title := word
		if v := p.Python.String(); v != "" {
			title += ", Python " + v
		}
		if p.File != "" {
			title += ", `" + p.File + "`"
		}
		paragraph(b, "**"+title+":**")
		b.WriteString("\n" + block("python", p.Source))
	}
}

func pageFooter(b *strings.Builder, e *kb.Entry) {
	if len(e.Related) > 0 {
		var list []string
		for _, id := range e.Related {
			list = append(list, "`aiowhy explain "+id+"`")
		}
		paragraph(b, "**Related:** "+strings.Join(list, ", "))
	}
	if len(e.References) > 0 {
		b.WriteString("\n**References**\n\n")
		for _, r := range e.References {
			fmt.Fprintf(b, "- [%s](%s)\n", r.Title, r.URL)
		}
	}
}
