package dress

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// pair is a member of a JSON object; their order is part of a form.
type pair struct {
	key   string
	value any
}

// object writes a JSON object in one line.
func object(pairs ...pair) string {
	var b strings.Builder
	b.WriteString("{")
	for i, p := range pairs {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(marshal(p.key) + ": " + marshal(p.value))
	}
	return b.String() + "}"
}

// marshal writes a value as encoders of other languages do: with < and > as they are.
func marshal(v any) string {
	if raw, ok := v.(json.RawMessage); ok {
		return string(raw)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings and numbers only
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// envelopes are records in one line.
func envelopes() []Form {
	record := func(name string, build func(message, trace string) string) Form {
		return Form{Name: name, Put: func(text string) string {
			message, trace := parts(text)
			return build(message, strings.TrimSuffix(trace, "\n")) + "\n"
		}}
	}
	return []Form{
		record("structlog", func(message, trace string) string {
			return object(pair{"event", message}, pair{"level", "error"}, pair{"logger", "asyncio"},
				pair{"timestamp", "2026-01-02T03:04:05.678901Z"}, pair{"exception", trace})
		}),
		record("python-json-logger", func(message, trace string) string {
			return object(pair{"asctime", "2026-01-02 03:04:05,678"}, pair{"levelname", "ERROR"}, pair{"name", "asyncio"},
				pair{"message", message}, pair{"exc_info", trace})
		}),
		record("loguru-serialised", func(message, trace string) string {
			text := "2026-01-02 03:04:05.678 | ERROR    | app:main:3 - " + message + "\n" + trace + "\n"
			return object(pair{"text", text}, pair{"record", json.RawMessage(object(
				pair{"level", json.RawMessage(object(pair{"name", "ERROR"}, pair{"no", 40}))},
				pair{"message", message}, pair{"name", "app"}))})
		}),
		record("ecs", func(message, trace string) string {
			return object(pair{"@timestamp", "2026-01-02T03:04:05.678Z"}, pair{"log.level", "error"}, pair{"message", message},
				pair{"ecs", json.RawMessage(object(pair{"version", "1.6.0"}))},
				pair{"log", json.RawMessage(object(pair{"logger", "asyncio"}))},
				pair{"error", json.RawMessage(object(pair{"stack_trace", trace}))})
		}),
		record("google", func(message, trace string) string {
			return object(pair{"severity", "ERROR"}, pair{"message", strings.TrimSuffix(message+"\n"+trace, "\n")},
				pair{"time", "2026-01-02T03:04:05.678Z"}, pair{"logging.googleapis.com/labels", json.RawMessage(`{"python_logger": "asyncio"}`)})
		}),
		record("lambda", func(message, trace string) string {
			return object(pair{"timestamp", "2026-01-02T03:04:05Z"}, pair{"level", "ERROR"}, pair{"message", message},
				pair{"logger", "asyncio"}, pair{"requestId", "79b4f56e-95b1-4643-9700-2807f4e68189"}, pair{"exception", trace})
		}),
		record("opentelemetry", func(message, trace string) string {
			return object(pair{"timeUnixNano", "1767323045678000000"}, pair{"severityText", "ERROR"},
				pair{"body", json.RawMessage(object(pair{"stringValue", message}))},
				pair{"attributes", json.RawMessage("[" + object(pair{"key", "exception.stacktrace"},
					pair{"value", json.RawMessage(object(pair{"stringValue", trace}))}) + "]")})
		}),
		record("gelf", func(message, trace string) string {
			return object(pair{"version", "1.1"}, pair{"host", "web-01"}, pair{"short_message", message},
				pair{"full_message", strings.TrimSuffix(message+"\n"+trace, "\n")}, pair{"timestamp", 1767323045.678}, pair{"level", 3})
		}),
		record("dict", func(message, trace string) string {
			return "{'event': " + repr(message) + ", 'level': 'error', 'exception': " + repr(trace) + "}"
		}),
		record("key-value", func(message, trace string) string {
			return "timestamp='2026-01-02T03:04:05' level='error' event=" + repr(message) + " exception=" + repr(trace)
		}),
		{Name: "bytes", Put: func(text string) string { return "ERROR:app:worker said b" + repr(text) + "\n" }},
		{Name: "docker-json", Put: func(text string) string {
			return eachInto(text, func(i int, line string) string {
				return escapeJSON(object(pair{"log", line + "\n"}, pair{"stream", "stderr"}, pair{"time", at(i).Format("2006-01-02T15:04:05.000000000Z")}))
			})
		}},
		{Name: "journal-json", Put: func(text string) string {
			return eachInto(text, func(i int, line string) string {
				return object(pair{"__REALTIME_TIMESTAMP", fmt.Sprint(at(i).UnixMicro())}, pair{"PRIORITY", "6"}, pair{"_PID", "4127"},
					pair{"SYSLOG_IDENTIFIER", "shop"}, pair{"_HOSTNAME", "web-01"}, pair{"MESSAGE", line})
			})
		}},
		{Name: "fluent-bit", Put: func(text string) string {
			return eachInto(text, func(i int, line string) string {
				return object(pair{"log", line}, pair{"stream", "stderr"}, pair{"time", at(i).Format("2006-01-02T15:04:05.000000000Z")},
					pair{"kubernetes", json.RawMessage(object(pair{"pod_name", "web-0"}, pair{"container_name", "app"}))})
			})
		}},
	}
}

// eachInto makes a line of every line.
func eachInto(text string, dress func(i int, line string) string) string {
	var b strings.Builder
	for i, line := range lines(text) {
		b.WriteString(dress(i, line) + "\n")
	}
	return b.String()
}

// escapeJSON escapes angle brackets as Go's encoder does.
func escapeJSON(text string) string {
	return strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(text)
}

// repr writes a string as Python's repr does.
func repr(text string) string {
	quote := "'"
	if strings.Contains(text, "'") && !strings.Contains(text, `"`) {
		quote = `"`
	}
	return quote + strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, quote, `\`+quote).Replace(text) + quote
}

// layers are forms within forms, and sources among each other.
func layers() []Form {
	by := make(map[string]Form)
	for _, all := range [][]Form{pastes(), carriers(), envelopes(), spreads()} {
		for _, form := range all {
			by[form.Name] = form
		}
	}
	within := func(names ...string) Form {
		return Form{Name: strings.Join(names, "+"), Put: func(text string) string {
			for i := len(names) - 1; i >= 0; i-- {
				text = by[names[i]].Put(text)
			}
			return text
		}}
	}
	return []Form{
		within("cri", "structlog"),
		within("cri", "structlog", "coloured"),
		within("docker-json", "python-json-logger"),
		within("compose-2", "docker-json"),
		within("journal", "ecs"),
		within("mail", "github"),
		within("compose-2", "pretty-records"),
		within("crlf", "html", "compose-1"),
		within("github", "compose-2", "coloured"),
		{Name: "interleaved", Put: func(text string) string {
			noise := []string{`172.18.0.1 - - "GET / HTTP/1.1" 200`, "INFO:     connection open", "  indented by some", "done"}
			var b strings.Builder
			for i, line := range lines(text) {
				fmt.Fprintf(&b, "web-1  | %s\n", line)
				fmt.Fprintf(&b, "db-1   | %s\n", noise[i%len(noise)])
			}
			return b.String()
		}},
		{Name: "twice-interleaved", Put: func(text string) string {
			var b strings.Builder
			for _, line := range lines(text) {
				fmt.Fprintf(&b, "[pod/web-0/app] %s\n[pod/web-1/app] %s\n", line, line)
			}
			return b.String()
		}},
	}
}

// documents hold the text as part of a whole.
func documents() []Form {
	return []Form{
		{Name: "notebook", Document: true, Put: func(text string) string {
			var strs []string
			for line := range strings.SplitAfterSeq(text, "\n") {
				if line != "" {
					strs = append(strs, line)
				}
			}
			book := map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": []any{map[string]any{
				"cell_type": "code", "execution_count": 1, "source": []string{"main()"}, "metadata": map[string]any{},
				"outputs": []any{map[string]any{"output_type": "stream", "name": "stderr", "text": strs}},
			}}}
			return indented(book)
		}},
		{Name: "pretty-json", Document: true, Put: func(text string) string {
			message, trace := parts(text)
			if trace == "" {
				trace, message = text, ""
			} else if message != "unhandled exception" {
				trace = message + "\n" + trace
			}
			return indented(map[string]any{"level": "error", "event": message, "exception": trace})
		}},
		{Name: "error-page", Document: true, Put: func(text string) string {
			return "<!DOCTYPE html>\n<html><body>\n<h1>Error at /</h1>\n<textarea id=\"traceback_area\" cols=\"140\">\n" +
				escapeHTML(text) + "</textarea>\n</body></html>\n"
		}},
	}
}

func indented(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err) // maps of strings
	}
	return string(b) + "\n"
}

// encodings are the bytes of a text in other encodings.
func encodings() []Form {
	encode := func(text string, mark bool) string {
		var b []byte
		if mark {
			b = append(b, 0xff, 0xfe)
		}
		for _, u := range utf16.Encode([]rune(text)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return string(b)
	}
	return []Form{
		{Name: "utf-16", Encoded: true, Put: func(text string) string { return encode(strings.ReplaceAll(text, "\n", "\r\n"), true) }},
		{Name: "utf-16-unmarked", Encoded: true, Put: func(text string) string { return encode(text, false) }},
		{Name: "utf-8-marked", Encoded: true, Put: func(text string) string { return "\xef\xbb\xbf" + text }},
		{Name: "gzip", Encoded: true, Put: func(text string) string {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write([]byte(text)) // into memory: it cannot fail
			z.Close()
			return b.String()
		}},
	}
}
