package facts

import (
	"fmt"
	"slices"
	"strings"
)

// Coverage says which facts lead to a page.
type Coverage struct {
	Lines  []CoverageLine
	Gaps   []Gap
	Exempt []Exception // facts without a page, for a reason
	Stale  []string    // exceptions that are none: their fact is recognised, or unknown
}

// CoverageLine counts one sort of facts.
type CoverageLine struct {
	What         string
	Covered, All int
}

// Gap is a fact that leads to no page, with the text that was tried.
type Gap struct{ What, ID, Text string }

// Cover tries every fact that users can see, each in its natural setting. The
// function given names the page that a text leads to, empty for none.
func Cover(page func(text string) string) (Coverage, error) {
	var c Coverage
	exceptions, err := Exceptions()
	if err != nil {
		return c, err
	}
	messages, err := Messages()
	if err != nil {
		return c, err
	}
	for _, visible := range []string{"yes", "rare"} {
		what := map[string]string{"yes": "messages that users see", "rare": "messages that users rarely see"}[visible]
		for _, m := range messages {
			if m.Visible == visible {
				c.try(what, m.ID, page, m.Setting())
			}
		}
	}
	absent, err := AbsentNames()
	if err != nil {
		return c, err
	}
	for _, n := range absent {
		for _, seen := range n.Seen {
			c.try("names that some version lacks, as seen there", n.Name.Name, page, n.setting(seen))
		}
	}
	classes, err := ClassNames()
	if err != nil {
		return c, err
	}
	for _, n := range classes {
		c.try("names of exception classes, without a message", n.Printed, page, classSetting(n.Printed))
	}
	c.exempt(exceptions)
	return c, nil
}

// exempt takes from the gaps those that are there for a reason.
func (c *Coverage) exempt(exceptions []Exception) {
	for _, e := range exceptions {
		before := len(c.Gaps)
		c.Gaps = slices.DeleteFunc(c.Gaps, func(g Gap) bool { return g.ID == e.ID })
		if len(c.Gaps) == before {
			c.Stale = append(c.Stale, e.ID)
		} else {
			c.Exempt = append(c.Exempt, e)
		}
	}
}

// try counts a fact as covered if its text leads to a page.
func (c *Coverage) try(what, id string, page func(string) string, text string) {
	if n := len(c.Lines); n == 0 || c.Lines[n-1].What != what {
		c.Lines = append(c.Lines, CoverageLine{What: what})
	}
	line := &c.Lines[len(c.Lines)-1]
	line.All++
	if page(text) != "" {
		line.Covered++
		return
	}
	c.Gaps = append(c.Gaps, Gap{what, id, text})
}

// Markdown is the table for the README.
func (c Coverage) Markdown() string {
	var b strings.Builder
	b.WriteString("| CPython 3.6 to 3.14 | recognised | of |\n|---|--:|--:|\n")
	for _, line := range c.Lines {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", line.What, line.Covered, line.All)
	}
	if len(c.Exempt) > 0 {
		b.WriteString("\nNot recognised, on purpose:\n\n")
	}
	for _, e := range c.Exempt {
		fmt.Fprintf(&b, "- `%s`: %s\n", e.ID, e.Reason)
	}
	return b.String()
}

// Setting is the message's example as it stands in real output: at the end of
// a traceback, as a warning, as a log record.
func (m Message) Setting() string {
	example, source, _ := strings.Cut(m.Example, "   <- ")
	switch {
	case m.Kind == "syntax":
		source = strings.NewReplacer(`\n`, "\n", "'", "").Replace(source)
		// The last line is the one that the compiler points at.
		lines := strings.Split(strings.TrimSpace(source), "\n")
		line := strings.TrimSpace(lines[len(lines)-1])
		return fmt.Sprintf("  File \"/home/me/app.py\", line 1\n    %s\n    ^\n%s\n", line, example)
	case strings.HasPrefix(example, m.Class+": ") && strings.HasSuffix(m.Class, "Warning"):
		return "/home/me/app.py:12: " + example + "\n  step()\n"
	case strings.HasSuffix(m.Class, "Warning"):
		return example + "\n  step()\n"
	case m.Kind == "loop-handler" && strings.Contains(m.Where, "context line"):
		return "ERROR:asyncio:Exception in callback refresh()\n" + example + "\n"
	case m.Kind == "raise" || m.Kind == "interpreter" && m.Class != "unraisable":
		return inTraceback(sourceOf(example), example, m.Where)
	case m.Kind == "log" && m.Class != "print" && !strings.Contains(example, ":asyncio:"):
		level, _, _ := strings.Cut(m.Class, "/")
		return level + ":asyncio:" + example + "\n"
	}
	return strings.TrimPrefix(example, "unraisable: ") + "\n"
}

// setting is what users see where the name is absent, at the end of a traceback.
func (n AbsentName) setting(seen string) string {
	where := ""
	class, _, generic := strings.Cut(n.Name.Name, ".__class_getitem__")
	if generic {
		return inTraceback("jobs: "+class+"[int]", seen, where)
	}
	if strings.HasPrefix(n.Name.Name, "loop.subprocess_") {
		where = "asyncio.unix_events._start" // which hands the argument to subprocess.Popen
	}
	return inTraceback(sourceOf(seen), seen, where)
}

// classSetting is a class name without a message. A dotted one says enough when
// it is pasted alone; a built-in one stands at the end of a traceback.
func classSetting(printed string) string {
	if strings.Contains(printed, ".") {
		return printed + "\n"
	}
	return inTraceback("await step()", printed, "asyncio.tasks.wait_for")
}

// sourceOf is the user's line above an error line: an import that failed names
// what it imports.
func sourceOf(errorLine string) string {
	_, rest, ok := strings.Cut(errorLine, "ImportError: cannot import name '")
	name, _, _ := strings.Cut(rest, "'")
	if ok && !strings.Contains(errorLine, " from ") {
		return "from asyncio import " + name
	}
	return "await step()"
}

// inTraceback ends a traceback with the user's line and an error line; where is
// the function that raised it, module.function, if that is not the user's own
// code.
func inTraceback(source, errorLine, where string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Traceback (most recent call last):\n  File \"/home/me/app.py\", line 12, in main\n    %s\n", source)
	where, _, _ = strings.Cut(where, " ")
	where, _, _ = strings.Cut(where, "(")
	where = strings.TrimRight(where, ",;:")
	parts := strings.Split(where, ".")
	switch parts[0] {
	case "asyncio", "concurrent", "contextlib", "selectors":
		depth := map[string]int{"asyncio": 2, "concurrent": 3, "contextlib": 1, "selectors": 1}[parts[0]]
		if len(parts) > depth {
			file := strings.Join(parts[:depth], "/")
			fmt.Fprintf(&b, "  File \"/usr/lib/python3.%d/%s.py\", line 100, in %s\n", minor, file, parts[len(parts)-1])
		}
	}
	b.WriteString(errorLine + "\n")
	return b.String()
}

// minor is that of the Python whose library the settings name: any will do.
const minor = 12
