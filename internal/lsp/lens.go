package lsp

import "context"

// codeLenses tell above a diagnosis how often it was met.
func (s *server) codeLenses(ctx context.Context, v view, p documentParams) (any, error) {
	lenses := []codeLens{}
	d := v.docs[p.TextDocument.URI]
	if d == nil {
		return lenses, nil
	}
	a := d.analysed(ctx)
	if a == nil {
		return lenses, nil
	}
	for _, m := range a.marks {
		if m.d.Count > 1 && m.again == 0 {
			lenses = append(lenses, codeLens{m.at, command{repeatsTitle(m.d), commandShow, []any{subject{URI: d.uri, Range: &m.at}}}})
		}
	}
	return lenses, nil
}
