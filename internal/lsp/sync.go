package lsp

import "time"

// How long a change waits for the next one before a text is diagnosed anew.
// People pause longer; a text that grows fast is read once, not at each line.
const (
	settleSource = 30 * time.Millisecond
	settleText   = 100 * time.Millisecond
)

func settle(d *document) time.Duration {
	if d.python {
		return settleSource
	}
	return settleText
}

func (s *server) didOpen(p didOpenParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(newDocument(p), 0)
}

func (s *server) didChange(p didChangeParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.view.docs[p.TextDocument.URI]
	if d == nil {
		return // it was never opened: there is no text to change
	}
	next := d.with(p.TextDocument.Version, p.ContentChanges, s.view.client.encoding)
	s.put(next, settle(next))
}

// didClose also clears what was said of the text.
func (s *server) didClose(p documentParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.setDocument(p.TextDocument.URI, nil); d != nil {
		d.work.cancel()
		_ = s.conn.Notify(s.ctx, "textDocument/publishDiagnostics", publishParams{URI: d.uri, Diagnostics: []diagnostic{}})
	}
}

// put makes a document the current one and has it analysed.
func (s *server) put(d *document, wait time.Duration) {
	d.work = s.startWork(d, wait)
	if before := s.setDocument(d.uri, d); before != nil {
		before.work.cancel()
	}
}
