package lsp

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"aiowhy/internal/record"
)

// lastRun is the record of a folder, diagnosed.
type lastRun struct {
	stamp  stamp
	time   time.Time
	report *report // nil where the record is not to be shown
}

// stamp tells whether a record was replaced.
type stamp struct {
	modified time.Time
	size     int64
}

// lookEvery is how often the records are looked at. Many clients report no
// changed files, and a person who sees a program fail turns to the editor.
const lookEvery = 200 * time.Millisecond

func (s *server) watch() {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	var w watched
	for {
		s.look(&w)
		select {
		case <-s.ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// look reads the records that are new, and forgets those that are gone.
func (s *server) look(w *watched) {
	defer s.recovered("record", nil)
	v := s.snapshot()
	runs := map[string]*lastRun{}
	changed := false
	for _, dir := range w.folders(v, s.options.State) {
		known := v.runs[dir]
		run := s.readRun(v, dir, known)
		if run != nil {
			runs[dir] = run
		}
		changed = changed || run != known
	}
	if changed || len(runs) != len(v.runs) {
		s.setRuns(runs)
	}
}

// readRun gives the record of a folder: the known one where nothing changed,
// nil where there is none.
func (s *server) readRun(v view, dir string, known *lastRun) *lastRun {
	info, err := os.Stat(record.Path(dir))
	if err != nil {
		return nil
	}
	now := stamp{info.ModTime(), info.Size()}
	if known != nil && known.stamp == now {
		return known
	}
	run, err := record.Read(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	out := &lastRun{stamp: now, time: run.Time}
	if err != nil {
		s.log(fmt.Sprintf("the record of the last run is ignored: %v", err))
		return out
	}
	home := dir
	if dir == s.options.State {
		home = ""
	}
	if why := run.Unfit(home, time.Now()); why != "" {
		s.log(fmt.Sprintf("the record of the last run in %s is ignored: %s", dir, why))
		return out
	}
	out.report = s.reader.text(run.Output, newPlaces(append([]string{run.Dir, dir}, v.roots...), v.docs), false)
	s.logMoved(out.report)
	return out
}

// logMoved tells which diagnoses cannot be shown, since the source was changed
// after the run.
func (s *server) logMoved(r *report) {
	for i := range r.all {
		g := &r.all[i]
		path := r.places.found[g.Blame.File]
		if path != "" && blamed(r, g, path) < 0 {
			s.log(fmt.Sprintf("%s, line %d does not read as it did in the last run: %s is not shown there", path, g.Blame.Line, g.Entry.ID))
		}
	}
}

// setRuns makes the records known, and analyses the open sources in their light.
func (s *server) setRuns(runs map[string]*lastRun) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view.runs = runs
	for d := range maps.Values(s.view.docs) {
		if d.python {
			again := *d
			s.put(&again, 0)
		}
	}
}

// watched remembers the folders whose records matter. To find them costs more
// than to look at their records.
type watched struct {
	of    []string // roots, then the folders of open sources
	known []string
	until time.Time
}

// findEvery is how often they are found anew where nothing else was opened: the
// marks of a project come and go.
const findEvery = 5 * time.Second

// folders lists them: those of the workspace, those above each open source, and
// the user's own.
func (w *watched) folders(v view, state string) []string {
	var sources []string
	for _, d := range v.docs {
		if d.python && d.path != "" {
			sources = append(sources, filepath.Dir(d.path))
		}
	}
	slices.Sort(sources)
	of := slices.Concat(v.roots, slices.Compact(sources))
	if slices.Equal(of, w.of) && time.Now().Before(w.until) {
		return w.known
	}
	found := slices.Clone(v.roots)
	for _, root := range v.roots {
		found = append(found, record.Project(root))
	}
	for _, dir := range sources {
		found = append(found, above(dir, v.roots)...)
	}
	found = append(found, state)
	slices.Sort(found)
	found = slices.DeleteFunc(slices.Compact(found), func(dir string) bool { return dir == "" })
	w.of, w.known, w.until = of, found, time.Now().Add(findEvery)
	return found
}

// maxAbove bounds how far above a source records are looked for.
const maxAbove = 16

// above lists a folder and those above it, up to the workspace or the project
// that it belongs to.
func above(dir string, roots []string) []string {
	top := record.Project(dir)
	for _, root := range roots {
		if relative, err := filepath.Rel(root, dir); err == nil && filepath.IsLocal(relative) {
			top = root
		}
	}
	var dirs []string
	for len(dirs) < maxAbove && strings.HasPrefix(dir, top) && top != "" {
		dirs = append(dirs, dir)
		if dir == top {
			break
		}
		dir = filepath.Dir(dir)
	}
	return dirs
}

// runsOf lists the runs that a source file is judged by: of those recorded in
// folders above it the last, which may have been clean, and all others.
func (v view) runsOf(path string) []*lastRun {
	var own, others []*lastRun
	for dir, run := range v.runs {
		if run.report == nil {
			continue
		}
		if relative, err := filepath.Rel(canonical(dir), path); err == nil && filepath.IsLocal(relative) {
			own = append(own, run)
		} else {
			others = append(others, run)
		}
	}
	newest := func(runs []*lastRun) {
		sort.Slice(runs, func(i, j int) bool { return runs[i].time.After(runs[j].time) })
	}
	newest(own)
	newest(others)
	return append(own[:min(1, len(own))], others...)
}

// bases are the folders that a text's paths are relative to, the nearest first.
func (v view) bases(d *document) []string {
	var bases []string
	if d.path != "" {
		bases = append(bases, filepath.Dir(d.path))
	}
	bases = append(bases, v.roots...)
	for _, dir := range slices.Sorted(maps.Keys(v.runs)) {
		if run := v.runs[dir]; run.report != nil {
			bases = append(bases, run.report.places.bases[0])
		}
	}
	return bases
}
