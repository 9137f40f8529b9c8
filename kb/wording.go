package kb

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// MinLiteral is the length of the fixed piece that a wording must own to be
// looked for in raw text: shorter ones hit too often to be a first pass.
const MinLiteral = 9

// Class says what a hole of a wording accepts.
type Class string

// The classes of holes.
const (
	AnyText Class = ""       // any text
	Word    Class = "word"   // text without blanks and quotes
	Number  Class = "number" // an integer or a decimal fraction
)

// Piece is a part of a wording: fixed text, or a hole where text varies.
type Piece struct {
	Fixed string // empty for a hole
	Hole  bool   //
	Name  string // capture's name, empty if the hole captures nothing
	Class Class  //
}

// ParseWording splits a Wording.Text into its pieces, in order.
func ParseWording(text string) ([]Piece, error) {
	var pieces []Piece
	var fixed strings.Builder
	flush := func() {
		if fixed.Len() > 0 {
			pieces = append(pieces, Piece{Fixed: fixed.String()})
			fixed.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c != '{' && c != '}':
			fixed.WriteByte(c)
		case i+1 < len(text) && text[i+1] == c:
			fixed.WriteByte(c)
			i++
		case c == '}':
			return nil, fmt.Errorf("a single } at byte %d: write }} for a brace", i+1)
		default:
			end := strings.IndexByte(text[i:], '}')
			if end < 0 {
				return nil, fmt.Errorf("the { at byte %d is never closed: write {{ for a brace", i+1)
			}
			hole, err := parseHole(text[i+1 : i+end])
			if err != nil {
				return nil, err
			}
			flush()
			if n := len(pieces); n > 0 && pieces[n-1].Hole {
				return nil, fmt.Errorf("two holes stand side by side before %q: nothing tells where one ends", text[i:])
			}
			pieces = append(pieces, hole)
			i += end
		}
	}
	flush()
	return pieces, nil
}

func parseHole(text string) (Piece, error) {
	name, class, _ := strings.Cut(text, ":")
	if name != "" && !isCaptureName(name) {
		return Piece{}, fmt.Errorf("{%s} is no capture: names are lower-case letters, digits and _", text)
	}
	if !slices.Contains([]Class{AnyText, Word, Number}, Class(class)) {
		return Piece{}, fmt.Errorf("{%s}: %q is no class of text, use word or number", text, class)
	}
	return Piece{Hole: true, Name: name, Class: Class(class)}, nil
}

// longestLiteral is the longest fixed piece on one line. Bytes that log
// shippers write in another way (quotes, angle brackets, backslashes, what is
// not ASCII) end a piece, unless nothing of MinLiteral bytes is left then.
func longestLiteral(pieces []Piece) string {
	escaped := func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }
	lineBreak := func(r rune) bool { return r == '\n' || r == '\r' }
	if safe := longestField(pieces, escaped); len(safe) >= MinLiteral {
		return safe
	}
	return longestField(pieces, lineBreak)
}

func longestField(pieces []Piece, separator func(rune) bool) string {
	longest := ""
	for _, p := range pieces {
		for _, field := range strings.FieldsFunc(p.Fixed, separator) {
			if len(field) > len(longest) {
				longest = field
			}
		}
	}
	return longest
}

// captures lists the names that a wording captures.
func (w Wording) captures() []string {
	if w.Pattern != "" {
		re, err := regexp.Compile(w.Pattern)
		if err != nil {
			return nil
		}
		return slices.DeleteFunc(re.SubexpNames(), func(s string) bool { return s == "" })
	}
	pieces, _ := ParseWording(w.Text)
	var names []string
	for _, p := range pieces {
		if p.Name != "" {
			names = append(names, p.Name)
		}
	}
	return names
}

func isCaptureName(name string) bool {
	return name != "" && name[0] >= 'a' && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// replaceCaptures replaces every {name} and {name.last} of evidence or prose.
func replaceCaptures(text string, with func(name string) string) string {
	var b strings.Builder
	for {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			break
		}
		b.WriteString(text[:start])
		text = text[start:]
		end := strings.IndexByte(text, '}')
		if name := strings.TrimSuffix(text[1:max(end, 1)], ".last"); isCaptureName(name) {
			b.WriteString(with(name))
			text = text[end+1:]
			continue
		}
		b.WriteByte('{')
		text = text[1:]
	}
	b.WriteString(text)
	return b.String()
}
