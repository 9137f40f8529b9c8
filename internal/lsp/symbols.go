package lsp

import "context"

// symbols lists what was printed in a text, a symbol for each traceback and
// each warning.
func (s *server) symbols(ctx context.Context, v view, p documentParams) (any, error) {
	d := v.docs[p.TextDocument.URI]
	if d == nil || d.python {
		return nil, nil
	}
	a := d.analysed(ctx)
	if a == nil {
		return nil, nil
	}
	if !v.client.hierarchical {
		list := []symbolInformation{}
		for _, o := range a.outlines {
			list = append(list, symbolInformation{o.name, symbolEvent, location{d.uri, v.whole(d, o)}})
		}
		return list, nil
	}
	list := []documentSymbol{}
	for _, o := range a.outlines {
		list = append(list, documentSymbol{Name: o.name, Kind: symbolEvent, Range: v.whole(d, o),
			SelectionRange: d.code(o.number, v.client.encoding)})
	}
	return list, nil
}

// whole is the range of all lines of a problem.
func (v view) whole(d *document, o outline) textRange {
	end := len(d.line(o.last))
	return textRange{position{o.first, 0}, position{o.last, v.client.encoding.column(d.line(o.last), end)}}
}
