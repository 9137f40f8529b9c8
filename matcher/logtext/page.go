package logtext

import (
	"slices"
	"strings"
)

// readPage reads the tracebacks of an HTML page: the plain text that Django and
// Werkzeug put on their error pages to be copied, or what stands in
// preformatted text.
func (d *document) readPage() bool {
	head := strings.ToLower(d.text[:min(len(d.text), 4096)])
	if !strings.Contains(head, "<html") && !strings.Contains(head, "<!doctype") || !strings.Contains(d.text, "Traceback") {
		return false
	}
	found := false
	for _, part := range [...]struct{ open, close string }{
		{"<textarea", "</textarea>"}, {"<!--", "-->"}, {"<pre", "</pre>"},
	} {
		for at := 0; ; {
			start := strings.Index(d.text[at:], part.open)
			if start < 0 {
				break
			}
			start += at + len(part.open)
			if part.open[1] != '!' {
				start += tagEnd(d.text[start:])
			}
			end := strings.Index(d.text[start:], part.close)
			if end < 0 {
				end = len(d.text) - start
			}
			at = start + end
			if strings.Contains(d.text[start:at], traceback1) {
				d.addPlain(start, at)
				found = true
			}
		}
		if found { // the page shows it once more in other ways
			break
		}
	}
	return found || d.readFrames()
}

// tagEnd returns the offset behind the end of a tag whose name has been read.
func tagEnd(text string) int {
	if i := strings.IndexByte(text, '>'); i >= 0 {
		return i + 1
	}
	return len(text)
}

// addPlain adds the lines between two offsets, each with its own span.
func (d *document) addPlain(start, end int) {
	head := true
	for start < end {
		n := strings.IndexByte(d.text[start:end], '\n')
		if n < 0 {
			n = end - start
		}
		d.add(plainHTML(d.text[start:start+n]), start, start+n, head)
		start += n + 1
		head = false
	}
}

// plainHTML takes tags out of a line and resolves its entities. What only looks
// like a tag ("<module>") stays.
func plainHTML(line string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(line, '<')
		if i < 0 {
			break
		}
		n := tag(line[i:])
		b.WriteString(line[:i])
		if n == 0 {
			b.WriteByte('<')
			n = 1
		}
		line = line[i+n:]
	}
	b.WriteString(line)
	return unescapeHTML(b.String())
}

// readFrames reads a page that shows a traceback in markup only, as Starlette
// does: "File <span>…</span>, line <i>1</i>, in <b>f</b>", innermost last.
func (d *document) readFrames() bool {
	const title = `class="traceback-title"`
	at := strings.Index(d.text, title)
	if at < 0 {
		return false
	}
	e := exception{}
	heading := strings.TrimSpace(between(d.text[:at], "<h2>", "</h2>"))
	e.class, e.value, _ = strings.Cut(unescapeHTML(heading), ": ")
	const mark = `class="frame-title"`
	for rest := d.text[at:]; ; {
		_, after, ok := strings.Cut(rest, mark)
		if !ok {
			break
		}
		shown, _, _ := strings.Cut(after, mark)
		e.frames = append(e.frames, frameOf(shown))
		rest = after
	}
	if e.class == "" || len(e.frames) == 0 {
		return false
	}
	slices.Reverse(e.frames) // the page shows the innermost first
	d.add(strings.Join(e.lines(), "\n"), at, len(d.text), true)
	return true
}

// frameOf reads a frame as the page shows it, from behind its mark.
func frameOf(shown string) frame {
	title, rest, _ := strings.Cut(shown[tagEnd(shown):], "</p>")
	words := strings.Join(strings.Fields(plainHTML(title)), " ")
	file, place, _ := strings.Cut(strings.TrimPrefix(words, "File "), ", line ")
	line, function, _ := strings.Cut(place, ", in ")
	function, _, _ = strings.Cut(function, " ") // a button stands behind it
	f := frame{file: strings.Trim(file, "`"), line: strings.TrimSuffix(line, ","), function: function}
	if _, code, ok := strings.Cut(rest, `class="center-line"`); ok {
		code, _, _ = strings.Cut(code[tagEnd(code):], "</p>")
		code = plainHTML(strings.NewReplacer("&nbsp;", " ", "&nbsp", " ").Replace(code))
		f.source = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(code), "0123456789."))
	}
	return f
}

// between returns the text between two marks, "" if they are not there.
func between(text, open, end string) string {
	_, text, ok := strings.Cut(text, open)
	if !ok {
		return ""
	}
	text, _, ok = strings.Cut(text, end)
	if !ok {
		return ""
	}
	return text
}
