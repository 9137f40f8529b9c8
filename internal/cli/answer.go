package cli

import (
	"strings"

	"aiowhy/matcher"
	"aiowhy/render"
)

// answer is what an input was found to hold.
type answer struct {
	input     render.Input
	diagnoses []matcher.Diagnosis
	unknown   []matcher.Unknown // only where nothing was diagnosed
}

// show writes an answer in the format asked for.
func (d *diagnose) show(a answer, several bool) error {
	switch {
	case d.diff:
		return d.showDiffs(redacted(d, a.diagnoses))
	case d.applySure:
		return d.apply(d.files, a.diagnoses)
	}
	a = answer{redacted(d, a.input), redacted(d, a.diagnoses), redacted(d, a.unknown)}
	out := d.env.Stdout
	switch d.look.format {
	case "json":
		return render.JSON(out, a.input, a.diagnoses, a.unknown)
	case "quickfix":
		return render.Quickfix(out, a.input, a.diagnoses)
	case "github":
		return render.GitHub(out, a.input, a.diagnoses)
	case "sarif":
		d.gathered = append(d.gathered, render.Answer{Input: a.input, Diagnoses: a.diagnoses})
		if several {
			return nil // until all are there
		}
		return d.writeGathered()
	}
	return d.showWords(a, several)
}

// gathers reports whether the answer is one document for all inputs.
func (d *diagnose) gathers() bool { return d.look.format == "sarif" && !d.diff && !d.applySure }

// writeGathered writes that document.
func (d *diagnose) writeGathered() error {
	return render.SARIF(d.env.Stdout, d.gathered, redacted(d, d.env.Dir), buildVersion())
}

// showWords writes an answer for people, or as JSON lines.
func (d *diagnose) showWords(a answer, several bool) error {
	words := d.look.format != "jsonl"
	if several {
		d.part = a.input.Source
	}
	switch {
	case len(a.diagnoses) > 0:
		return d.showFresh(a.diagnoses)
	case len(a.unknown) > 0 && words:
		return d.write(render.Unknown(a.unknown))
	case words:
		d.nothing(a.input)
	}
	return nil
}

// showDocuments writes the roots among the diagnoses, each as a document.
func (d *diagnose) showDocuments(all []matcher.Diagnosis) error {
	var shown []string
	for i := range all {
		if g := &all[i]; g.Root || d.all {
			shown = append(shown, d.document(g, all))
		}
	}
	if len(shown) == 0 {
		return nil
	}
	return d.write(strings.Join(shown, rule))
}

// write writes a document, below a rule if others stand before it. It begins
// with the file that it is about where there are several, so that an answer
// that is kept still tells.
func (d *diagnose) write(document string) error {
	if d.part != "" {
		document = render.In(d.part) + document
	}
	if d.begun {
		document = rule + document
	}
	d.begun = true
	return d.look.showMarkdown(d.env, document)
}

func (d *diagnose) document(g *matcher.Diagnosis, all []matcher.Diagnosis) string {
	if d.why {
		return render.Why(g)
	}
	return render.Markdown(g, render.Echoes(g, all))
}

// atEnd reports whether the format is one answer, given at the end.
func (d *diagnose) atEnd() bool {
	if d.diff || d.applySure {
		return true
	}
	switch d.look.format {
	case "json", "sarif", "quickfix", "github":
		return true
	}
	return false
}

// rule parts the documents of several diagnoses.
const rule = "\n---\n\n"

// summary tells at the end of a stream what was met more than once.
func (d *diagnose) summary(all []matcher.Diagnosis) {
	if d.look.format == "jsonl" {
		return
	}
	for i := range all {
		if all[i].Count > 1 {
			d.repeated(&all[i])
		}
	}
}
