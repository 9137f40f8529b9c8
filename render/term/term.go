// Package term shows markdown in a terminal. It is the only importer of
// glamour, whose highlighter costs tens of milliseconds before main: every
// other package, and with it every machine format, is free to do without.
package term

import (
	"iter"
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/glamour/ansi"
	"github.com/muesli/termenv"
)

// Style is how a document looks.
type Style string

// The styles. Plain is laid out as the others but holds no escape sequence.
const (
	Dark  Style = "dark"
	Light Style = "light"
	Plain Style = "plain"
)

// MaxWidth is the widest a document is set: longer lines are hard to read.
const MaxWidth = 100

// minWidth keeps a line readable when a terminal claims to be tiny.
const minWidth = 30

// Renderer sets documents in one style and width.
type Renderer struct {
	prose, code *glamour.TermRenderer
	width       int
}

// New prepares a renderer; width is that of the terminal in columns.
func New(style Style, width int) (*Renderer, error) {
	width = max(minWidth, min(width, MaxWidth))
	prose, err := wrappedAt(style, width)
	if err != nil {
		return nil, err
	}
	code, err := wrappedAt(style, unwrapped)
	if err != nil {
		return nil, err
	}
	return &Renderer{prose, code, width}, nil
}

// unwrapped is no width: a program or a diff that was wrapped
// is none any more, and a terminal that wraps it itself still copies it whole.
const unwrapped = 0

func wrappedAt(style Style, width int) (*glamour.TermRenderer, error) {
	return glamour.NewTermRenderer(
		glamour.WithStyles(styleOf(style)),
		glamour.WithWordWrap(width),
		glamour.WithChromaFormatter("terminal256"),
		glamour.WithColorProfile(termenv.ANSI256),
	)
}

// Render sets a markdown document. Lines carry no trailing blanks.
func (r *Renderer) Render(markdown string) (string, error) {
	var parts []string
	for prose, code := range blocks(markdown) {
		for _, part := range []struct {
			text  string
			set   *glamour.TermRenderer
			width int
		}{{prose, r.prose, r.width}, {code, r.code, unwrapped}} {
			if strings.TrimSpace(part.text) == "" {
				continue
			}
			text, err := render(part.set, part.text, part.width)
			if err != nil {
				return "", err
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n") + "\n", nil
}

// blocks cuts a document into prose and the fenced code that follows it, the
// last prose with none.
func blocks(markdown string) iter.Seq2[string, string] {
	return func(yield func(prose, code string) bool) {
		for markdown != "" {
			begin := fence(markdown, "```")
			mark := markdown[begin:]
			mark = mark[:len(mark)-len(strings.TrimLeft(mark, "`"))]
			end := begin
			if mark != "" {
				body := begin + len(mark)
				end = body + fence(markdown[body:], mark)
				end += min(len(mark), len(markdown)-end)
			}
			if !yield(markdown[:begin], markdown[begin:end]) {
				return
			}
			markdown = markdown[end:]
		}
	}
}

// fence finds the next line that begins with a mark, the end if none does.
func fence(markdown, mark string) int {
	if strings.HasPrefix(markdown, mark) {
		return 0
	}
	if i := strings.Index(markdown, "\n"+mark); i >= 0 {
		return i + 1
	}
	return len(markdown)
}

func render(set *glamour.TermRenderer, markdown string, width int) (string, error) {
	short, addresses := shorten(markdown)
	text, err := set.Render(withoutHyphens(wholeItems(short)))
	if err != nil {
		return "", err
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = trimRight(lines[i])
	}
	if width != unwrapped {
		lines = hang(lines, width)
	}
	text = strings.NewReplacer(append(addresses, hyphen, "-")...).Replace(strings.Join(lines, "\n"))
	if width != unwrapped {
		text = onLinesOfTheirOwn(text, width)
	}
	return strings.Trim(text, "\n"), nil
}

// shorten puts one private character in the place of each address while a
// document is set: glamour breaks lines within addresses, and a broken one
// cannot be clicked or copied. It returns the pairs that put them back.
func shorten(markdown string) (short string, addresses []string) {
	const scheme, private = "https://", 0xE000
	var b strings.Builder
	for {
		at := strings.Index(markdown, "]("+scheme)
		end := -1
		if at >= 0 {
			end = strings.IndexByte(markdown[at:], ')')
		}
		if end < 0 {
			return b.String() + markdown, addresses
		}
		start := at + len("](") + len(scheme)
		token := string(rune(private + len(addresses)/2))
		addresses = append(addresses, token, markdown[start:at+end])
		b.WriteString(markdown[:start] + token)
		markdown = markdown[at+end:]
	}
}

// hyphen stands for one inside a word while a document is set: glamour breaks
// lines at hyphens, also those of names and flags, and does not count them.
const hyphen = "\uf8fe"

// withoutHyphens leaves those that are markdown's, which come before any text of
// their line: bullets, rules, the second line of a table.
func withoutHyphens(markdown string) string {
	var b strings.Builder
	inText := false
	for i := range len(markdown) {
		c := markdown[i]
		if c == '-' && inText {
			b.WriteString(hyphen)
			continue
		}
		inText = c != '\n' && (inText || strings.IndexByte(" |:-", c) < 0)
		b.WriteByte(c)
	}
	return b.String()
}

// trimRight drops the blanks with which glamour pads a line to its width, also
// those it coloured, alone or behind a word.
func trimRight(line string) string {
	for {
		short := strings.TrimRight(line, " ")
		coloured, ok := strings.CutSuffix(short, reset)
		if !ok {
			return short
		}
		start := blankSequence(coloured)
		if start < 0 {
			return strings.TrimRight(coloured, " ") + reset
		}
		line = coloured[:start]
	}
}

const reset = "\x1b[0m"

// blankSequence finds the start of a last coloured run of blanks, -1 if the
// line does not end in one.
func blankSequence(s string) int {
	text := strings.TrimRight(s, " ")
	start := strings.LastIndex(text, "\x1b[")
	if start < 0 || !strings.HasSuffix(text, "m") || strings.Count(text[start:], "m") != 1 {
		return -1
	}
	if text[start:] == reset { // of the word before
		return len(text)
	}
	return start
}

// palette holds the colours of a style, all of them among the terminal's 256.
type palette struct{ heading, code, dim, keyword, name, text, comment, number, added, removed string }

func styleOf(style Style) ansi.StyleConfig {
	switch style {
	case Dark:
		return config(palette{heading: "#5fd7ff", code: "#ffaf87", dim: "#8a8a8a", keyword: "#d787d7", name: "#87d7ff",
			text: "#afd787", comment: "#8a8a8a", number: "#d7af87", added: "#87d787", removed: "#ff8787"})
	case Light:
		return config(palette{heading: "#005faf", code: "#af5f00", dim: "#767676", keyword: "#870087", name: "#005faf",
			text: "#008700", comment: "#767676", number: "#875f00", added: "#008700", removed: "#af0000"})
	}
	return plain()
}

func config(p palette) ansi.StyleConfig {
	color := func(c string) ansi.StylePrimitive { return ansi.StylePrimitive{Color: some(c)} }
	c := plain()
	c.Heading.Color, c.Heading.Bold = some(p.heading), some(true)
	c.Strong = ansi.StylePrimitive{Bold: some(true)}
	c.Emph = ansi.StylePrimitive{Italic: some(true)}
	c.Code.StylePrimitive = color(p.code)
	c.Link = ansi.StylePrimitive{Color: some(p.dim), Underline: some(true)}
	c.LinkText = ansi.StylePrimitive{Color: some(p.heading)}
	c.BlockQuote.StylePrimitive = color(p.dim)
	c.CodeBlock.Chroma = &ansi.Chroma{
		Keyword: color(p.keyword), KeywordReserved: color(p.keyword), KeywordNamespace: color(p.keyword),
		KeywordType:  color(p.name),
		NameFunction: color(p.name), NameClass: color(p.name), NameDecorator: color(p.name), NameBuiltin: color(p.name),
		NameException: color(p.name), LiteralString: color(p.text), LiteralStringEscape: color(p.number),
		LiteralNumber: color(p.number), Comment: color(p.comment),
		GenericInserted: color(p.added), GenericDeleted: color(p.removed), GenericSubheading: color(p.dim),
	}
	return c
}

// plain is the layout that all styles share: flush left, code set in by four.
func plain() ansi.StyleConfig {
	return ansi.StyleConfig{
		Document:       ansi.StyleBlock{Margin: some(uint(0))},
		Paragraph:      ansi.StyleBlock{},
		Heading:        ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{BlockSuffix: "\n"}},
		BlockQuote:     ansi.StyleBlock{Indent: some(uint(1)), IndentToken: some("│ ")},
		List:           ansi.StyleList{StyleBlock: ansi.StyleBlock{Margin: some(uint(2))}, LevelIndent: 2}, // a margin, unlike an indent, leaves room for the bullet
		Item:           ansi.StylePrimitive{BlockPrefix: bullet},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		HorizontalRule: ansi.StylePrimitive{Format: "\n────────\n"},
		CodeBlock:      ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{Margin: some(uint(4))}},
		Table:          ansi.StyleTable{},
		LinkText:       ansi.StylePrimitive{},
		Link:           ansi.StylePrimitive{},
	}
}

func some[T any](v T) *T { return &v }
