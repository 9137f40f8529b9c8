package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"
)

func TestRequestsAreRefusedOutsideTheirTime(t *testing.T) {
	w := dial(t)
	w.send(framed(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`))
	w.expect("1", codeNotInitialized)
	w.send(framed(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{}}`)) // ignored
	w.initialized()
	w.send(framed(`{"jsonrpc":"2.0","id":2,"method":"initialize","params":{}}`))
	w.expect("2", jsonrpc2.CodeInvalidRequest)
	w.send(framed(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`))
	w.expect("3", 0)
	w.send(framed(`{"jsonrpc":"2.0","id":4,"method":"textDocument/hover","params":{}}`))
	w.expect("4", jsonrpc2.CodeInvalidRequest)
	w.send(framed(`{"jsonrpc":"2.0","id":5,"method":"no/such"}`))
	w.expect("5", jsonrpc2.CodeInvalidRequest)
	w.send(framed(`{"jsonrpc":"2.0","method":"exit"}`))
	if got := <-w.status; got != 0 {
		t.Errorf("exit status %d", got)
	}
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		name string
		say  []string
		want int
	}{
		{"exit without shutdown", []string{`{"jsonrpc":"2.0","method":"exit"}`}, 1},
		{"closed input", nil, 1},
		{"shutdown, then closed input", []string{`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`}, 0},
		{"shutdown and exit", []string{`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := dial(t)
			w.initialized()
			for _, body := range c.say {
				w.send(framed(body))
				if strings.Contains(body, "shutdown") {
					w.expect("1", 0)
				}
			}
			w.in.Close()
			w.ends(c.want)
		})
	}
}

// What was asked before the input closed is still answered.
func TestAnswersGoOutBeforeTheEnd(t *testing.T) {
	w := dial(t)
	w.initialized()
	w.send(framed(`{"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{"command":"aiowhy.explain","arguments":[{"id":"never-awaited"}]}}`))
	w.in.Close()
	w.expect("1", 0)
}

func TestBrokenMessagesDoNotEndTheSession(t *testing.T) {
	const hoverRequest = `{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///x"},"position":{"line":0,"character":0}}}`
	for _, c := range []struct {
		name, sent string
		id         string
		code       int
	}{
		{"malformed", framed(`{"jsonrpc":"2.0","id":1,`), "null", jsonrpc2.CodeParseError},
		{"no JSON at all", framed(`hello`), "null", jsonrpc2.CodeParseError},
		{"nothing", framed(``), "null", jsonrpc2.CodeParseError},
		{"not UTF-8", framed("\"\xff\xfe"), "null", jsonrpc2.CodeParseError},
		{"a list", framed(`[` + hoverRequest + `]`), "null", jsonrpc2.CodeInvalidRequest},
		{"null", framed(`null`), "null", jsonrpc2.CodeInvalidRequest},
		{"no method", framed(`{"jsonrpc":"2.0","id":8}`), "8", jsonrpc2.CodeInvalidRequest},
		{"a number for a method", framed(`{"jsonrpc":"2.0","id":8,"method":3}`), "8", jsonrpc2.CodeInvalidRequest},
		{"an object for an id", framed(`{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}`), "null", jsonrpc2.CodeInvalidRequest},
		{"a fraction for an id", framed(`{"jsonrpc":"2.0","id":1.5,"method":"textDocument/hover"}`), "null", jsonrpc2.CodeInvalidRequest},
		{"method and result", framed(`{"jsonrpc":"2.0","id":8,"method":"x","result":1}`), "null", jsonrpc2.CodeInvalidRequest},
		{"unknown method", framed(`{"jsonrpc":"2.0","id":"a","method":"textDocument/moniker","params":{}}`), `"a"`, jsonrpc2.CodeMethodNotFound},
		{"unknown method of the transport", framed(`{"jsonrpc":"2.0","id":2,"method":"$/no"}`), "2", jsonrpc2.CodeMethodNotFound},
		{"wrong parameters", framed(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"position":[]}}`), "2", jsonrpc2.CodeInvalidParams},
		{"absent parameters", framed(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover"}`), "2", 0},
		{"null parameters", framed(`{"jsonrpc":"2.0","id":2,"method":"textDocument/codeAction","params":null}`), "2", 0},
		{"a position far outside", framed(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"x"},"position":{"line":-5,"character":99999999}}}`), "2", 0},
		{"unknown command", framed(`{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"rm","arguments":["/"]}}`), "2", jsonrpc2.CodeInvalidParams},
		{"command without argument", framed(`{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"aiowhy.open"}}`), "2", jsonrpc2.CodeInvalidParams},
		{"an address that is no page", framed(`{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"aiowhy.open","arguments":["file:///etc/passwd"]}}`), "2", jsonrpc2.CodeInvalidParams},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := dial(t)
			w.initialized()
			w.send(c.sent)
			w.expect(c.id, c.code)
			w.send(framed(hoverRequest))
			w.expect("7", 0)
		})
	}
}

func TestOddFramingIsRead(t *testing.T) {
	const body = `{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{}}`
	n := len(body)
	for _, c := range []struct{ name, sent string }{
		{"lower case", fmt.Sprintf("content-length: %d\r\n\r\n%s", n, body)},
		{"no blank", fmt.Sprintf("Content-Length:%d\r\n\r\n%s", n, body)},
		{"line feeds alone", fmt.Sprintf("Content-Length: %d\n\n%s", n, body)},
		{"a type after the length", fmt.Sprintf("Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n%s", n, body)},
		{"a type before it", fmt.Sprintf("Content-Type: application/vscode-jsonrpc\r\nContent-Length: %d\r\n\r\n%s", n, body)},
		{"blank lines before", "\r\n\r\n" + framed(body)},
		{"rubbish before", "Starting server…\nready\r\n" + framed(body)},
		{"a header without length", "X-Other: 1\r\n\r\n" + framed(body)},
		{"a length that is no number", "Content-Length: many\r\n\r\n" + framed(body)},
		{"a negative length", "Content-Length: -5\r\n\r\n" + framed(body)},
		{"an endless header", "X: " + strings.Repeat("y", 300_000) + "\r\n" + framed(body)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := dial(t)
			w.initialized()
			w.send(c.sent)
			w.expect("7", 0)
		})
	}
}

func TestWrongLengthsCostOneMessage(t *testing.T) {
	const first = `{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`
	const next = `{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{}}`
	t.Run("too short", func(t *testing.T) {
		w := dial(t)
		w.initialized()
		w.send(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(first)-5, first) + framed(next))
		w.expect("null", jsonrpc2.CodeParseError)
		w.expect("2", 0)
	})
	t.Run("too long", func(t *testing.T) {
		w := dial(t)
		w.initialized()
		w.send(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(first)+9, first) + framed(next))
		first, _ := w.answer()
		second, _ := w.answer()
		if first+second != "12" && first+second != "21" { // requests are answered side by side
			t.Errorf("answered %s and %s", first, second)
		}
	})
}

// A message may come in pieces, and several in one.
func TestMessagesComeAsThePipeCutsThem(t *testing.T) {
	w := dial(t)
	w.initialized()
	text := ""
	for i := range 5 {
		text += framed(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"no/such"}`, i))
	}
	go func() {
		for i := range len(text) {
			w.send(text[i : i+1])
		}
	}()
	for i := range 5 {
		w.expect(fmt.Sprint(i), jsonrpc2.CodeMethodNotFound)
	}
}

func TestACancelledBurstIsAnsweredInFull(t *testing.T) {
	e := open(t)
	uri := "untitled:log"
	e.open(uri, "log", strings.Repeat("INFO ready\n", 30_000)+nestedRun)
	const burst = 200
	answers := make(chan error, burst)
	for i := range burst {
		ctx := context.Background()
		call, err := e.conn.DispatchCall(ctx, "textDocument/hover", e.at(uri, 30_004, 3), jsonrpc2.PickID(jsonrpc2.ID{Num: uint64(1000 + i)}))
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			e.notify("$/cancelRequest", map[string]any{"id": 1000 + i})
		}
		go func() { answers <- call.Wait(ctx, nil) }()
	}
	for range burst {
		select {
		case err := <-answers:
			var wrong *jsonrpc2.Error
			if errors.As(err, &wrong) && wrong.Code != codeRequestCancelled || err != nil && wrong == nil {
				t.Fatal(err)
			}
		case <-time.After(long):
			t.Fatal("a request was not answered")
		}
	}
	e.diagnosed(uri, 1)
}

// A client that reads no more must not keep the server, nor fill its memory.
func TestAClientThatReadsNoMoreHasGone(t *testing.T) {
	t.Run("its end is closed", func(t *testing.T) {
		w := dial(t)
		w.initialized()
		w.hangUp()
		w.send(framed(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}`))
		w.ends(1)
	})
	t.Run("it leaves too much unread", func(t *testing.T) {
		blocked, out := io.Pipe()
		defer blocked.Close()
		s := newStream(io.NopCloser(strings.NewReader("")), out, func() {})
		for range maxUnread>>20 + 1 { // the first is being written
			if err := s.WriteObject(strings.Repeat("x", 1<<20)); err != nil {
				break
			}
		}
		if err := s.WriteObject("one more"); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("written on: %v", err)
		}
		select {
		case <-s.written:
		case <-time.After(long):
			t.Error("the session is not ended")
		}
	})
}

// Whatever was under way, nothing runs on behind a session.
func TestNothingIsLeftRunning(t *testing.T) {
	dir, uri, source := workspace(t)
	e := open(t, dir)
	e.open(uri, "log", strings.Repeat(nestedRun, 1000))
	e.open(source, "python", nestedSource)
	failed(t, dir)
	e.change(uri, 2, contentChange{Text: nestedRun})
	for range 20 {
		if _, err := e.conn.DispatchCall(context.Background(), "textDocument/hover", e.at(uri, 7, 3)); err != nil {
			t.Fatal(err)
		}
	}
	e.in.Close()
	<-e.status
	var left string
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		stacks := make([]byte, 1<<20)
		left = string(stacks[:runtime.Stack(stacks, true)])
		if !strings.Contains(left, "lsp.(*server)") && !strings.Contains(left, "lsp.(*stream)") {
			return
		}
	}
	t.Error(left)
}

func TestAnIDComesBackAsItCame(t *testing.T) {
	w := dial(t)
	w.initialized()
	for _, id := range []string{"0", "9007199254740993", `"x"`, `""`, `"12"`} {
		w.send(framed(`{"jsonrpc":"2.0","id":` + id + `,"method":"textDocument/hover"}`))
		w.expect(id, 0)
	}
}

func TestPositionEncodingIsNegotiated(t *testing.T) {
	for offered, want := range map[string]string{
		`["utf-8","utf-16"]`: "utf-8", `["utf-16","utf-8"]`: "utf-16", `["utf-32","utf-8"]`: "utf-8", `["utf-32"]`: "utf-16", `[]`: "utf-16", `null`: "utf-16",
	} {
		e := connect(t)
		var result struct {
			Capabilities struct{ PositionEncoding string }
		}
		if err := json.Unmarshal(e.initialize(`{"general":{"positionEncodings":`+offered+`}}`), &result); err != nil {
			t.Fatal(err)
		}
		if got := result.Capabilities.PositionEncoding; got != want {
			t.Errorf("%s: %s, want %s", offered, got, want)
		}
	}
}
