package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	xterm "golang.org/x/term"

	"aiowhy/render/term"
)

// look is how answers are shown: format, colour and width.
type look struct {
	format string
	color  *choice
	style  *choice
	width  int

	noPager bool
}

func (l *look) addFlags(c *cobra.Command, f *pflag.FlagSet) {
	l.color = choose(c, f, "color", "", "`WHEN` to use colours", "auto", "always", "never")
	l.style = choose(c, f, "style", "", "the `BACKGROUND` to choose colours for", "auto", "dark", "light")
	f.BoolVar(&l.noPager, "no-pager", false, "never show long answers in a pager")
	f.IntVar(&l.width, "width", 0, "set the answer in `N` columns, at most 100")
}

// formats are all that any command knows.
func formats() []string {
	return []string{"auto", "text", "markdown", "json", "jsonl", "quickfix", "github", "sarif"}
}

// addFormat adds --format to a command that knows the given ones; the first
// is the default. The environment's counts where the command knows it.
func (o *options) addFormat(c *cobra.Command, known ...string) {
	chosen := choose(c, c.Flags(), "format", "f", "`FORMAT` of the answer", known...)
	twin := variable("format")
	markTwin(c.Flags().Lookup("format"))
	if f := o.env.Getenv(twin); chosen.Set(f) != nil && f != "" && !slices.Contains(formats(), f) {
		o.unset = append(o.unset, fmt.Errorf("%s=%s is no format", twin, f))
	}
	c.PreRunE = func(*cobra.Command, []string) error {
		o.look.format = chosen.word
		return nil
	}
}

// showMarkdown writes a document: set by glamour on a terminal or where
// colours or --format text are asked for, as it is otherwise.
func (l *look) showMarkdown(env Env, markdown string) error {
	if l.format == "markdown" || l.format == "auto" && !env.StdoutTerminal && !l.colours(env) {
		_, err := fmt.Fprint(env.Stdout, markdown)
		return err
	}
	r, err := l.renderer(env)
	if err != nil {
		return err
	}
	text, err := r.Render(markdown)
	if err != nil {
		return err
	}
	if takesLinks(env) && l.colours(env) {
		text = withLinks(text, term.Addresses(markdown), env.Dir)
	}
	return l.page(env, text)
}

func (l *look) renderer(env Env) (*term.Renderer, error) {
	return term.New(l.termStyle(env), l.columns(env))
}

// colours decides whether escape sequences are written. Order: the flag,
// NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, CLICOLOR=0, then the terminal.
func (l *look) colours(env Env) bool {
	switch l.color.word {
	case "always":
		return true
	case "never":
		return false
	}
	switch {
	case env.Getenv("NO_COLOR") != "":
		return false
	case isSet(env, "CLICOLOR_FORCE") || isSet(env, "FORCE_COLOR"):
		return true
	case env.Getenv("CLICOLOR") == "0" || env.Getenv("TERM") == "dumb":
		return false
	}
	return env.StdoutTerminal
}

func isSet(env Env, name string) bool {
	v := env.Getenv(name)
	return v != "" && v != "0"
}

// termStyle picks the palette. A terminal is not asked for its background: an
// answer may never come, and would then be typed into the user's shell.
func (l *look) termStyle(env Env) term.Style {
	if !l.colours(env) {
		return term.Plain
	}
	switch l.style.word {
	case "light":
		return term.Light
	case "auto":
		// COLORFGBG is "foreground;background"; 7 and 9 to 15 are light.
		colours := strings.Split(env.Getenv("COLORFGBG"), ";")
		if n, err := strconv.Atoi(colours[len(colours)-1]); err == nil && (n == 7 || n > 8) {
			return term.Light
		}
	}
	return term.Dark
}

// columns is the width to set an answer in.
func (l *look) columns(env Env) int {
	if l.width > 0 {
		return l.width
	}
	if f, ok := env.Stdout.(*os.File); ok && env.StdoutTerminal {
		if w, _, err := xterm.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	if n := envInt(env, "COLUMNS"); n > 0 {
		return n
	}
	return 80
}

func envOr(env Env, name, otherwise string) string {
	if v := env.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func envInt(env Env, name string) int {
	n, err := strconv.Atoi(env.Getenv(name))
	if err != nil {
		return 0
	}
	return n
}

func flagNames(c *cobra.Command) []string {
	var all []string
	add := func(f *pflag.Flag) { all = append(all, f.Name) }
	c.Flags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	return all
}

// isClosedPipe reports whether the reader of our output has gone, which ends a
// command quietly.
func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)
}
