package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is what every terminal has.
const helpWidth = 80

// setHelp makes the help of a command and all below it.
func setHelp(root *cobra.Command) {
	root.SetUsageFunc(func(c *cobra.Command) error {
		_, err := fmt.Fprint(c.OutOrStderr(), usage(c))
		return err
	})
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		about := c.Long
		if about == "" {
			about = c.Short + "."
		}
		fmt.Fprintf(c.OutOrStdout(), "%s\n\n%s", about, usage(c))
	})
	root.SetHelpCommand(&cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return fmt.Errorf("there is no command %q", strings.Join(args, " "))
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	})
}

// usage is all of a command's help but what it is for.
func usage(c *cobra.Command) string {
	var b strings.Builder
	section := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s:\n%s\n\n", title, strings.TrimRight(text, "\n"))
		}
	}
	lines := "  " + c.UseLine()
	if c.HasAvailableSubCommands() {
		lines += "\n  " + c.CommandPath() + " COMMAND"
		if !c.Runnable() {
			lines = "  " + c.CommandPath() + " COMMAND"
		}
	}
	section("Usage", lines)
	section("Examples", c.Example)
	section("Commands", commands(c))
	section("Flags", flags(c.LocalFlags()))
	section("Environment", environment(c))
	if c.HasParent() {
		section("Flags of all commands, see `aiowhy --help`", words(inherited(c)))
	} else {
		section("Exit status", `  0  the input was read, whether or not something was found
  1  with --exit-status: something was diagnosed
  2  the command line is wrong, or an input cannot be read`)
		b.WriteString("`aiowhy COMMAND --help` tells more of a command.\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// environment names the variables that do what flags do.
func environment(c *cobra.Command) string {
	var twins []string
	c.LocalFlags().VisitAll(func(f *pflag.Flag) { twins = append(twins, f.Annotations[twinMark]...) })
	text := ""
	if len(twins) > 0 {
		text = "  Each does what the flag of its name does.\n" + words(twins)
	}
	if !c.HasParent() {
		text += "\n  AIOWHY_PAGER or PAGER names the pager. NO_COLOR, CLICOLOR_FORCE and\n  FORCE_COLOR count as everywhere."
	}
	return text
}

func inherited(c *cobra.Command) []string {
	var names []string
	c.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}

// words sets words in lines of the help.
func words(all []string) string {
	var b strings.Builder
	width := 0
	for _, w := range all {
		if width > 0 && width+1+len(w) > helpWidth {
			b.WriteString("\n")
			width = 0
		}
		if width == 0 {
			b.WriteString("  " + w)
			width = 2 + len(w)
			continue
		}
		b.WriteString(" " + w)
		width += 1 + len(w)
	}
	return b.String()
}

func flags(f *pflag.FlagSet) string {
	if help := f.Lookup("help"); help != nil {
		help.Usage = "show this help"
	}
	return f.FlagUsagesWrapped(helpWidth)
}

func commands(c *cobra.Command) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			fmt.Fprintf(w, "  %s\t%s\n", sub.Name(), sub.Short)
		}
	}
	_ = w.Flush() // a Builder takes everything
	return b.String()
}
