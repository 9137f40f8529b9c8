package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"aiowhy/matcher"
	"aiowhy/matcher/source"
	"aiowhy/render"
)

// showDiffs writes the diffs alone, for git apply.
func (d *diagnose) showDiffs(all []matcher.Diagnosis) error {
	shown := map[string]bool{}
	for _, g := range all {
		place := fmt.Sprintf("%s:%d", g.Blame.File, g.Blame.Line)
		if g.Change == nil || g.Change.Diff == "" || shown[place] || shown[g.Change.Diff] {
			continue // one line is changed once: the second diff would not apply
		}
		shown[place], shown[g.Change.Diff] = true, true
		if _, err := fmt.Fprint(d.env.Stdout, render.Diff(g.Change)); err != nil {
			return err
		}
		if demand := render.Demand(g.Change); demand != "" {
			d.remark("the change of "+place+" asks for more", demand)
		}
	}
	if len(shown) == 0 {
		complain(d.env, "no change can be made from this text", "`aiowhy` without --diff shows the cause and a fix in small")
	}
	return nil
}

// apply writes the changes that are sure into the user's files, after showing
// them and asking. Of several changes to one file the first is made; running
// the program again tells whether the others are still needed.
func (d *diagnose) apply(files *sources, all []matcher.Diagnosis) error {
	made := map[string]bool{}
	offered := 0
	for _, g := range all {
		c := g.Change
		if c == nil || c.Applicability != source.Sure || c.Text == "" {
			continue
		}
		offered++
		relative, ok := files.relative(g.Blame.File)
		if !ok || made[relative] {
			continue
		}
		if _, err := fmt.Fprint(d.env.Stdout, c.Diff); err != nil {
			return err
		}
		if !d.yes && !d.confirm(relative) {
			continue
		}
		if err := files.replace(relative, c.Text); err != nil {
			return exitError{status: statusUsage, err: fmt.Errorf("%s was not changed: %w", relative, err)}
		}
		made[relative] = true
		complain(d.env, "changed "+relative)
	}
	if offered == 0 {
		complain(d.env, "no change is sure enough to be made by a program",
			"changes need the source file: run aiowhy in the program's folder, or name it with --source-root", "`aiowhy --diff` shows the likely ones")
	}
	return nil
}

// confirm asks on the terminal. Standard input may be the traceback itself, so
// the answer is read from the terminal; without one it is no.
func (d *diagnose) confirm(name string) bool {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		complain(d.env, "not applied: there is no terminal to ask on", "--yes applies without asking")
		return false
	}
	defer tty.Close()
	fmt.Fprintf(tty, "aiowhy: change %s? [y/N] ", name)
	answer, _ := bufio.NewReader(tty).ReadString('\n')
	return strings.EqualFold(strings.TrimSpace(answer), "y") || strings.EqualFold(strings.TrimSpace(answer), "yes")
}

// replace writes a file's new text beside it and moves it into place, so that
// no reader ever sees half of it. Mode is kept; line ends and encoding are, as
// the text was made from the file's own.
func (s *sources) replace(relative, text string) error {
	info, err := s.root.Stat(relative)
	if err != nil {
		return err
	}
	dir, base := filepath.Split(relative)
	name := filepath.Join(dir, "."+base+".aiowhy")
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Sync(), f.Chmod(info.Mode().Perm()), f.Close())
	if err == nil {
		err = s.root.Rename(name, relative)
	}
	if err != nil {
		err = errors.Join(err, s.root.Remove(name))
	}
	return err
}
