package record

import (
	"os"
	"path/filepath"
)

// marks are the files that tell the top of a project.
var marks = [...]string{".git", ".hg", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py", "tox.ini"}

// Project is the folder that the record of a run in dir belongs into: the
// nearest with a project's mark, from dir upwards, else dir itself. It is
// empty for the user's home and the root of the file system, which are no
// projects.
func Project(dir string) string {
	home, _ := os.UserHomeDir() // without a home, nothing is it
	for at := dir; !top(at, home); at = filepath.Dir(at) {
		for _, mark := range marks {
			if _, err := os.Stat(filepath.Join(at, mark)); err == nil {
				return at
			}
		}
	}
	if top(dir, home) {
		return ""
	}
	return dir
}

func top(dir, home string) bool { return dir == home || dir == filepath.Dir(dir) }

// State is the user's own folder for records of runs outside projects and in
// folders that cannot be written. It is empty where the user has no home.
func State(getenv func(string) string) string {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "aiowhy")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "state", "aiowhy")
}

// Save writes the record of a run in run.Dir where it belongs: into the
// project, else into the user's own folder. It returns the folder.
func Save(run Run, getenv func(string) string) (string, error) {
	var err error = os.ErrNotExist
	for _, dir := range []string{Project(run.Dir), State(getenv)} {
		if dir == "" {
			continue
		}
		if err = Write(dir, run); err == nil {
			return dir, nil
		}
	}
	return "", err
}
