package logtext

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLayers bounds gzip within gzip.
const maxLayers = 3

// Decode returns a reader of r's text as UTF-8: UTF-16 in either byte order is
// converted (as PowerShell's redirection writes it, with or without a mark),
// gzip is expanded, a byte order mark is dropped. It goes by content alone and
// holds a few kilobytes however much r expands to. All else is passed through.
//
// Offsets of lines are those of the decoded text.
func Decode(r io.Reader) io.Reader { return &decoder{r: r} }

// IsText reports whether r begins like text, in any form that Decode knows.
func IsText(r io.Reader) bool {
	head := make([]byte, 4096)
	n, err := io.ReadFull(Decode(r), head)
	return bytes.IndexByte(head[:n], 0) < 0 && (err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF))
}

// decoder finds out at the first read what its input is.
type decoder struct {
	r       io.Reader
	decided bool
}

func (d *decoder) Read(p []byte) (int, error) {
	if !d.decided {
		d.decided = true
		d.r = decoded(d.r, 0)
	}
	return d.r.Read(p)
}

// decoded looks at the first bytes of r.
func decoded(r io.Reader, layer int) io.Reader {
	head := make([]byte, 512)
	n, err := readSome(r, head)
	head = head[:n]
	rest := io.MultiReader(bytes.NewReader(head), &ended{r, err})
	switch {
	case n >= 3 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8 && layer < maxLayers:
		z, err := gzip.NewReader(rest)
		if err != nil {
			return io.MultiReader(bytes.NewReader(head), &ended{r, err})
		}
		return decoded(&gunzip{z}, layer+1)
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return io.MultiReader(bytes.NewReader(head[3:]), &ended{r, err})
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return &utf16Reader{r: bufio.NewReader(io.MultiReader(bytes.NewReader(head[2:]), &ended{r, err}))}
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return &utf16Reader{r: bufio.NewReader(io.MultiReader(bytes.NewReader(head[2:]), &ended{r, err})), big: true}
	}
	if is16, big := looksUTF16(head); is16 {
		return &utf16Reader{r: bufio.NewReader(rest), big: big}
	}
	return rest
}

// readSome reads until there is enough to tell encodings apart. A pipe that has
// printed one short line must not wait for more.
func readSome(r io.Reader, head []byte) (n int, err error) {
	for n < 4 && err == nil {
		var m int
		m, err = r.Read(head[n:])
		n += m
	}
	return n, err
}

// ended returns the error that a read has already met instead of reading on.
type ended struct {
	r   io.Reader
	err error
}

func (e *ended) Read(p []byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	return e.r.Read(p)
}

// gunzip ends the text where a gzip stream is broken off: logs are, while they
// are written.
type gunzip struct{ z *gzip.Reader }

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		err = io.EOF
	}
	return n, err
}

// looksUTF16 recognises UTF-16 without a mark by the zeros beside ASCII.
func looksUTF16(head []byte) (is, big bool) {
	pairs := len(head) / 2
	if pairs < 2 {
		return false, false
	}
	var zeros [2]int
	for i := range pairs * 2 {
		if head[i] == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1] > pairs*3/4 && zeros[0] == 0:
		return true, false
	case zeros[0] > pairs*3/4 && zeros[1] == 0:
		return true, true
	}
	return false, false
}

// utf16Reader converts UTF-16 to UTF-8.
type utf16Reader struct {
	r    *bufio.Reader
	big  bool
	high rune   // the first half of a pair, if that was last
	left []byte // converted, not yet handed out
	buf  [4096]byte
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.left) == 0 {
		if err := u.convert(); err != nil && len(u.left) == 0 {
			return 0, err
		}
	}
	n := copy(p, u.left)
	u.left = u.left[n:]
	return n, nil
}

// convert converts what has arrived, one code unit at least.
func (u *utf16Reader) convert() error {
	out := u.buf[:0]
	for len(out) < len(u.buf)-8 {
		if len(out) > 0 && u.r.Buffered() < 2 {
			break
		}
		unit, err := u.unit()
		if err != nil {
			if u.high != 0 {
				out, u.high = utf8.AppendRune(out, utf8.RuneError), 0
			}
			u.left = out
			return err
		}
		if u.high != 0 {
			r := utf16.DecodeRune(u.high, unit)
			u.high = 0
			out = utf8.AppendRune(out, r)
			if r != utf8.RuneError {
				continue
			}
		}
		if unit >= 0xd800 && unit < 0xdc00 {
			u.high = unit
			continue
		}
		out = utf8.AppendRune(out, unit)
	}
	u.left = out
	return nil
}

// unit reads one code unit; an odd byte at the end is dropped.
func (u *utf16Reader) unit() (rune, error) {
	a, err := u.r.ReadByte()
	if err != nil {
		return 0, err
	}
	b, err := u.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if u.big {
		a, b = b, a
	}
	return rune(a) | rune(b)<<8, nil
}
