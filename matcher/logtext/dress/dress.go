// Package dress puts text into the forms in which logs are stored, shipped and
// pasted. It is the counterpart of logtext, for tests only: a text in any dress
// must read like the bare one. Shipping code does not import it.
package dress

import (
	"fmt"
	"strings"
	"time"
)

// Form is one way to dress a text.
type Form struct {
	Name string
	Put  func(text string) string
	// Lossy forms destroy something that cannot always be guessed again:
	// indentation, line breaks, where a line was wrapped.
	Lossy bool
	// Document forms make one document of the text, to be read as a whole.
	Document bool
	// Encoded forms are not UTF-8 text: they must be decoded first.
	Encoded bool
}

// Forms returns all forms.
func Forms() []Form {
	var all []Form
	for _, more := range [][]Form{pastes(), carriers(), formats(), envelopes(), spreads(), layers(), documents(), encodings()} {
		all = append(all, more...)
	}
	return all
}

// lines returns the lines of a text without its last line break.
func lines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// each puts something before every line.
func each(text string, prefix func(i int) string) string {
	var b strings.Builder
	for i, line := range lines(text) {
		b.WriteString(prefix(i) + line + "\n")
	}
	return b.String()
}

// at is the time of line i: a log's lines are some microseconds apart.
func at(i int) time.Time {
	return time.Date(2026, 1, 2, 3, 4, 5, 117_000_000, time.UTC).Add(time.Duration(i) * 213_037 * time.Nanosecond)
}

// pastes are what people and editors do to text.
func pastes() []Form {
	return []Form{
		{Name: "bare", Put: func(text string) string { return text }},
		{Name: "crlf", Put: func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }},
		{Name: "coloured", Put: coloured},
		{Name: "nbsp", Put: func(text string) string { return strings.ReplaceAll(text, "  ", "\u00a0 ") }},
		{Name: "typographic", Put: typographic},
		{Name: "padded", Put: func(text string) string { return strings.ReplaceAll(text, "\n", "   \t\n") }},
		{Name: "indented", Put: func(text string) string { return each(text, func(int) string { return "    " }) }},
		{Name: "mail", Put: func(text string) string { return each(text, func(int) string { return "> " }) }},
		{Name: "mail-twice", Put: func(text string) string { return each(text, func(int) string { return "> > " }) }},
		// Only the whole text tells such a margin from what is printed.
		{Name: "margin", Put: func(text string) string { return each(text, func(int) string { return "# | " }) }, Lossy: true},
		{Name: "fenced", Put: func(text string) string { return "Why?\n\n```python-traceback\n" + text + "```\nThanks.\n" }},
		{Name: "details", Put: func(text string) string {
			return "<details><summary>Log</summary>\n<pre>\n" + text + "</pre>\n</details>\n"
		}},
		{Name: "html", Put: escapeHTML},
		{Name: "wrapped", Put: wrapped, Lossy: true},
		{Name: "flat", Put: flat, Lossy: true},
	}
}

// coloured colours every word in quotes and whole lines, and links the files.
func coloured(text string) string {
	var b strings.Builder
	for i, line := range lines(text) {
		switch i % 3 {
		case 0:
			b.WriteString("\x1b[1;31m" + line + "\x1b[0m\n")
		case 1:
			b.WriteString(strings.ReplaceAll(line, "File", "\x1b[35m\x1b]8;;file:///x.py\x1b\\File\x1b]8;;\x1b\\\x1b[0m") + "\x1b[K\n")
		default:
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// typographic replaces quotes as word processors do, in turns.
func typographic(text string) string {
	var b strings.Builder
	double, single := false, false
	for _, r := range text {
		switch r {
		case '"':
			r = map[bool]rune{false: '“', true: '”'}[double]
			double = !double
		case '\'':
			r = map[bool]rune{false: '‘', true: '’'}[single]
			single = !single
		case '\n':
			double, single = false, false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// escapeHTML escapes as Python's html.escape does.
func escapeHTML(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;").Replace(text)
}

// wrapped wraps lines as a terminal of 80 columns does.
func wrapped(text string) string {
	var b strings.Builder
	for _, line := range lines(text) {
		runes := []rune(line)
		for len(runes) > 80 {
			b.WriteString(string(runes[:80]) + "\n")
			runes = runes[80:]
		}
		b.WriteString(string(runes) + "\n")
	}
	return b.String()
}

// flat takes the indentation off.
func flat(text string) string {
	var b strings.Builder
	for _, line := range lines(text) {
		b.WriteString(strings.TrimLeft(line, " ") + "\n")
	}
	return b.String()
}

// carriers put something before every line on its way.
func carriers() []Form {
	prefix := func(name, layout string, rest string) Form {
		return Form{Name: name, Put: func(text string) string {
			return each(text, func(i int) string { return at(i).Format(layout) + rest })
		}}
	}
	constant := func(name, prefix string) Form {
		return Form{Name: name, Put: func(text string) string { return each(text, func(int) string { return prefix }) }}
	}
	return []Form{
		constant("compose-1", "web_1  | "),
		constant("compose-2", "web-1  | "),
		constant("compose-named", "shop-backend    | "),
		constant("kubectl", "[pod/web-7c9f8d5b4-x2x4z/app] "),
		constant("honcho", "03:04:05 web.1  | "),
		prefix("docker-timestamps", "2006-01-02T15:04:05.000000000Z", " "),
		prefix("cri", "2006-01-02T15:04:05.000000000Z", " stderr F "),
		prefix("heroku", "2006-01-02T15:04:05.000000-07:00", " app[web.1]: "),
		prefix("syslog", "Jan _2 15:04:05", " web-01 shop[4127]: "),
		prefix("syslog-iso", "2006-01-02T15:04:05.000000-07:00", " web-01 shop[4127]: "),
		prefix("syslog-3164", "<11>Jan _2 15:04:05", " web-01 shop[4127]: "),
		prefix("syslog-5424", "<11>1 2006-01-02T15:04:05.000000Z", ` web-01 shop 4127 - [meta sequenceId="1"] `),
		prefix("journal", "Jan 02 15:04:05", " web-01 shop[4127]: "),
		prefix("journal-iso", "2006-01-02T15:04:05-0700", " web-01 shop[4127]: "),
		prefix("journal-full", "Mon 2006-01-02 15:04:05 UTC", " web-01 shop[4127]: "),
		constant("journal-monotonic", "[   45.000213] web-01 shop[4127]: "),
		prefix("github", "2006-01-02T15:04:05.0000000Z", " "),
		prefix("gitlab", "2006-01-02T15:04:05.000000Z", " 01E "),
		{Name: "github-view", Put: func(text string) string {
			return each(text, func(i int) string { return "test\tRun pytest\t" + at(i).Format("2006-01-02T15:04:05.0000000Z ") })
		}},
		{Name: "cri-split", Put: criSplit},
		{Name: "rsyslog-escaped", Put: func(text string) string {
			return "Jan  2 03:04:05 web-01 shop[4127]: " + strings.Join(lines(text), "#012") + "\n"
		}},
		{Name: "journal-multiline", Put: func(text string) string {
			head := "Jan 02 03:04:05 web-01 shop[4127]: "
			return head + strings.Join(lines(text), "\n"+strings.Repeat(" ", len(head))) + "\n"
		}},
	}
}

// criSplit splits long lines as container runtimes do.
func criSplit(text string) string {
	var b strings.Builder
	for i, line := range lines(text) {
		stamp := at(i).Format("2006-01-02T15:04:05.000000000Z")
		for len(line) > 40 {
			fmt.Fprintf(&b, "%s stderr P %s\n", stamp, line[:40])
			line = line[40:]
		}
		fmt.Fprintf(&b, "%s stderr F %s\n", stamp, line)
	}
	return b.String()
}

// formats are logging formats: a prefix on the record, none on what follows.
func formats() []Form {
	record := func(name, prefix string) Form {
		return Form{Name: name, Put: func(text string) string { return prefix + asRecord(text) }}
	}
	perLine := func(name, prefix string) Form {
		return Form{Name: name, Put: func(text string) string { return each(text, func(int) string { return prefix }) }}
	}
	return []Form{
		record("logging-basic", "ERROR:asyncio:"),
		record("logging-dashes", "2026-01-02 03:04:05,678 - asyncio - ERROR - "),
		record("logging-pipes", "2026-01-02 03:04:05 | ERROR | asyncio | "),
		record("logging-plain", "2026-01-02 03:04:05,678 ERROR asyncio: "),
		record("logging-brackets", "[2026-01-02 03:04:05,678] [ERROR   ] asyncio: "),
		record("logging-thread", "2026-01-02 03:04:05.678 ERROR (MainThread) [asyncio] "),
		record("gunicorn", "[2026-01-02 03:04:05 +0000] [123] [ERROR] "),
		record("uvicorn", "ERROR:    "),
		record("celery", "[2026-01-02 03:04:05,678: ERROR/MainProcess] "),
		record("loguru", "2026-01-02 03:04:05.344 | ERROR    | asyncio.base_events:default_exception_handler:1771 - "),
		record("tornado", "[E 260102 03:04:05 base_events:1771] "),
		record("glog", "E0102 03:04:05.117000     139 base_events.py:1771] "),
		record("airflow", "[2026-01-02, 03:04:05 UTC] {base_events.py:1771} ERROR - "),
		perLine("logging-every-line", "2026-01-02 03:04:05,678 - stderr - ERROR - "),
		perLine("gunicorn-every-line", "[2026-01-02 03:04:05 +0000] [123] [ERROR] "),
		perLine("celery-every-line", "[2026-01-02 03:04:05,678: WARNING/ForkPoolWorker-1] "),
		{Name: "supervisor", Put: func(text string) string {
			return "2026-01-02 03:04:05,554 INFO supervisord started with pid 26138\n2026-01-02 03:04:06,575 INFO spawned: 'worker' with pid 26139\n" +
				text + "2026-01-02 03:04:07,706 WARN exited: worker (exit status 1; not expected)\n"
		}},
	}
}

// asRecord returns text as the message of a log record: what asyncio prints is
// one as it stands; a traceback hangs below a message.
func asRecord(text string) string {
	message, trace := parts(text)
	if trace == "" {
		return text
	}
	return message + "\n" + trace
}

// parts returns the message and the traceback that a logger keeps apart. Every
// traceback needs a message; a text without a traceback is one.
func parts(text string) (message, trace string) {
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		if strings.HasPrefix(line, "Traceback (most recent call last)") || strings.HasPrefix(line, "  + Exception Group Traceback") {
			if message = strings.TrimSuffix(text[:at], "\n"); message == "" {
				message = "unhandled exception"
			}
			return message, text[at:]
		}
		at += len(line)
	}
	return text, ""
}
