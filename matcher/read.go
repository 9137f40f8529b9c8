package matcher

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"aiowhy/matcher/logtext"
)

// Size says how much of an input was read.
type Size struct {
	Bytes int64
	Lines int
}

// maxDocument bounds the inputs that are read whole to be opened as a document
// (a notebook, an event of an error tracker): what is larger is a log.
const maxDocument = 32 << 20

// Read reads an input to its end, in whatever encoding: as it comes, or in
// parts (see Parallel). after is called while more may come, whenever there is
// something that New has not told; it may be nil. What is open at the end is
// completed.
func (s *Session) Read(r io.Reader, after func()) (Size, error) {
	counted := &counter{r: r}
	in, text, err := s.peekDocument(logtext.Decode(counted))
	if err != nil {
		return Size{}, err
	}
	if lines, ok := logtext.Document(text); ok {
		for _, l := range lines {
			s.Plain(l)
		}
		s.Flush()
		return Size{counted.n, bytes.Count(text, []byte("\n"))}, nil
	}
	c := &cutter{r: in, scanner: s.m.scanner}
	if s.workers == 0 || s.flow.each != nil {
		err = s.readLive(c, after)
	} else {
		err = s.readParts(c, after)
	}
	s.Flush()
	s.lines += c.lines
	return Size{counted.n, c.lines}, err
}

// peekDocument reads an input that begins like a JSON document or a page whole,
// since those say where they end only at the end. All others are given back.
func (s *Session) peekDocument(r io.Reader) (in io.Reader, text []byte, err error) {
	head := make([]byte, 4096)
	n, err := r.Read(head)
	head = head[:n]
	in = io.MultiReader(bytes.NewReader(head), r)
	if err != nil && !errors.Is(err, io.EOF) || !beginsDocument(head) {
		return in, nil, ignoreEOF(err)
	}
	text, one, err := readDocument(in)
	if err != nil {
		return nil, nil, err
	}
	in = io.MultiReader(bytes.NewReader(text), r)
	if !one {
		text = nil
	}
	return in, text, nil
}

// readDocument reads a document to its end. one is false as soon as another
// object follows it: a log whose records are spread over lines, which may never end.
func readDocument(r io.Reader) (text []byte, one bool, err error) {
	const end = "\n}"
	for at := 0; len(text) < maxDocument; {
		text = slices.Grow(text, 64<<10)
		n, err := r.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if i := bytes.Index(text[at:], []byte(end)); i < 0 {
			at = max(0, len(text)-len(end))
		} else if at += i; bytes.HasPrefix(bytes.TrimLeft(text[at+len(end):], " \t\r\n"), []byte("{\n")) {
			return text, false, nil
		}
		if err != nil {
			return text, true, ignoreEOF(err)
		}
	}
	return text, true, nil
}

// beginsDocument tells a document from a log of JSON lines by its first line:
// an indented document opens a bracket and breaks the line.
func beginsDocument(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	for _, opening := range []string{"<!", "<html", "<HTML", `{"cells"`, `{"nbformat"`, `{"metadata"`} {
		if bytes.HasPrefix(head, []byte(opening)) {
			return true
		}
	}
	first, _, broken := bytes.Cut(head, []byte("\n"))
	first = bytes.TrimSpace(first)
	return broken && (string(first) == "{" || string(first) == "[")
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
