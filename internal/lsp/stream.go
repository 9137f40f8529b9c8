package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// Bounds on what a client may send in one piece, and leave unread.
const (
	maxHeader = 4 << 10   // of a header line; the rest of a longer one is passed over
	maxBody   = 256 << 20 // of a message; a larger one is passed over
	maxUnread = 64 << 20  // of what waits to be read by the client; one that leaves more has gone
)

// stream frames messages as the protocol's base does. A broken message must
// not end the session: it is answered with an error, and reading goes on with
// the next header.
type stream struct {
	r      *bufio.Reader
	in     io.Closer
	finish func() // called once at the end of the input, before it is told

	// params are the parameters of the message read last. They go past the
	// transport, which would decode and encode them several times over: an open
	// log would keep the session waiting for seconds.
	params json.RawMessage

	w       io.Writer
	mu      sync.Mutex
	wake    *sync.Cond
	queue   [][]byte // written in order, so that nobody waits for a client that does not read
	unread  int      // bytes of it
	closed  bool
	ended   sync.Once
	written chan struct{} // closed by it when nothing will be written any more
}

func newStream(in io.ReadCloser, out io.Writer, finish func()) *stream {
	s := &stream{r: bufio.NewReaderSize(in, 64<<10), in: in, w: out, finish: finish, written: make(chan struct{})}
	s.wake = sync.NewCond(&s.mu)
	go s.write()
	return s
}

// ReadObject reads the next well-formed message, without its parameters.
func (s *stream) ReadObject(v any) error {
	for {
		body, err := s.frame()
		if err != nil {
			s.finish()
			return err
		}
		rest, params, fault := part(body)
		if fault == nil {
			s.params = params
			if err := json.Unmarshal(rest, v); err == nil {
				return nil
			}
			fault = &wireFault{jsonrpc2.CodeInvalidRequest, "no request and no response", nil}
		}
		if err := s.WriteObject(fault); err != nil {
			return err
		}
	}
}

// frame reads one message's bytes.
func (s *stream) frame() ([]byte, error) {
	length := -1
	for {
		line, err := s.headerLine()
		if err != nil {
			return nil, err
		}
		if n, ok := contentLength(line); ok {
			length = n
		}
		if len(line) > 0 || length < 0 {
			continue // another header, or nothing announced yet
		}
		if length > maxBody {
			_, err := s.r.Discard(length)
			return nil, err
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(s.r, body); err != nil {
			return nil, io.EOF // a message that was cut off is none
		}
		return s.swallowed(body), nil
	}
}

// headerLine reads a line up to its break, of whichever sort.
func (s *stream) headerLine() (string, error) {
	line, err := s.r.ReadSlice('\n')
	text := strings.TrimSpace(string(line[:min(len(line), maxHeader)]))
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = s.r.ReadSlice('\n')
	}
	return text, err
}

// contentLength finds the header wherever it stands in a line: what a message
// announced too short left over ends on the same line.
func contentLength(line string) (int, bool) {
	const name = "content-length:"
	at := strings.LastIndex(strings.ToLower(line), name)
	if at < 0 {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(line[at+len(name):]))
	return n, err == nil && n >= 0
}

// swallowed gives back what belongs to the next message, where one was
// announced too long: what follows its first value, or the next header.
func (s *stream) swallowed(body []byte) []byte {
	if json.Valid(body) {
		return body
	}
	var first json.RawMessage
	d := json.NewDecoder(bytes.NewReader(body))
	end := bytes.Index(body, []byte("Content-Length:"))
	if d.Decode(&first) == nil {
		end = int(d.InputOffset())
	}
	if end < 0 {
		return body
	}
	s.r = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(body[end:])), s.r), 64<<10)
	return body[:end]
}

// wireFault is the answer to what is no message.
type wireFault struct {
	code    int
	message string
	id      json.RawMessage
}

// MarshalJSON writes a response with the id that could be read, or null.
func (f *wireFault) MarshalJSON() ([]byte, error) {
	id := f.id
	if id == nil {
		id = json.RawMessage("null")
	}
	return json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id,
		"error": map[string]any{"code": f.code, "message": f.message}})
}

// part frees a message from its parameters, and tells what is wrong with it
// before the transport sees it, since that would end the session.
func part(body []byte) (rest []byte, params json.RawMessage, fault *wireFault) {
	var m map[string]json.RawMessage
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(body, &m); {
	case errors.As(err, &syntax):
		return nil, nil, &wireFault{jsonrpc2.CodeParseError, "this is not JSON", nil}
	case err != nil || m == nil:
		return nil, nil, &wireFault{jsonrpc2.CodeInvalidRequest, "a message is one JSON object", nil}
	}
	if fault := check(m); fault != nil {
		return nil, nil, fault
	}
	if m["method"] == nil {
		return body, nil, nil // a response
	}
	params = m["params"]
	delete(m, "params")
	rest, err := json.Marshal(m)
	if err != nil {
		return nil, nil, &wireFault{jsonrpc2.CodeInvalidRequest, err.Error(), nil}
	}
	return rest, params, nil
}

func check(m map[string]json.RawMessage) *wireFault {
	id := m["id"]
	if id != nil && string(id) != "null" && id[0] != '"' {
		if _, err := strconv.ParseUint(string(id), 10, 63); err != nil {
			return &wireFault{jsonrpc2.CodeInvalidRequest, "an id is a string or a whole number", nil}
		}
	}
	var method string
	switch err := json.Unmarshal(m["method"], &method); {
	case m["method"] == nil && m["result"] == nil && m["error"] == nil:
		return &wireFault{jsonrpc2.CodeInvalidRequest, "no method is named", id}
	case m["method"] != nil && err != nil:
		return &wireFault{jsonrpc2.CodeInvalidRequest, "a method is a string", id}
	}
	return nil
}

// WriteObject hands a message to the writer and never blocks.
func (s *stream) WriteObject(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	message := fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)
	if s.unread+len(message) > maxUnread {
		s.giveUp()
	}
	if s.closed {
		return io.ErrClosedPipe
	}
	s.queue, s.unread = append(s.queue, message), s.unread+len(message)
	s.wake.Signal()
	return nil
}

func (s *stream) write() {
	for message := s.next(); message != nil; message = s.next() {
		if _, err := s.w.Write(message); err != nil {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.giveUp()
}

// next waits for a message; nil when none will come any more.
func (s *stream) next() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) == 0 && !s.closed {
		s.wake.Wait()
	}
	if len(s.queue) == 0 {
		return nil
	}
	message := s.queue[0]
	s.queue, s.unread = s.queue[1:], s.unread-len(message)
	return message
}

// giveUp forgets what nobody reads. The lock is held.
func (s *stream) giveUp() {
	s.closed, s.queue = true, nil
	s.ended.Do(func() { close(s.written) })
}

// Close stops reading and writing. What was handed over before is still
// written; wait for that.
func (s *stream) Close() error {
	s.mu.Lock()
	s.closed = true
	s.wake.Signal()
	s.mu.Unlock()
	return s.in.Close()
}
