package prove

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// environmentWith gives an interpreter with libraries: of a virtual
// environment that is made once for each set of libraries and version.
func (p *prover) environmentWith(ctx context.Context, python Interpreter, requires []string) (Interpreter, error) {
	p.libraries.Lock()
	defer p.libraries.Unlock()
	requires = slices.Sorted(slices.Values(requires))
	sum := sha256.Sum256([]byte(python.Path + "\n" + strings.Join(requires, "\n")))
	folder := filepath.Join(p.options.Cache, "libraries", fmt.Sprintf("%v-%x", python.Version, sum[:6]))
	path := filepath.Join(folder, "bin", "python")
	complete := filepath.Join(folder, "complete")
	if _, err := os.Stat(complete); err != nil {
		if err := makeEnvironment(ctx, python, folder, path, requires); err != nil {
			return Interpreter{}, fmt.Errorf("has no libraries: %w", err)
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

func makeEnvironment(ctx context.Context, python Interpreter, folder, path string, requires []string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	steps := [][]string{
		{python.Path, "-m", "venv", folder},
		append([]string{path, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"}, requires...),
	}
	for _, step := range steps {
		if output, err := exec.CommandContext(ctx, step[0], step[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(step, " "), err, output)
		}
	}
	return nil
}
