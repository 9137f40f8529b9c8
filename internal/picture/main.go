// Command picture draws what a terminal shows as SVG: text with colour
// sequences on standard input, the picture on standard output.
package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"os"
	"strconv"
	"strings"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		out := bufio.NewWriter(os.Stdout)
		draw(out, string(text))
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// The measures of the picture, in pixels.
const (
	columns    = 80
	charWidth  = 8.4
	lineHeight = 19
	margin     = 16
	bar        = 28 // the window's title bar
	ground     = "#16181d"
)

// draw writes the picture of a text. Each run of one style is placed by its
// column, so that fonts of any width keep the columns.
func draw(w io.Writer, text string) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	width := 2*margin + columns*charWidth
	height := bar + margin + lineHeight*len(lines)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n", width, height, width, height)
	fmt.Fprintf(w, `<rect width="%.0f" height="%d" rx="8" fill="%s"/>`+"\n", width, height, ground)
	for i, colour := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(w, `<circle cx="%d" cy="15" r="5.5" fill="%s"/>`+"\n", margin+4+18*i, colour)
	}
	var s style
	for n, line := range lines {
		column := 0
		for _, r := range s.runs(line) {
			length := len([]rune(r.text))
			if r.back != "" {
				fmt.Fprintf(w, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n",
					margin+float64(column)*charWidth, bar+n*lineHeight, float64(length)*charWidth, lineHeight, r.back)
			}
			if strings.TrimSpace(r.text) != "" {
				fmt.Fprintf(w, `<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
					margin+float64(column)*charWidth, bar+14+n*lineHeight, float64(length)*charWidth, r.colour(), r.attributes(), html.EscapeString(r.text))
			}
			column += length
		}
	}
	fmt.Fprintln(w, "</svg>")
}

// A style is how text looks from a sequence on.
type style struct {
	fill, back              string // empty: the terminal's own
	bold, italic, underline bool
}

type styledRun struct {
	style
	text string
}

func (s style) colour() string {
	if s.fill == "" {
		return "#d7dae0"
	}
	return s.fill
}

func (s style) attributes() string {
	var b strings.Builder
	for _, a := range []struct {
		on   bool
		text string
	}{{s.bold, ` font-weight="bold"`}, {s.italic, ` font-style="italic"`}, {s.underline, ` text-decoration="underline"`}} {
		if a.on {
			b.WriteString(a.text)
		}
	}
	return b.String()
}

// runs cuts a line where its style changes; the style goes on in the next line.
func (s *style) runs(line string) []styledRun {
	var all []styledRun
	for {
		text, rest, ok := strings.Cut(line, "\x1b[")
		if text != "" {
			all = append(all, styledRun{*s, text})
		}
		if !ok {
			return all
		}
		codes, after, _ := strings.Cut(rest, "m")
		s.apply(strings.Split(codes, ";"))
		line = after
	}
}

func (s *style) apply(codes []string) {
	for i := 0; i < len(codes); i++ {
		code, _, _ := strings.Cut(codes[i], ":") // 4:3 is a way to underline
		n, _ := strconv.Atoi(code)               // an empty code is 0
		switch {
		case n == 0:
			*s = style{}
		case n == 1:
			s.bold = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.underline = true
		case n == 22:
			s.bold = false
		case n == 23:
			s.italic = false
		case n == 24:
			s.underline = false
		case (n == 38 || n == 48) && i+2 < len(codes) && codes[i+1] == "5":
			index, _ := strconv.Atoi(codes[i+2])
			if n == 38 {
				s.fill = indexed(index)
			} else {
				s.back = indexed(index)
			}
			i += 2
		case n == 7:
			s.fill, s.back = ground, s.colour()
		case n == 27, n == 49:
			s.back = ""
		case n == 39:
			s.fill = ""
		case n >= 40 && n <= 47:
			s.back = indexed(n - 40)
		case n >= 100 && n <= 107:
			s.back = indexed(n - 92)
		case n >= 30 && n <= 37:
			s.fill = indexed(n - 30)
		case n >= 90 && n <= 97:
			s.fill = indexed(n - 82)
		}
	}
}

// indexed is a colour of the terminal's 256.
func indexed(n int) string {
	first := []string{"#2e3436", "#ef6b73", "#8ccf7e", "#e5c76b", "#67b0e8", "#c47fd5", "#6cbfbf", "#d7dae0",
		"#6b7079", "#ff8787", "#a6e3a1", "#f4d67a", "#8ab9f1", "#dda0e8", "#89dceb", "#ffffff"}
	switch {
	case n < 16:
		return first[max(0, n)]
	case n < 232:
		level := func(v int) int {
			if v == 0 {
				return 0
			}
			return 55 + 40*v
		}
		n -= 16
		return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6))
	}
	grey := 8 + 10*(min(n, 255)-232)
	return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
}
