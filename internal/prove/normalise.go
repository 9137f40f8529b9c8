package prove

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxLines is the length of the longest recording: of more, the middle is left out.
const maxLines = 200

// replacement is something that differs from one run to the next, and what
// stands for it: text of the same shape, so that recordings read as output.
type replacement struct {
	varies *regexp.Regexp
	stands string
}

func newReplacements() []replacement {
	return []replacement{
		{regexp.MustCompile(`\b0x[0-9a-fA-F]+\b`), "0x7f0000000000"},
		{regexp.MustCompile(`\b(cancel scope )[0-9a-f]{8,}\b`), "${1}7f0000000000"},
		{regexp.MustCompile(`\.\.\.0?x?[0-9a-f]{6,}>`), "...x7f0000000000>"},              // an address shortened in a repr
		{regexp.MustCompile(`\[python[\d.]*\]( \(most recent call first)`), "[python]$1"}, // a thread's name is the program's
		{regexp.MustCompile(`\bTask-\d+\b`), "Task-N"},
		{regexp.MustCompile(`(\$LIB[^"\n]*\.py", line(?:no)?) \d+`), "$1 1"},
		{regexp.MustCompile(`(\$LIB[^"\s:]*\.py):\d+`), "$1:1"},
		{regexp.MustCompile(`("<frozen [\w. ]+>", line) \d+`), "$1 1"},
		{regexp.MustCompile(`\b(took|in) \d+\.\d+( seconds|s\b)`), "$1 0.100$2"},
		{regexp.MustCompile(`(\('(?:127\.0\.0\.\d+|localhost|::1)', )\d{4,5}\b`), "${1}50000"},
		{regexp.MustCompile(`((?:127\.0\.0\.\d+|localhost|\[::1\]):)\d{4,5}\b`), "${1}50000"},
		{regexp.MustCompile(`\b(port=)\d{4,5}\b`), "${1}50000"},
		{regexp.MustCompile(`\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d GMT\b`), "Fri, 02 Jan 2026 03:04:05 GMT"},
		{regexp.MustCompile(`\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\b`), "2026-01-02 03:04:05"},
		{regexp.MustCompile(`\[\d+\]( \[[A-Z]+\])`), "[4242]$1"}, // the process, in gunicorn's and Hypercorn's logs
		{regexp.MustCompile(`\b(when=)\d+\.\d+`), "${1}100.5"},
		{regexp.MustCompile(`/tmp[a-z0-9_]{8}\b`), "/tmpabcd1234"},
		{regexp.MustCompile(`(\.\.\.[\w/]*(?:asks|utures|ueues|ocks|treams|vents|unners)\.py):\d+`), "$1:1"}, // the same, of the library
		{regexp.MustCompile(`\.\.\.[^\s/.]*(/app\.py:\d+>)`), "...$1"},                                       // a path shortened in a repr
		{regexp.MustCompile(`\b(pid[ =:]+|process \[?)\d+`), "${1}4242"},
		{regexp.MustCompile(`\b(fd=)\d+`), "${1}6"},
		{regexp.MustCompile(`\b(Stack overflow \(used )\d+( kB\))`), "${1}8000$2"}, // as much as the system gives
		{regexp.MustCompile(`\b(File descriptor )\d+( is used)`), "${1}6$2"},
		{regexp.MustCompile(`\((_ssl\.c):\d+\)`), "($1:1000)"},           // a line of the patch release's source
		{regexp.MustCompile(`\b(tracker_fd|pipe_handle)=\d+`), "${1}=6"}, // as many as whoever started us left open
		{regexp.MustCompile(`(?m)^(platform \w+ -- Python 3\.\d+)\.\d+`), "$1"},
	}
}

// normalise replaces what must differ between runs and machines: the folder,
// the interpreter's library and its line numbers, addresses, numbers that the
// system gives out, and times.
func (p *prover) normalise(text, folder string, python Interpreter) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, folder, "$DIR")
	text = p.withoutServices(text)
	for _, library := range bySize(python.Libraries) {
		name := fmt.Sprintf("$LIB/python%v", python.Version)
		if strings.HasSuffix(library, "site-packages") {
			name += "/site-packages"
		}
		text = strings.ReplaceAll(text, library, name)
	}
	for _, r := range p.replacements {
		text = r.varies.ReplaceAllString(text, r.stands)
	}
	return shorten(text)
}

// bySize puts the longest path first: site-packages lies inside the library.
func bySize(paths []string) []string {
	return slices.SortedFunc(slices.Values(paths), func(a, b string) int { return len(b) - len(a) })
}

func shorten(text string) string {
	lines := slices.Collect(strings.Lines(text))
	if len(lines) <= maxLines {
		return text
	}
	left := len(lines) - maxLines + 1
	return strings.Join(lines[:maxLines/2], "") + "[... lines left out ...]\n" + strings.Join(lines[maxLines/2+left:], "")
}

// withoutLibrary leaves out the frames of the standard library, which change
// from one patch release to the next: a recording holds for all of them.
func withoutLibrary(text string) string {
	var kept []string
	skipping := -1 // indent of the library's frame whose source lines are being left out
	for line := range strings.Lines(text) {
		bare := strings.TrimLeft(line, " |")
		indent := len(line) - len(bare)
		if skipping >= 0 && indent > skipping {
			continue
		}
		skipping = -1
		if strings.HasPrefix(bare, `File "$LIB`) || strings.HasPrefix(bare, `File "<frozen`) {
			skipping = indent
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}

// shutdown is what Python says where an object is deleted so late that the
// modules are gone. Whether it does depends on the patch release.
const shutdown = `(?m)^Exception ignored [^\n]*\nTraceback \(most recent call last\):\n(?:  [^\n]*\n)*ImportError: sys\.meta_path is None, [^\n]*\n`

// lasting is what of a text holds for all patch releases of a version, and for
// every OpenSSL that it may have been built with.
func lasting(text string) string {
	if strings.Contains(text, "sys.meta_path is None") {
		text = regexp.MustCompile(shutdown).ReplaceAllString(text, "")
	}
	return strings.NewReplacer("sslv3 alert", "ssl/tls alert", "self signed", "self-signed").Replace(withoutLibrary(text))
}
