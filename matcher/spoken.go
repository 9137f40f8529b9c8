package matcher

import (
	"slices"
	"strings"
)

// spokenOf reports whether a line names a message without saying that it was
// printed: an entry of a list of changes, a hit of grep, a line of a diff or of
// source code, a rule of a configuration.
func spokenOf(text string) bool {
	line := strings.TrimSpace(text)
	if number, rest, ok := strings.Cut(line, ":"); ok && isNumber(number) { // of a search in one file
		text, line = rest, strings.TrimSpace(rest)
	}
	if isDiffLine(text) || isPlaced(line) || isCode(text, line) || isRow(line) || isForeign(line) || isSource(line) || hasPlaceholder(line) {
		return true
	}
	item, listed := listItem(line)
	if listed && (isChange(item) || hasIssueNumber(item) || isQuoted(item)) || isSearch(line) {
		return true
	}
	return containsAny(strings.ToLower(item), "no longer raises ", " emits ") || containsAny(line, "match=", "filterwarnings", "ignore:")
}

// isChange knows an entry of a list of changes, or of one of rules.
func isChange(item string) bool {
	return containsAny(strings.ToLower(item), " fixed ", " no longer ") ||
		startsWithAny(item, "fix", "silence", "avoid", "prevent", "suppress", "handle", "ignore", "catch", "no longer", "do not", "don't", "stop ", "remove",
			"match:", "pattern:", "regex:", "filter:")
}

// advises reports whether a text explains messages to whoever should meet them.
func advises(text string) bool {
	return containsAny(strings.ToLower(text), "if you see", "if you get", "when you see", "see also", "you may see", "you might see", "you will see",
		"you'll see", "you may get", "you might get", "you will get", "python then prints", "python prints", "python then reports", "python reports", "python warns")
}

// isRow knows a row of a table that lists messages.
func isRow(line string) bool {
	return strings.HasPrefix(line, "|") && strings.HasSuffix(line, "|") && strings.Count(line, "|") > 2
}

// isForeign knows an exception of C++ or Rust by how its class is named.
func isForeign(line string) bool {
	class, _, ok := strings.Cut(line, ": ")
	return ok && strings.Contains(class, "::") && !strings.ContainsAny(class, " \"'")
}

// isDiffLine tells a changed line of code from an item of a list, behind whose
// mark one blank stands.
func isDiffLine(text string) bool {
	if text == "" || text[0] != '-' && text[0] != '+' {
		return false
	}
	return strings.HasPrefix(text[1:], "  ") || strings.HasPrefix(text[1:], "\t") || strings.HasPrefix(text[1:], "#")
}

// isPlaced reports whether a line begins with the place where it was found, as
// grep prints it. A warning begins so, too, and names its class behind it.
func isPlaced(line string) bool {
	file, rest, ok := strings.Cut(line, ":")
	if !ok || !strings.Contains(file, ".") || strings.ContainsAny(file, " \t\"'") {
		return false
	}
	number, behind, more := strings.Cut(rest, ":")
	return more && isNumber(number) && !isWarning(behind) && !isLog(file) || isProse(file) || strings.HasSuffix(file, ".py") && strings.HasPrefix(rest, "    ")
}

// isLog reports whether a file is one of those that programs write.
func isLog(file string) bool {
	return strings.HasSuffix(file, ".log") || strings.HasSuffix(file, ".out") || strings.HasSuffix(file, ".err")
}

// isProse reports whether a file is one of those that people write: what stands
// there was not printed.
func isProse(file string) bool {
	return strings.HasSuffix(file, ".rst") || strings.HasSuffix(file, ".md") || strings.HasSuffix(file, ".toml") || strings.HasSuffix(file, ".cfg")
}

// hasPlaceholder reports whether dots or a pattern stand where Python prints a name.
func hasPlaceholder(line string) bool {
	return containsAny(line, "'...'", "'.*'", "'{", "' + ")
}

// isQuoted reports whether all of an item of a list is in quotation marks, as in
// a configuration.
func isQuoted(item string) bool {
	n := len(item)
	return n > 2 && (item[0] == '"' || item[0] == '\'') && item[n-1] == item[0]
}

// isSearch knows a command that names a message to search or to record it.
func isSearch(line string) bool {
	return startsWithAny(strings.TrimPrefix(line, "$ "), "git ", "grep ", "rg ", "sed ", "awk ")
}

// isStatement knows a line of code by its shape: a call, or an assignment.
func isStatement(line string) bool {
	line = strings.TrimLeft(line, " \t0123456789|│")
	end := strings.IndexFunc(line, func(r rune) bool { return r != '.' && notInName(r) })
	if end <= 0 {
		return false
	}
	return line[end] == '(' && strings.HasSuffix(line, ")") || strings.HasPrefix(line[end:], " = ")
}

// hasIssueNumber knows the title of a commit or an entry of a list of changes by
// the number of what it settles, which it ends with: "(#81)".
func hasIssueNumber(item string) bool {
	at := strings.LastIndex(item, "(#")
	return at >= 0 && isNumber(strings.TrimSuffix(item[at+len("(#"):], ")"))
}

func isWarning(rest string) bool {
	class, _, ok := strings.Cut(strings.TrimSpace(rest), ":")
	return ok && isClass(class)
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// isCode knows a comment by the code that it is indented like, and a statement
// by the word that opens it.
func isCode(text, line string) bool {
	if strings.HasPrefix(line, "#") && (strings.HasPrefix(text, "    ") || strings.HasPrefix(text, "\t")) {
		return true
	}
	opens := startsWithAny(line, "if ", "elif ", "while ", "with ", "except ") && line[0] >= 'a'
	return opens && (strings.HasSuffix(line, ":") || strings.Contains(line, ":  #")) ||
		startsWithAny(line, "assert ", "return ") || strings.Contains(line, "pytest.raises(") || holdsLiteral(line)
}

// holdsLiteral reports whether a line gives a message to a function, or names or
// lists it: what stands before a quotation mark, or behind it, is code.
func holdsLiteral(line string) bool {
	for at := 0; at < len(line); {
		mark := strings.IndexAny(line[at:], `"'`)
		if mark < 0 {
			return false
		}
		at += mark
		end := strings.IndexByte(line[at+1:], line[at])
		if end < 0 {
			return false
		}
		inner, after := line[at+1:at+1+end], line[at+2+end:]
		if len(inner) >= minMention && strings.Contains(inner, " ") && (opensLiteral(line[:at]) || at == 0 && after == ",") {
			return true
		}
		at += end + 2
	}
	return false
}

// opensLiteral reports whether code stands before a quotation mark: a call of a
// function (not the repr of an exception), an assignment, the key of a dictionary.
func opensLiteral(before string) bool {
	before = strings.TrimRight(before, "rfb")
	trimmed := strings.TrimRight(before, " ")
	if trimmed == "" {
		return false
	}
	call, isCall := strings.CutSuffix(trimmed, "(")
	name := call[1+strings.LastIndexFunc(call, func(r rune) bool { return r != '.' && notInName(r) }):]
	switch {
	case isCall:
		return name != "" && lastPart(name) != "" && lastPart(name)[0] >= '_'
	case strings.HasSuffix(trimmed, "["):
		return true
	case strings.HasSuffix(before, "= "), strings.HasSuffix(trimmed, `":`), strings.HasSuffix(trimmed, `':`), strings.HasSuffix(trimmed, "),"), strings.HasSuffix(trimmed, `",`), strings.HasSuffix(trimmed, `',`):
		return true
	}
	return strings.HasPrefix(trimmed, `"`) && strings.HasSuffix(trimmed, "=") // a further argument
}

// isDefinition reports whether a line opens a piece of source code.
func isDefinition(line string) bool {
	line = strings.TrimSpace(line)
	for _, word := range []string{"def ", "async def ", "class "} {
		if strings.HasPrefix(line, word) && strings.HasSuffix(line, ":") {
			return true
		}
	}
	return strings.HasPrefix(line, "import ") && strings.Count(line, " ") == 1
}

// listItem cuts the mark of an item of a list, or the short hash before the
// title of a commit.
func listItem(line string) (string, bool) {
	for _, mark := range []string{"- ", "* ", "+ ", "• "} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return strings.TrimSpace(rest), true
		}
	}
	hash, rest, ok := strings.Cut(line, " ")
	if ok && len(hash) >= 7 && len(hash) <= 40 && strings.Trim(hash, "0123456789abcdef") == "" {
		return rest, true
	}
	return line, false
}

func startsWithAny(text string, words ...string) bool {
	for _, word := range words {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return true
		}
	}
	return false
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}
