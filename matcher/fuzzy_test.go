package matcher

import (
	"strings"
	"testing"

	"aiowhy/kb"
)

func TestDistanceCountsEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"await", "await", 0}, {"await", "awiat", 1}, {"awaited", "awated", 1},
		{"loop", "lop", 1}, {"closed", "close", 1}, {"abc", "xyz", 3}, {"", "abc", 3},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

// A wording is always closest to itself, whatever fuzzy.Find's own scores say
// (they overflow on long texts).
func TestAWordingIsClosestToItself(t *testing.T) {
	g := newGuesser(kb.Builtin().Entries())
	for _, s := range g.skeletons {
		text := strings.Join(s.words, " ")
		if len(text) > maxGuess {
			continue
		}
		class := ""
		if len(s.types) > 0 {
			class = s.types[0]
		}
		_, c := g.guess(class, text)
		if c < 1 {
			t.Errorf("%s: %q is only %.2f close to itself", s.entry.ID, text, c)
		}
	}
}

func TestGuessesAreSure(t *testing.T) {
	g := newGuesser(kb.Builtin().Entries())
	for _, c := range []struct{ name, class, text, want string }{
		{"a typo", "RuntimeWarning", "corutine 'fetch' was never awiated", "never-awaited"},
		{"another", "RuntimeError", "asyncio.run() canot be called from a runing event loop", "run-in-running-loop"},
		{"a message retyped in lower case", kb.LogType, "task was destroyed but its pending", "task-destroyed"},
		{"an ordinary error", "ValueError", "invalid literal for int() with base 10: 'x'", ""},
		{"an ordinary log line", kb.LogType, "the event loop of the game was started with 3 players", ""},
		{"another program's message", kb.LogType, "Exception in Tkinter callback", ""},
		{"a short text", kb.LogType, "event loop", ""},
		{"what only a frame makes asyncio's", "FileNotFoundError", "[Errno 2] No such file or directory: 'rates.csv'", ""},
		{"another name in quotation marks", "TypeError", "asend() got an unexpected keyword argument 'limit'", ""},
		{"cut within the name", "TypeError", "Queue.__init__() got an unexpected keyword argument 'lo", "loop-argument"},
		{"another class", "KeyError", "coroutine 'fetch' was never awaited", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			e, closeness := g.guess(c.class, c.text)
			if e != nil {
				got = e.ID
			}
			if got != c.want {
				t.Errorf("%q: guessed %q (%.2f), want %q", c.text, got, closeness, c.want)
			}
		})
	}
}

func TestSuggestFindsTypos(t *testing.T) {
	all := []string{"never-awaited", "loop-closed", "loop-already-running", "no-running-loop"}
	for word, want := range map[string]string{
		"never-awated": "never-awaited", "loop-close": "loop-closed", "alreadyrunning": "loop-already-running",
	} {
		got := Suggest(word, all, 1)
		if len(got) != 1 || got[0] != want {
			t.Errorf("Suggest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Suggest("zzzzzz", all, 3); len(got) != 0 {
		t.Errorf("Suggest found %q for a word that resembles none", got)
	}
}

func TestWhatLooksLikeAsynciosIsNamedAsUnknown(t *testing.T) {
	m := New(kb.Builtin(), Options{})
	for _, c := range []struct {
		name, text string
		want       int // line blamed, 0 for nothing unknown
	}{
		{"raised by asyncio", "Traceback (most recent call last):\n  File \"/srv/tick.py\", line 31, in run\n    await self.timer.wait()\n  File \"/usr/lib/python3.14/asyncio/timers.py\", line 88, in wait\n    raise RuntimeError(\"Timer wheel is exhausted\")\nRuntimeError: Timer wheel is exhausted\n", 31},
		{"reported by a loop", "Task raised an unexpected condition\ntask: <Task pending name='Task-9' coro=<sync() running at /srv/s.py:12>>\n", 12},
		{"raised by a library", "Traceback (most recent call last):\n  File \"/srv/main.py\", line 22, in main\n    await client.subscribe(\"a/b\")\n  File \"/venv/lib/python3.11/site-packages/aiomqtt/client.py\", line 310, in subscribe\n    raise MqttCodeError(result)\naiomqtt.exceptions.MqttCodeError: not connected\n", 0},
	} {
		s := m.NewSession()
		if _, err := s.Read(strings.NewReader(c.text), nil); err != nil {
			t.Fatal(err)
		}
		got := 0
		if all := s.Unknown(); len(all) == 1 && s.Found() == 0 {
			got = all[0].Blame.Line
		}
		if got != c.want {
			t.Errorf("%s: got %+v", c.name, s.Unknown())
		}
	}
}

// The best known message of all is short; with its class it is not taken for
// another program's.
func TestAShortMessageIsGuessedWithItsClassOnly(t *testing.T) {
	m := New(kb.Builtin(), Options{})
	for text, want := range map[string]string{
		"RuntimeError: Event loop is closd": "loop-closed",
		"Event loop is closd":               "",
		"RuntimeError: Event loop is busy":  "",
	} {
		got := ""
		if all := m.Diagnose([]byte(text + "\n")); len(all) > 0 {
			got = all[0].Entry.ID
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
