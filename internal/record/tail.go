package record

import (
	"bytes"
	"unicode/utf8"
)

// MaxOutput bounds the output that a record keeps.
const MaxOutput = 1 << 20

// Tail is a writer that keeps the end of what it is given, in bounded memory.
// The zero Tail is ready for use; it is not safe for concurrent use.
type Tail struct {
	kept []byte
	cut  bool
}

// Write never fails.
func (t *Tail) Write(p []byte) (int, error) {
	n := len(p)
	if len(p) > MaxOutput {
		p = p[len(p)-MaxOutput:]
		t.kept, t.cut = t.kept[:0], true
	}
	t.kept = append(t.kept, p...)
	// Twice the bound before anything is moved: each byte is moved once at most.
	if len(t.kept) > 2*MaxOutput {
		t.kept = append(t.kept[:0], t.kept[len(t.kept)-MaxOutput:]...)
		t.cut = true
	}
	return n, nil
}

// Output is what was kept, beginning with a whole line, and whether something
// before it is missing.
func (t *Tail) Output() (text string, cut bool) {
	kept, cut := t.kept, t.cut
	if len(kept) > MaxOutput {
		kept, cut = kept[len(kept)-MaxOutput:], true
	}
	if cut {
		if _, rest, ok := bytes.Cut(kept, []byte("\n")); ok {
			kept = rest
		}
	}
	if !utf8.Valid(kept) {
		kept = bytes.ToValidUTF8(kept, []byte("\uFFFD")) // JSON holds nothing else
	}
	return string(kept), cut
}
