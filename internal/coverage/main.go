// Command coverage writes the figures of the README: which of asyncio's
// messages are recognised, and which causes are proven. Run it with
//
//	go generate ./internal/coverage
package main

//go:generate go run . ../../README.md

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"aiowhy/internal/prove"
	"aiowhy/internal/section"
	"aiowhy/kb"
	"aiowhy/kb/facts"
	"aiowhy/matcher"
)

func main() {
	gaps := flag.Bool("gaps", false, "list the facts that lead to no page instead")
	flag.Parse()
	if err := run(flag.Arg(0), *gaps); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(readme string, gaps bool) error {
	recognised, err := measure()
	if err != nil {
		return err
	}
	if gaps {
		for _, g := range recognised.Gaps {
			fmt.Printf("%s: %s\n%s\n", g.What, g.ID, g.Text)
		}
		return nil
	}
	if err := section.Replace(readme, "coverage", recognised.Markdown()); err != nil {
		return err
	}
	proof, err := prove.Recorded(kb.Builtin(), filepath.Join(filepath.Dir(readme), "testdata", "recordings"))
	if err != nil {
		return err
	}
	return section.Replace(readme, "proof", proof.Markdown())
}

// measure tries all facts on the program's own pages.
func measure() (facts.Coverage, error) {
	m := matcher.New(kb.Builtin(), matcher.Options{})
	return facts.Cover(func(text string) string {
		for _, d := range m.Diagnose([]byte(text)) {
			if d.Match == matcher.ByPattern {
				return d.Entry.ID
			}
		}
		return ""
	})
}
