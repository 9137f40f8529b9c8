// Package term shows markdown in a terminal. It is the only importer of
// glamour, whose highlighter costs tens of milliseconds before main: every
// other package, and with it every machine format, is free to do without.
package term

import (
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/glamour/ansi"
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
type Renderer struct{ glamour *glamour.TermRenderer }

// New prepares a renderer; width is that of the terminal in columns.
func New(style Style, width int) (*Renderer, error) {
	width = max(minWidth, min(width, MaxWidth))
	r, err := glamour.NewTermRenderer(
		glamour.WithStyles(styleOf(style)),
		glamour.WithWordWrap(width),
		glamour.WithChromaFormatter("terminal256"),
	)
	if err != nil {
		return nil, err
	}
	return &Renderer{r}, nil
}

// Render sets a markdown document. Lines carry no trailing blanks.
func (r *Renderer) Render(markdown string) (string, error) {
	text, err := r.glamour.Render(markdown)
	if err != nil {
		return "", err
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = trimRight(lines[i])
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n") + "\n", nil
}

// trimRight drops the blanks with which glamour pads a line to its width, also
// those it coloured.
func trimRight(line string) string {
	for {
		short := strings.TrimRight(line, " ")
		if cut, ok := strings.CutSuffix(short, "\x1b[0m"); ok && blankSequence(cut) >= 0 {
			line = cut[:blankSequence(cut)]
			continue
		}
		return short
	}
}

// blankSequence finds the start of a last coloured run of blanks, -1 if the
// line does not end in one.
func blankSequence(s string) int {
	text := strings.TrimRight(s, " ")
	start := strings.LastIndex(text, "\x1b[")
	if start < 0 || !strings.HasSuffix(text, "m") || strings.Count(text[start:], "m") != 1 {
		return -1
	}
	return start
}

// palette holds the colours of a style, as numbers of the 256 colours.
type palette struct{ heading, strong, code, dim, keyword, name, text, comment, number, added, removed string }

func styleOf(style Style) ansi.StyleConfig {
	switch style {
	case Dark:
		return config(palette{heading: "81", strong: "", code: "216", dim: "245", keyword: "176", name: "117",
			text: "150", comment: "245", number: "180", added: "114", removed: "210"})
	case Light:
		return config(palette{heading: "25", strong: "", code: "130", dim: "243", keyword: "90", name: "25",
			text: "28", comment: "243", number: "94", added: "28", removed: "124"})
	}
	return plain()
}

func config(p palette) ansi.StyleConfig {
	color := func(c string) ansi.StylePrimitive { return ansi.StylePrimitive{Color: some(c)} }
	c := plain()
	c.Heading.StylePrimitive = ansi.StylePrimitive{Color: some(p.heading), Bold: some(true)}
	c.H1.StylePrimitive = ansi.StylePrimitive{Color: some(p.heading), Bold: some(true)}
	c.Strong = ansi.StylePrimitive{Bold: some(true)}
	c.Emph = ansi.StylePrimitive{Italic: some(true)}
	c.Code.StylePrimitive = color(p.code)
	c.Link = ansi.StylePrimitive{Color: some(p.dim), Underline: some(true)}
	c.LinkText = ansi.StylePrimitive{Color: some(p.heading)}
	c.BlockQuote.StylePrimitive = color(p.dim)
	c.CodeBlock.Chroma = &ansi.Chroma{
		Keyword: color(p.keyword), KeywordReserved: color(p.keyword), KeywordNamespace: color(p.keyword),
		KeywordType: color(p.name), Operator: color(""),
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
		List:           ansi.StyleList{LevelIndent: 2},
		Item:           ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		HorizontalRule: ansi.StylePrimitive{Format: "\n────────\n"},
		CodeBlock:      ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{Margin: some(uint(4))}},
		Table:          ansi.StyleTable{},
		LinkText:       ansi.StylePrimitive{},
		Link:           ansi.StylePrimitive{},
	}
}

func some[T any](v T) *T { return &v }
