package cli

import (
	"github.com/spf13/cobra"
)

func newCompletion(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a shell's script for completing words",
		Long: `completion prints a script for a shell. With it Tab completes commands, flags,
formats and the ids of pages, and says what each is.`,
		Example: `  source <(aiowhy completion bash)
  aiowhy completion zsh > "${fpath[1]}/_aiowhy"
  aiowhy completion fish > ~/.config/fish/completions/aiowhy.fish
  aiowhy completion powershell | Out-String | Invoke-Expression`,
		Args:                  needs("the name of a shell: bash, zsh, fish or powershell", "source <(aiowhy completion bash)"),
		ValidArgs:             []string{"bash", "zsh", "fish", "powershell"},
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, shells []string) error {
			out, root := o.env.Stdout, c.Root()
			switch shells[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return misuse("no completion is known for "+shells[0], "shells: bash, zsh, fish, powershell")
		},
	}
}
