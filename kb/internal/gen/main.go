// Command gen writes the tables that package kb starts from: tables_gen.go,
// constant Go values made of entries/*.md. Run it with
//
//	go generate ./kb
//
// after a page was changed. Pages with problems are reported and left out.
package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"aiowhy/internal/prove"
	"aiowhy/internal/section"
	"aiowhy/kb"
	"aiowhy/kb/facts"
)

func main() {
	if err := run(os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run works in the folder kb.
func run(report io.Writer) error {
	base, problems := kb.Load(os.DirFS("entries"))
	for _, p := range problems {
		p.File = path.Join("kb/entries", p.File)
		fmt.Fprintln(report, p)
	}
	entries, err := recorded(base.Entries(), filepath.Join("..", "testdata", "recordings"))
	if err != nil {
		return err
	}
	tables := goFile{name: "kb"}
	tables.declare("builtin", "Base{entries: ", entries, "}")
	if err := declareFacts(&tables); err != nil {
		return err
	}
	if err := tables.write("tables_gen.go"); err != nil {
		return err
	}
	if err := section.Replace("../CONTRIBUTING.md", "codes", codeTable()); err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d problems in pages, which are left out", len(problems))
	}
	return nil
}

// recorded adds to each cause the versions of Python that it is recorded on.
func recorded(entries []kb.Entry, recordings string) ([]kb.Entry, error) {
	for _, entry := range entries {
		for i := range entry.Causes {
			cause := &entry.Causes[i]
			versions, err := prove.RecordedVersions(filepath.Join(recordings, entry.ID, cause.ID))
			if err != nil {
				return nil, err
			}
			cause.Proof.Pythons = versions
		}
	}
	return entries, nil
}

func declareFacts(tables *goFile) error {
	absent, err := facts.AbsentNames()
	if err != nil {
		return err
	}
	var names []kb.Name
	for _, n := range absent {
		names = append(names, n.Name)
	}
	tables.declare("names", "", names, "")
	classes, err := facts.ClassNames()
	if err != nil {
		return err
	}
	tables.declare("classNames", "", classes, "")
	record, err := facts.Package()
	tables.declare("asyncioPackage", "", record, "")
	return err
}

func codeTable() string {
	var b strings.Builder
	b.WriteString("| code | demands |\n|---|---|\n")
	for _, c := range kb.Codes() {
		fmt.Fprintf(&b, "| %s | %s |\n", c.Code, c.Demands)
	}
	return b.String()
}
