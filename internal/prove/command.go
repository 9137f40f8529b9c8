package prove

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"aiowhy/kb"
)

// command is how a program of a cause is started.
func command(proof kb.Proof, program kb.Program, options, env []string) run {
	r := run{source: program.Source, env: slices.Concat(proof.Env, env), testRunner: proof.Runner == "pytest"}
	arguments := slices.Concat(proof.Options, options)
	switch proof.Runner {
	case "pytest":
		r.file = cmp.Or(program.File, "test_app.py")
		arguments = append(arguments, "-m", "pytest", "--color=no", "-p", "no:cacheprovider", r.file)
	case "unittest":
		r.file = cmp.Or(program.File, "test_app.py")
		arguments = append(arguments, "-m", "unittest", r.file)
	case "module":
		r.file = cmp.Or(program.File, "app.py")
		arguments = append(arguments, "-m", strings.TrimSuffix(r.file, ".py"))
	default:
		r.file = cmp.Or(program.File, "app.py")
		arguments = append(arguments, r.file)
	}
	r.arguments = arguments
	return r
}

// text is what a user would paste: standard error, and for pytest and IPython,
// which report there, standard output before it.
func (o outcome) text(proof kb.Proof) string {
	if proof.Runner == "pytest" || runsCells(proof) {
		return o.stdout + o.stderr
	}
	return o.stderr
}

// runsCells tells programs that have IPython run cells, as a notebook does.
func runsCells(proof kb.Proof) bool {
	return slices.ContainsFunc(proof.Requires, func(r string) bool { return strings.HasPrefix(r, "ipython==") })
}

const testReport = `(?m)\A[.s]+\n-{70}\nRan \d+ tests? in [\d.]+s\n\nOK( \(.*\))?\n`

// withoutTestReport leaves out what unittest says of tests that passed.
func withoutTestReport(stderr string) string {
	return regexp.MustCompile(testReport).ReplaceAllString(stderr, "")
}

// A warning may have several lines; then its line of source ends it.
const libraryWarning = `(?m)^\$LIB/python[\d.]+/site-packages/[^\n]*: \w*Warning: [^\n]*\n(?:(?:(?:[^ \n][^\n]*)?\n){0,4}  [^\n]*\n)?`

// withoutLibraryWarnings leaves out the warnings about a library's own code,
// which the page's reader can do nothing about.
func withoutLibraryWarnings(stderr string) string {
	return regexp.MustCompile(libraryWarning).ReplaceAllString(stderr, "")
}

const slowness = `(?m)^(?:WARNING:asyncio:)?Executing <.*> took \d+\.\d+ seconds\n`

// withoutSlowness leaves out what debug mode says of a busy machine, unless
// that is what the page is about.
func withoutSlowness(text string, entry *kb.Entry) string {
	if slices.ContainsFunc(entry.Wordings, func(w kb.Wording) bool { return strings.HasPrefix(w.Text, "Executing ") }) {
		return text
	}
	return regexp.MustCompile(slowness).ReplaceAllString(text, "")
}
