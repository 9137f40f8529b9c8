package doctor

import (
	"context"
	_ "embed" // the probe
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

//go:embed probe.py
var probe string

// Version is that of an interpreter.
type Version struct{ Major, Minor, Micro int }

func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro) }

// AtLeast compares with a feature release.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

// Interpreter is a Python as its probe describes it.
type Interpreter struct {
	Executable   string
	Version      Version
	Stdlib       string
	SitePackages []string
	Used         []string // modules that `import asyncio` looks for on the search path
}

// ErrNoPython tells that a program is no working Python.
var ErrNoPython = errors.New("is no working Python")

// Probe asks an interpreter about itself. -I -S keep it from the user's code:
// from the folder, from PYTHONPATH and from what site-packages starts.
func Probe(ctx context.Context, python string) (*Interpreter, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, python, "-I", "-S", "-c", probe).Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, err
	}
	var answer struct {
		Executable   string   `json:"executable"`
		Version      [3]int   `json:"version"`
		Stdlib       string   `json:"stdlib"`
		SitePackages []string `json:"site_packages"`
		Used         []string `json:"used"`
	}
	if err != nil || json.Unmarshal(out, &answer) != nil {
		return nil, ErrNoPython
	}
	v := answer.Version
	return &Interpreter{answer.Executable, Version{v[0], v[1], v[2]}, answer.Stdlib, answer.SitePackages, answer.Used}, nil
}

// endOfLife is the month after which a Python gets no security fixes, zero
// where that is not known yet: https://devguide.python.org/versions/
func endOfLife(v Version) time.Time {
	months := map[int]string{6: "2021-12", 7: "2023-06", 8: "2024-10", 9: "2025-10", 10: "2026-10",
		11: "2027-10", 12: "2028-10", 13: "2029-10", 14: "2030-10"}
	month := months[v.Minor]
	if v.Major == 3 && v.Minor < 6 {
		month = months[6]
	}
	first, err := time.Parse("2006-01", month)
	if v.Major != 3 || err != nil {
		return time.Time{}
	}
	return first.AddDate(0, 1, -1)
}

// older compares releases by their numbers.
func older(version, than string) bool {
	a, b := numbers(version), numbers(than)
	for i := range b {
		switch {
		case i >= len(a):
			return true
		case a[i] != b[i]:
			return a[i] < b[i]
		}
	}
	return false
}

func numbers(version string) []int {
	var all []int
	for _, part := range strings.Split(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		all = append(all, n)
	}
	return all
}
