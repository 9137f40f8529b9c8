package lsp

import "context"

// definition leads from a frame to the source, and from a message to the line
// that it blames. Sources have no definitions of ours.
func (s *server) definition(ctx context.Context, v view, p positionParams) (any, error) {
	d := v.docs[p.TextDocument.URI]
	if d == nil || d.python {
		return nil, nil
	}
	places := newPlaces(v.bases(d), v.docs)
	if f, ok := s.frameAt(v, d, p.Position); ok {
		if path := places.find(f.file); path != "" {
			return lineIn(path, f.line), nil
		}
		return nil, nil
	}
	for _, m := range d.analysed(ctx).marksAt(p.Position) {
		if m.path != "" && m.d.Blame.Line > 0 {
			return lineIn(m.path, m.d.Blame.Line), nil
		}
	}
	return nil, nil
}

// frameAt is the frame under the position, else the line's first.
func (s *server) frameAt(v view, d *document, p position) (frame, bool) {
	line := d.line(p.Line)
	all := s.frames.on(line)
	at := v.client.encoding.offset(line, p.Character)
	for _, f := range all {
		if f.from <= at && at <= f.to {
			return f, true
		}
	}
	if len(all) == 0 {
		return frame{}, false
	}
	return all[0], true
}

// maxLinks bounds the links of a document.
const maxLinks = 5000

// documentLinks makes a link of every frame whose file is here.
func (s *server) documentLinks(ctx context.Context, v view, p documentParams) (any, error) {
	links := []documentLink{}
	d := v.docs[p.TextDocument.URI]
	if d == nil || d.python {
		return links, nil
	}
	places := newPlaces(v.bases(d), v.docs)
	for n := range d.lines {
		if len(links) == maxLinks || ctx.Err() != nil {
			break
		}
		for _, f := range s.frames.on(d.line(n)) {
			if path := places.find(f.file); path != "" {
				links = append(links, documentLink{Range: d.span(n, f.from, f.to, v.client.encoding), Target: linkTo(path, f.line)})
			}
		}
	}
	return links, nil
}
