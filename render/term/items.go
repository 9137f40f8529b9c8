package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	bullet = "• "
	// item is how glamour begins the lines of a list.
	item = "  "
)

// wholeItems makes one line of each item of a list: glamour keeps the line
// breaks in items, unlike those in paragraphs.
func wholeItems(markdown string) string {
	var b strings.Builder
	inItem := false
	for line := range strings.Lines(markdown) {
		text := strings.TrimLeft(line, " ")
		begins := strings.HasPrefix(text, "- ")
		if inItem && !begins && text != line && text != "\n" && !strings.HasPrefix(text, "```") {
			b.WriteString(" " + strings.TrimSuffix(text, "\n"))
			continue
		}
		if inItem {
			b.WriteByte('\n')
		}
		if inItem = begins; inItem {
			line = strings.TrimSuffix(line, "\n")
		}
		b.WriteString(line)
	}
	return b.String()
}

// hang sets the further lines of an item in line with its text; glamour sets
// them below its bullet.
func hang(lines []string, width int) []string {
	var out []string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if !strings.HasPrefix(ansi.Strip(line), item+bullet) {
			out = append(out, line)
			continue
		}
		for i+1 < len(lines) && isRestOfItem(ansi.Strip(lines[i+1])) {
			i++
			line += " " + strings.TrimPrefix(lines[i], item)
		}
		margin := ansi.StringWidth(item + bullet)
		wrapped := ansi.Wordwrap(strings.TrimPrefix(line, item), width-margin, "")
		before := item
		for text := range strings.SplitSeq(wrapped, "\n") {
			out = append(out, before+trimRight(text))
			before = strings.Repeat(" ", margin)
		}
	}
	return out
}

func isRestOfItem(line string) bool {
	return strings.HasPrefix(line, item) && !strings.HasPrefix(line, item+bullet) && strings.TrimSpace(line) != ""
}

// onLinesOfTheirOwn puts addresses that do not fit behind their text below it. A
// terminal would break them in the middle.
func onLinesOfTheirOwn(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		at := strings.Index(line, "https://")
		if at < 0 || ansi.StringWidth(line) <= width {
			continue
		}
		before := strings.TrimRight(line[:strings.LastIndexByte(line[:at], ' ')+1], " ")
		margin := ""
		if strings.HasPrefix(ansi.Strip(line), item) {
			margin = strings.Repeat(" ", ansi.StringWidth(item+bullet))
		}
		if strings.TrimLeft(ansi.Strip(before), bullet) != "" {
			lines[i] = before + "\n" + margin + strings.TrimLeft(line[len(before):], " ")
		}
	}
	return strings.Join(lines, "\n")
}
