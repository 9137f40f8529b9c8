package prove

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aiowhy/kb"
)

// Record says how the causes of a knowledge base are known, as far as its
// recordings tell.
type Record struct {
	Pages, Causes int
	Reproduced    int // causes with a recording of at least one version
	FromSources   int // causes that could not be reproduced here
	Versions      []VersionRecord
}

// VersionRecord counts the causes recorded on a version.
type VersionRecord struct {
	Python kb.Version
	Causes int
}

// Recorded counts the recordings of the causes.
func Recorded(base *kb.Base, recordings string) (Record, error) {
	r := Record{Pages: len(base.Entries())}
	counts := map[int]int{}
	for _, entry := range base.Entries() {
		for _, cause := range entry.Causes {
			r.Causes++
			versions, err := RecordedVersions(filepath.Join(recordings, entry.ID, cause.ID))
			if err != nil {
				return Record{}, err
			}
			switch {
			case len(versions) > 0:
				r.Reproduced++
			case cause.Proof.Source != "":
				r.FromSources++
			}
			for _, v := range versions {
				counts[v.Minor]++
			}
		}
	}
	for minor := oldest; minor <= newest; minor++ {
		r.Versions = append(r.Versions, VersionRecord{kb.Version{Major: 3, Minor: minor}, counts[minor]})
	}
	return r, nil
}

// RecordedVersions are those with a recording in a cause's folder, the oldest first.
func RecordedVersions(folder string) ([]kb.Version, error) {
	files, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var versions []kb.Version
	for _, f := range files {
		parts := strings.Split(strings.TrimSuffix(f.Name(), ".stderr"), ".")
		v, err := kb.ParseVersion(strings.Join(parts[:min(2, len(parts))], "."))
		if err != nil {
			return nil, fmt.Errorf("%s: the name is no 3.N[.variant].stderr", filepath.Join(folder, f.Name()))
		}
		if !slices.Contains(versions, v) {
			versions = append(versions, v)
		}
	}
	slices.SortFunc(versions, func(a, b kb.Version) int { return a.Minor - b.Minor })
	return versions, err
}

// Markdown is the table for the README.
func (r Record) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d pages with %d causes. %d causes are reproduced on real interpreters, %d could not be reproduced and are\n"+
		"taken from the sources.\n\n", r.Pages, r.Causes, r.Reproduced, r.FromSources)
	head, rule, row := "| Python |", "|---|", "| causes proven |"
	for _, v := range r.Versions {
		head += fmt.Sprintf(" %v |", v.Python)
		rule += "--:|"
		row += fmt.Sprintf(" %d |", v.Causes)
	}
	b.WriteString(head + "\n" + rule + "\n" + row + "\n")
	return b.String()
}
