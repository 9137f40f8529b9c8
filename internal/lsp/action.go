package lsp

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"aiowhy/matcher/source"
)

// codeActions offers the edit that cures what is marked in a range, its
// documentation and its page; for a selection without marks, to explain it.
func (s *server) codeActions(ctx context.Context, v view, p codeActionParams) (any, error) {
	actions := []codeAction{}
	d := v.docs[p.TextDocument.URI]
	if d == nil || !v.client.literalActions {
		return actions, nil
	}
	marks := d.analysed(ctx).marksIn(p.Range)
	for i := range marks {
		m := &marks[i]
		if edit, ok := v.fix(m); ok && wanted(p.Context.Only, "quickfix") {
			actions = append(actions, codeAction{Title: changeTitle(m.d), Kind: "quickfix", Edit: edit,
				IsPreferred: m.d.Change.Applicability == source.Sure, Diagnostics: v.diagnostics(d, marks[i:i+1])})
		}
	}
	if len(p.Context.Only) > 0 && !wanted(p.Context.Only, "") {
		return actions, nil
	}
	for i := range marks {
		actions = append(actions, reading(d, &marks[i])...)
	}
	if len(marks) == 0 && p.Range.Start != p.Range.End && !d.python {
		about := command{explainSelectionTitle, commandShow, []any{subject{URI: d.uri, Range: &p.Range}}}
		actions = append(actions, codeAction{Title: about.Title, Command: &about})
	}
	return actions, nil
}

// reading are the actions that show something.
func reading(d *document, m *mark) []codeAction {
	var actions []codeAction
	if len(m.d.Entry.References) > 0 {
		open := command{documentationTitle(m.d), commandOpen, []any{m.d.Entry.References[0].URL}}
		actions = append(actions, codeAction{Title: open.Title, Command: &open})
	}
	explain := command{explainTitle(m.d), commandShow, []any{subject{URI: d.uri, Range: &m.at}}}
	return append(actions, codeAction{Title: explain.Title, Command: &explain})
}

// wanted reports whether a client that asks for some kinds only takes a kind.
func wanted(only []string, kind string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(o string) bool { return o == "" || o == kind || strings.HasPrefix(kind, o+".") })
}

// marksIn lists the marks whose line or, failing that, whose text meets a range.
func (a *analysis) marksIn(r textRange) []mark {
	if r.Start == r.End {
		return a.marksAt(r.Start)
	}
	var in []mark
	if a == nil {
		return nil
	}
	for _, m := range a.marks {
		if holds(r, m.at.Start.Line, m.at.End.Line) {
			in = append(in, m)
		}
	}
	return in
}

// fix turns a diagnosis's change into edits of the file as it is now. There
// are none where a line to be replaced does not read as it did.
func (v view) fix(m *mark) (*workspaceEdit, bool) {
	if m.d.Change == nil || m.d.Change.Text == "" || m.path == "" {
		return nil, false
	}
	was := m.report.places.read[m.path]
	if was == nil || blamed(m.report, m.d, m.path) < 0 {
		return nil, false
	}
	now, uri, version := v.current(m.path)
	if now == nil {
		return nil, false
	}
	edits, ok := v.moved(hunksOf(m.d.Change.Diff), follow(was.lines, bareLines(now)), now)
	if !ok {
		return nil, false
	}
	if v.client.documentChanges {
		return &workspaceEdit{DocumentChanges: []documentEdit{{versionedID{uri, version}, edits}}}, true
	}
	return &workspaceEdit{Changes: map[string][]textEdit{uri: edits}}, true
}

// current is a file as it is now: as its editor shows it, else as it is on the
// disk.
func (v view) current(path string) (lines []string, uri string, version *int) {
	for _, d := range v.docs {
		if d.path != "" && canonical(d.path) == path {
			return d.lines, d.uri, &d.version
		}
	}
	text, ok := readBelow(filepath.Dir(path), filepath.Base(path))
	if !ok {
		return nil, "", nil
	}
	return splitLines(text), uriOf(path), nil
}
