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
// versions these are, the pinned lists tell; with Update it is found out.
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
	pins := p.pins(python.Version, requires)
	pinned, err := os.ReadFile(pins)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Interpreter{}, err
	}
	if len(pinned) == 0 && !p.options.Update {
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
// and tells what that was. Where there is uv, it installs what is pinned: in a
// tenth of pip's time.
func (p *prover) makeEnvironment(ctx context.Context, python Interpreter, folder, path string, requires []string, pinned []byte) (installed []byte, err error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if output, err := exec.CommandContext(ctx, python.Path, "-m", "venv", "--without-pip", folder).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("no virtual environment on %v: %w\n%s", python.Version, err, output)
	}
	if uv, err := exec.LookPath("uv"); err == nil && len(pinned) > 0 {
		install := append([]string{"pip", "install", "--quiet", "--no-deps", "--python", path}, strings.Fields(string(pinned))...)
		if exec.CommandContext(ctx, uv, install...).Run() == nil {
			return pinned, nil
		} // else pip tells what is wrong
	}
	withPip, err := p.pipFor(ctx, python)
	if err != nil {
		return nil, err
	}
	pip := func(arguments ...string) *exec.Cmd {
		return exec.CommandContext(ctx, withPip, append([]string{"-m", "pip", "--python", path, "--disable-pip-version-check"}, arguments...)...)
	}
	install := append([]string{"install", "--quiet", "--prefer-binary"}, requires...)
	if len(pinned) > 0 {
		install = append([]string{"install", "--quiet", "--prefer-binary", "--no-deps"}, strings.Fields(string(pinned))...)
	}
	if output, err := pip(install...).CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		why := fmt.Sprintf("%s on %v\n%s", strings.Join(requires, " "), python.Version, lastLines(string(output), 3))
		return nil, errors.Join(fmt.Errorf("%w: %s", errUnsupported, why), os.WriteFile(filepath.Join(folder, "unsupported"), []byte(why), 0o644))
	}
	if len(pinned) > 0 {
		return pinned, nil
	}
	return pip("freeze").Output()
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
