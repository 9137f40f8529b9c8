package lsp

import (
	"aiowhy/matcher"
	"aiowhy/matcher/traceback"
	"aiowhy/render"
)

// publish tells the client what an analysis found, unless the document has
// changed since: what is told last is always about the last text.
func (s *server) publish(v view, d *document, a *analysis) {
	if a == nil {
		return
	}
	list := v.diagnostics(d, a.marks)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view.docs[d.uri] != d {
		return
	}
	_ = s.conn.Notify(s.ctx, "textDocument/publishDiagnostics", publishParams{URI: d.uri, Version: &d.version, Diagnostics: list})
}

func (v view) diagnostics(d *document, marks []mark) []diagnostic {
	list := make([]diagnostic, 0, len(marks))
	for i := range marks {
		list = append(list, v.diagnostic(d, &marks[i]))
	}
	return list
}

func (v view) diagnostic(d *document, m *mark) diagnostic {
	out := diagnostic{Range: m.at, Severity: severityOf(m.d), Code: m.d.Entry.ID, Source: "aiowhy", Message: message(m)}
	if len(m.d.Entry.References) > 0 {
		out.CodeDescription = &codeLink{m.d.Entry.References[0].URL}
	}
	if v.client.related && m.again == 0 {
		out.RelatedInformation = append(v.frames(m), v.echoes(d, m)...)
	}
	return out
}

func severityOf(d *matcher.Diagnosis) int {
	switch {
	case !d.Root:
		return severityInformation // it vanishes with its root
	case render.Severity(d) == "warning":
		return severityWarning
	}
	return severityError
}

// maxRelated bounds the places named beside a diagnosis.
const maxRelated = 10

// frames are the places of the user's code on the way to the message, the
// innermost first.
func (v view) frames(m *mark) []relatedInfo {
	p := m.d.Problem
	if p == nil || p.Exception == nil {
		return nil
	}
	var list []relatedInfo
	for i := len(p.Exception.Frames) - 1; i >= 0 && len(list) < maxRelated; i-- {
		f := p.Exception.Frames[i]
		path := m.report.places.found[f.File]
		if f.Origin != traceback.User || f.Line < 1 || path == "" {
			continue
		}
		list = append(list, relatedInfo{lineIn(path, f.Line), calledHere(f.Function)})
	}
	return list
}

// echoes are the other problems that will vanish with the diagnosis: where
// they stand in an open log, or in the source.
func (v view) echoes(d *document, m *mark) []relatedInfo {
	var list []relatedInfo
	for _, e := range render.Echoes(m.d, m.report.all) {
		at := location{d.uri, textRange{position{e.Lines.Start - 1, 0}, position{e.Lines.Start - 1, 0}}}
		if d.python {
			path := m.report.places.found[e.Blame.File]
			if path == "" || e.Blame.Line < 1 {
				continue
			}
			at = lineIn(path, e.Blame.Line)
		}
		if len(list) < maxRelated {
			list = append(list, relatedInfo{at, vanishes(&e)})
		}
	}
	return list
}

// lineIn is the beginning of a file's line, counted from 1.
func lineIn(path string, line int) location {
	at := position{line - 1, 0}
	return location{uriOf(path), textRange{at, at}}
}

// holds reports whether two ranges of lines meet.
func holds(r textRange, first, last int) bool { return r.Start.Line <= last && first <= r.End.Line }
