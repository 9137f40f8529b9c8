package matcher

import (
	"strconv"
	"strings"

	"aiowhy/matcher/traceback"
)

// stated is the Python that a text names in its own words: the template of an
// issue, the banner of a tool, a path outside of any traceback. Where it names
// several, none counts.
type stated struct {
	version traceback.Version
	several bool
}

func (s *stated) merge(other stated) {
	if other.version.Major == 0 || s.several {
		return
	}
	if other.several || s.version.Major != 0 && s.version != other.version {
		*s = stated{several: true}
		return
	}
	s.version = other.version
}

// line looks for the version in one line.
func (s *stated) line(text string) {
	if len(text) > maxMention {
		return
	}
	for at := 0; ; {
		i := strings.Index(text[at:], "ython")
		if i < 0 {
			return
		}
		at += i + len("ython")
		if minor, ok := minorStated(text, at); ok {
			s.merge(stated{version: traceback.Version{Major: 3, MinMinor: minor, MaxMinor: minor}})
		}
	}
}

// minorStated reads "Python 3.11.4", "Python version: 3.9" and "python3.9/";
// not "3.8+" or ">= 3.8", which tell what a program needs, nor a box that is
// not ticked. A version of two parts counts at the beginning of a line only.
func minorStated(text string, at int) (int, bool) {
	before := strings.Trim(text[:max(0, at-len("Python"))], " \t-*[]xX>#C")
	rest := text[at:]
	path := strings.HasPrefix(rest, "3.")
	if lower := strings.ToLower(rest); strings.HasPrefix(lower, " version") {
		rest = rest[len(" version"):]
	}
	rest = strings.TrimLeft(rest, " :=*`v")
	number, ok := strings.CutPrefix(rest, "3.")
	if !ok || strings.Contains(text, "[ ]") {
		return 0, false
	}
	digits := len(number) - len(strings.TrimLeft(number, "0123456789"))
	minor, err := strconv.Atoi(number[:digits])
	after := number[digits:]
	switch {
	case err != nil || strings.HasPrefix(after, "+") || minor > 30:
		return 0, false
	case path:
		return minor, strings.HasPrefix(after, "/")
	case strings.HasPrefix(after, ".") && len(after) > 1 && after[1] >= '0' && after[1] <= '9':
		return minor, !strings.Contains(after, "+")
	}
	return minor, before == "" && !strings.ContainsAny(after, "<>")
}
