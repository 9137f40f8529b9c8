package logtext

import (
	"strconv"
	"strings"
)

// open opens the envelope that p is, if it is one, and returns the lines that
// were in it.
func open(p piece) ([]piece, bool) {
	switch {
	case p.text == "" || p.more:
		return nil, false
	case p.text[0] == '{':
		if inner, ok := openRecord(p, wholeValue(p.text)); ok {
			return inner, true
		}
	case p.text[0] == '[' && len(p.text) > 1 && p.text[1] == '{':
		if inner, ok := openRecords(p, wholeValue(p.text)); ok {
			return inner, true
		}
	}
	if inner, ok := openPairs(p); ok {
		return inner, true
	}
	if inner, ok := openEscaped(p); ok {
		return inner, true
	}
	return openTorn(p)
}

// wholeValue reads the value that text is; the zero value if there is more.
func wholeValue(text string) value {
	v, next := readValue(text, 0, 0)
	if next < len(text) {
		return value{}
	}
	return v
}

// split returns the lines of text, each with the rest of p; only the first
// begins a record.
func (p piece) split(text string) []piece {
	text = strings.TrimRight(text, "\r\n")
	if !hasBreak(text) {
		p.text = text
		return []piece{p}
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	out := make([]piece, 0, 1+strings.Count(text, "\n"))
	for line := range strings.SplitSeq(text, "\n") {
		p.text = line
		out = append(out, p)
		p.head, p.level, p.logger = false, "", ""
	}
	return out
}

// openRecords opens several records in one line.
func openRecords(p piece, list value) ([]piece, bool) {
	var out []piece
	all := true
	list.elements(func(v value) bool {
		inner, ok := openRecord(p, v)
		out, all = append(out, inner...), all && ok
		return all
	})
	return out, all && len(out) > 0
}

// openRecord opens a log record, or several that an exporter packed into one.
func openRecord(p piece, v value) ([]piece, bool) {
	if v.kind != object {
		return nil, false
	}
	r := record{marked: isMarked(v.text)}
	r.read(v, "", 0)
	if r.packed {
		return openPacked(p, v)
	}
	if r.marked && len(r.texts) == 0 {
		r.findExceptions(v)
	}
	return r.pieces(p)
}

// openPacked opens the records of OpenTelemetry's and CloudWatch's exports.
func openPacked(p piece, v value) ([]piece, bool) {
	var out []piece
	var walk func(v value, depth int)
	walk = func(v value, depth int) {
		v.members(func(m member) bool {
			switch m.key {
			case "resourceLogs", "scopeLogs":
				m.elements(func(e value) bool {
					if depth < maxWalk {
						walk(e, depth+1)
					}
					return true
				})
			case "logRecords", "logEvents":
				inner, _ := openRecords(p, m.value)
				out = append(out, inner...)
			}
			return true
		})
	}
	walk(v, 0)
	return out, len(out) > 0
}

// isMarked reports whether an envelope may hold an exception somewhere inside.
func isMarked(text string) bool {
	return strings.Contains(text, "frames") ||
		strings.Contains(text, "ack") && // of all that follow: most records have none, and are searched twice only
			(strings.Contains(text, "Traceback (most recent") || strings.Contains(text, "stack") || strings.Contains(text, "Stack"))
}

// Where a record comes from, the outermost first.
const (
	fromHost = iota
	fromPod
	fromContainer
	fromProgram
	fromProcess
	fromStream
	origins // how many there are
)

// record is what a JSON envelope says.
type record struct {
	marked  bool
	packed  bool   // it holds records, as exporters send them
	known   bool   // something only log records have was seen: a time, a level
	text    string // the message
	rank    int    // of the key that the message came from
	carrier bool   // the envelope is a carrier's: the text is a line, not a record
	level   string
	logger  string
	source  [origins]string // by origin: encoders sort keys as they like
	texts   []string        // tracebacks
	class   string          // of an exception, where no traceback says more
	value   string
	partial bool
}

// read takes the members of an object that it knows. Within some objects a key
// means what it means together with theirs: "log": {"level": …}.
func (r *record) read(v value, within string, depth int) {
	v.members(func(m member) bool {
		key := m.key
		if within != "" {
			key = within + "." + key
		}
		switch m.kind {
		case object:
			r.readObject(m, key, depth)
		case array:
			switch {
			case depth == 0 && (m.key == "resourceLogs" || m.key == "logEvents"):
				r.packed = true
			case m.key == "MESSAGE":
				r.message(m.bytes(), 4)
				r.carrier = true
			case m.key == "attributes" && depth < maxWalk:
				m.elements(func(e value) bool {
					r.field(e.get("key").plain(), e.get("value").get("stringValue"))
					return true
				})
			}
		default:
			if !m.isNull() {
				r.field(key, m.value)
			}
		}
		return true
	})
}

// readObject takes what is known of a nested object.
func (r *record) readObject(m member, key string, depth int) {
	if depth >= maxWalk {
		return
	}
	switch key {
	case "level": // loguru
		r.setLevel(m.get("name").plain())
	case "record":
		r.known = true
		r.read(m.value, "", depth+1)
	case "jsonPayload", "fields", "attributes", "extra", "_source", "data":
		r.read(m.value, "", depth+1)
	case "log", "error", "exception", "err", "logger", "exc_info":
		r.read(m.value, key, depth+1)
	case "body", "Body":
		if text := m.get("stringValue"); text.kind == quoted {
			r.message(text.plain(), 2)
		} else {
			r.read(m.value, "", depth+1)
		}
	case "kubernetes":
		r.source[fromPod], r.source[fromContainer] = m.get("pod_name").plain(), m.get("container_name").plain()
	}
}

// field takes one member that is not an object.
func (r *record) field(key string, v value) {
	switch key {
	case "message", "msg", "event", "@message", "@m", "Message", "textPayload", "log.message":
		r.message(v.plain(), 2)
	case "short_message", "body", "Body":
		r.message(v.plain(), 1)
	case "full_message", "text":
		r.message(v.plain(), 3)
	case "log":
		r.message(v.plain(), 4)
		r.carrier = true
		r.partial = v.kind == quoted && len(v.text) > 16*1024 && !strings.HasSuffix(r.text, "\n")
	case "MESSAGE":
		r.message(v.plain(), 4)
		r.carrier, r.known = true, true
	case "level", "levelname", "level_name", "severity", "log.level", "severity_text", "severityText", "levelName", "loglevel", "lvl", "at", "@l", "Level":
		r.setLevel(v.plain())
	case "logger", "name", "logger_name", "log.logger", "loggerName", "logger.name", "Logger":
		if name := v.plain(); v.kind == quoted || isName(name) {
			r.logger = name
		}
	case "time", "timestamp", "@timestamp", "asctime", "ts", "@t", "date", "datetime", "timeUnixNano", "observedTimeUnixNano", "created", "Timestamp", "requestId":
		r.known = true
	case "stream":
		r.known = true
		r.source[fromStream] = v.plain()
	case "_HOSTNAME":
		r.source[fromHost] = v.plain()
	case "pod", "pod_name":
		r.source[fromPod] = v.plain()
	case "container", "container_name", "CONTAINER_NAME":
		r.source[fromContainer] = v.plain()
	case "SYSLOG_IDENTIFIER":
		r.source[fromProgram] = v.plain()
	case "_PID":
		r.source[fromProcess] = v.plain()
	case "exc_info", "exception", "traceback", "stack_trace", "stacktrace", "exc_text", "stack_info", "stack",
		"error.stack_trace", "error.stack", "exception.stacktrace", "err.stack", "error", "exception.traceback":
		r.exception(v)
	case "error.type", "errorType", "exception.type", "exc_type", "exception_name", "error.kind", "exc_info.type":
		r.class = v.plain()
	case "error.message", "errorMessage", "exception.message", "exc_value", "exception.value":
		r.value = v.plain()
	default:
		if r.marked && v.kind == quoted && holdsTraceback(v.text) {
			r.exception(v)
		}
	}
}

// message takes the message, unless a better one was seen.
func (r *record) message(text string, rank int) {
	if rank > r.rank && (text != "" || r.text == "") {
		r.text, r.rank = text, rank
	}
}

func (r *record) setLevel(word string) {
	if len(word) == 2 && isDigit(word[1]) && word >= "10" && word <= "60" { // logging's and bunyan's numbers
		word = [...]string{"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "CRITICAL"}[word[0]-'1']
	}
	if level := levelOf(word, true); level != "" {
		r.level, r.known = level, true
	}
}

// exception takes the text of an exception; a bare flag is none.
func (r *record) exception(v value) {
	if v.kind != quoted {
		return
	}
	text := strings.Trim(v.plain(), "\r\n")
	if strings.TrimSpace(text) == "" || text == "None" || text == "NoneType: None" {
		return
	}
	for _, seen := range r.texts {
		if strings.Contains(seen, text) {
			return
		}
	}
	r.texts = append(r.texts, text)
}

// bytes returns the text of a message that journald wrote as an array of its bytes.
func (v value) bytes() string {
	var b []byte
	v.elements(func(e value) bool {
		n, err := strconv.ParseUint(e.text, 10, 8)
		b = append(b, byte(n))
		return err == nil
	})
	return string(b)
}

// pieces returns the lines of a record: its message, then its exceptions.
func (r *record) pieces(p piece) ([]piece, bool) {
	if r.rank == 0 && len(r.texts) == 0 && r.class == "" {
		return nil, false
	}
	if !r.known && len(r.texts) == 0 && r.source == [origins]string{} {
		return nil, false
	}
	for _, name := range r.source {
		p.from(name)
	}
	p.column = 0
	if r.carrier {
		p.more, p.full = r.partial, !r.partial
		return p.split(r.text), true
	}
	p.head, p.record = true, len(r.texts) > 0 || hasBreak(r.text) // else a line that was made a record
	p.level, p.logger = either(r.level, p.level), either(r.logger, p.logger)
	texts := r.texts
	if len(texts) == 0 && r.class != "" && !strings.Contains(r.text, r.class) {
		texts = []string{strings.TrimSuffix(r.class+": "+r.value, ": ")}
	}
	var out []piece
	if r.text != "" || len(texts) == 0 {
		out = p.split(r.text)
		p.head, p.level, p.logger = false, "", ""
	}
	for _, text := range texts {
		if strings.Contains(r.text, text) {
			continue
		}
		if strings.HasPrefix(text, `  File "`) && r.class != "" { // frames only, as ECS has them
			text = traceback1 + "\n" + text + "\n" + strings.TrimSuffix(r.class+": "+r.value, ": ")
		}
		out = append(out, p.split(text)...)
		p.head, p.level, p.logger = false, "", ""
	}
	return out, true
}
