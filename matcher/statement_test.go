package matcher

import "testing"

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
