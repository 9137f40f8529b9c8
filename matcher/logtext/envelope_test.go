package logtext

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"aiowhy/matcher/traceback"
)

func TestEnvelopesAreOpened(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"message and exception",
			`{"event": "failed", "level": "error", "logger": "app", "exception": "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x"}`,
			"ERROR:app *failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x"},
		{"a message that holds the exception has it once",
			`{"severity": "ERROR", "message": "failed\nTraceback (most recent call last):\nValueError: x", "stack_trace": "Traceback (most recent call last):\nValueError: x"}`,
			"ERROR: *failed\nTraceback (most recent call last):\nValueError: x"},
		{"escapes of angle brackets",
			`{"log":"  File \"a.py\", line 1, in \u003cmodule\u003e\n","stream":"stderr","time":"2026-01-02T03:04:05Z"}`,
			`stderr>   File "a.py", line 1, in <module>`},
		{"empty line of a container", `{"log":"\n","stream":"stderr","time":"2026-01-02T03:04:05Z"}`, "stderr> "},
		{"class and message alone",
			`{"timestamp": "2026-01-02T03:04:05Z", "level": "ERROR", "message": "failed", "errorType": "TimeoutError", "errorMessage": "too late"}`,
			"ERROR: *failed\nTimeoutError: too late"},
		{"AWS Lambda's list of frames",
			`{"errorMessage": "too late", "errorType": "TimeoutError", "requestId": "1", "stackTrace": ["  File \"/var/task/a.py\", line 3, in f\n    g()\n"]}`,
			"*Traceback (most recent call last):\n  File \"/var/task/a.py\", line 3, in f\n    g()\nTimeoutError: too late"},
		{"bytes of a journal", `{"MESSAGE":[104,105,27,91,49,109],"_PID":"3","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"p"}`, "h p 3> hi"},
		{"a dict of Python", `{'event': "can't", 'level': 'error', 'when': datetime.datetime(2026, 1, 2), 'n': None}`, "ERROR: *can't"},
		{"pairs with a time", `time=2026-01-02T03:04:05Z path=/srv/shop:/srv msg="Unclosed client session"`,
			"*Unclosed client session"},
		{"pairs with a blank in the time", `time=2026-01-02 03:04:05,678 path=/srv/shop:/srv msg="Unclosed client session"`,
			"*Unclosed client session"},
		{"pairs", `level=error logger=asyncio msg="Task was destroyed but it is pending!\ntask: <Task pending>"`,
			"ERROR:asyncio *Task was destroyed but it is pending!\ntask: <Task pending>"},
		{"several records in one", `[{"level":"info","msg":"a"},{"level":"error","msg":"b"}]`, "INFO: *a\nERROR: *b"},
		{"OTLP", `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","severityText":"ERROR","body":{"stringValue":"failed"},"attributes":[{"key":"exception.stacktrace","value":{"stringValue":"Traceback (most recent call last):\nValueError: x"}}]}]}]}]}`,
			"ERROR: *failed\nTraceback (most recent call last):\nValueError: x"},
		{"an envelope in an envelope", `{"log":"{\"event\": \"failed\", \"level\": \"error\"}\n","stream":"stdout","time":"2026-01-02T03:04:05Z"}`, "stdout> ERROR: *failed"},
		{"an indented envelope in a field", `{"log":"{\n  \"event\": \"failed\",\n  \"level\": \"error\",\n  \"logger\": \"app\"\n}\n","stream":"stdout","time":"2026-01-02T03:04:05Z"}`, "stdout> ERROR:app *failed"},
		{"the end is missing", `{"level": "error", "exc_info": "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueErr`,
			"ERROR: *Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueErr"},
		{"a response's body is no record", `{"message": "not found", "code": 404}`, `{"message": "not found", "code": 404}`},
		{"a group as data",
			`{"level": "error", "event": "x", "exception": [{"exc_type": "ExceptionGroup", "exc_value": "two (1 sub-exception)", "frames": [{"filename": "a.py", "lineno": 1, "name": "f"}], "is_group": true, "exceptions": [[{"exc_type": "ValueError", "exc_value": "1", "exc_notes": ["note"], "frames": [{"filename": "b.py", "lineno": 2, "name": "g"}]}]]}]}`,
			"ERROR: *x\n  + Exception Group Traceback (most recent call last):\n  |   File \"a.py\", line 1, in f\n  | ExceptionGroup: two (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"b.py\", line 2, in g\n    | ValueError: 1\n    | note\n    +------------------------------------"},
		{"bytes' repr in a line", `ERROR:app:worker said b'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x\n'`,
			"ERROR:app *worker said\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x"},
		{"rsyslog's escapes", `Nov 22 09:10:04 h p[1]: Traceback (most recent call last):#012  File "a.py", line 1, in f#012ValueError: x`,
			"h p[1]> Traceback (most recent call last):\nh p[1]>   File \"a.py\", line 1, in f\nh p[1]> ValueError: x"},
		{"a traceback in the middle of a line", "ValueError: xTraceback (most recent call last):", "ValueError: x\nTraceback (most recent call last):"},
		{"a comment about tracebacks", "# Traceback (most recent call last):", "# Traceback (most recent call last):"},
		{"JSON printed over several lines", `    "exception.stacktrace": "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x"`,
			"*Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x\n*"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(undressed(test.raw), "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestWhatOnlyBeginsLikeARecordIsHandedOnAsItStands(t *testing.T) {
	stamp := "Fri 2026-01-02 03:04:05.000213 UTC [s=a8;i=1]"
	for name, text := range map[string]string{
		"an object of no record": "{\n    \"shop\": 3\n}\nnext",
		"one that is the end":    "{\n    \"body\": \"x\",",
		"source":                 "{\n}\n{\nreturn x\n}",
		"one that is too long":   "{\n" + strings.Repeat("    1,\n", 2*maxSpreadLines) + "}\nnext",
	} {
		got := strings.Join(undressed(text), "\n")
		if want := text; got != want {
			t.Errorf("%s: %q became %q", name, want, got)
		}
	}
	if got := undressed(stamp + "\n    _PID=41\n    MESSAGE=a\n" + stamp + "\n    _PID=42\n    MESSAGE=b\n        c\nnext"); !slices.Equal(got, []string{"41> a", "42> b", "42> c", "next"}) {
		t.Errorf("the journal's fields: %q", got)
	}
	if got := undressed("__CURSOR=s=a8;i=1\n__REALTIME_TIMESTAMP=1\n_PID=41\n\nnext"); !slices.Equal(got, []string{"next"}) {
		t.Errorf("a record without a message: %q", got)
	}
	length := "\x03\x00\x00\x00\x00\x00\x00\x00"
	if got := undressed("__CURSOR=s=a8\n__REALTIME_TIMESTAMP=1\n_PID=41\nMESSAGE\n" + length + "a\nb\nPRIORITY=6\n"); !slices.Equal(got, []string{"41> a", "41> b"}) {
		t.Errorf("the journal's export: %q", got)
	}
}

func TestAFieldOfATableIsUnquoted(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"that begins with a traceback": {"1795868920.62,ERROR,\"Traceback (most recent call last):\n  File \"\"a.py\"\", line 3, in f\n    g(\"\"x\"\")\nKeyError: 'x'\",web-1\nnext \"one\"",
			"Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    g(\"x\")\nKeyError: 'x'\nnext \"one\""},
		"that was exported twice": {"  File \"\"\"\"a.py\"\"\"\", line 3, in f", "  File \"a.py\", line 3, in f"},
		"of no table":             {"  File \"\", line 3, in f\n    g(\"\")\nprint(\"Traceback (most recent call last):\")", "  File \"\", line 3, in f\n    g(\"\")\nprint(\"Traceback (most recent call last):\")"},
	} {
		if got := strings.TrimPrefix(strings.Join(undressed(c.text), "\n"), "*"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestStreamsAreKeptApart(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"what follows a record without a prefix belongs to it",
			"[2026-01-02 03:04:05 +0000] [7] [ERROR] failed\nValueError: x",
			"7> ERROR: *failed\n7> ValueError: x"},
		{"records between the lines of a traceback do not take it over",
			"Traceback (most recent call last):\n[2026-01-02 03:04:05 +0000] [7] [INFO] tick\n  File \"a.py\", line 1, in f\nValueError: x",
			"Traceback (most recent call last):\n7> INFO: *tick\n  File \"a.py\", line 1, in f\nValueError: x"},
		{"every line with its process",
			"[2026-01-02 03:04:05 +0000] [7] [ERROR] Traceback (most recent call last):\n[2026-01-02 03:04:05 +0000] [8] [ERROR] Traceback (most recent call last):\n[2026-01-02 03:04:05 +0000] [7] [ERROR]   File \"a.py\", line 1, in f",
			"7> ERROR: *Traceback (most recent call last):\n8> ERROR: *Traceback (most recent call last):\n7> ERROR:   File \"a.py\", line 1, in f"},
		{"parts of a line split by its carrier are joined",
			"2026-01-02T03:04:05.1Z stderr P ValueErr\n2026-01-02T03:04:05.1Z stdout F out\n2026-01-02T03:04:05.1Z stderr F or: x",
			"stdout> out\nstderr> ValueError: x"},
		{"the last part may be missing", "2026-01-02T03:04:05.1Z stderr P ValueErr", "stderr> ValueErr"},
		{"rich prints the time once a second",
			"[11/22/26 11:03:50] INFO     open     a.py:151\n                    ERROR    failed   a.py:155\n                             ValueError: x",
			"INFO: *open\nERROR: *failed\nValueError: x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(undressed(test.text), "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestManyStreamsDoNotGrowMemory(t *testing.T) {
	var u Undresser
	for round := range 2 {
		for i := range 50_000 {
			u.Line([]byte(fmt.Sprintf("[pod/web-%d/app] 2026-01-02T03:04:05Z stderr P %d", i, round)), traceback.Span{}, i+1, func(string, traceback.Line) {})
		}
	}
	if n := len(u.sources.byName); n > maxSources {
		t.Errorf("%d sources remembered", n)
	}
}

// TestHostileLinesTakeLinearTime gives lines that would be slow if anything in
// them was read once a nesting.
func TestHostileLinesTakeLinearTime(t *testing.T) {
	tests := []struct{ name, unit, end string }{
		{"objects", `{"a":`, ""},
		{"arrays", `[`, ""},
		{"messages", `{"level":"error","message":`, ""},
		{"stacks", `{"type":"E","frames":[],"exceptions":[`, ""},
		{"quotes of mail", "> ", ""},
		{"stamps", "03:04:05 ", ""},
		{"entities", "&amp;", ""},
		{"amps", "amp;", ""},
		{"escapes", "\x1b]", ""},
		{"bare colours", "[0", "[0m"},
		{"reprs", `'"`, `\nTraceback (most recent`},
		{"backslashes", `\n`, ""},
		{"pairs", `a={`, ""},
		{"frames", `Traceback (most recent call last): File "a`, ""},
		{"tags", "<p>", ""},
		{"carets", "^[", "[0m"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			line := strings.Repeat(test.unit, MaxLine/len(test.unit)-10) + test.end
			began := time.Now()
			var lines []traceback.Line
			var u Undresser
			u.Line([]byte(line), traceback.Span{}, 1, func(_ string, l traceback.Line) { lines = append(lines, l) })
			Repair(lines)
			Document([]byte(line))
			Document([]byte("<html>Traceback" + line))
			if spent := time.Since(began); spent > 20*time.Second {
				t.Errorf("took %v", spent)
			}
		})
	}
}

func TestALongLineIsHeldOnce(t *testing.T) {
	line := []byte(`{"level":"error","message":"` + strings.Repeat(`x\n`, MaxLine) + `"}`)
	var before, after runtime.MemStats
	var u Undresser
	n := 0
	runtime.GC()
	runtime.ReadMemStats(&before)
	u.Line(line, traceback.Span{}, 1, func(string, traceback.Line) { n++ })
	u.Line([]byte("next"), traceback.Span{}, 2, func(string, traceback.Line) { n++ })
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n < 1000 {
		t.Fatalf("%d lines", n)
	}
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 4<<20 {
		t.Errorf("holds %d bytes", held)
	}
}
