package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/render"
)

func newExplain(o *options) *cobra.Command {
	d := &diagnose{options: o}
	c := &cobra.Command{
		Use:   "explain [ID…]",
		Short: "Show a page: what happened, its causes, their fixes",
		Long: `explain shows pages of the knowledge base. Without an ID it explains the last
run that was recorded here.`,
		Example: `  aiowhy explain
  aiowhy explain never-awaited
  aiowhy explain loop-closed/pytest-scope
  aiowhy explain task-destroyed --format markdown`,
		RunE: func(_ *cobra.Command, ids []string) error {
			if len(ids) == 0 {
				return d.explainLast()
			}
			return explain(o, ids)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return completeIDs(kb.Builtin()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	d.addRedact(c)
	o.addFormat(c, "auto", "text", "markdown", "json")
	return c
}

func completeIDs(base *kb.Base) []string {
	var all []string
	for _, e := range base.Entries() {
		all = append(all, e.ID+"\t"+e.Title)
	}
	return all
}

func explain(o *options, ids []string) error {
	base, err := o.base()
	if err != nil {
		return err
	}
	for _, id := range ids {
		page, causeID, _ := strings.Cut(id, "/")
		e, ok := base.Entry(page)
		if !ok {
			return noSuchPage(base, id)
		}
		if causeID != "" {
			if e, ok = onlyCause(e, causeID); !ok {
				return exitError{status: statusFound, err: fmt.Errorf("page %s has no cause %q", page, causeID),
					hints: []string{"its causes: " + strings.Join(causeIDs(e), ", ")}}
			}
		}
		if o.look.format == "json" {
			err = render.PageJSON(o.env.Stdout, e)
		} else {
			err = o.look.showMarkdown(o.env, render.Page(e))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// onlyCause narrows a page to one of its causes; the page itself comes back
// where it has no such cause.
func onlyCause(e *kb.Entry, id string) (*kb.Entry, bool) {
	for _, c := range e.Causes {
		if c.ID == id {
			narrow := *e
			narrow.Causes = []kb.Cause{c}
			return &narrow, true
		}
	}
	return e, false
}

func causeIDs(e *kb.Entry) []string {
	var all []string
	for _, c := range e.Causes {
		all = append(all, c.ID)
	}
	return all
}

func noSuchPage(base *kb.Base, id string) error {
	var all []string
	for _, e := range base.Entries() {
		all = append(all, e.ID)
	}
	var hints []string
	if near := matcher.Suggest(id, all, 3); len(near) > 0 {
		hints = append(hints, "did you mean "+strings.Join(near, " or ")+"?")
	}
	return exitError{status: statusFound, err: fmt.Errorf("no page is called %q", id),
		hints: append(hints, "`aiowhy search WORDS` looks through all pages, `aiowhy list` lists them")}
}
