package kb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// The order of keys in a fence: what a page is, what it matches, how it stands
// to others. Lists that run over many lines come last.
var (
	entryKeys = []string{
		"id", "kind", "types", "wordings", "python", "library", "echo_of", "wrapper", "beside", "noise", "facts", "decide", "example", "related", "retired", "references",
	}
	wordingKeys = []string{"text", "pattern", "literal", "types", "python", "open", "asyncio_only", "alone", "remark", "frame", "caller", "header", "source", "in_block"}
	causeKeys   = []string{"id", "change", "blame", "python", "source", "requires", "runner", "options", "env", "services", "evidence"}
)

// Format writes a page in the house's order and spacing: keys in their order
// and aligned, one blank line around fences and headings, none doubled. A page
// whose TOML cannot be read is given back with its problems.
func Format(name string, text []byte) ([]byte, []Problem) {
	p := splitPage(name, text)
	for _, s := range p.sections {
		for _, f := range s.meta {
			readFacts(p, f)
		}
	}
	if len(p.problems) > 0 {
		return text, p.problems
	}
	var lines []string
	for i := 0; i < len(p.lines); i++ {
		ticks, info, opens := fenceOpening(p.lines[i])
		if !opens {
			lines = appendProse(lines, p.lines[i])
			continue
		}
		end := fenceEnd(p.lines, i+1, ticks)
		inner := p.lines[i+1 : end]
		switch (fence{words: strings.Fields(info)}).kind() {
		case "toml entry":
			inner = formatFacts(inner, entryKeys)
		case "toml cause":
			inner = formatFacts(inner, causeKeys)
		}
		if !strings.HasPrefix(p.lines[i], " ") {
			lines = appendBlank(lines)
		}
		lines = append(lines, strings.TrimRight(p.lines[i], " \t"))
		lines = append(lines, inner...)
		lines = append(lines, strings.TrimRight(p.lines[end], " \t"))
		if !strings.HasPrefix(p.lines[i], " ") {
			lines = append(lines, "")
		}
		i = end
	}
	return []byte(strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"), nil
}

// appendProse adds a line of prose, with blank lines around headings only once.
func appendProse(lines []string, line string) []string {
	line = strings.TrimRight(line, " \t")
	switch {
	case line == "":
		return appendBlank(lines)
	case strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "## "):
		return append(appendBlank(lines), line, "")
	}
	return append(lines, line)
}

func appendBlank(lines []string) []string {
	if len(lines) == 0 || lines[len(lines)-1] == "" {
		return lines
	}
	return append(lines, "")
}

// assignment is a key with its value as it stands, and the comments above it.
type assignment struct {
	key             string
	comments, value []string
}

// formatFacts orders and aligns the keys of a fence, the first table by the
// given order, every [[wording]] by its own.
func formatFacts(lines, order []string) []string {
	var formatted []string
	for i, table := range splitTables(lines) {
		if table.head != "" {
			order = wordingKeys
			if i > 0 {
				formatted = append(formatted, "")
			}
			formatted = append(formatted, table.comments...)
			formatted = append(formatted, table.head)
		}
		formatted = append(formatted, alignKeys(table.keys, order)...)
	}
	return formatted
}

// table is the keys below a [[head]], or before the first.
type table struct {
	comments []string
	head     string
	keys     []assignment
}

// splitTables cuts a fence at its keys. It asks the parser where they stand,
// since a value may run over many lines.
func splitTables(lines []string) []table {
	text := []byte(strings.Join(lines, "\n") + "\n")
	var parser unstable.Parser
	parser.Reset(text)
	type start struct {
		line int // from 0
		key  string
	}
	var starts []start
	for parser.NextExpression() {
		n := parser.Expression()
		key, where := tomlKey("", n, func(n *unstable.Node) place {
			at := parser.Shape(n.Raw).Start
			return place{at.Line, at.Column}
		})
		if n.Kind == unstable.ArrayTable || n.Kind == unstable.Table {
			key = ""
		}
		starts = append(starts, start{where.line - 1, key})
	}
	tables := []table{{}}
	from := 0
	for i, s := range starts {
		comments := slices.DeleteFunc(slices.Clone(lines[from:s.line]), isBlank)
		if s.key == "" {
			tables = append(tables, table{comments: comments, head: strings.TrimSpace(lines[s.line])})
			from = s.line + 1
			continue
		}
		end := len(lines)
		if i+1 < len(starts) {
			end = starts[i+1].line
		}
		from = firstComment(lines, s.line+1, end)
		last := &tables[len(tables)-1]
		last.keys = append(last.keys, assignment{s.key, comments, lines[s.line:from]})
	}
	return tables
}

// firstComment is where the comments and blank lines above a line begin.
func firstComment(lines []string, after, line int) int {
	for line > after && (isBlank(lines[line-1]) || strings.HasPrefix(strings.TrimSpace(lines[line-1]), "#")) {
		line--
	}
	return line
}

func isBlank(line string) bool { return strings.TrimSpace(line) == "" }

func alignKeys(keys []assignment, order []string) []string {
	width := 0
	for _, a := range keys {
		width = max(width, len(a.key))
	}
	place := func(key string) int {
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return len(order)
	}
	keys = slices.SortedStableFunc(slices.Values(keys), func(a, b assignment) int { return cmp.Compare(place(a.key), place(b.key)) })
	var lines []string
	for _, a := range keys {
		_, value, _ := strings.Cut(a.value[0], "=")
		lines = append(lines, a.comments...)
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%-*s = %s", width, a.key, strings.TrimSpace(value)), " "))
		lines = append(lines, a.value[1:]...)
	}
	return lines
}
