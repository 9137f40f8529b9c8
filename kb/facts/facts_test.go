package facts

import (
	"strings"
	"testing"
)

func TestTablesAreComplete(t *testing.T) {
	messages, err := Messages()
	if err != nil || len(messages) != 668 {
		t.Errorf("%d messages, %v", len(messages), err)
	}
	absent, err := AbsentNames()
	if err != nil || len(absent) != 194 {
		t.Errorf("%d absent names, %v", len(absent), err)
	}
	classes, err := ClassNames()
	if err != nil || len(classes) != 23 {
		t.Errorf("%d class names, %v", len(classes), err)
	}
	for _, n := range absent {
		for _, seen := range n.Seen {
			if strings.Contains(seen, " | ") || strings.HasSuffix(seen, "]") {
				t.Errorf("%s: %q is no error line", n.Name.Name, seen)
			}
		}
	}
}

func TestSettingIsTextAsPrinted(t *testing.T) {
	tests := []struct {
		message Message
		want    string
	}{
		{
			Message{Kind: "raise", Where: "asyncio.base_events.BaseEventLoop._check_closed [3.6-3.14]; other", Example: "RuntimeError: Event loop is closed"},
			"Traceback (most recent call last):\n  File \"/home/me/app.py\", line 12, in main\n    await step()\n" +
				"  File \"/usr/lib/python3.12/asyncio/base_events.py\", line 100, in _check_closed\nRuntimeError: Event loop is closed\n",
		},
		{
			Message{Kind: "interpreter", Where: "interpreter: await", Class: "TypeError", Example: "TypeError: x"},
			"Traceback (most recent call last):\n  File \"/home/me/app.py\", line 12, in main\n    await step()\nTypeError: x\n",
		},
		{
			Message{Kind: "syntax", Example: "SyntaxError: 'await' outside function   <- 'await x\\n'"},
			"  File \"/home/me/app.py\", line 1\n    await x\n    ^\nSyntaxError: 'await' outside function\n",
		},
		{
			Message{Kind: "warn", Class: "RuntimeWarning", Example: "app.py:3: RuntimeWarning: x"},
			"app.py:3: RuntimeWarning: x\n  step()\n",
		},
		{
			Message{Kind: "loop-handler", Where: "x (context line)", Example: "handle: <Handle f()>"},
			"ERROR:asyncio:Exception in callback refresh()\nhandle: <Handle f()>\n",
		},
		{
			Message{Kind: "log", Example: "WARNING:asyncio:socket.send() raised exception."},
			"WARNING:asyncio:socket.send() raised exception.\n",
		},
	}
	for _, test := range tests {
		if got := test.message.Setting(); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestCoverNamesTheGaps(t *testing.T) {
	known := func(text string) string {
		if strings.Contains(text, "Event loop is closed") {
			return ""
		}
		return "some-page"
	}
	c, err := Cover(known)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range c.Gaps {
		if !strings.Contains(g.Text, "Event loop is closed") {
			t.Errorf("%s is no gap:\n%s", g.ID, g.Text)
		}
	}
	if len(c.Stale) == 0 || c.Stale[0] != "expected-an-indented-block" {
		t.Errorf("an exception that is recognised is not named: %v", c.Stale)
	}
	if len(c.Gaps) == 0 || len(c.Lines) != 4 || c.Lines[0].All != 368 || c.Lines[1].All != 243 {
		t.Errorf("%d gaps, %+v", len(c.Gaps), c.Lines)
	}
	if !strings.Contains(c.Markdown(), "| messages that users rarely see | 243 | 243 |\n") {
		t.Error(c.Markdown())
	}
}
