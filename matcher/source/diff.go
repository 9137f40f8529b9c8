package source

import (
	"cmp"
	"fmt"
	"sort"
	"strings"
)

// contextLines is how many unchanged lines a hunk shows around a change, as
// diff and git do.
const contextLines = 3

// assemble writes the edits as a unified diff, and as the file's new text
// where the file was read.
func assemble(at *Place, edits []edit) Change {
	sort.Slice(edits, func(i, j int) bool { return edits[i].line < edits[j].line })
	change := Change{Applicability: Sure}
	for _, e := range edits {
		change.Applicability = weaker(change.Applicability, e.trusted)
		change.Callers = cmp.Or(change.Callers, e.callers)
	}
	path := at.Path
	if at.File != nil && at.File.Path != "" {
		path = at.File.Path
	}
	path = strings.TrimLeft(strings.ReplaceAll(path, `\`, "/"), "/")
	var b strings.Builder
	fmt.Fprintf(&b, "--- a/%s\n+++ b/%s\n", path, path)
	if at.File == nil {
		for _, e := range edits {
			fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@\n", e.line, len(e.old), e.line, len(e.new))
			b.WriteString(strings.Join(append(prefix("-", e.old), prefix("+", e.new)...), "\n") + "\n")
		}
		change.Diff = b.String()
		return change
	}
	writeHunks(&b, at.File, edits)
	change.Diff, change.Text = b.String(), apply(at.File, edits)
	return change
}

func weaker(a, b Applicability) Applicability {
	order := map[Applicability]int{Sure: 0, Likely: 1, NeedEye: 2}
	if order[b] > order[a] {
		return b
	}
	return a
}

func prefix(sign string, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = sign + l
	}
	return out
}

// writeHunks joins edits whose surroundings touch.
func writeHunks(b *strings.Builder, f *File, edits []edit) {
	shift := 0 // by how much lines have moved so far
	for len(edits) > 0 {
		n := 1
		for n < len(edits) && edits[n].line-lastOf(edits[n-1]) <= 2*contextLines {
			n++
		}
		group := edits[:n]
		edits = edits[n:]
		start := max(1, group[0].line-contextLines)
		end := min(f.count(), lastOf(group[n-1])+contextLines)
		var body []string
		at, moved := start, 0
		for _, e := range group {
			body = append(body, prefix(" ", f.lines[at-1:e.line-1])...)
			body = append(body, prefix("-", e.old)...)
			body = append(body, prefix("+", e.new)...)
			at = lastOf(e) + 1
			moved += len(e.new) - len(e.old)
		}
		body = append(body, prefix(" ", f.lines[at-1:end])...)
		fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n", start, end-start+1, start+shift, end-start+1+moved)
		writeBody(b, f, body, end == f.count() && !strings.HasSuffix(f.text, "\n"))
		shift += moved
	}
}

// writeBody writes a hunk's lines. unended is set when it reaches the end of a
// file whose last line has no line break: the old last line and the new one
// then say so.
func writeBody(b *strings.Builder, f *File, body []string, unended bool) {
	lastOld, lastNew := -1, -1
	for i, line := range body {
		if line[0] != '+' {
			lastOld = i
		}
		if line[0] != '-' {
			lastNew = i
		}
	}
	for i, line := range body {
		if unended && (i == lastOld || i == lastNew) {
			b.WriteString(line + "\n\\ No newline at end of file\n")
			continue
		}
		b.WriteString(line + carriage(f) + "\n")
	}
}

func lastOf(e edit) int { return e.line + len(e.old) - 1 }

// count is the number of lines, the empty one after a last line break left out.
func (f *File) count() int {
	if n := len(f.lines); n > 0 && f.lines[n-1] == "" {
		return n - 1
	}
	return len(f.lines)
}

func carriage(f *File) string { return strings.TrimSuffix(f.eol, "\n") }

// apply is the file's text after the edits, its line breaks kept.
func apply(f *File, edits []edit) string {
	parts := strings.SplitAfter(f.text, "\n")
	var b strings.Builder
	at := 1
	for _, e := range edits {
		b.WriteString(strings.Join(parts[at-1:e.line-1], ""))
		if len(e.old) == 0 {
			b.WriteString(strings.Join(e.new, f.eol) + f.eol)
			at = e.line
			continue
		}
		if len(e.new) == 0 {
			at = lastOf(e) + 1
			continue
		}
		last := parts[lastOf(e)-1]
		ending := last[len(strings.TrimRight(last, "\r\n")):]
		b.WriteString(strings.Join(e.new, f.eol) + ending)
		at = lastOf(e) + 1
	}
	b.WriteString(strings.Join(parts[at-1:], ""))
	return b.String()
}
