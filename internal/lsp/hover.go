package lsp

import (
	"context"
	"strings"

	"aiowhy/render"
)

// hover shows the document of a diagnosis: the one that the command line
// prints.
func (s *server) hover(ctx context.Context, v view, p positionParams) (any, error) {
	d := v.docs[p.TextDocument.URI]
	if d == nil {
		return nil, nil
	}
	marks := d.analysed(ctx).marksAt(p.Position)
	if len(marks) == 0 {
		return nil, nil
	}
	kind := "markdown"
	if v.client.plainHover {
		kind = "plaintext"
	}
	return hover{markup{kind, unfenced(documents(marks))}, marks[0].at}, nil
}

// unfenced indents the blocks of plain text, which is the same to markdown:
// Neovim to 0.9 rules a line across the window below every fence.
func unfenced(markdown string) string {
	lines := strings.Split(markdown, "\n")
	out := lines[:0]
	inside := false
	for _, line := range lines {
		switch {
		case !inside && line == "```text":
			inside = true
		case inside && line == "```":
			inside = false
		case inside && line != "":
			out = append(out, "    "+line)
		default:
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// documents joins the documents of several marks; an echo beside its root is
// named in the root's.
func documents(marks []mark) string {
	var all []string
	for _, m := range marks {
		if m.d.Root || len(marks) == 1 {
			all = append(all, render.Markdown(m.d, render.Echoes(m.d, m.report.all)))
		}
	}
	if len(all) == 0 {
		m := marks[0]
		all = append(all, render.Markdown(m.d, nil))
	}
	return strings.Join(all, "\n---\n\n")
}
