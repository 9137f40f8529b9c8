package cli

import "github.com/spf13/cobra"

// newKBCommand is what authors of pages need.
func newKBCommand(env Env) *cobra.Command {
	return &cobra.Command{Use: "kb", Short: "Write and check pages of the knowledge base"}
}
