package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// Errors of the protocol beside those of JSON-RPC.
const (
	codeNotInitialized   = -32002
	codeRequestCancelled = -32800
)

// stage is how far a session has come.
type stage int

const (
	fresh stage = iota
	running
	shutDown
	exited
)

// server is one session. Notifications are handled as they are read, so that
// edits keep their order; requests are answered beside them, from a view.
type server struct {
	ctx     context.Context
	stream  *stream // set before the first message is read
	options Options
	reader  reader
	frames  frameFinder
	slots   chan struct{} // bounds how many texts are diagnosed at a time

	mu    sync.Mutex
	conn  *jsonrpc2.Conn
	stage stage
	view  view
	calls map[jsonrpc2.ID]context.CancelFunc // requests being answered
	shown string                             // the folder of pages written to be shown

	answering  sync.WaitGroup
	background sync.WaitGroup // what analyses and looks at records
	clean      bool           // a shutdown came before the end
}

// view is what requests see: its maps are replaced, never changed.
type view struct {
	client client
	docs   map[string]*document
	roots  []string
	runs   map[string]*lastRun // by the folder of their record
}

func newServer(ctx context.Context, options Options) *server {
	return &server{ctx: ctx, options: options, reader: reader{options.Base, options.Python}, frames: newFrameFinder(),
		slots: make(chan struct{}, 2), calls: map[jsonrpc2.ID]context.CancelFunc{}}
}

// Handle is called by the connection's reading loop, one message at a time.
func (s *server) Handle(_ context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	params := s.stream.params
	if req.Notif {
		s.notification(conn, req.Method, params)
		return
	}
	stage := s.at()
	switch {
	case stage >= shutDown:
		s.refuse(conn, req.ID, jsonrpc2.CodeInvalidRequest, "the session was shut down")
	case req.Method == "initialize":
		s.answerNow(conn, req.ID, params, s.initialize)
	case stage == fresh:
		s.refuse(conn, req.ID, codeNotInitialized, "initialize comes first")
	case req.Method == "shutdown":
		s.answerNow(conn, req.ID, params, s.shutdown)
	default:
		s.request(conn, req, params)
	}
}

// snapshot is the view as it is now.
func (s *server) snapshot() view {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view
}

func (s *server) at() stage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stage
}

// notification handles what wants no answer. Unknown ones are ignored, as the
// protocol demands.
func (s *server) notification(conn *jsonrpc2.Conn, method string, params json.RawMessage) {
	if method == "exit" {
		s.exit(conn)
		return
	}
	if s.at() != running {
		return
	}
	defer s.recovered(method, nil)
	if err := s.notified(method, params); err != nil {
		s.log(fmt.Sprintf("%s: %v", method, err))
	}
}

func (s *server) notified(method string, params json.RawMessage) error {
	switch method {
	case "textDocument/didOpen":
		return decoded(params, s.didOpen)
	case "textDocument/didChange":
		return decoded(params, s.didChange)
	case "textDocument/didClose":
		return decoded(params, s.didClose)
	case "workspace/didChangeWorkspaceFolders":
		return decoded(params, s.didChangeFolders)
	case "$/cancelRequest":
		return decoded(params, s.cancel)
	}
	return nil
}

// handler answers a request from the view in which it came.
type handler func(ctx context.Context, v view, params json.RawMessage) (any, error)

func (s *server) handler(method string) handler {
	switch method {
	case "textDocument/hover":
		return answering(s.hover)
	case "textDocument/definition":
		return answering(s.definition)
	case "textDocument/documentLink":
		return answering(s.documentLinks)
	case "textDocument/documentSymbol":
		return answering(s.symbols)
	case "textDocument/codeAction":
		return answering(s.codeActions)
	case "textDocument/codeLens":
		return answering(s.codeLenses)
	case "workspace/executeCommand":
		return answering(s.execute)
	}
	return nil
}

func (s *server) request(conn *jsonrpc2.Conn, req *jsonrpc2.Request, params json.RawMessage) {
	h := s.handler(req.Method)
	if h == nil {
		s.refuse(conn, req.ID, jsonrpc2.CodeMethodNotFound, "no method "+req.Method)
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.mu.Lock()
	v := s.view
	s.calls[req.ID] = cancel
	s.mu.Unlock()
	s.answering.Go(func() {
		defer s.ended(req.ID, cancel)
		defer s.recovered(req.Method, func() { s.refuse(conn, req.ID, jsonrpc2.CodeInternalError, "this request met a fault") })
		result, err := h(ctx, v, params)
		if ctx.Err() != nil {
			err = &jsonrpc2.Error{Code: codeRequestCancelled, Message: "cancelled"}
		}
		s.answer(conn, req.ID, result, err)
	})
}

// ended forgets a request.
func (s *server) ended(id jsonrpc2.ID, cancel context.CancelFunc) {
	cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.calls, id)
}

func (s *server) answerNow(conn *jsonrpc2.Conn, id jsonrpc2.ID, params json.RawMessage, f func(json.RawMessage) (any, error)) {
	result, err := f(params)
	s.answer(conn, id, result, err)
}

// answer sends a result or an error. That the client has gone is no fault.
func (s *server) answer(conn *jsonrpc2.Conn, id jsonrpc2.ID, result any, err error) {
	if err != nil {
		wire := &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: err.Error()}
		errors.As(err, &wire)
		_ = conn.ReplyWithError(s.ctx, id, wire)
		return
	}
	_ = conn.Reply(s.ctx, id, result)
}

func (s *server) refuse(conn *jsonrpc2.Conn, id jsonrpc2.ID, code int64, why string) {
	s.answer(conn, id, nil, &jsonrpc2.Error{Code: code, Message: why})
}

// recovered keeps a fault in one answer from ending the user's session.
func (s *server) recovered(where string, then func()) {
	if fault := recover(); fault != nil {
		fmt.Fprintf(s.options.Log, "aiowhy lsp: %s: %v\n%s", where, fault, debug.Stack())
		if then != nil {
			then()
		}
	}
}

// decode reads parameters; absent ones are empty.
func decode[P any](params json.RawMessage) (P, error) {
	var p P
	if len(params) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return p, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
	}
	return p, nil
}

func decoded[P any](params json.RawMessage, f func(P)) error {
	p, err := decode[P](params)
	if err == nil {
		f(p)
	}
	return err
}

func answering[P any](f func(context.Context, view, P) (any, error)) handler {
	return func(ctx context.Context, v view, params json.RawMessage) (any, error) {
		p, err := decode[P](params)
		if err != nil {
			return nil, err
		}
		return f(ctx, v, p)
	}
}

// cancel gives up a request.
func (s *server) cancel(p struct {
	ID jsonrpc2.ID `json:"id"`
}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel, ok := s.calls[p.ID]; ok {
		cancel()
	}
}

// log tells something that the user may look up, but need not see.
func (s *server) log(text string) {
	s.tell("window/logMessage", messageParams{messageLog, "aiowhy: " + text})
}

// tell sends a notification.
func (s *server) tell(method string, params any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.conn.Notify(s.ctx, method, params) // a client that has gone is told nothing
}

// setDocument replaces or, with nil, removes a document in the view.
func (s *server) setDocument(uri string, d *document) (before *document) {
	before = s.view.docs[uri]
	docs := maps.Clone(s.view.docs)
	if docs == nil {
		docs = map[string]*document{}
	}
	if d == nil {
		delete(docs, uri)
	} else {
		docs[uri] = d
	}
	s.view.docs = docs
	return before
}
