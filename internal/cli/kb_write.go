package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"aiowhy/kb"
	"aiowhy/matcher/logtext"
	"aiowhy/matcher/traceback"
)

func newKBNewCommand(env Env, pages *string) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "new ID",
		Short: "Write the skeleton of a page",
		Long: `Write the skeleton of a page into the folder of pages, and print where. With
--from, its wording is made of the last problem in a text: a traceback, a
warning or a log record.`,
		Example: "  aiowhy kb new lock-held-twice --from error.txt",
		Args:    needs("the id of the page", "aiowhy kb new lock-held-twice --from error.txt"),
		RunE: func(_ *cobra.Command, args []string) error {
			return newPage(env, *pages, args[0], from)
		},
	}
	c.Flags().StringVar(&from, "from", "", "`FILE` with the printed problem; - is standard input")
	return c
}

func newPage(env Env, pages, id, from string) error {
	dir, err := pageFolder(env, pages)
	if err != nil {
		return err
	}
	var class, message string
	if from != "" {
		if class, message, err = lastMessage(env, from); err != nil {
			return err
		}
	}
	text := kb.Scaffold(id, class, message)
	if _, problems := kb.ReadPage(id+".md", text); len(problems) > 0 {
		return errors.New(problems[0].Text)
	}
	path := filepath.Join(dir, id+".md")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("there is a page %s already", filepath.Join(pages, id+".md"))
	} else if err != nil {
		return err
	}
	if _, err := file.Write(text); err != nil {
		file.Close()
		return err
	}
	fmt.Fprintln(env.Stdout, filepath.Join(pages, id+".md"))
	return file.Close()
}

// lastMessage is the class and the message of the last problem in a file.
func lastMessage(env Env, name string) (class, message string, err error) {
	var text []byte
	if name == "-" {
		text, err = io.ReadAll(env.Stdin)
	} else {
		text, err = os.ReadFile(inFolder(env.Dir, name))
	}
	if err != nil {
		return "", "", err
	}
	problems := traceback.Parse(undress(text)).Problems
	if len(problems) == 0 {
		return "", "", fmt.Errorf("%s holds no traceback, warning or log record", name)
	}
	last := problems[len(problems)-1]
	switch {
	case last.Exception != nil:
		return last.Exception.Type, last.Exception.Message, nil
	case last.Warning != nil:
		return last.Warning.Category, last.Warning.Message, nil
	}
	return kb.LogType, last.Header, nil
}

func undress(text []byte) []traceback.Line {
	var lines []traceback.Line
	keep := func(_ string, line traceback.Line) { lines = append(lines, line) }
	var undresser logtext.Undresser
	reader := logtext.NewLineReader(logtext.Decode(bytes.NewReader(text)))
	for {
		raw, err := reader.Next()
		if err != nil {
			break // the end: a reader of bytes has no other error
		}
		undresser.Line(raw.Text, raw.Span, raw.Number, keep)
	}
	undresser.Flush(keep)
	return logtext.Repair(lines)
}

func newKBFormatCommand(env Env, pages *string) *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "fmt [ID…]",
		Short: "Put keys in order and spacing right",
		Long: `Rewrite pages, or the named ones, with their keys in order and aligned and with
one blank line around fences and headings. The changed files are printed.`,
		RunE: func(_ *cobra.Command, ids []string) error { return formatPages(env, *pages, ids, check) },
	}
	c.Flags().BoolVar(&check, "check", false, "change nothing, and end with status 1 if a page would change")
	return c
}

func formatPages(env Env, pages string, ids []string, check bool) error {
	dir, err := pageFolder(env, pages)
	if err != nil {
		return err
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = strings.TrimSuffix(filepath.Base(id), ".md") + ".md"
	}
	if len(ids) == 0 {
		if names, err = fs.Glob(os.DirFS(dir), "*.md"); err != nil {
			return err
		}
	}
	unclean := false
	for _, name := range names {
		changed, err := formatPage(env, dir, pages, name, check)
		if err != nil {
			return err
		}
		unclean = unclean || changed && check
	}
	if unclean {
		return exitError{status: statusFound}
	}
	return nil
}

func formatPage(env Env, dir, pages, name string, check bool) (changed bool, err error) {
	path := filepath.Join(dir, name)
	old, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	text, problems := kb.Format(name, old)
	for _, p := range problems {
		p.File = filepath.Join(pages, p.File)
		fmt.Fprintln(env.Stderr, p)
	}
	if len(problems) > 0 || bytes.Equal(old, text) {
		return len(problems) > 0, nil
	}
	fmt.Fprintln(env.Stdout, filepath.Join(pages, name))
	if check {
		return true, nil
	}
	return true, os.WriteFile(path, text, 0o644)
}
