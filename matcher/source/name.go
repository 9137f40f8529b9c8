package source

import (
	"slices"
	"strings"
)

// replaceName writes the name that asyncio has today for one that it has not:
// the replacement that the tables know, or the one that Python itself suggests.
func replaceName(at *Place, line string, names map[string]string) ([]edit, bool) {
	name := names["name"]
	if name == "" {
		return nil, false
	}
	trusted := trustIfRead(at)
	replacement, ok := plainName(names["replacement"])
	if !ok && isDotted(names["suggestion"]) {
		replacement, ok, trusted = "asyncio."+names["suggestion"], true, Likely
	}
	if !ok && slices.Contains(loopMethods[:], name) {
		replacement, ok = loopMethod(at, name)
	}
	if !ok {
		return nil, false
	}
	c := newCode(line)
	if strings.HasPrefix(strings.TrimSpace(c.blank), "from asyncio import ") {
		return replaceImport(at, c, name, replacement, trusted)
	}
	for _, old := range []string{"asyncio.Task." + name, "asyncio." + name} {
		if n := wordIndex(c.blank, old); n >= 0 {
			return one(at, line, line[:n]+replacement+line[n+len(old):], trusted), true
		}
	}
	return nil, false
}

// plainName takes the name out of advice such as "asyncio.Queue (it has
// join())". Advice that is more than a name is not for a program to follow.
func plainName(advice string) (string, bool) {
	name, _, _ := strings.Cut(advice, "(")
	name = strings.TrimRight(name, " ")
	return name, isDotted(name)
}

// loopMethods are often looked for in the module.
var loopMethods = [...]string{"run_until_complete", "create_future", "call_soon", "call_later", "call_at", "call_soon_threadsafe",
	"run_in_executor", "add_signal_handler", "remove_signal_handler", "add_reader", "remove_reader", "create_server", "create_connection",
	"create_datagram_endpoint", "getaddrinfo", "set_debug", "set_exception_handler", "set_default_executor"}

// loopMethod is the way from the module to a method of the loop.
func loopMethod(at *Place, name string) (string, bool) {
	if name == "run_until_complete" {
		return "asyncio.run", true
	}
	_, ok := inCoroutine(at)
	return "asyncio.get_running_loop()." + name, ok
}

// replaceImport replaces a name in "from asyncio import name", and where the
// file uses it; from the line alone the old name stays as an alias.
func replaceImport(at *Place, c code, name, replacement string, trusted Applicability) ([]edit, bool) {
	short, ok := strings.CutPrefix(replacement, "asyncio.")
	n := wordIndex(c.blank, name)
	if !ok || !isDotted(short) || strings.Contains(short, ".") || n < 0 {
		return nil, false
	}
	rest := c.text[n+len(name):]
	if at.File == nil {
		if strings.HasPrefix(rest, " as ") {
			return one(at, c.text, c.text[:n]+short+rest, trusted), true
		}
		return one(at, c.text, c.text[:n]+short+" as "+name+rest, trusted), true
	}
	edits := one(at, c.text, c.text[:n]+short+rest, trusted)
	if strings.HasPrefix(rest, " as ") {
		return edits, true
	}
	for _, use := range at.File.uses(name) {
		if use == at.Line {
			continue
		}
		line, blank := at.File.lines[use-1], at.File.blank[use-1]
		i := wordIndex(blank, name)
		if i > 0 && blank[i-1] == '.' || wordIndex(blank[i+len(name):], name) >= 0 {
			return nil, false
		}
		edits = append(edits, edit{line: use, old: []string{line}, new: []string{line[:i] + short + line[i+len(name):]}, trusted: trusted})
	}
	return edits, true
}

// wordIndex finds a name that stands on its own.
func wordIndex(s, name string) int {
	for at := 0; name != ""; {
		n := strings.Index(s[at:], name)
		if n < 0 {
			break
		}
		n += at
		end := n + len(name)
		if (n == 0 || !isName(s[n-1])) && (end == len(s) || !isName(s[end])) {
			return n
		}
		at = end
	}
	return -1
}
