package prove

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// errUnsupported tells that pip finds no way to install libraries for a Python.
var errUnsupported = errors.New("pip cannot install the libraries")

// withLibraries gives the jobs that need libraries an interpreter that has
// them: on the oldest and on the newest Python that the libraries support, for
// the wording of a library's message is the library's. Other jobs stay.
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
	first, at, err := p.firstSupported(ctx, group)
	if err != nil {
		return nil, err
	}
	rest := slices.Clone(group[at+1:])
	slices.Reverse(rest)
	last, _, err := p.firstSupported(ctx, rest)
	if errors.Is(err, errUnsupported) {
		return []job{first}, nil
	}
	return []job{first, last}, err
}

func (p *prover) firstSupported(ctx context.Context, group []job) (job, int, error) {
	err := errUnsupported
	for i, j := range group {
		j.python, err = p.environmentWith(ctx, j.python, j.cause.Proof.Requires)
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
func (p *prover) environmentWith(ctx context.Context, python Interpreter, requires []string) (Interpreter, error) {
	folder := p.environmentFolder(python, requires)
	path := filepath.Join(folder, "bin", "python")
	if why, err := os.ReadFile(filepath.Join(folder, "unsupported")); err == nil {
		return Interpreter{}, fmt.Errorf("%w: %s", errUnsupported, why)
	}
	complete := filepath.Join(folder, "complete")
	if _, err := os.Stat(complete); err != nil {
		if err := p.makeEnvironment(ctx, python, folder, path, requires); err != nil {
			return Interpreter{}, err
		}
		if err := os.WriteFile(complete, []byte(strings.Join(requires, "\n")+"\n"), 0o644); err != nil {
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

func (p *prover) environmentFolder(python Interpreter, requires []string) string {
	requires = slices.Sorted(slices.Values(requires))
	sum := sha256.Sum256([]byte(python.Path + "\n" + strings.Join(requires, "\n")))
	return filepath.Join(p.options.Cache, "libraries", fmt.Sprintf("%v-%x", python.Version, sum[:6]))
}

func (p *prover) makeEnvironment(ctx context.Context, python Interpreter, folder, path string, requires []string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if output, err := exec.CommandContext(ctx, python.Path, "-m", "venv", "--without-pip", folder).CombinedOutput(); err != nil {
		return fmt.Errorf("no virtual environment on %v: %w\n%s", python.Version, err, output)
	}
	pip, err := p.pipFor(ctx, python)
	if err != nil {
		return err
	}
	install := append([]string{"-m", "pip", "--python", path, "install", "--quiet", "--prefer-binary", "--disable-pip-version-check"}, requires...)
	if output, err := exec.CommandContext(ctx, pip, install...).CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		why := fmt.Sprintf("%s on %v\n%s", strings.Join(requires, " "), python.Version, lastLines(string(output), 3))
		return errors.Join(fmt.Errorf("%w: %s", errUnsupported, why), os.WriteFile(filepath.Join(folder, "unsupported"), []byte(why), 0o644))
	}
	return nil
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
