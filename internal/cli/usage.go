package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"aiowhy/matcher"
)

// misuse is a command line that cannot be understood.
func misuse(fact string, hints ...string) error {
	return exitError{status: statusUsage, err: errors.New(fact), hints: hints}
}

func helpOf(c *cobra.Command) string { return "see `" + c.CommandPath() + " --help`" }

// badFlag says what is wrong with a flag, and what it could be.
func badFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var lacks *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return misuse(fmt.Sprintf("there is no flag -%s", unknown.GetSpecifiedName()), helpOf(c))
	case errors.As(err, &unknown):
		var hints []string
		for _, name := range matcher.Suggest(unknown.GetSpecifiedName(), flagNames(c), 1) {
			hints = append(hints, "did you mean --"+name+"?")
		}
		return misuse("there is no flag --"+unknown.GetSpecifiedName(), append(hints, helpOf(c))...)
	case errors.As(err, &lacks):
		return misuse("--"+lacks.GetFlag().Name+" needs a value: "+valueOf(lacks.GetFlag()), helpOf(c))
	case errors.As(err, &wrong):
		return misuse(fmt.Sprintf("--%s cannot be %q", wrong.GetFlag().Name, wrong.GetValue()), "it takes "+valueOf(wrong.GetFlag()))
	}
	return misuse(err.Error(), helpOf(c))
}

// valueOf says what a flag takes.
func valueOf(f *pflag.Flag) string {
	if c, ok := f.Value.(*choice); ok {
		return alternatives(c.words)
	}
	if f.Value.Type() == "int" {
		return "a number"
	}
	name, _ := pflag.UnquoteUsage(f)
	return name
}

// needs refuses a command line without arguments.
func needs(what, example string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return misuse("`"+c.CommandPath()+"` needs "+what, "for example: "+example)
	}
}

// takesNothing refuses arguments.
func takesNothing(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return misuse(fmt.Sprintf("`%s` takes no %q", c.CommandPath(), args[0]), helpOf(c))
}

// onlyCommands is the work of a command that is a name for others.
func onlyCommands(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return c.Help()
	}
	var hints []string
	for _, name := range matcher.Suggest(args[0], commandNames(c), 1) {
		hints = append(hints, "did you mean `"+c.CommandPath()+" "+name+"`?")
	}
	return misuse(fmt.Sprintf("there is no command `%s %s`", c.CommandPath(), args[0]), append(hints, helpOf(c))...)
}

func commandNames(c *cobra.Command) []string {
	var all []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			all = append(all, sub.Name())
		}
	}
	return all
}
