package prove

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"aiowhy/kb"
)

// errUnsupported tells that libraries are not to be had for a Python.
var errUnsupported = errors.New("the libraries cannot be installed")

// withLibraries gives the jobs that need libraries an interpreter that has
// them: on the oldest and on the newest Python that the libraries support, for
// the wording of a library's message is the library's. Other jobs stay. Which
// versions these are, the pinned lists tell; with Update it is found out for
// libraries that have none.
func (p *prover) withLibraries(ctx context.Context, jobs []job) (ready []job, failed []Result) {
	for len(jobs) > 0 {
		n := 1
		for n < len(jobs) && jobs[n].cause == jobs[0].cause {
			n++
		}
		group := jobs[:n]
		jobs = jobs[n:]
		if len(group[0].cause.Proof.Requires) == 0 {
			ready = append(ready, group...)
			continue
		}
		ends, err := p.ends(ctx, group)
		if err != nil {
			failed = append(failed, Result{
				Entry: group[0].entry.ID, Cause: group[0].cause.ID, Python: group[0].python.Version, Status: Failed, Why: err.Error(),
			})
		}
		ready = append(ready, ends...)
	}
	return ready, failed
}

// ends are the first and the last job of a cause whose libraries can be installed.
func (p *prover) ends(ctx context.Context, group []job) ([]job, error) {
	_, err := os.Stat(filepath.Dir(p.pins(group[0].python.Version, group[0].cause.Proof.Requires)))
	discover := p.options.Update && errors.Is(err, fs.ErrNotExist)
	first, at, err := p.firstSupported(ctx, group, discover)
	if err != nil {
		return nil, err
	}
	rest := slices.Clone(group[at+1:])
	slices.Reverse(rest)
	last, _, err := p.firstSupported(ctx, rest, discover)
	switch {
	case errors.Is(err, errUnsupported):
		return []job{first}, nil
	case err != nil:
		return []job{first}, err
	}
	return []job{first, last}, nil
}

func (p *prover) firstSupported(ctx context.Context, group []job, discover bool) (job, int, error) {
	err := errUnsupported
	for i, j := range group {
		j.python, err = p.environmentWith(ctx, j.python, j.cause.Proof.Requires, discover)
		if err == nil {
			return j, i, nil
		}
		if !errors.Is(err, errUnsupported) {
			break
		}
	}
	return job{}, 0, err
}

// environmentWith gives an interpreter with libraries: of a virtual
// environment that is made once for each set of libraries and version.
func (p *prover) environmentWith(ctx context.Context, python Interpreter, requires []string, discover bool) (Interpreter, error) {
	pins := p.pins(python.Version, requires)
	pinned, err := os.ReadFile(pins)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Interpreter{}, err
	}
	if len(pinned) == 0 && !discover {
		return Interpreter{}, fmt.Errorf("%w: %s is missing (run with --update)", errUnsupported, pins)
	}
	folder := p.environmentFolder(python, requires)
	path := filepath.Join(folder, "bin", "python")
	if why, err := os.ReadFile(filepath.Join(folder, "unsupported")); err == nil && len(pinned) == 0 {
		return Interpreter{}, fmt.Errorf("%w: %s", errUnsupported, why)
	}
	complete := filepath.Join(folder, "complete") // what is installed
	installed, err := os.ReadFile(complete)
	if err != nil || len(pinned) > 0 && !bytes.Equal(installed, pinned) {
		installed, err = p.makeEnvironment(ctx, python, folder, path, requires, pinned)
		if err != nil {
			return Interpreter{}, err
		}
		if err := os.WriteFile(complete, installed, 0o644); err != nil {
			return Interpreter{}, err
		}
	}
	if len(pinned) == 0 {
		if err := writeFile(pins, installed); err != nil {
			return Interpreter{}, err
		}
	}
	inside, err := inspect(ctx, path)
	if err != nil {
		return Interpreter{}, err
	}
	inside.Libraries = append(inside.Libraries, python.Libraries...)
	return inside, nil
}

// pins is the file that fixes the versions of a set of libraries and of all
// that they need, for one Python: SET/3.N.txt, as pip freeze prints it.
func (p *prover) pins(v kb.Version, requires []string) string {
	set := strings.NewReplacer("==", "-", "[", "-", "]", "").Replace(strings.Join(requires, "+"))
	return filepath.Join(p.options.Pins, set, v.String()+".txt")
}

func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

func (p *prover) environmentFolder(python Interpreter, requires []string) string {
	requires = slices.Sorted(slices.Values(requires))
	sum := sha256.Sum256([]byte(python.Path + "\n" + strings.Join(requires, "\n")))
	return filepath.Join(p.options.Cache, "libraries", fmt.Sprintf("%v-%x", python.Version, sum[:6]))
}

// makeEnvironment installs what is pinned, or else what the libraries ask for,
// and tells what that was.
func (p *prover) makeEnvironment(ctx context.Context, python Interpreter, folder, path string, requires []string, pinned []byte) (installed []byte, err error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if output, err := exec.CommandContext(ctx, python.Path, "-m", "venv", "--without-pip", folder).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("no virtual environment on %v: %w\n%s", python.Version, err, output)
	}
	wanted := requires
	if len(pinned) > 0 {
		wanted = append([]string{"--no-deps"}, strings.Fields(string(pinned))...)
	}
	pip, err := p.install(ctx, python, folder, path, wanted)
	if err != nil {
		return nil, err
	}
	if output, err := pip("check").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("what is installed for %s on %v does not suffice:\n%s", strings.Join(requires, " "), python.Version, output)
	}
	if len(pinned) > 0 {
		return pinned, nil
	}
	return pip("freeze").Output()
}

// install installs distributions and gives the command that did it. Where there
// is uv, it is tried first: it needs a tenth of pip's time.
func (p *prover) install(ctx context.Context, python Interpreter, folder, path string, wanted []string) (pip func(...string) *exec.Cmd, err error) {
	if uv, err := exec.LookPath("uv"); err == nil {
		pip = func(arguments ...string) *exec.Cmd {
			return exec.CommandContext(ctx, uv, slices.Concat([]string{"pip"}, arguments, []string{"--quiet", "--python", path})...)
		}
		output, err := pip(append([]string{"install", "--only-binary", ":all:"}, wanted...)...).CombinedOutput()
		switch {
		case err == nil:
			return pip, nil
		case strings.Contains(string(output), "No solution found") && !strings.Contains(string(output), "wheels"):
			return nil, unsupported(python, folder, wanted, output)
		} // else pip may build it, or tells what is wrong
	}
	withPip, err := p.pipFor(ctx, python)
	if err != nil {
		return nil, err
	}
	pip = func(arguments ...string) *exec.Cmd {
		return exec.CommandContext(ctx, withPip, append([]string{"-m", "pip", "--python", path, "--disable-pip-version-check"}, arguments...)...)
	}
	output, err := pip(append([]string{"install", "--quiet", "--prefer-binary"}, wanted...)...).CombinedOutput()
	switch {
	case err == nil:
		return pip, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, unsupported(python, folder, wanted, output)
}

// unsupported notes that libraries are not to be had for a Python, so that the
// next run need not ask again.
func unsupported(python Interpreter, folder string, wanted []string, output []byte) error {
	why := fmt.Sprintf("%s on %v\n%s", strings.Join(wanted, " "), python.Version, lastLines(string(output), 3))
	return errors.Join(fmt.Errorf("%w: %s", errUnsupported, why), os.WriteFile(filepath.Join(folder, "unsupported"), []byte(why), 0o644))
}

// pipFor is an interpreter whose pip serves another: its own, where it has
// one, for a newer pip may have left an old Python behind.
func (p *prover) pipFor(ctx context.Context, python Interpreter) (string, error) {
	paths := []string{python.Path}
	for _, other := range slices.Backward(p.options.Pythons) {
		paths = append(paths, other.Path)
	}
	for _, path := range paths {
		if exec.CommandContext(ctx, path, "-m", "pip", "--version").Run() == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Python here has pip, to install libraries on %v", python.Version)
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
