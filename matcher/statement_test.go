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
