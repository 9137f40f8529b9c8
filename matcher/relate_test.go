package matcher

import (
	"os"
	"strings"
	"testing"

	"aiowhy/kb"
)

// What real programs print when one mistake shows several times: the root leads,
// and what follows from it names it. The texts were printed by Python 3.12.
func TestRootsAndEchoes(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	for _, c := range []struct {
		name, file string
		want       string // roots; echoes as echo<root; [what ended the program before]
	}{
		{"a refused asyncio.run leaves its coroutine behind", "refused-run", "run-in-running-loop never-awaited<run-in-running-loop"},
		{"so does a refused run_until_complete", "refused-ruc", "loop-already-running never-awaited<loop-already-running"},
		{"and a refused create_task", "refused-create", "no-running-loop never-awaited<no-running-loop"},
		{"what was raised from an error follows from it", "chain-from", "run-in-running-loop never-awaited<run-in-running-loop"},
		{"the last of two that were raised one during the other leads", "chain-during",
			"run-in-running-loop timed-out<run-in-running-loop cancelled<run-in-running-loop never-awaited<run-in-running-loop"},
		{"a known error leads the task group that carried it", "tg-known", "run-in-running-loop taskgroup<run-in-running-loop never-awaited<run-in-running-loop"},
		{"an ordinary one does not hide the group", "tg-plain", "taskgroup"},
		{"a misuse leads the task that nobody looked at", "never-retrieved-known",
			"run-in-running-loop exception-never-retrieved<run-in-running-loop never-awaited<run-in-running-loop"},
		{"an ordinary error does not hide it", "never-retrieved-plain", "exception-never-retrieved"},
		{"an error of the network stands beside it", "never-retrieved-net", "exception-never-retrieved connect-failed"},
		{"a finalizer at exit is noise after a known error", "del-closed-known",
			"run-in-running-loop loop-closed-exit<run-in-running-loop never-awaited<run-in-running-loop"},
		{"after an ordinary one it names that", "del-closed", "loop-closed-exit[KeyError]"},
		{"what stays unclosed names what ended the program", "unclosed-after", "unclosed-event-loop[ValueError]"},
		{"a task that is lost when the program fails is no noise", "destroyed-plain", "task-destroyed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := os.ReadFile("../testdata/echoes/" + c.file + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range m.Diagnose(text) {
				name := d.Entry.ID
				if d.EchoOf != "" {
					name += "<" + d.EchoOf
				}
				if d.Ended != nil {
					name += "[" + d.Ended.Type + "]"
				}
				got = append(got, name)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " "), c.want)
			}
		})
	}
}
