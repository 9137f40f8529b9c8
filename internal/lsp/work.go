package lsp

import (
	"context"
	"sort"
	"strings"
	"time"

	"aiowhy/matcher"
)

// work is the analysis of one state of a document.
type work struct {
	cancel context.CancelFunc
	done   chan struct{}
	result *analysis // after done; nil where the work was given up
}

// analysis is what is known of a document.
type analysis struct {
	marks    []mark
	outlines []outline
}

// mark is a diagnosis at a place of a document.
type mark struct {
	d           *matcher.Diagnosis
	report      *report
	at          textRange
	first, last int    // the lines that speak of it, from 0
	again       int    // the line, from 1, where it was met first; 0 for that one
	path        string // canonical, of the blamed file; "" if it is not here
}

// startWork begins an analysis after a pause. The server's lock is held.
func (s *server) startWork(d *document, wait time.Duration) *work {
	ctx, cancel := context.WithCancel(s.ctx)
	w := &work{cancel: cancel, done: make(chan struct{})}
	s.background.Go(func() {
		defer cancel()
		defer close(w.done)
		defer s.recovered("analysis", nil)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		select {
		case <-ctx.Done():
			return
		case s.slots <- struct{}{}:
		}
		defer func() { <-s.slots }()
		v := s.snapshot()
		w.result = v.analyse(ctx, s.reader, d)
		s.publish(v, d, w.result)
	})
	return w
}

func (v view) analyse(ctx context.Context, r reader, d *document) *analysis {
	if d.python {
		return v.analyseSource(d)
	}
	return v.analyseText(ctx, r, d)
}

// analyseText diagnoses a traceback or a log.
func (v view) analyseText(ctx context.Context, r reader, d *document) *analysis {
	report := r.lines(ctx, d.lines, newPlaces(v.bases(d), v.docs))
	if report == nil {
		return nil
	}
	a := &analysis{outlines: report.problems}
	for i := range report.all {
		g := &report.all[i]
		m := mark{d: g, report: report, first: g.Lines.Start - 1, last: g.Lines.End - 1, path: report.places.found[g.Blame.File]}
		line := messageLine(g) - 1
		m.at = v.message(d, line, g)
		a.marks = append(a.marks, m)
		for _, lines := range g.Again {
			m.first, m.last, m.again = lines.Start-1, lines.End-1, line+1
			m.at = v.message(d, lineOf(d, lines, g), g)
			a.marks = append(a.marks, m)
		}
	}
	sort.SliceStable(a.marks, func(i, j int) bool { return a.marks[i].at.Start.Line < a.marks[j].at.Start.Line })
	return a
}

// message is the range of a diagnosis's message on its line.
func (v view) message(d *document, line int, g *matcher.Diagnosis) textRange {
	from, to := covered(d.line(line), g)
	return d.span(line, from, to, v.client.encoding)
}

// lineOf finds the message in the lines where it was met again: numbers in it
// may differ, so its class is looked for last.
func lineOf(d *document, lines matcher.LineRange, g *matcher.Diagnosis) int {
	for _, text := range []string{firstLine(g.Message), g.Type} {
		for n := lines.End - 1; text != "" && n >= lines.Start-1; n-- {
			if strings.Contains(d.line(n), text) {
				return n
			}
		}
	}
	return lines.Start - 1
}

// analyseSource places what the last runs blame.
func (v view) analyseSource(d *document) *analysis {
	a := &analysis{}
	if d.path == "" {
		return a
	}
	now := bareLines(d.lines)
	path := canonical(d.path)
	taken := map[int]bool{}
	for _, run := range v.runsOf(path) {
		text := run.report.places.read[path]
		if text == nil {
			continue
		}
		at := follow(text.lines, now)
		for i := range run.report.all {
			g := &run.report.all[i]
			line := blamed(run.report, g, path)
			if line < 0 || at[line] < 0 || taken[at[line]] && !g.Root {
				continue // not here, changed since, or an echo of what the line says already
			}
			line = at[line]
			taken[line] = true
			a.marks = append(a.marks, mark{d: g, report: run.report, at: d.code(line, v.client.encoding), first: line, last: line, path: path})
		}
	}
	return a
}

// blamed is the line of a file, as it was when the text was diagnosed, that a
// diagnosis blames; -1 if it is another file or does not read as recorded.
func blamed(r *report, g *matcher.Diagnosis, path string) int {
	text := r.places.read[path]
	n := g.Blame.Line
	if text == nil || n < 1 || n > len(text.lines) || r.places.found[g.Blame.File] != path {
		return -1
	}
	if !text.file.Reads(n, g.Blame.Code) || strings.TrimSpace(text.lines[n-1]) == "" {
		return -1
	}
	return n - 1
}

func bareLines(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = bare(line)
	}
	return out
}

// patience is how long a request waits for an analysis under way: editors
// freeze or give up when answers take a second.
const patience = 500 * time.Millisecond

// analysed is the analysis of a document; nil while there is none.
func (d *document) analysed(ctx context.Context) *analysis {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-d.work.done:
		return d.work.result
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil
}

// marksAt lists the marks that speak of a position: those whose range holds
// it, else those whose lines do, the fewest lines first.
func (a *analysis) marksAt(p position) []mark {
	if a == nil {
		return nil
	}
	var exact, around []mark
	for _, m := range a.marks {
		switch {
		case m.at.Start.Line == p.Line:
			exact = append(exact, m)
		case m.first <= p.Line && p.Line <= m.last:
			around = append(around, m)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	sort.SliceStable(around, func(i, j int) bool { return around[i].last-around[i].first < around[j].last-around[j].first })
	return around[:min(1, len(around))]
}
