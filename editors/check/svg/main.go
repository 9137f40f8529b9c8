// Command svg draws what a terminal shows: the output of tmux capture-pane -e
// on standard input, a picture on standard output.
package main

import (
	"bufio"
	"fmt"
	"html"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	cellWidth, cellHeight = 8.4, 18
	ground, ink           = "#1e1e2e", "#cdd6f4"
)

// style is how a run of characters is drawn.
type style struct {
	front, back           string
	bold, under, reversed bool
}

func main() {
	var rows []string
	width := 0
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		row, n := draw(scanner.Text(), len(rows))
		rows = append(rows, row)
		width = max(width, n)
	}
	if err := scanner.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	w, h := float64(width)*cellWidth+16, len(rows)*cellHeight+16
	fmt.Printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\" font-family=\"ui-monospace,Menlo,Consolas,monospace\" font-size=\"14\" fill=\"%s\">\n", w, h, ink)
	fmt.Printf("<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"%s\"/>\n%s</svg>\n", ground, strings.Join(rows, ""))
}

// draw makes a line's elements, and counts its columns.
func draw(line string, row int) (elements string, column int) {
	var b strings.Builder
	var s style
	for line != "" {
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			codes, after, _ := strings.Cut(rest, "m")
			s = s.with(strings.Split(codes, ";"))
			line = after
			continue
		}
		end := strings.IndexByte(line, '\x1b')
		switch {
		case end < 0:
			end = len(line)
		case end == 0:
			line = line[1:] // a sequence of another sort has no picture
			continue
		}
		text := line[:end]
		s.write(&b, text, row, column)
		column += utf8.RuneCountInString(text)
		line = line[end:]
	}
	return b.String(), column
}

func (s style) write(b *strings.Builder, text string, row, column int) {
	front, back := s.front, s.back
	if s.reversed {
		front, back = or(back, ground), or(front, ink)
	}
	x, y := 8+float64(column)*cellWidth, 8+row*cellHeight
	width := float64(utf8.RuneCountInString(text)) * cellWidth
	if back != "" {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y, width, cellHeight, back)
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" xml:space=\"preserve\"", x, y+13, width)
	if front != "" {
		fmt.Fprintf(b, " fill=\"%s\"", front)
	}
	if s.bold {
		b.WriteString(" font-weight=\"bold\"")
	}
	if s.under {
		b.WriteString(" text-decoration=\"underline\"")
	}
	fmt.Fprintf(b, ">%s</text>\n", html.EscapeString(text))
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// with follows one sequence of graphic renditions.
func (s style) with(codes []string) style {
	for i := 0; i < len(codes); i++ {
		n, _ := strconv.Atoi(codes[i]) // an empty code is 0
		switch {
		case n == 0:
			s = style{}
		case n == 1:
			s.bold = true
		case n == 4:
			s.under = true
		case n == 7:
			s.reversed = true
		case n == 27:
			s.reversed = false
		case n >= 30 && n <= 37:
			s.front = indexed(n - 30)
		case n == 39:
			s.front = ""
		case n >= 40 && n <= 47:
			s.back = indexed(n - 40)
		case n == 49:
			s.back = ""
		case n >= 90 && n <= 97:
			s.front = indexed(n - 82)
		case n >= 100 && n <= 107:
			s.back = indexed(n - 92)
		case n == 38 || n == 48:
			colour, used := extended(codes[i+1:])
			i += used
			if n == 38 {
				s.front = colour
			} else {
				s.back = colour
			}
		}
	}
	return s
}

// extended reads 5;N or 2;R;G;B.
func extended(codes []string) (colour string, used int) {
	number := func(i int) int { n, _ := strconv.Atoi(codes[i]); return n }
	switch {
	case len(codes) >= 2 && codes[0] == "5":
		return indexed(number(1)), 2
	case len(codes) >= 4 && codes[0] == "2":
		return fmt.Sprintf("#%02x%02x%02x", number(1), number(2), number(3)), 4
	}
	return "", len(codes)
}

// indexed is a colour of the table of 256.
func indexed(n int) string {
	basic := [...]string{"#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#bac2de",
		"#585b70", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#ffffff"}
	switch {
	case n < len(basic):
		return basic[max(0, n)]
	case n >= 232:
		grey := 8 + 10*(n-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
	}
	n -= 16
	level := func(i int) int { return [...]int{0, 95, 135, 175, 215, 255}[i%6] }
	return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6), level(n))
}
