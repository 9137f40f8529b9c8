package kb

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// closed sets of the page format
var (
	pageKinds     = []string{string(KindError), string(KindWarning), string(KindBreaking), string(KindDeprecated), string(KindGotcha)}
	evidenceKinds = []EvidenceKind{
		EvidenceSource, EvidenceCode, EvidencePath, EvidenceOrigin, EvidenceFrame, EvidenceFunction, EvidenceChain, EvidenceGroup, EvidenceTask,
		EvidenceNote, EvidenceAlso, EvidenceHeader, EvidenceMessage, EvidenceThread, EvidencePython, EvidenceText, EvidenceFile,
	}
	origins  = []string{"user", "stdlib", "site", "none"}
	runners  = []string{"pytest", "unittest", "module"}
	services = []string{"postgresql", "redis"}
	changes  = []string{
		"insert-await", "keep-task", "run-to-await", "call-coroutine", "with-to-async-with", "async-with-to-with",
		"for-to-async-for", "async-for-to-for", "to-thread", "drop-loop", "coroutine-to-async-def", "move-into-coroutine",
		"uninstall-asyncio", "rename-file", "replace-name", "drop-await", "loop-to-run",
		"unpack-argument", "wrap-in-tasks", "result-to-await", "nowait-to-await", "move-await", "bracket-await",
		"drop-return-value", "method-to-async", "method-to-plain",
	}
	factTables = []string{"names"}
)

// ReadPage reads a page; name is its path, for its id and for problems. The
// entry is nil if there is any problem.
func ReadPage(name string, text []byte) (*Entry, []Problem) {
	draft := readDraft(name, text)
	sortProblems(draft.page.problems)
	if len(draft.page.problems) > 0 {
		return nil, draft.page.problems
	}
	return &draft.entry, nil
}

// Load reads every page (*.md) of a folder. A page with problems is left out,
// the others are read.
func Load(fsys fs.FS) (*Base, []Problem) {
	names, err := pageNames(fsys)
	if err != nil {
		return &Base{}, []Problem{{".", 1, 1, "KB001", err.Error()}}
	}
	var base Base
	var problems []Problem
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			problems = append(problems, Problem{name, 1, 1, "KB001", err.Error()})
			continue
		}
		entry, wrong := ReadPage(name, text)
		problems = append(problems, wrong...)
		if entry != nil {
			base.entries = append(base.entries, *entry)
		}
	}
	base.sort()
	return &base, problems
}

// pageNames lists the pages of a folder. A README beside them is none.
func pageNames(fsys fs.FS) ([]string, error) {
	files, err := fs.ReadDir(fsys, ".")
	var names []string
	for _, f := range files {
		if !f.IsDir() && path.Ext(f.Name()) == ".md" && f.Name() != "README.md" {
			names = append(names, f.Name())
		}
	}
	return names, err
}

// draft is a page with what could be read of it, for the linter.
type draft struct {
	page     *page
	entry    Entry
	meta     *facts   // nil if the page has none
	causes   []*facts // of entry.Causes, same index
	sections []section
}

func readDraft(name string, text []byte) *draft {
	d := &draft{page: splitPage(name, text)}
	if len(d.page.sections) == 0 {
		return d
	}
	first := d.page.sections[0]
	d.entry = Entry{ID: strings.TrimSuffix(path.Base(name), ".md"), Title: d.page.title, Intro: first.text()}
	for _, f := range slices.Concat(first.broken, first.fixed) {
		d.page.report(f.line, 1, "KB003", "a program stands under its cause, below a `##` heading")
	}
	if meta := d.oneFence(first, "entry"); meta != nil {
		d.meta = meta
		d.readEntry(meta)
	}
	for _, s := range d.page.sections[1:] {
		if meta := d.oneFence(s, "cause"); meta != nil {
			d.causes = append(d.causes, meta)
			d.sections = append(d.sections, s)
			d.entry.Causes = append(d.entry.Causes, d.readCause(meta, s))
		}
	}
	return d
}

// oneFence reads the single `toml KIND` fence of a section.
func (d *draft) oneFence(s section, kind string) *facts {
	if len(s.meta) == 0 {
		d.page.report(s.line, 1, "KB003", "below this heading a `toml %s` fence is missing", kind)
		return nil
	}
	for _, f := range s.meta[1:] {
		d.page.report(f.line, 1, "KB003", "a second `toml` fence below one heading")
	}
	if f := s.meta[0]; f.words[1] != kind {
		d.page.report(f.line, 1, "KB003", "this fence must be `toml %s`", kind)
		return nil
	}
	return readFacts(d.page, s.meta[0])
}

func (d *draft) readEntry(t *facts) {
	e := &d.entry
	if id := t.required("id"); id != "" && id != e.ID {
		t.report("id", "KB001", "the id is %q, the file's name says %q", id, e.ID)
	} else if id != "" && !isSlug(id) {
		t.report("id", "KB001", "the id %q is no lower-case slug such as never-awaited", id)
	}
	t.required("kind")
	e.Kind = Kind(t.choice("kind", pageKinds))
	e.Library = t.text("library")
	e.Types = t.texts("types")
	e.Python = t.versions("python")
	e.Relation = Relation{EchoOf: t.texts("echo_of"), Wrapper: t.flag("wrapper"), Beside: t.texts("beside"), Noise: t.flag("noise")}
	e.Example = t.bindings("example")
	e.Facts = t.choice("facts", factTables)
	e.Decide = t.text("decide")
	e.Related = t.texts("related")
	e.Retired = t.text("retired")
	for _, r := range t.tables("references") {
		e.References = append(e.References, Reference{Title: r.required("title"), URL: r.required("url")})
		r.done("a reference")
	}
	for i, text := range t.texts("wordings") {
		e.Wordings = append(e.Wordings, readWording(t, fmt.Sprintf("wordings[%d]", i), Wording{Text: text}))
	}
	for _, w := range t.tables("wording") {
		e.Wordings = append(e.Wordings, readWordingTable(w))
	}
	t.done("an entry")
	if e.Intro == "" {
		t.report("", "KB003", "the introduction is missing: say below this fence what happened")
	}
}

func readWordingTable(t *facts) Wording {
	w := Wording{
		Text: t.text("text"), Pattern: t.text("pattern"), Literal: t.text("literal"), Types: t.texts("types"), Python: t.versions("python"),
		Open: t.flag("open"), AsyncioOnly: t.flag("asyncio_only"), Alone: t.flag("alone"), Remark: t.flag("remark"), InBlock: t.flag("in_block"),
		Frame: t.text("frame"), Caller: t.text("caller"), Header: t.text("header"), Source: t.text("source"),
	}
	for _, key := range []string{"frame", "caller", "header", "source"} {
		if _, err := regexp.Compile(t.text(key)); err != nil {
			t.report(key, "KB005", "%s", regexpError(err))
		}
	}
	if t.has("caller") && !t.has("frame") {
		t.report("caller", "KB003", "`caller` narrows a `frame`: say which one was called")
	}
	t.done("a wording")
	key := "text"
	switch {
	case t.has("text") == t.has("pattern"):
		t.report("", "KB005", "a wording has either `text` or `pattern`")
		return w
	case t.has("pattern"):
		key = "pattern"
	case t.has("literal"):
		t.report("literal", "KB005", "`literal` goes with `pattern`: that of a text is found by itself")
	}
	return readWording(t, key, w)
}

// readWording completes a wording and checks that it can be matched.
func readWording(t *facts, key string, w Wording) Wording {
	if w.Pattern != "" {
		if _, err := regexp.Compile(w.Pattern); err != nil {
			t.report(key, "KB005", "%s", regexpError(err))
		}
	} else {
		pieces, err := ParseWording(w.Text)
		if err != nil {
			t.report(key, "KB005", "%v", err)
		}
		w.Literal = longestLiteral(pieces)
	}
	if len(w.Literal) < MinLiteral && !w.InBlock {
		t.report(key, "KB006", "the longest fixed piece, %q, has fewer than %d bytes: "+
			"say more, or write a [[wording]] table with in_block = true", w.Literal, MinLiteral)
	}
	return w
}

func (d *draft) readCause(t *facts, s section) Cause {
	c := Cause{
		ID: t.required("id"), Title: s.heading, Python: t.versions("python"), Change: t.choice("change", changes), Blame: t.text("blame"), Prose: s.text(),
		Proof: Proof{
			Source: t.text("source"), Requires: t.texts("requires"), Runner: t.choice("runner", runners),
			Options: t.texts("options"), Env: t.texts("env"), Services: t.choices("services", services),
			Debug: t.text("debug"),
		},
	}
	if c.ID != "" && !isSlug(c.ID) {
		t.report("id", "KB001", "the id %q is no lower-case slug such as forgot-await", c.ID)
	}
	if _, err := regexp.Compile(c.Blame); err != nil {
		t.report("blame", "KB005", "%s", regexpError(err))
	}
	for i, variable := range c.Proof.Env {
		if name, _, ok := strings.Cut(variable, "="); !ok || name == "" {
			t.report(fmt.Sprintf("env[%d]", i), "KB003", "%q is no NAME=value", variable)
		}
	}
	for _, item := range t.tables("evidence") {
		c.Evidence = append(c.Evidence, d.readEvidence(item))
	}
	t.done("a cause")
	c.Broken, c.Fixed = d.readPrograms(s.broken), d.readPrograms(s.fixed)
	return c
}

func (d *draft) readEvidence(t *facts) Evidence {
	e := Evidence{Weight: t.number("weight"), Says: t.required("says"), Absent: t.flag("absent")}
	var names []string
	for _, kind := range evidenceKinds {
		names = append(names, string(kind))
		if t.has(string(kind)) {
			if e.Kind != "" {
				t.report(string(kind), "KB003", "one piece of evidence, two kinds: `%s` and `%s`", e.Kind, kind)
			}
			e.Kind, e.Pattern = kind, t.text(string(kind))
		}
	}
	if e.Kind == "" {
		t.report("", "KB003", "evidence of no known kind: it has one of %s", oneOf(names))
		for _, key := range slices.Sorted(maps.Keys(t.values)) {
			if !slices.Contains(t.known, key) {
				t.report(key, "KB003", "unknown key `%s`", key)
			}
		}
		return e
	}
	t.done("evidence")
	if !t.has("weight") {
		t.report("", "KB003", "the key `weight` is missing")
	} else if e.Weight == 0 || e.Weight < -5 || e.Weight > 5 {
		t.report("weight", "KB009", "the weight %d is not 1 (a hint) to 5 (decides), or -1 to -5", e.Weight)
	}
	checkObservation(t, e)
	return e
}

// checkObservation checks what is looked for against the kind's own language.
func checkObservation(t *facts, e Evidence) {
	key := string(e.Kind)
	switch e.Kind {
	case EvidenceOrigin:
		t.choice(key, origins)
	case EvidenceGroup:
		t.choice(key, []string{"yes"})
	case EvidencePython:
		t.versions(key)
	case EvidenceAlso, EvidenceFile:
		if !isSlug(e.Pattern) {
			t.report(key, "KB003", "`%s` wants an id, not %q", key, e.Pattern)
		}
	default:
		if e.Pattern == "" {
			t.report(key, "KB005", "`%s` is empty", key)
		}
		if _, err := regexp.Compile(replaceCaptures(e.Pattern, func(string) string { return "x" })); err != nil {
			t.report(key, "KB005", "%s", regexpError(err))
		}
		if path, function, _ := strings.Cut(e.Pattern, ":"); e.Kind == EvidenceFrame && (strings.HasPrefix(function, "|") || strings.HasPrefix(path, "|")) {
			t.report(key, "KB005", "a frame is `path:function`, both with alternatives of their own: %q has an empty one", function)
		}
	}
}

func regexpError(err error) string {
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}

// readPrograms reads the words after `python broken`: a range of versions (a
// bare version means "and later") and file=NAME.
func (d *draft) readPrograms(fences []fence) []Program {
	var programs []Program
	for _, f := range fences {
		p := Program{Source: f.text}
		for _, word := range f.words[2:] {
			if name, ok := strings.CutPrefix(word, "file="); ok {
				if !isFileName(name) {
					d.page.report(f.line, 1, "KB003", "%q is no name of a file beside the program", name)
				}
				p.File = name
				continue
			}
			if word[0] >= '0' && word[0] <= '9' {
				word = ">=" + word
			}
			r, err := ParseRange(word)
			if err != nil {
				d.page.report(f.line, 1, "KB017", "%q is neither a range of versions such as >=3.8,<3.14 nor file=NAME", word)
			}
			p.Python = r
		}
		if strings.TrimSpace(p.Source) == "" {
			d.page.report(f.line, 1, "KB011", "the program is empty")
		}
		programs = append(programs, p)
	}
	return programs
}

func isFileName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, `/\:`)
}

// isSlug tells whether an id is made of lower-case words joined by hyphens.
func isSlug(id string) bool {
	for _, word := range strings.Split(id, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}
