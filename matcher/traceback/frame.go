package traceback

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readFrameLine reads the first line of a frame, whatever its indentation:
//
//	File "app.py", line 3, in main
//	File "app.py", line 3            (the place of a SyntaxError)
//	File "app.py", lineno 3          (tracemalloc)
//
// Number and Span are left to the caller.
func readFrameLine(line string) (Frame, bool) {
	frame, ok := placeOfFrame(line)
	if !ok {
		return Frame{}, false
	}
	frame.Origin, frame.Library = originOf(frame.File)
	if frame.File == "events.py" && frame.Function == "get_event_loop" { // its folder was cut off
		frame.Origin = Stdlib
	}
	return frame, true
}

// placeOfFrame reads all of a frame's line that is written in it.
func placeOfFrame(line string) (Frame, bool) {
	rest, ok := strings.CutPrefix(line[indentation(line):], `File "`)
	if !ok {
		return Frame{}, false
	}
	end, skip := strings.LastIndexByte(rest, '"'), len(`", line `)
	if end >= 0 && !strings.HasPrefix(rest[end:], `", line `) { // the name of the function may have quotes
		end = strings.LastIndex(rest, `", line `)
	}
	if end < 0 {
		end, skip = strings.LastIndex(rest, `", lineno `), len(`", lineno `)
	}
	if end < 0 {
		return Frame{}, false
	}
	frame := Frame{File: rest[:end]}
	number, function, named := strings.Cut(rest[end+skip:], ", in ")
	if named {
		frame.Function = strings.TrimSpace(function)
	}
	number = strings.TrimSpace(number)
	n, err := strconv.Atoi(number)
	if err != nil && number != "None" || n < 0 {
		return Frame{}, false
	}
	frame.Line = n
	return frame, true
}

func isFrameLine(text string) bool {
	_, ok := placeOfFrame(text)
	return ok
}

// splitException splits "package.Class: message" or a lone "package.Class".
// It only checks the grammar of the name; a line that nothing else announces
// should also pass looksLikeClass.
func splitException(text string) (typ, message string, ok bool) {
	text = trimEnd(text)
	end := className(text)
	if end == 0 || isLevel(text[:end]) {
		return "", "", false
	}
	rest := text[end:]
	switch {
	case rest == "" || rest == ":":
		return text[:end], "", true
	case strings.HasPrefix(rest, ": "):
		return text[:end], rest[2:], true
	}
	return "", "", false
}

// className returns the length of the dotted name at the start of text, which
// may hold "<locals>" between dots; 0 if there is none.
func className(text string) int {
	end := 0
	for {
		n := identifier(text[end:])
		if n == 0 && end > 0 && strings.HasPrefix(text[end:], "<locals>") {
			n = len("<locals>")
		}
		if n == 0 {
			return 0
		}
		end += n
		if end == len(text) || text[end] != '.' {
			return end
		}
		end++
	}
}

// identifier returns the length of the identifier at the start of text.
func identifier(text string) int {
	for i := 0; i < len(text); {
		c := text[i]
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' { // as nearly all are
			i++
			continue
		}
		r, size := rune(c), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return i
		}
		i += size
	}
	return len(text)
}

// looksLikeClass reports whether a dotted name reads like that of an exception
// class, so that a line may be taken for one that no traceback announces.
func looksLikeClass(name string) bool {
	dotted := strings.Contains(name, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == "" || !unicode.IsUpper(firstRune(strings.TrimLeft(last, "_"))) || isLevel(last) {
		return false
	}
	switch last {
	case "Error", "Exception", "Warning":
		return dotted // "Error: …" is anybody's
	case "StopIteration", "StopAsyncIteration", "KeyboardInterrupt", "SystemExit", "GeneratorExit":
		return true
	case "Empty", "Full", "QueueEmpty", "QueueFull", "QueueShutDown", "BrokenExecutor", "BrokenProcessPool",
		"BrokenThreadPool", "Cancelled", "WouldBlock", "Timeout", "EndOfStream", "DoesNotExist":
		return dotted
	}
	return hasAnySuffix(last, "Error", "Exception", "Warning", "ExceptionGroup", "Disconnect", "Failure", "RemoteTraceback")
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// isLevel reports whether a word is the name of a logging level.
func isLevel(word string) bool {
	switch word {
	case "DEBUG", "INFO", "NOTICE", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "EXCEPTION", "TRACE", "SUCCESS":
		return true
	}
	return false
}

// splitSuggestion cuts the interpreter's own guess off a message. "Did you mean
// to use 'async with'?" is no guess: it is the same for every program.
func splitSuggestion(message string) (rest, suggestion string) {
	if strings.Count(message, "`")%2 == 1 {
		message = strings.TrimSuffix(message, "`") // the end of a quotation in markdown
	}
	if !strings.HasSuffix(message, "?") {
		return message, ""
	}
	for _, opening := range []string{". Did you mean: ", ". Did you mean '", ". Did you forget to import", ". Or did you forget to import"} {
		if i := strings.Index(message, opening); i >= 0 {
			return message[:i], message[i+2:]
		}
	}
	return message, ""
}
