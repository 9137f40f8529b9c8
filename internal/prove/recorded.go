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
	Variants      int // recordings of programs that print something else in debug mode or with tracemalloc
	Versions      []VersionRecord
}

// VersionRecord counts the causes recorded on a version.
type VersionRecord struct {
	Python   kb.Version
	Standard int // causes that Python alone shows
	Library  int // causes that need libraries
}

// Recorded counts the recordings of the causes.
func Recorded(base *kb.Base, recordings string) (Record, error) {
	r := Record{Pages: len(base.Entries())}
	standard, library := map[int]int{}, map[int]int{}
	for _, entry := range base.Entries() {
		for _, cause := range entry.Causes {
			r.Causes++
			folder := filepath.Join(recordings, entry.ID, cause.ID)
			versions, err := RecordedVersions(folder)
			if err != nil {
				return Record{}, err
			}
			variants, _ := filepath.Glob(filepath.Join(folder, "3.*.*.stderr")) // the pattern is well formed
			r.Variants += len(variants)
			switch {
			case len(versions) > 0:
				r.Reproduced++
			case cause.Proof.Source != "":
				r.FromSources++
			}
			counts := standard
			if len(cause.Proof.Requires) > 0 {
				counts = library
			}
			for _, v := range versions {
				counts[v.Minor]++
			}
		}
	}
	for minor := oldest; minor <= newest; minor++ {
		r.Versions = append(r.Versions, VersionRecord{kb.Version{Major: 3, Minor: minor}, standard[minor], library[minor]})
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
	row := func(head string, cell func(VersionRecord) any) {
		fmt.Fprintf(&b, "| %s |", head)
		for _, v := range r.Versions {
			fmt.Fprintf(&b, " %v |", cell(v))
		}
		b.WriteString("\n")
	}
	row("causes proven on Python", func(v VersionRecord) any { return v.Python })
	row("---", func(VersionRecord) any { return "--:" })
	row("of the standard library", func(v VersionRecord) any { return v.Standard })
	row("with libraries", func(v VersionRecord) any { return v.Library })
	b.WriteString("\nPrograms that need libraries are proven on the oldest and the newest Python that these support; no cause\n" +
		"counts on a version that cannot show it.\n")
	fmt.Fprintf(&b, "The standard library's programs are also run in asyncio's debug mode and with tracemalloc:\n"+
		"%d recordings hold what then differs.\n", r.Variants)
	return b.String()
}
