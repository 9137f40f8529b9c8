package traceback

import (
	"strconv"
	"strings"
)

// isStackHead matches the lines that introduce a stack without an exception:
// "Object created at (most recent call last):", "Coroutine created at (most
// recent call last)", "… (most recent call last, truncated to 10 last lines):".
func isStackHead(text string) bool {
	i := strings.Index(text, "(most recent call last")
	if i < 1 {
		return false
	}
	opening := strings.TrimSpace(text[:i])
	return strings.HasSuffix(opening, " created at") || strings.HasSuffix(opening, " allocated at")
}

// readStack reads the frames from lines[at] on and returns the first line that
// is none.
func readStack(lines []Line, at int) ([]Frame, int) {
	var frames []Frame
	base := -1
	for ; at < len(lines); at++ {
		line := lines[at]
		if line.Head {
			break
		}
		if frame, ok := frameAt(line); ok {
			frames = append(frames, frame)
			base = indentation(line.Text)
			continue
		}
		if len(frames) == 0 || isBlank(line.Text) || indentation(line.Text) < base+2 {
			break
		}
		addSource(&frames[len(frames)-1], line.Text, base+2)
	}
	return frames, at
}

func frameAt(line Line) (Frame, bool) {
	frame, ok := readFrameLine(line.Text)
	frame.Number, frame.Span = line.Number, line.Span
	return frame, ok
}

// addSource gives a line below a frame's own to that frame: source, an
// underline, or the count of its repetitions. Source is dedented by margin.
func addSource(frame *Frame, text string, margin int) {
	text = trimEnd(text)
	trimmed := text[indentation(text):]
	if rest, ok := strings.CutPrefix(trimmed, "[Previous line repeated "); ok {
		number, _, _ := strings.Cut(rest, " ")
		frame.Repeats, _ = strconv.Atoi(number)
		return
	}
	dedented := text[min(margin, len(text)-len(trimmed)):]
	switch {
	case !isUnderline(dedented):
		frame.Source = append(frame.Source, dedented)
	case frame.Carets == "":
		frame.Carets = dedented
	}
}
