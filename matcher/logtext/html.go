package logtext

import "strings"

// isEscapedHTML reports whether text went through HTML escaping. Program text
// that merely holds an entity keeps it: it has quotes or angle brackets of its own.
func isEscapedHTML(text string) bool {
	if strings.ContainsAny(text, "<>") {
		return false
	}
	if strings.HasPrefix(text, "    ") && strings.ContainsAny(text, `"'`) {
		return false
	}
	for i := strings.IndexByte(text, '&'); i >= 0; {
		if _, n := entity(text[i:]); n > 0 {
			return true
		}
		next := strings.IndexByte(text[i+1:], '&')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// unescapeHTML replaces the entities that escaping makes.
func unescapeHTML(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] == '&' {
			if r, n := entity(text[i:]); n > 0 {
				b.WriteString(r)
				i += n
				continue
			}
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// entity reads the entity that text begins with, and its length. Text that was
// escaped twice ("&amp;lt;") is read through.
func entity(text string) (string, int) {
	i, escaped := 1, false
	for {
		n := 0
		for _, amp := range []string{"amp;", "#38;", "#x26;"} {
			if strings.HasPrefix(text[i:], amp) {
				n = len(amp)
			}
		}
		if n == 0 {
			break
		}
		i, escaped = i+n, true
	}
	for _, e := range []struct{ name, is string }{
		{"lt;", "<"}, {"gt;", ">"}, {"quot;", `"`}, {"apos;", "'"}, {"nbsp;", " "},
		{"#39;", "'"}, {"#34;", `"`}, {"#60;", "<"}, {"#62;", ">"}, {"#160;", " "},
		{"#x27;", "'"}, {"#x22;", `"`}, {"#x3C;", "<"}, {"#x3E;", ">"}, {"#x3c;", "<"}, {"#x3e;", ">"},
	} {
		if strings.HasPrefix(text[i:], e.name) {
			return e.is, i + len(e.name)
		}
	}
	if escaped {
		return "&", i
	}
	return "", 0
}
