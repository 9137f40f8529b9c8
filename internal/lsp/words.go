package lsp

import (
	"fmt"
	"strings"

	"aiowhy/matcher"
	"aiowhy/matcher/source"
	"aiowhy/render"
)

// Everything that the server says outside a diagnosis's own document stands in
// this file. Titles begin with a capital and have no full stop.

// message is the text of a diagnostic.
func message(m *mark) string {
	text := render.Summary(m.d)
	switch {
	case m.again > 0:
		return fmt.Sprintf("%s (met %d times, first on line %d)", text, m.d.Count, m.again)
	case m.d.EchoOf != "":
		return fmt.Sprintf("%s (will vanish with %s)", text, m.d.EchoOf)
	}
	return text
}

func calledHere(function string) string {
	if function == "" || function == "<module>" {
		return "called here"
	}
	return "called here, in " + function
}

func vanishes(d *matcher.Diagnosis) string { return "will vanish with it: " + render.Statement(d) }

// changeTitle names an edit by the line that it makes.
func changeTitle(d *matcher.Diagnosis) string {
	made := madeLine(d.Change.Diff)
	if made == "" {
		made = "what the page " + d.Entry.ID + " says"
	}
	title := "Change to " + made
	if d.Change.Applicability == source.NeedEye {
		title += " (to be checked)"
	}
	return title
}

// madeLine is the last line that a diff adds: helpers and imports stand above
// the line that matters.
func madeLine(diff string) string {
	made := ""
	for _, line := range strings.Split(diff, "\n") {
		if strings.HasPrefix(line, "+") && !strings.HasPrefix(line, "+++ ") && strings.TrimSpace(line[1:]) != "" {
			made = strings.TrimSpace(line[1:])
		}
	}
	return made
}

func documentationTitle(d *matcher.Diagnosis) string {
	return "Open documentation: " + d.Entry.References[0].Title
}

func explainTitle(d *matcher.Diagnosis) string { return "Explain " + d.Entry.ID }

const explainSelectionTitle = "Explain the selected traceback"

func repeatsTitle(d *matcher.Diagnosis) string {
	return fmt.Sprintf("%s: met %d times", d.Entry.ID, d.Count)
}

const nothingKnown = "aiowhy: no asyncio problem that aiowhy knows in this text"

// brief is what a client shows that cannot open a page.
func brief(d *matcher.Diagnosis) string {
	return fmt.Sprintf("aiowhy: %s: `aiowhy explain %s`", render.Summary(d), d.Entry.ID)
}
