// Package facts holds what was found out about asyncio's messages and names by
// running and reading CPython 3.6 to 3.14: every message (messages.tsv), the
// names that some version lacks (removed-names.tsv), and the names under which
// exception classes are printed (exception-names.tsv); with the facts that no
// page is to recognise, and why (exceptions.tsv).
//
// It is not part of the program: package kb carries what the program needs of
// it as generated tables. The rest serves to tell which message has no page.
package facts

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"aiowhy/kb"
)

//go:embed *.tsv
var files embed.FS

// Message is one wording of a message.
type Message struct {
	ID       string
	Kind     string // raise, warn, log, loop-handler, syntax, interpreter
	Class    string // exception or warning class, or level of the log
	Template string // with {} where text varies
	Where    string // functions that print it
	Versions string // "3.8-3.10,3.13"
	Visible  string // yes, rare or no: whether users get to see it
	Example  string // as printed
	Family   string // shared by the wordings of one message
}

// Messages reads all messages.
func Messages() ([]Message, error) {
	rows, err := readTable("messages.tsv")
	var messages []Message
	for _, row := range rows {
		messages = append(messages, Message{
			ID: row["id"], Kind: row["kind"], Class: row["exc"], Template: row["template"], Where: row["where"],
			Versions: row["versions"], Visible: row["user_visible"], Example: row["example"], Family: row["family"],
		})
	}
	return messages, err
}

// AbsentName is a name that some version lacks, and what users see there.
type AbsentName struct {
	kb.Name
	Seen []string // error lines, "Type: message"
}

// AbsentNames reads all names that some version lacks.
func AbsentNames() ([]AbsentName, error) {
	rows, err := readTable("removed-names.tsv")
	versions := regexp.MustCompile(`\s*\[[0-9., -]+\].*$`)
	errorLine := regexp.MustCompile(`\b[A-Z]\w*Error: .+`)
	var names []AbsentName
	for _, row := range rows {
		n := AbsentName{Name: kb.Name{
			Name: row["name"], Kind: row["kind"], Added: row["added_in"], Deprecated: row["deprecated_in"],
			Removed: row["removed_in"], Replacement: strings.TrimPrefix(row["replacement"], "-"),
		}}
		for _, form := range strings.Split(row["seen_where_absent"], " | ") {
			if seen := errorLine.FindString(versions.ReplaceAllString(form, "")); seen != "" {
				n.Seen = append(n.Seen, seen)
			}
		}
		names = append(names, n)
	}
	return names, err
}

// ClassNames reads the names under which exception classes are printed.
func ClassNames() ([]kb.ClassName, error) {
	rows, err := readTable("exception-names.tsv")
	var names []kb.ClassName
	for _, row := range rows {
		names = append(names, kb.ClassName{
			Short: row["name"], Printed: row["shown_as"], Bases: strings.Split(row["bases"], " < "), Python: span(row["versions"]),
		})
	}
	return names, err
}

// Exception is a fact that no page is to recognise, and why.
type Exception struct{ ID, Reason string }

// Exceptions reads all exceptions.
func Exceptions() ([]Exception, error) {
	rows, err := readTable("exceptions.tsv")
	var exceptions []Exception
	for _, row := range rows {
		exceptions = append(exceptions, Exception{ID: row["id"], Reason: row["reason"]})
	}
	return exceptions, err
}

// span reads "3.8-3.10" or "3.7".
func span(versions string) kb.Range {
	from, to, ok := strings.Cut(versions, "-")
	if !ok {
		to = from
	}
	first, _ := kb.ParseVersion(from) // a version that is none leaves the range open
	last, _ := kb.ParseVersion(to)
	return kb.Range{From: first, To: last}
}

// readTable reads a table of tab-separated fields, by the names of its first
// line. In a field, \n and \\ stand for a line break and a backslash.
func readTable(name string) ([]map[string]string, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	keys := strings.Split(lines[0], "\t")
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n")
	var rows []map[string]string
	for i, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != len(keys) {
			return nil, fmt.Errorf("%s:%d: %d fields, want %d", name, i+2, len(fields), len(keys))
		}
		row := map[string]string{}
		for j, field := range fields {
			if slices.Contains([]string{"template", "example", "seen_where_absent"}, keys[j]) && strings.Contains(field, `\n`) {
				field = unescape.Replace(field)
			}
			row[keys[j]] = field
		}
		rows = append(rows, row)
	}
	return rows, nil
}
