package traceback

import (
	"slices"
	"strings"
)

// readSentry reads the order in which Sentry and its mails print: the exception
// first, then its frames.
//
//	RuntimeError: Event loop is closed
//	(6 additional frame(s) were not displayed)
//	...
//	  File "asyncio/futures.py", line 331, in set_result
//	    loop.call_soon(callback, self)
//
// Streamlit's pages and its logs do the same, below a "Traceback:", with frames
// that have lost their indentation. The lines between say whether the innermost frame comes first.
func readSentry(lines []Line, at int) (Problem, int, bool) {
	text := strings.TrimSpace(lines[at].Text)
	if at+1 == len(lines) || !startsBare(text) {
		return Problem{}, at, false
	}
	margin := indentation(lines[at].Text)
	next, marked, reversed, flat := at+1, false, false, false
	for ; next < len(lines) && next < at+6; next++ {
		line := strings.TrimSpace(lines[next].Text)
		switch {
		case line == "" && marked, line == "...", line == "" && next+1 < len(lines) && strings.TrimSpace(lines[next+1].Text) == "Traceback:":
			continue
		case line == "Traceback:":
			marked, flat = true, true
			continue
		case strings.HasSuffix(line, "additional frame(s) were not displayed)"):
			marked = true
			continue
		case strings.HasSuffix(line, "(most recent call first):"):
			marked, reversed = true, true
			continue
		case strings.HasPrefix(line, "Stacktrace ") && strings.HasSuffix(line, "(most recent call last):"):
			marked = true
			continue
		}
		break
	}
	if flat {
		margin--
	}
	frames, end := readSentryFrames(lines, next, margin)
	if len(frames) == 0 || followedByException(lines, end) {
		return Problem{}, at, false
	}
	if reversed || innermostFirst(frames) {
		slices.Reverse(frames)
	}
	e := &Exception{Frames: frames, Number: lines[at].Number, Span: spanOf(lines[at:end])}
	e.setText([]string{text})
	return Problem{Kind: Uncaught, Exception: e}, end, true
}

func readSentryFrames(lines []Line, at, margin int) (frames []Frame, next int) {
	base := 0
	for next = at; next < len(lines) && !lines[next].Head; next++ {
		text := lines[next].Text
		indent := indentation(text)
		frame, ok := readFrameLine(strings.Replace(text, `Module "`, `File "`, 1))
		switch {
		case ok && indent > margin:
			base = indent
			frame.Number, frame.Span = lines[next].Number, lines[next].Span
			if isStdlibModule(frame.File) {
				frame.Origin = Stdlib
			} else if library, ok := libraryModule(frame.File); ok {
				frame.Origin, frame.Library = Site, library
			}
			frames = append(frames, frame)
		case len(frames) > 0 && indent > base && !isBlank(text), len(frames) > 0 && !ok && strings.HasPrefix(text, "\t\t"):
			last := &frames[len(frames)-1]
			last.Source = append(last.Source, strings.TrimSpace(text))
		case strings.TrimSpace(text) == "...":
		default:
			return frames, next
		}
	}
	return frames, next
}

// isStdlibModule recognises a path that Sentry has cut at the import root.
func isStdlibModule(path string) bool {
	root, _, _ := strings.Cut(path, "/")
	return root != path && isStdlibName(root)
}

// libraryModule recognises a path of a well-known library that Sentry has cut
// at the import root.
func libraryModule(path string) (string, bool) {
	root, _, _ := strings.Cut(path, "/")
	switch root {
	case "aiogram", "aiohttp", "aiokafka", "anyio", "asgiref", "asyncpg", "celery", "channels", "discord", "django",
		"fastapi", "gunicorn", "httpcore", "httpx", "kombu", "motor", "playwright", "pydantic", "pymongo", "pyrogram",
		"redis", "sanic", "sentry_sdk", "sqlalchemy", "starlette", "streamlit", "telegram", "telethon", "tornado",
		"uvicorn", "uvloop", "websockets":
		return root, root != path
	}
	return "", false
}

// followedByException reports whether the frames are rather those of a
// traceback without a head, whose exception comes after them.
func followedByException(lines []Line, at int) bool {
	return at < len(lines) && startsBare(lines[at].Text) && !lines[at].Head
}

// innermostFirst guesses the order where nothing says it: what is at module
// level called the rest, and what raises was called last.
func innermostFirst(frames []Frame) bool {
	first, last := frames[0], frames[len(frames)-1]
	if len(frames) == 1 || first.Function == "<module>" || raises(last) {
		return false
	}
	return last.Function == "<module>" || raises(first)
}

func raises(frame Frame) bool {
	return len(frame.Source) > 0 && strings.HasPrefix(frame.Source[0], "raise ")
}
