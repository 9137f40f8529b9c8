package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"aiowhy/kb"
)

// newKBCommand is what authors of pages need.
func newKBCommand(o *options) *cobra.Command {
	env := o.env
	command := &cobra.Command{Use: "kb", Short: "Write, check and prove pages of the knowledge base", RunE: onlyCommands}
	pages := command.PersistentFlags().String("kb", filepath.Join("kb", "entries"), "`DIR` of the pages")
	command.AddCommand(
		newKBLintCommand(env, pages),
		newKBFormatCommand(env, pages),
		newKBNewCommand(env, pages),
		newKBProveCommand(env, pages),
	)
	for _, c := range command.Commands() {
		c.RunE = withoutUsage(c.RunE)
	}
	return command
}

// withoutUsage makes a command's failures end with the status of unreadable
// input, without a hint to the help: they are no misuse.
func withoutUsage(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		err := run(c, args)
		var exit exitError
		if err == nil || errors.As(err, &exit) {
			return err
		}
		return exitError{status: statusUsage, err: err}
	}
}

// pageFolder is the folder of pages that a command works on.
func pageFolder(env Env, dir string) (string, error) {
	path := inFolder(env.Dir, dir)
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return "", fmt.Errorf("there is no folder of pages %s: name it with --kb", dir)
	} else if err != nil {
		return "", err
	}
	return path, nil
}

func newKBLintCommand(env Env, pages *string) *cobra.Command {
	return &cobra.Command{
		Use:   "lint",
		Short: "Check the pages of a folder",
		Long:  "Check the pages of a folder. Problems are printed as file:line:column: code:\ntext; the status is then 1. CONTRIBUTING.md lists the codes.",
		Args:  takesNothing,
		RunE: func(*cobra.Command, []string) error {
			dir, err := pageFolder(env, *pages)
			if err != nil {
				return err
			}
			problems := kb.Lint(os.DirFS(dir), kb.Builtin())
			for _, p := range problems {
				p.File = filepath.Join(*pages, p.File)
				fmt.Fprintln(env.Stdout, p)
			}
			if len(problems) > 0 {
				return exitError{status: statusFound}
			}
			return nil
		},
	}
}
