package traceback

import (
	"strconv"
	"strings"
)

// maxNesting bounds how deep a repr within a repr is read.
const maxNesting = 8

// Describe reads the repr of a task, a future, a handle, a coroutine, a
// transport or any other object: "<Task pending name='Task-1' coro=<…> …>". It
// returns nil if the text does not begin with one. A repr that was cut off is
// read as far as it goes.
func Describe(text string) *Description { return describe(text, 0) }

// Descriptions reads every repr in a text, in order; those inside others are
// not listed apart.
func Descriptions(text string) []*Description {
	var found []*Description
	for i := strings.IndexByte(text, '<'); i >= 0; {
		end := i + 1
		if d := Describe(text[i:]); d != nil {
			found = append(found, d)
			end = i + len(d.Text)
		}
		next := strings.IndexByte(text[end:], '<')
		if next < 0 {
			break
		}
		i = end + next
	}
	return found
}

func describe(text string, depth int) *Description {
	if len(text) < 3 || text[0] != '<' || depth > maxNesting || text[1] != '_' && identifier(text[1:2]) == 0 {
		return nil
	}
	text = text[:reprEnd(text)]
	d := &Description{Text: text}
	inner := strings.TrimSuffix(text[1:], ">")
	inner = d.readKind(inner)
	for _, part := range splitParts(inner) {
		d.readPart(part, depth)
	}
	d.readPlace()
	return d
}

// readKind takes the object's class off the inside of its repr.
func (d *Description) readKind(inner string) string {
	for _, kind := range [...]string{"coroutine object", "async_generator object", "generator object", "bound method", "built-in method", "built-in function", "function"} {
		if rest, ok := strings.CutPrefix(inner, kind+" "); ok {
			d.Kind = kind
			d.Coroutine, rest, _ = strings.Cut(rest, " ")
			return rest
		}
	}
	kind, rest, _ := strings.Cut(inner, " ")
	if number, ok := strings.CutPrefix(kind, "Task-"); ok && number != "" {
		d.Kind, d.Name = "Task", kind
		return rest
	}
	d.Kind = kind
	return rest
}

// splitParts splits the inside of a repr at the blanks before "key=", and
// before the words that stand alone.
func splitParts(text string) []string {
	var parts []string
	start := 0
	walkRepr(text, func(i int) bool {
		if text[i] == ' ' && startsPart(text[i+1:]) {
			parts = append(parts, text[start:i])
			start = i + 1
		}
		return true
	})
	return append(parts, text[start:])
}

func startsPart(text string) bool {
	if n := identifier(text); n > 0 && strings.HasPrefix(text[n:], "=") {
		return true
	}
	return strings.HasPrefix(text, "created at ")
}

// readPart reads one "key=value", or the words without a key, which come first.
func (d *Description) readPart(part string, depth int) {
	if place, ok := strings.CutPrefix(part, "created at "); ok {
		d.CreatedAt = placeFrame(place)
		return
	}
	key, value, ok := strings.Cut(part, "=")
	if !ok || identifier(key) != len(key) || key == "" {
		d.readWords(part)
		return
	}
	switch key {
	case "name":
		d.Name = unquote(value)
	case "coro":
		d.readCoroutine(value)
	case "state":
		d.readOutcome(value)
	case "wait_for":
		d.WaitFor = describe(value, depth+1)
	case "cb":
		d.Callbacks = splitList(value)
	case "exception":
		d.Exception = value
	case "result":
		d.Result = value
	case "when":
		if _, callback, ok := strings.Cut(value, " "); ok { // a timer's callback has no key
			d.readWords(callback)
		}
	}
}

// readOutcome reads the state of a concurrent.futures future: "finished raised
// ValueError", "finished returned int".
func (d *Description) readOutcome(value string) {
	state, outcome, _ := strings.Cut(value, " ")
	d.State = state
	if class, ok := strings.CutPrefix(outcome, "raised "); ok {
		d.Exception = class
	}
	if class, ok := strings.CutPrefix(outcome, "returned "); ok {
		d.Result = class
	}
}

// readWords reads the state of a task or the callback of a handle.
func (d *Description) readWords(words string) {
	if !strings.HasSuffix(d.Kind, "Handle") {
		if state, _, _ := strings.Cut(words, " "); isState(state) {
			d.State = state
		}
		return
	}
	if rest, ok := strings.CutPrefix(words, "cancelled"); ok {
		d.State, words = "cancelled", strings.TrimPrefix(rest, " ")
	}
	if i := strings.LastIndex(words, " at "); i >= 0 && openBrackets(words[:i]) == 0 {
		d.File, d.Line = splitPlace(words[i+len(" at "):])
		d.Defined = true
		words = words[:i]
	}
	d.Coroutine = withoutCall(words)
}

func isState(word string) bool {
	switch word {
	case "pending", "finished", "cancelled", "cancelling", "closed", "closing", "running", "open", "done":
		return true
	}
	return false
}

// readCoroutine reads "<fetch() running at app.py:3>", and 3.6's debug form
// with ", created at app.py:9".
func (d *Description) readCoroutine(value string) {
	inner := strings.TrimSuffix(strings.TrimPrefix(value, "<"), ">")
	if i := strings.LastIndex(inner, ", created at "); i >= 0 {
		d.CreatedAt = placeFrame(inner[i+len(", created at "):])
		inner = inner[:i]
	}
	for _, words := range [...]string{" done, defined at ", " running, defined at ", ", defined at ", " running at "} {
		if i := strings.LastIndex(inner, words); i >= 0 {
			d.File, d.Line = splitPlace(inner[i+len(words):])
			d.Defined = strings.HasSuffix(words, "defined at ")
			inner = inner[:i]
			break
		}
	}
	inner = strings.TrimSuffix(strings.TrimSuffix(inner, " running"), " done")
	inner = strings.TrimPrefix(inner, "coroutine object ")
	inner, _, _ = strings.Cut(inner, " at 0x")
	d.Coroutine = withoutCall(inner)
}

// readPlace reads the place of objects that have one outside their parts:
// "<CoroWrapper main() running at app.py:3, created at app.py:9>".
func (d *Description) readPlace() {
	if d.Kind == "CoroWrapper" {
		d.readCoroutine("<" + strings.TrimSuffix(strings.TrimPrefix(d.Text, "<CoroWrapper "), ">") + ">")
	}
}

// splitPlace splits "C:\app.py:3".
func splitPlace(place string) (string, int) {
	colon := strings.LastIndexByte(place, ':')
	if colon < 0 {
		return place, 0
	}
	line, err := strconv.Atoi(strings.TrimSpace(place[colon+1:]))
	if err != nil {
		return place, 0
	}
	return place[:colon], line
}

func placeFrame(place string) *Frame {
	frame := &Frame{}
	frame.File, frame.Line = splitPlace(place)
	frame.Origin, frame.Library = originOf(frame.File)
	return frame
}

// withoutCall takes the arguments off "Hub.ask(1)" and "fetch()".
func withoutCall(text string) string {
	if !strings.HasSuffix(text, ")") {
		return text
	}
	if i := strings.IndexByte(text, '('); i > 0 {
		return text[:i]
	}
	return text
}

func unquote(text string) string {
	if len(text) >= 2 && (text[0] == '\'' || text[0] == '"') && text[len(text)-1] == text[0] {
		return text[1 : len(text)-1]
	}
	return text
}

// splitList splits "[a(), b(1, 2)]" at its commas.
func splitList(value string) []string {
	inner := strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
	if inner == "" {
		return nil
	}
	var items []string
	start := 0
	walkRepr(inner, func(i int) bool {
		if inner[i] == ',' {
			items = append(items, strings.TrimSpace(inner[start:i]))
			start = i + 1
		}
		return true
	})
	return append(items, strings.TrimSpace(inner[start:]))
}

// reprEnd returns the end of the repr that text begins with: behind the bracket
// that closes it, or the end of the text.
func reprEnd(text string) int {
	if text == "" {
		return 0
	}
	end := len(text)
	walkRepr(text[1:], func(i int) bool {
		if text[i+1] == '>' {
			end = i + 2
			return false
		}
		return true
	})
	return end
}

// walkRepr calls visit for each byte of a repr that stands outside brackets and
// quotes, until it returns false.
func walkRepr(text string, visit func(i int) bool) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\'', '"':
			if i > 0 && strings.IndexByte("=([{, bfru:", text[i-1]) < 0 {
				continue // an apostrophe
			}
			i = quoteEnd(text, i)
		case '(', '[', '{':
			depth++
		case '<':
			if i+1 < len(text) && (text[i+1] == '<' || identifier(text[i+1:i+2]) == 1) {
				depth++
			}
		case ')', ']', '}', '>':
			if c == '>' && i > 0 && (text[i-1] == '-' || text[i-1] == '=') {
				continue
			}
			if depth == 0 && !visit(i) {
				return
			}
			depth = max(0, depth-1)
		default:
			if depth == 0 && !visit(i) {
				return
			}
		}
	}
}

// quoteEnd returns the index of the quote that closes the one at start; start
// itself if none does.
func quoteEnd(text string, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[start]:
			return i
		}
	}
	return start
}
