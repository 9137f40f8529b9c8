package lsp

import (
	"context"
	"strings"
	"unicode/utf8"

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
	return hover{markup{kind, forWindow(documents(marks))}, marks[0].at}, nil
}

// windowWidth is the longest line of prose: a window in a terminal of 80
// columns takes it whole.
const windowWidth = 76

// forWindow sets a document for windows that show it as it is, and changes
// nothing of what it is to markdown. Prose is set in lines of the window; blocks
// of plain text are indented, since Neovim to 0.9 rules a line across the window
// below every fence.
func forWindow(markdown string) string {
	var out, prose []string
	fence := ""
	for line := range strings.SplitSeq(markdown, "\n") {
		if fence == "" && isProse(line) {
			prose = append(prose, strings.Fields(line)...)
			continue
		}
		out, prose = append(out, filled(prose)...), nil
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			if fence = line; line != "```text" {
				out = append(out, line)
			}
		case fence != "" && line == "```":
			if fence != "```text" {
				out = append(out, line)
			}
			fence = ""
		case fence == "```text" && line != "":
			out = append(out, "    "+line)
		default:
			out = append(out, line)
		}
	}
	return strings.Join(append(out, filled(prose)...), "\n")
}

// isProse tells a line of a paragraph from headings, lists, tables and code.
func isProse(line string) bool {
	return line != "" && !strings.ContainsRune(" #-*+>|`0123456789", rune(line[0])) || strings.HasPrefix(line, "**") || len(line) > 1 && line[0] == '`' && line[1] != '`'
}

// filled sets words in lines.
func filled(words []string) []string {
	var lines []string
	for _, word := range words {
		if n := len(lines) - 1; n >= 0 && utf8.RuneCountInString(lines[n])+1+utf8.RuneCountInString(word) <= windowWidth {
			lines[n] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
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
