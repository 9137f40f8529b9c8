package matcher

import (
	"strings"

	"aiowhy/kb"
)

// A template is a wording made ready: fixed pieces with holes between them.
// It is matched by walking the pieces with string searches, since a thousand
// regular expressions would cost more to compile than a paste takes to answer.
type template struct {
	pieces []string   // fixed text; len(holes)+1, the first and last may be empty
	holes  []kb.Piece //
	open   bool       // text may follow the last piece
}

// newTemplate prepares the text of a wording. One that cannot be parsed, which
// the linter and the reader of pages refuse, is taken as fixed text.
func newTemplate(text string, open bool) template {
	parsed, err := kb.ParseWording(text)
	if err != nil {
		parsed = []kb.Piece{{Fixed: text}}
	}
	t := template{pieces: []string{""}, open: open}
	for _, p := range parsed {
		if p.Hole {
			t.holes = append(t.holes, p)
			t.pieces = append(t.pieces, "")
		} else {
			t.pieces[len(t.pieces)-1] = p.Fixed
		}
	}
	return t
}

// match compares a whole message with the template and returns the captures.
// Holes take as little as they can; the last one, before a closing piece,
// whatever is left.
func (t *template) match(message string) ([]kb.Binding, bool) {
	if !strings.HasPrefix(message, t.pieces[0]) || !t.open && !strings.HasSuffix(message, t.pieces[len(t.holes)]) {
		return nil, false
	}
	spans := make([]string, len(t.holes))
	if !t.fill(message[len(t.pieces[0]):], 0, spans) {
		return nil, false
	}
	return t.bind(spans)
}

// maxTries bounds how often one hole is widened, so that a message made of
// repetitions of a fixed piece costs linear time.
const maxTries = 16

func (t *template) fill(rest string, i int, spans []string) bool {
	if i == len(t.holes) {
		return rest == "" || t.open
	}
	piece := t.pieces[i+1]
	last := i == len(t.holes)-1
	if last && !t.open {
		if !strings.HasSuffix(rest, piece) {
			return false
		}
		spans[i] = rest[:len(rest)-len(piece)]
		return takes(t.holes[i].Class, spans[i])
	}
	if last && piece == "" {
		spans[i] = rest
		return takes(t.holes[i].Class, rest)
	}
	at := 0
	for range maxTries {
		n := strings.Index(rest[at:], piece)
		if n < 0 {
			return false
		}
		spans[i] = rest[:at+n]
		if takes(t.holes[i].Class, spans[i]) && t.fill(rest[at+n+len(piece):], i+1, spans) {
			return true
		}
		at += n + 1
		if at > len(rest) {
			return false
		}
	}
	return false
}

func takes(class kb.Class, s string) bool {
	switch class {
	case kb.Word:
		return s != "" && !strings.ContainsAny(s, " \t\n'\"`")
	case kb.Number:
		return s != "" && strings.Trim(s, "0123456789.+-") == ""
	}
	return s != ""
}

// bind names the captures; a name that stands twice must hold the same text.
func (t *template) bind(spans []string) ([]kb.Binding, bool) {
	var bound []kb.Binding
	for i, h := range t.holes {
		if h.Name == "" {
			continue
		}
		if old, ok := lookup(bound, h.Name); ok {
			if old != spans[i] {
				return nil, false
			}
			continue
		}
		bound = append(bound, kb.Binding{Name: h.Name, Text: spans[i]})
	}
	return bound, true
}

// head is the number of bytes that the template itself says of a message whose
// end is missing; 0 if the message does not begin like the template, or ends in
// a hole before the template has said enough to be told by it.
func (t *template) head(message string) int {
	said := 0
	for i, piece := range t.pieces {
		if i == 0 && len(message) > len(piece) {
			if !strings.HasPrefix(message, piece) {
				return 0
			}
			message, said = message[len(piece):], said+len(piece)
			continue
		}
		if i > 0 && piece != "" {
			if at := strings.Index(message, piece); at >= 0 && at+len(piece) < len(message) {
				message, said = message[at+len(piece):], said+len(piece)
				continue
			}
		}
		for n := min(len(piece), len(message)); n > minCut; n-- {
			if strings.HasSuffix(message, piece[:n]) && (i > 0 || n == len(message)) {
				return said + n
			}
		}
		if said >= sureHead && !strings.ContainsAny(message, " '\"") { // else it is whole, and says something else
			return said
		}
		return 0
	}
	return 0
}

// nearly reports whether a message is the whole of a short wording but for its
// last bytes.
func (t *template) nearly(message string) bool {
	whole := t.pieces[0]
	return len(t.pieces) == 1 && strings.HasPrefix(whole, message) && len(whole) <= len(message)+maxLacking
}

// sureHead is how many fixed bytes tell a template whose hole the end of the
// text has cut.
const sureHead = 24

// minCut is how many bytes of the fixed piece that a message ends in must be
// there to tell it from text that a hole took.
const minCut = 8

// fixed is the number of bytes that the template itself says: the measure of
// how specific a match is.
func (t *template) fixed() int {
	n := 0
	for _, p := range t.pieces {
		n += len(p)
	}
	return n
}

func lookup(bound []kb.Binding, name string) (string, bool) {
	for _, b := range bound {
		if b.Name == name {
			return b.Text, true
		}
	}
	return "", false
}
