package cli

import (
	"github.com/spf13/cobra"

	"aiowhy/kb"
	"aiowhy/render"
)

func newPackage(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "package",
		Short: "Show the record of the distribution called asyncio",
		Long: `The package index has a distribution called asyncio. This shows what it is, what
to beware of, and where it was tried.`,
		Example: "  aiowhy package\n  aiowhy package --format json",
		Args:    takesNothing,
		RunE: func(*cobra.Command, []string) error {
			if o.look.format == "json" {
				return render.PackageJSON(o.env.Stdout, kb.AsyncioPackage())
			}
			return o.look.showMarkdown(o.env, render.Package(kb.AsyncioPackage()))
		},
	}
	o.addFormat(c, "auto", "text", "markdown", "json")
	return c
}
