package kb

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScaffoldIsAPage(t *testing.T) {
	tests := []struct {
		class, message string
		kind           Kind
		want           Wording
	}{
		{"", "", KindError, Wording{Text: "TODO the message, {name} where it varies", Literal: "TODO the message, "}},
		{"pkg.errors.LostError", `"a" is {lost} at 0x7f12, 'b' took 0.5 seconds`, KindError,
			Wording{Text: `"a" is {{lost}} at {}, '{name}' took {:number} seconds`, Literal: " is {lost} at "}},
		{"RuntimeWarning", "coroutine 'fetch' was 'lost'\nmore", KindWarning,
			Wording{Text: "coroutine '{name}' was '{name2}'", Literal: "coroutine '"}},
	}
	for _, test := range tests {
		entry, problems := ReadPage("new-page.md", Scaffold("new-page", test.class, test.message))
		if len(problems) > 0 {
			t.Errorf("%q: %v", test.message, problems)
			continue
		}
		if diff := cmp.Diff([]Wording{test.want}, entry.Wordings); diff != "" || entry.Kind != test.kind {
			t.Errorf("%q: kind %s, %s", test.message, entry.Kind, diff)
		}
	}
}

func TestScaffoldIsFormatted(t *testing.T) {
	page := Scaffold("new-page", "RuntimeError", "it is 'lost' for ever")
	got, _ := Format("new-page.md", page)
	if diff := cmp.Diff(string(page), string(got)); diff != "" {
		t.Error(diff)
	}
}
