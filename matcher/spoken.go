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
	if isDiffLine(text) || isPlaced(line) || isCode(text, line) || isRow(line) || isForeign(line) {
		return true
	}
	item, listed := listItem(line)
	if listed && isChange(item) {
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
	number, rest, more := strings.Cut(rest, ":")
	return ok && more && strings.Contains(file, ".") && !strings.ContainsAny(file, " \t\"'") && isNumber(number) && !isWarning(rest)
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
	return strings.HasSuffix(line, ":") && startsWithAny(line, "if ", "elif ", "while ", "with ", "except ") && line[0] >= 'a' ||
		startsWithAny(line, "assert ", "return ") || strings.Contains(line, "pytest.raises(")
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
