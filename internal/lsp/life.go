package lsp

import (
	"encoding/json"
	"slices"

	"github.com/sourcegraph/jsonrpc2"
)

// client is what the other side can do.
type client struct {
	encoding        encoding
	plainHover      bool
	related         bool // shows related places of a diagnostic
	literalActions  bool // takes code actions, not only commands
	hierarchical    bool // takes document symbols with two ranges
	documentChanges bool // takes edits that name the version they are made for
	showDocument    bool
}

func clientOf(p initializeParams) client {
	c, t := p.Capabilities, p.Capabilities.TextDocument
	return client{
		encoding:        negotiate(c.General.PositionEncodings),
		plainHover:      len(t.Hover.ContentFormat) > 0 && !slices.Contains(t.Hover.ContentFormat, "markdown"),
		related:         t.PublishDiagnostics.RelatedInformation,
		literalActions:  t.CodeAction.CodeActionLiteralSupport != nil,
		hierarchical:    t.DocumentSymbol.Hierarchical,
		documentChanges: c.Workspace.WorkspaceEdit.DocumentChanges,
		showDocument:    c.Window.ShowDocument.Support,
	}
}

func (s *server) initialize(params json.RawMessage) (any, error) {
	p, err := decode[initializeParams](params)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stage != fresh {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "initialize came before"}
	}
	s.stage = running
	s.view.client = clientOf(p)
	s.view.roots = rootsOf(p)
	s.background.Go(s.watch)
	return map[string]any{
		"serverInfo":   map[string]string{"name": "aiowhy", "version": s.options.Version},
		"capabilities": capabilities(s.view.client.encoding),
	}, nil
}

func capabilities(e encoding) map[string]any {
	const incremental = 2
	return map[string]any{
		"positionEncoding":       e,
		"textDocumentSync":       map[string]any{"openClose": true, "change": incremental},
		"hoverProvider":          true,
		"definitionProvider":     true,
		"documentLinkProvider":   map[string]any{"resolveProvider": false},
		"documentSymbolProvider": true,
		"codeActionProvider":     map[string]any{"codeActionKinds": []string{"quickfix"}},
		"codeLensProvider":       map[string]any{"resolveProvider": false},
		"executeCommandProvider": map[string]any{"commands": []string{commandExplain, commandShow, commandOpen}},
		"workspace":              map[string]any{"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true}},
	}
}

// rootsOf gives the folders of the workspace, by whichever of the protocol's
// ways the client tells them.
func rootsOf(p initializeParams) []string {
	var roots []string
	for _, f := range p.WorkspaceFolders {
		roots = addRoot(roots, pathOf(f.URI))
	}
	if len(roots) == 0 {
		roots = addRoot(roots, pathOf(p.RootURI))
	}
	if len(roots) == 0 {
		roots = addRoot(roots, p.RootPath)
	}
	return roots
}

func addRoot(roots []string, path string) []string {
	if path == "" || slices.Contains(roots, path) {
		return roots
	}
	return append(roots, path)
}

func (s *server) didChangeFolders(p foldersParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var gone []string
	for _, f := range p.Event.Removed {
		gone = append(gone, pathOf(f.URI))
	}
	roots := slices.DeleteFunc(slices.Clone(s.view.roots), func(root string) bool { return slices.Contains(gone, root) })
	for _, f := range p.Event.Added {
		roots = addRoot(roots, pathOf(f.URI))
	}
	s.view.roots = roots
}

func (s *server) shutdown(json.RawMessage) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stage, s.clean = shutDown, true
	return nil, nil
}

// exit ends the session, after what is being answered.
func (s *server) exit(conn *jsonrpc2.Conn) {
	s.finish()
	_ = conn.Close() // it can only have been closed before
}

// finish lets the answers go out that a client may still wait for, and starts
// no more.
func (s *server) finish() {
	s.mu.Lock()
	s.stage = exited
	s.mu.Unlock()
	s.answering.Wait()
}

func (s *server) status() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.clean {
		return 0
	}
	return 1
}
