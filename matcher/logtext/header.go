package logtext

import "strings"

// maxField bounds how far a field of a logging format is looked for.
const maxField = 100

// header reads what a logging format puts between a timestamp and the message
// (levels, loggers, processes, places, with their separators) and returns its
// length, 0 if there is none, and how many fields it holds. Of the blanks
// before the message it takes one.
//
// stamped tells that a timestamp came before it: then more can be believed.
func header(text string, p *piece, stamped bool) (length, fields int) {
	end := 0 // of the fields that are certain
	sure := false
	var q piece
	for i, n := 0, 1; n <= 8; n++ {
		j := i + separator(text[i:])
		k, kind := field(text[j:], &q, sure, stamped)
		if k == 0 {
			break
		}
		i = j + k
		if kind == certain {
			sure = true
		}
		if sure || kind == likely {
			end, fields = i, n
			p.level, p.logger, p.process = either(q.level, p.level), either(q.logger, p.logger), either(q.process, p.process)
		}
	}
	if end == 0 {
		return 0, 0
	}
	gap := 1
	if !stamped || strings.IndexByte(text[:end], '|') >= 0 {
		gap = 10 // as far as levels are filled up
	}
	return end + closing(text[end:], gap), fields
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// separator reads what may stand between two fields.
func separator(text string) int {
	i := blanks(text)
	if i < len(text) {
		switch text[i] {
		case '-', '|', ',':
			if b := blanks(text[i+1:]); b > 0 {
				return i + 1 + b
			}
		case ':':
			return i + 1 + blanks(text[i+1:])
		}
	}
	return i
}

// closing reads the separator between the last field and the message: a sign
// behind no more than gap blanks (a margin of an exception group stands further
// off), and one blank. More blanks belong to the message; pad decides about them.
func closing(text string, gap int) int {
	i := blanks(text)
	if i <= gap && i < len(text) && strings.IndexByte("-|:>", text[i]) >= 0 && !strings.HasPrefix(text[i:], ">   ") { // pytest's statement
		if j := i + 1; j == len(text) {
			return j
		} else if text[j] == ' ' {
			return j + 1
		} else if text[i] == ':' && i == 0 {
			return 1
		}
	}
	return min(i, 1)
}

func blanks(text string) int {
	i := 0
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}

// certainty says how far a field can be believed.
type certainty int

const (
	doubtful certainty = iota // a field only beside a certain one
	likely                    // a field of its own right
	certain                   // a level: what stands here is a log record's header
)

// field reads one field of a logging format. sure tells that a level was seen.
func field(text string, q *piece, sure, stamped bool) (int, certainty) {
	if text == "" {
		return 0, doubtful
	}
	switch c := text[0]; {
	case c == '[' || c == '(' || c == '{':
		return bracketField(text, q, stamped || sure)
	case c >= '0' && c <= '9':
		return numberField(text, q, sure)
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_':
		return wordField(text, q, sure, stamped)
	}
	return 0, doubtful
}

// numberField reads the id of a process or a thread.
func numberField(text string, q *piece, sure bool) (int, certainty) {
	n := digits(text)
	if n < len(text) && text[n] == '/' {
		n += 1 + digits(text[n+1:])
	}
	if n > 20 || n >= len(text) || text[n] != ' ' || sure && !followsSign(text[n:]) {
		return 0, doubtful
	}
	q.process = text[:n]
	return n, doubtful
}

// followsSign reports whether a separating sign comes next: "12 --- [main]", "12 - ".
func followsSign(text string) bool {
	i := blanks(text)
	return i > 0 && i+1 < len(text) && (text[i] == '-' || text[i] == '|') && text[i+1] == ' '
}

// bracketField reads a field in brackets. Those that messages begin with
// ("[Errno 111]") have blanks inside, which fields have not.
func bracketField(text string, q *piece, trusted bool) (int, certainty) {
	closer := map[byte]byte{'[': ']', '(': ')', '{': '}'}[text[0]]
	end := strings.IndexByte(text[:min(len(text), maxField)], closer)
	if end < 0 {
		return 0, doubtful
	}
	if end+1 < len(text) && strings.IndexByte(" :\t[(-|", text[end+1]) < 0 {
		return 0, doubtful
	}
	inner := strings.TrimSpace(text[1:end])
	if level := levelOf(inner, true); level != "" {
		q.level = level
		return end + 1, certain
	}
	if inner == "" || !trusted {
		return 0, doubtful
	}
	if name, id, ok := strings.Cut(inner, " "); ok && (name == "pid:" || name == "pid" || name == "tid" || digits(id) == len(id) && isName(name)) {
		if strings.Contains(name, "rrno") || strings.Contains(name, "rror") {
			return 0, doubtful
		}
		q.process = id
		return end + 1, likely
	}
	if digits(inner) == len(inner) {
		q.process = inner
		return end + 1, likely
	}
	if strings.Trim(inner, ".") == "" { // IPython's "(...)", between source lines
		return 0, doubtful
	}
	for i := 0; i < len(inner); i++ {
		if c := inner[i]; !isWord(c) && strings.IndexByte(".:@/#$-+", c) < 0 {
			return 0, doubtful
		}
	}
	return end + 1, bracketParts(inner, text[0], q)
}

// bracketParts sorts the parts of a field like [ERROR@py.warnings], [ERROR/MainProcess].
func bracketParts(inner string, opener byte, q *piece) certainty {
	believed := likely
	for part := range strings.FieldsFuncSeq(inner, func(r rune) bool { return r == '@' || r == '/' || r == ':' }) {
		switch level := levelOf(part, true); {
		case level != "" && q.level == "":
			q.level, believed = level, certain
		case isProcess(part) || opener != '{' && digits(part) == len(part):
			q.process = part
		case opener != '{' && isName(part):
			q.logger = part
		}
	}
	return believed
}

// wordField reads a field without brackets.
func wordField(text string, q *piece, sure, stamped bool) (int, certainty) {
	n := wordLength(text)
	word := text[:n]
	rest := text[n:]
	if level := levelOf(word, false); level != "" && boundary(rest) {
		if stamped || sure || q.level != "" || isUpper(word) {
			if isUpper(word) || rest != "" && strings.IndexByte(":|", rest[0]) >= 0 || followsSign(rest) {
				if q.level != "" {
					return 0, doubtful // a second level begins the message
				}
				q.level = level
				return n, certain
			}
		}
	}
	if n == 0 || n > maxField || rest == "" {
		return 0, doubtful
	}
	if isProcess(word) && (rest[0] == ' ' || rest[0] == ':') {
		q.process = word
		return n, doubtful
	}
	if k := placeField(text, q); k > 0 {
		return k, doubtful
	}
	if sure && word == "in" && rest[0] == ' ' { // Flask: "ERROR in app: "
		if m := wordLength(rest[1:]); m > 0 && strings.HasPrefix(rest[1+m:], ": ") {
			q.logger = rest[1 : 1+m]
			return n + 1 + m, certain
		}
	}
	if !isName(word) {
		return 0, doubtful
	}
	dotted := strings.IndexByte(word, '.') > 0 || word == "asyncio" || word == "root" || word == "__main__"
	switch {
	case followsSign(rest):
		q.logger = word
		if dotted && stamped {
			return n, likely
		}
		return n, doubtful
	case !dotted || q.logger != "" || isNoLogger(word), strings.HasPrefix(rest, ": mode="): // pytest's heading
		return 0, doubtful
	case rest[0] == ':' && (len(rest) == 1 || rest[1] == ' ' || sure), rest[0] == ' ' && sure:
		q.logger = word
		return n, doubtful
	}
	return 0, doubtful
}

// placeField reads "asyncio:base_events.py:1744", "pkg.mod:function:12",
// "base_events.py:1744". A warning that begins with its place is a message.
func placeField(text string, q *piece) int {
	n := wordLength(text)
	word, i := text[:n], n
	if i >= len(text) || text[i] != ':' {
		return 0
	}
	if !strings.HasSuffix(word, ".py") {
		m := placeWord(text[i+1:])
		if m == 0 {
			return 0
		}
		i += 1 + m
		if i >= len(text) || text[i] != ':' {
			return 0
		}
	}
	d := digits(text[i+1:])
	if d == 0 {
		return 0
	}
	i += 1 + d
	if i < len(text) && text[i] != ' ' && text[i] != ':' || isWarning(text[i:]) || isPytestPlace(text[i:]) {
		return 0
	}
	if !strings.HasSuffix(word, ".py") {
		q.logger = word
	}
	return i
}

// placeWord reads the function or the file of a place: "default_exception_handler",
// "<module>", "base_events.py".
func placeWord(text string) int {
	i := 0
	for i < len(text) && i < maxField && (isWord(text[i]) || strings.IndexByte(".<>-", text[i]) >= 0) {
		i++
	}
	return i
}

// isPytestPlace reports whether text goes on like a frame of pytest's: ":",
// ": in test_build", ": RuntimeError".
func isPytestPlace(text string) bool {
	rest, ok := strings.CutPrefix(text, ":")
	rest = strings.TrimPrefix(rest, " ")
	return ok && (rest == "" || strings.HasPrefix(rest, "in ") || isName(rest) && endsInClass(rest))
}

// isWarning reports whether text goes on like a printed warning: ": RuntimeWarning: ".
func isWarning(text string) bool {
	text, ok := strings.CutPrefix(text, ": ")
	if !ok {
		return false
	}
	n := wordLength(text)
	return strings.HasSuffix(text[:n], "Warning") && strings.HasPrefix(text[n:], ":")
}

// wordLength returns the length of the name that text begins with.
func wordLength(text string) int {
	i := 0
	for i < len(text) && i <= maxField && (isWord(text[i]) || text[i] == '.' || text[i] == '-' && i+1 < len(text) && isWord(text[i+1])) {
		i++
	}
	for i > 0 && text[i-1] == '.' {
		i--
	}
	return i
}

func boundary(rest string) bool {
	return rest == "" || strings.IndexByte(" :]|-\t/,", rest[0]) >= 0
}

// isName reports whether word may name a logger.
func isName(word string) bool {
	return word != "" && (word[0] < '0' || word[0] > '9') && wordLength(word) == len(word)
}

// isNoLogger reports whether a dotted word before a colon or a blank is rather a
// part of the message: an exception's class, a file, an attribute.
func isNoLogger(word string) bool {
	return endsInClass(word) || strings.HasPrefix(word, "self.") ||
		strings.HasSuffix(word, ".py") || strings.HasSuffix(word, "error") || word == "socket.timeout"
}

// endsInClass reports whether the last dotted part is a class's name:
// "asyncio.exceptions.TimeoutError" is an exception, not a logger.
func endsInClass(word string) bool {
	last := word[strings.LastIndexByte(word, '.')+1:]
	return last != "" && last[0] >= 'A' && last[0] <= 'Z'
}

// isProcess reports whether word is the name of a thread, a process or a task
// as the standard library gives them.
func isProcess(word string) bool {
	if word == "" || strings.IndexByte("MTDPFSa", word[0]) < 0 {
		return false
	}
	if word == "MainThread" || word == "MainProcess" {
		return true
	}
	for _, prefix := range []string{"Thread-", "Dummy-", "Process-", "ForkPoolWorker-", "SpawnProcess-", "ThreadPoolExecutor-", "asyncio_", "Task-", "SpawnPoolWorker-", "PoolWorker-"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok && digits(rest) > 0 {
			return true
		}
	}
	return false
}

// levelOf returns Python's name of the level that word names, "" if it names
// none. In brackets single letters and small letters are levels too.
func levelOf(word string, bracketed bool) string {
	if len(word) > 8 || word == "" {
		return ""
	}
	if bracketed && len(word) == 1 {
		switch word {
		case "D":
			return "DEBUG"
		case "I":
			return "INFO"
		case "W":
			return "WARNING"
		case "E":
			return "ERROR"
		case "C", "F":
			return "CRITICAL"
		}
		return ""
	}
	var upper [8]byte
	for i := range len(word) {
		upper[i] = word[i] &^ 0x20 // of letters, which is all that the names below have
	}
	switch string(upper[:len(word)]) {
	case "TRACE", "DEBUG":
		return "DEBUG"
	case "INFO", "NOTICE", "SUCCESS", "LOG":
		return "INFO"
	case "WARN", "WARNING":
		return "WARNING"
	case "ERR", "ERROR":
		return "ERROR"
	case "CRIT", "CRITICAL", "FATAL", "ALERT", "EMERG":
		return "CRITICAL"
	}
	return ""
}

// isUpper reports whether word has no small letters.
func isUpper(word string) bool {
	for i := range len(word) {
		if word[i] >= 'a' && word[i] <= 'z' {
			return false
		}
	}
	return true
}
