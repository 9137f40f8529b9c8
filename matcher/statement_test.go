package matcher

import (
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

func TestHeaderOfAnIgnoredExceptionIsAStatementThatCarriesIt(t *testing.T) {
	header := "Exception ignored in: <coroutine object poll at 0x7f3a>"
	all := statements(&traceback.Problem{
		Kind: traceback.Ignored, Header: header,
		Exception: &traceback.Exception{Type: "OSError", Message: "cannot save"},
	})
	if len(all) != 2 || all[0].class != kb.LogType || all[0].message != header || all[1].role != carried || all[1].parent != 0 {
		t.Errorf("statements = %+v, want the header and the exception it carries", all)
	}
}

func TestAwaitsSeesTheWordsOfAsynchronousCode(t *testing.T) {
	for _, c := range []struct {
		source string
		want   bool
	}{
		{"await step()", true},
		{"task = asyncio.async(f())", true},
		{"asyncio.run(main())", true},
		{"def send(message, async=True):", true},
		{"awaited = step()", false},
		{"import async_timeout", false},
		{"next(rows)", false},
	} {
		if got := awaits(c.source); got != c.want {
			t.Errorf("awaits(%q) = %v, want %v", c.source, got, c.want)
		}
	}
}

func TestRaisedReadsTheCutTraceback(t *testing.T) {
	frame := func(origin traceback.Origin, source string) *traceback.Exception {
		return &traceback.Exception{Truncated: true, Frames: []traceback.Frame{{Origin: origin, Source: []string{source}}}}
	}
	at := func(file, function string) *traceback.Exception {
		return &traceback.Exception{Truncated: true, Frames: []traceback.Frame{{Origin: traceback.Stdlib, File: file, Function: function}}}
	}
	for _, c := range []struct {
		name      string
		exception *traceback.Exception
		want      string // class: message, + where the message is cut
	}{
		{"the line is whole", frame(traceback.Stdlib, `raise RuntimeError('Event loop is closed')`), "RuntimeError: Event loop is closed"},
		{"the line is cut", frame(traceback.Stdlib, `raise RuntimeError("Event loop is`), "RuntimeError: Event loop is+"},
		{"the class is dotted", frame(traceback.Stdlib, `raise exceptions.InvalidStateError("x")`), "InvalidStateError: x"},
		{"the user's own lines may raise anything", frame(traceback.User, `raise RuntimeError('Event loop is closed')`), ""},
		{"a message that is computed is not read", frame(traceback.Stdlib, `raise RuntimeError(f'{x}')`), ""},
		{"a call is no raise", frame(traceback.Stdlib, `return future.result()`), ""},
		{"the function raises nothing else", at("/usr/lib/python3.9/asyncio/base_events.py", "_check_closed"), "RuntimeError: Event loop is closed+"},
		{"elsewhere a function of that name may", at("/usr/lib/python3.9/asyncio/unix_events.py", "_make_subprocess_transport"), ""},
		{"a whole traceback has its own line", &traceback.Exception{Type: "ValueError"}, ""},
	} {
		got := ""
		if class, message, cut, ok := raised(c.exception); ok {
			got = class + ": " + message
			if cut {
				got += "+"
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGeneratedCodeIsNotTheUsers(t *testing.T) {
	frames := []traceback.Frame{
		{File: "shop.py", Line: 3, Origin: traceback.User},
		{File: "/srv/venv/lib/python3.11/site-packages/sqlalchemy/orm/session.py", Line: 9, Origin: traceback.Site},
		{File: "<string>", Line: 2, Origin: traceback.User},
	}
	if f, ok := lastUser(frames); !ok || f.File != "shop.py" {
		t.Errorf("got %+v", f)
	}
	if f, ok := lastUser(frames[2:]); !ok || f.File != "<string>" {
		t.Errorf("what stands alone was typed: got %+v", f)
	}
}

func TestAnAssertionThatComparesTextsQuotesNoError(t *testing.T) {
	const closed = "RuntimeError: Event loop is closed"
	for text, want := range map[string]int{
		"AssertionError: assert 'no' == '" + closed + "'\n":                                0,
		"AssertionError: 'no' != '" + closed + "'\n- no\n+ " + closed + "\n":               0,
		"AssertionError: unexpected error: " + closed + "\n":                               1,
		"discord.errors.CommandInvokeError: Command raised an exception: " + closed + "\n": 1,
	} {
		head := "Traceback (most recent call last):\n  File \"/srv/app/test_x.py\", line 3, in test\n    check(f)\n"
		if got := New(kb.Builtin(), Options{}).Diagnose([]byte(head + text)); len(got) != want {
			t.Errorf("%q: %d diagnoses, want %d", text, len(got), want)
		}
	}
}

func TestALibrarysErrorIsBlamedOnTheNearestThatItLedTo(t *testing.T) {
	frame := func(file string, origin traceback.Origin) []traceback.Frame {
		return []traceback.Frame{{File: file, Line: 3, Origin: origin}}
	}
	pool := &traceback.Exception{Type: "httpcore.PoolTimeout", Frames: frame("httpcore/pool.py", traceback.Site)}
	client := &traceback.Exception{Type: "httpx.PoolTimeout", Frames: frame("client.py", traceback.User), Cause: pool}
	server := &traceback.Exception{Type: "CancelledError", Frames: frame("server.py", traceback.User), Context: client}
	if b := blameOf(&statement{problem: &traceback.Problem{Exception: server}, exception: pool}); b.File != "client.py" {
		t.Errorf("blamed %s, want client.py", b.File)
	}
}

// A report of tests shows the docstrings of a library among its source.
func TestADocstringInAReportMakesNoManual(t *testing.T) {
	var s setting
	for range minManual {
		s.line(traceback.Line{Text: "    x = await y()"})
	}
	s.line(traceback.Line{Text: "    :class:`Topology` of it"})
	if s.speaks() {
		t.Error("one role among many lines speaks")
	}
	s.line(traceback.Line{Text: "    :meth:`run` of it"})
	if !s.speaks() {
		t.Error("two among as many do not")
	}
}

// People who talk about an error had it elsewhere; a log has seconds.
func TestAConversationIsNoOutput(t *testing.T) {
	for text, want := range map[string]int{
		"[10:41] ana: is it normal that it says:\n[10:42] ben: RuntimeError: Event loop is closed\n[10:43] ana: yes\n[10:44] ben: await it then\n": 0,
		"<ana> so\n<ben> RuntimeError: Event loop is closed\n<ana> yes\n<ben> await it\n":                                                          0,
		"[10:41:07] worker: started\n[10:41:08] worker: RuntimeError: Event loop is closed\n[10:41:09] worker: a\n[10:41:10] worker: b\n":          1,
	} {
		if got := New(kb.Builtin(), Options{}).Diagnose([]byte(text)); len(got) != want {
			t.Errorf("%q: %d diagnoses, want %d", text, len(got), want)
		}
	}
}
