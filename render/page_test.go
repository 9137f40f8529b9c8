package render

import (
	"testing"

	"aiowhy/kb"
)

func TestAPageSaysWhatItWasReproducedOn(t *testing.T) {
	on := func(minors ...int) (all []kb.Version) {
		for _, m := range minors {
			all = append(all, kb.Version{Major: 3, Minor: m})
		}
		return all
	}
	tests := []struct {
		proof kb.Proof
		want  string
	}{
		{kb.Proof{Source: "tasks.py"}, "From the sources, not reproduced: tasks.py."},
		{kb.Proof{}, "Not reproduced yet."},
		{kb.Proof{Pythons: on(8, 9, 10, 11)}, "Reproduced on Python 3.8 to 3.11."},
		{kb.Proof{Pythons: on(8, 10, 11, 12, 14)}, "Reproduced on Python 3.8, 3.10 to 3.12 and 3.14."},
		{kb.Proof{Pythons: on(13, 14)}, "Reproduced on Python 3.13 and 3.14."},
		{kb.Proof{Pythons: on(14)}, "Reproduced on Python 3.14."},
		{kb.Proof{Pythons: on(14), Debug: "loop-arguments/called"},
			"Reproduced on Python 3.14. In asyncio's debug mode, the program that fails shows `loop-arguments` instead."},
		{kb.Proof{Pythons: on(9, 14), Requires: []string{"sqlalchemy[asyncio]==2.1.9", "aiosqlite==0.22.1"}},
			"Reproduced with sqlalchemy 2.1.9, aiosqlite 0.22.1 on Python 3.9 and 3.14."},
	}
	for _, test := range tests {
		if got := proof(&kb.Cause{Proof: test.proof}); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestAPageShowsNoMessageTwice(t *testing.T) {
	e := &kb.Entry{Types: []string{kb.LogType}, Wordings: []kb.Wording{
		{Text: "the loop {name} got lost"}, {Text: "the loop {} got lost"}, {Text: "the loop {other} got lost"},
	}}
	if got, want := wordings(e), "the loop … got lost"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
