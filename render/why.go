package render

import (
	"fmt"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
)

// Why is the reasoning behind a diagnosis as a document: for each cause what
// in the text speaks for it and against it, and what was looked for in vain.
func Why(d *matcher.Diagnosis) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Why %s\n\n", d.Entry.ID)
	b.WriteString(block("text", statementText(d)))
	matched := "matched a wording of the page word for word"
	if d.Match == matcher.ByFuzzy {
		matched = "only resembles a wording of the page"
	}
	line := fmt.Sprintf("The message on line %d %s: %s sure that the page is right.", messageLine(d), matched, percent(d.Confidence))
	if d.EchoOf != "" {
		line += " It is an echo of " + code(d.EchoOf) + "."
	}
	if v := d.Python.String(); v != "" {
		line += " The text tells Python " + v + " or later."
	}
	paragraph(&b, line)
	for i, r := range d.Causes {
		fmt.Fprintf(&b, "\n## %d. %s\n", i+1, pageText(r.Cause.Title, d))
		paragraph(&b, fmt.Sprintf("%s, %s", code(d.Entry.ID+"/"+r.Cause.ID), percent(r.Confidence)))
		whyCause(&b, d, r)
	}
	return b.String()
}

// whyCause lists the evidence, found first; + and - say which way it weighs.
func whyCause(b *strings.Builder, d *matcher.Diagnosis, r matcher.RankedCause) {
	if len(r.Seen)+len(r.Missing) > 0 {
		b.WriteString("\n")
	}
	for _, o := range r.Seen {
		fmt.Fprintf(b, "- **%+d** %s%s\n", o.Evidence.Weight, pageText(o.Evidence.Says, d), atLine(o))
	}
	for _, e := range r.Missing {
		fmt.Fprintf(b, "- not seen (%+d): %s\n", e.Weight, pageText(e.Says, d))
	}
	if len(r.Seen) == 0 && len(r.Missing) == 0 {
		paragraph(b, "The page has one cause, and needs no evidence for it.")
	}
}

func atLine(o matcher.Observation) string {
	if o.Line == 0 {
		if o.Evidence.Kind == kb.EvidenceFile {
			return ", in your source file"
		}
		return ""
	}
	where := fmt.Sprintf(", line %d", o.Line)
	if o.Evidence.Kind == kb.EvidenceFile {
		where += " of your source file"
	}
	if text := oneLine(o.Text, 70); text != "" {
		where += ": " + code(text)
	}
	return where
}

// messageLine is the input line of the message itself.
func messageLine(d *matcher.Diagnosis) int {
	if d.Problem != nil && d.Problem.Exception != nil && d.Problem.Exception.Message == d.Message {
		return d.Problem.Exception.Number
	}
	return d.Lines.Start
}

func percent(f float64) string { return fmt.Sprintf("%.0f %%", f*100) }
