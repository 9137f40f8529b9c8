package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"aiowhy/internal/record"
	"aiowhy/kb"
)

// editor is a scripted client on the other end of a real connection.
type editor struct {
	t      *testing.T
	conn   *jsonrpc2.Conn
	in     *io.PipeWriter
	status chan int

	mu        sync.Mutex
	published map[string][]publishParams
	logged    []string
	shown     []json.RawMessage // window/showDocument, window/showMessage
}

const long = 10 * time.Second

// everything is what a client of today can do.
const everything = `{
	"general": {"positionEncodings": ["utf-16"]},
	"window": {"showDocument": {"support": true}},
	"workspace": {"workspaceEdit": {"documentChanges": true}},
	"textDocument": {
		"hover": {"contentFormat": ["markdown", "plaintext"]},
		"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
		"documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
		"publishDiagnostics": {"relatedInformation": true}}}`

// connect starts a server and a client, not yet initialized.
func connect(t *testing.T) *editor {
	t.Helper()
	toServer, in := io.Pipe()
	out, fromServer := io.Pipe()
	e := &editor{t: t, in: in, status: make(chan int, 1), published: map[string][]publishParams{}}
	go func() {
		e.status <- Serve(context.Background(), toServer, fromServer, Options{Base: kb.Builtin(), Version: "test", State: t.TempDir(), Log: testLog{t}})
		fromServer.Close()
	}()
	stream := jsonrpc2.NewBufferedStream(pipes{out, in}, jsonrpc2.VSCodeObjectCodec{})
	e.conn = jsonrpc2.NewConn(context.Background(), stream, jsonrpc2.HandlerWithError(e.handle))
	t.Cleanup(func() { e.conn.Close(); in.Close() })
	return e
}

// open starts a server in a workspace.
func open(t *testing.T, roots ...string) *editor {
	t.Helper()
	e := connect(t)
	e.initialize(everything, roots...)
	return e
}

func (e *editor) initialize(capabilities string, roots ...string) json.RawMessage {
	e.t.Helper()
	folders := []workspaceFolder{}
	for _, root := range roots {
		folders = append(folders, workspaceFolder{uriOf(root), filepath.Base(root)})
	}
	var result json.RawMessage
	e.must("initialize", map[string]any{"workspaceFolders": folders, "capabilities": json.RawMessage(capabilities)}, &result)
	e.notify("initialized", struct{}{})
	return result
}

type pipes struct {
	*io.PipeReader
	w *io.PipeWriter
}

func (p pipes) Write(b []byte) (int, error) { return p.w.Write(b) }

func (p pipes) Close() error { p.w.Close(); return p.PipeReader.Close() }

type testLog struct{ t *testing.T }

// A fault that the server survived is a fault all the same.
func (l testLog) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "goroutine ") {
		l.t.Errorf("%s", b)
	}
	return len(b), nil
}

func (e *editor) handle(_ context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch req.Method {
	case "textDocument/publishDiagnostics":
		var p publishParams
		if err := json.Unmarshal(*req.Params, &p); err != nil {
			return nil, err
		}
		e.published[p.URI] = append(e.published[p.URI], p)
	case "window/logMessage":
		e.logged = append(e.logged, string(*req.Params))
	case "window/showDocument", "window/showMessage":
		e.shown = append(e.shown, *req.Params)
		return map[string]bool{"success": true}, nil
	default:
		e.t.Errorf("the server sent %s", req.Method)
	}
	return nil, nil
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.conn.Notify(context.Background(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) call(method string, params, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	return e.conn.Call(ctx, method, params, result)
}

func (e *editor) must(method string, params, result any) {
	e.t.Helper()
	if err := e.call(method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) open(uri, language, text string) {
	e.t.Helper()
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": language, "version": 1, "text": text}})
}

func (e *editor) change(uri string, version int, changes ...contentChange) {
	e.t.Helper()
	e.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": version}, "contentChanges": changes})
}

// last waits for what was published of a document to satisfy a condition.
func (e *editor) last(uri string, what string, ok func(publishParams) bool) publishParams {
	e.t.Helper()
	var got publishParams
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		e.mu.Lock()
		all := e.published[uri]
		if len(all) > 0 {
			got = all[len(all)-1]
		}
		e.mu.Unlock()
		if len(all) > 0 && ok(got) {
			return got
		}
	}
	e.t.Fatalf("%s: waited for %s in vain; last: %+v", uri, what, got)
	return got
}

// diagnosed waits for so many diagnostics.
func (e *editor) diagnosed(uri string, n int) []diagnostic {
	e.t.Helper()
	return e.last(uri, fmt.Sprintf("%d diagnostics", n), func(p publishParams) bool { return len(p.Diagnostics) == n }).Diagnostics
}

func (e *editor) waitFor(what string, ok func() bool) {
	e.t.Helper()
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		e.mu.Lock()
		held := ok()
		e.mu.Unlock()
		if held {
			return
		}
	}
	e.t.Fatalf("waited for %s in vain; logged: %v", what, e.logged)
}

func (e *editor) at(uri string, line, column int) map[string]any {
	return map[string]any{"textDocument": documentID{uri}, "position": position{line, column}}
}

func (e *editor) actions(uri string, r textRange) []codeAction {
	e.t.Helper()
	var actions []codeAction
	e.must("textDocument/codeAction", map[string]any{"textDocument": documentID{uri}, "range": r, "context": map[string]any{"diagnostics": []any{}}}, &actions)
	return actions
}

// wire speaks in bytes, for what no client library sends.
type wire struct {
	t      *testing.T
	in     *io.PipeWriter
	out    *bufio.Reader
	hangUp func() error
	status chan int
}

func dial(t *testing.T) *wire {
	t.Helper()
	toServer, in := io.Pipe()
	out, fromServer := io.Pipe()
	w := &wire{t, in, bufio.NewReader(out), out.Close, make(chan int, 1)}
	go func() {
		w.status <- Serve(context.Background(), toServer, fromServer, Options{Base: kb.Builtin(), Log: testLog{t}})
		fromServer.Close()
	}()
	t.Cleanup(func() { in.Close(); out.Close() })
	return w
}

func framed(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func (w *wire) send(text string) {
	w.t.Helper()
	if _, err := io.WriteString(w.in, text); err != nil {
		w.t.Fatal(err)
	}
}

// answer reads the next response and gives its id and the code of its error.
func (w *wire) answer() (id string, code int) {
	w.t.Helper()
	for {
		var m struct {
			ID     json.RawMessage
			Method string
			Error  *struct{ Code int }
		}
		if err := (jsonrpc2.VSCodeObjectCodec{}).ReadObject(w.out, &m); err != nil {
			w.t.Fatal(err)
		}
		if m.Method != "" {
			continue
		}
		if m.Error != nil {
			code = m.Error.Code
		}
		return string(m.ID), code
	}
}

func (w *wire) expect(id string, code int) {
	w.t.Helper()
	if gotID, got := w.answer(); gotID != id || got != code {
		w.t.Errorf("answer %s with %d, want %s with %d", gotID, got, id, code)
	}
}

func (w *wire) ends(status int) {
	w.t.Helper()
	select {
	case got := <-w.status:
		if got != status {
			w.t.Errorf("status %d, want %d", got, status)
		}
	case <-time.After(long):
		w.t.Fatal("the server still runs")
	}
}

func (w *wire) initialized() {
	w.t.Helper()
	w.send(framed(`{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"capabilities":{}}}`))
	w.expect(`"init"`, 0)
	w.send(framed(`{"jsonrpc":"2.0","method":"initialized","params":{}}`))
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func recordRun(t *testing.T, dir string, run record.Run) {
	t.Helper()
	if run.Dir == "" {
		run.Dir = dir
	}
	if err := record.Write(dir, run); err != nil {
		t.Fatal(err)
	}
}
