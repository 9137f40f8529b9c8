package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/render"
)

func newList(o *options) *cobra.Command {
	var kind, library string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the pages",
		Example: `  aiowhy list
  aiowhy list --kind deprecated
  aiowhy list --library aiohttp --format json`,
		Args: takesNothing,
		RunE: func(*cobra.Command, []string) error {
			base, err := o.base()
			if err != nil {
				return err
			}
			var chosen []kb.Entry
			for _, e := range base.Entries() {
				if (kind == "" || string(e.Kind) == kind) && (library == "" || e.Library == library) {
					chosen = append(chosen, e)
				}
			}
			return showShelf(o, chosen)
		},
	}
	kinds := []string{string(kb.KindError), string(kb.KindWarning), string(kb.KindBreaking), string(kb.KindDeprecated), string(kb.KindGotcha)}
	c.Flags().StringVar(&kind, "kind", "", "only pages of this `KIND`: "+strings.Join(kinds, ", "))
	c.Flags().StringVar(&library, "library", "", "only pages of this `LIBRARY`")
	_ = c.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp))
	o.addFormat(c, "text", "json")
	return c
}

func newSearch(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "search WORDS…",
		Short: "Find pages by words of their ids, titles and messages",
		Example: `  aiowhy search event loop closed
  aiowhy search nevr awaited`,
		Args: needs("words to look for", "aiowhy search event loop closed"),
		RunE: func(_ *cobra.Command, words []string) error {
			base, err := o.base()
			if err != nil {
				return err
			}
			found := matcher.Search(base, strings.Join(words, " "))
			if len(found) == 0 && o.look.format != "json" {
				return exitError{status: statusFound, err: fmt.Errorf("no page speaks of %q", strings.Join(words, " ")),
					hints: []string{"`aiowhy list` lists all pages"}}
			}
			if err := showShelf(o, found); err != nil || len(found) > 0 {
				return err
			}
			return exitError{status: statusFound}
		},
	}
	o.addFormat(c, "text", "json")
	return c
}

func showShelf(o *options, entries []kb.Entry) error {
	if o.look.format == "json" {
		return render.ShelfJSON(o.env.Stdout, entries)
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.ID, e.Kind, e.Title)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return o.look.page(o.env, table.String())
}
