package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A setting is a flag with a twin in the environment: AIOWHY_ and its name.

func variable(flag string) string {
	return "AIOWHY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// markTwin lets the help name a flag's twin.
func markTwin(f *pflag.Flag) {
	f.Annotations = map[string][]string{twinMark: {variable(f.Name)}}
}

const twinMark = "aiowhy-twin"

// settings gives flags the values of their twins, which the help names.
// What a twin cannot be is told when the command runs.
func (o *options) settings(f *pflag.FlagSet, flags ...string) {
	for _, name := range flags {
		flag, twin := f.Lookup(name), variable(name)
		markTwin(flag)
		value := o.env.Getenv(twin)
		isBool := flag.Value.Type() == "bool"
		if value == "" || isBool && value == "0" {
			continue
		}
		if isBool {
			value = "true" // as with NO_COLOR, any text means yes
		}
		if err := flag.Value.Set(value); err != nil {
			o.unset = append(o.unset, fmt.Errorf("%s=%s is no value of --%s", twin, value, name))
		}
	}
}

// checkSettings reports what the environment sets wrongly.
func (o *options) checkSettings() error {
	if len(o.unset) == 0 {
		return nil
	}
	return exitError{status: statusUsage, err: o.unset[0], hints: []string{"see `aiowhy --help`"}}
}

// choice is a flag that takes one of a few words.
type choice struct {
	word  string
	words []string
}

func (c *choice) String() string { return c.word }

func (c *choice) Type() string { return "word" }

func (c *choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return errors.New("it takes " + alternatives(c.words))
	}
	c.word = word
	return nil
}

// meaning says what a word stands for, to who completes it.
func meaning(word string) string {
	return map[string]string{
		"text": "for people", "markdown": "to paste into an issue", "json": "one object, for programs", "jsonl": "a line of JSON for each diagnosis, at once",
		"quickfix": "file:line:column: severity: id: text, for editors", "github": "workflow commands of GitHub Actions", "sarif": "SARIF 2.1.0, for code scanning",
		"auto": "as fits the terminal", "always": "even where no terminal is", "never": "plain", "dark": "light text", "light": "dark text",
	}[word]
}

// alternatives joins words as in "a, b or c".
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// choose adds a flag that takes one of the words; the first is the default.
func choose(c *cobra.Command, f *pflag.FlagSet, name, short, usage string, words ...string) *choice {
	chosen := &choice{words[0], words}
	f.VarP(chosen, name, short, usage+": "+alternatives(words))
	f.Lookup(name).DefValue = "" // said by the order of the words
	var offered []string
	for _, w := range words {
		offered = append(offered, cobra.CompletionWithDesc(w, meaning(w)))
	}
	_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(offered, cobra.ShellCompDirectiveNoFileComp))
	return chosen
}
