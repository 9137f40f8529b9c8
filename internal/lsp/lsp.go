// Package lsp is the server that editors talk to: it diagnoses the tracebacks
// and logs that are open, and marks in the user's own source the lines that
// the last recorded run blames.
//
// Wire and framing are in stream.go, the life of a session in server.go, and
// one file holds each group of methods. Open texts are values that never
// change; a request is answered from the state in which it came.
package lsp

import (
	"context"
	"io"
	"log"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"aiowhy/kb"
)

// Options are what the command line decides.
type Options struct {
	Base    *kb.Base
	Python  kb.Version // the Python that the user runs, if known
	Version string     // of the program, told to the client
	State   string     // the user's own folder of records, "" if there is none
	Log     io.Writer  // for what cannot be told to the client
}

// farewell is how long the last answers may take to be read.
const farewell = 2 * time.Second

// Serve speaks with one client until it leaves, and returns the exit status
// that the protocol asks for: 0 after a shutdown, 1 without one.
func Serve(ctx context.Context, in io.ReadCloser, out io.Writer, options Options) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newServer(ctx, options)
	s.stream = newStream(in, out, s.finish)
	// The handler must not run before the connection is known to the server.
	s.mu.Lock()
	s.conn = jsonrpc2.NewConn(ctx, s.stream, s, jsonrpc2.SetLogger(log.New(options.Log, "aiowhy lsp: ", 0)))
	s.mu.Unlock()
	select {
	case <-s.conn.DisconnectNotify():
	case <-s.stream.written: // the client does not read any more
	}
	cancel()
	s.background.Wait()
	s.removeShown()
	select {
	case <-s.stream.written:
	case <-time.After(farewell): // nor to the end
	}
	return s.status()
}
