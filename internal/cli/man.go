package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan(o *options) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the man pages into a folder",
		Example: "  aiowhy man ~/.local/share/man/man1",
		Args:    needs("a folder to write into", "aiowhy man ~/.local/share/man/man1"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return plainError(args[0], err)
			}
			root := c.Root()
			root.DisableAutoGenTag = true // a date would change the pages at each build
			if err := doc.GenManTree(root, &doc.GenManHeader{Title: "AIOWHY", Section: "1"}, args[0]); err != nil {
				return fmt.Errorf("man pages: %w", err)
			}
			return nil
		},
	}
}
