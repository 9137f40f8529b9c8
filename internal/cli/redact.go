package cli

import (
	"io"
	"os"
	"reflect"

	"github.com/spf13/cobra"

	"aiowhy/internal/redact"
	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/source"
)

// redacted is what may be shown of diagnoses or an answer: with --redact, a
// copy without the user's own names. Pages are nobody's.
func redacted[T any](d *diagnose, v T) T {
	if d.redactor == nil {
		return v
	}
	return redact.Value(d.redactor, v, reflect.TypeFor[kb.Entry](), reflect.TypeFor[kb.Cause](), reflect.TypeFor[kb.Evidence](),
		reflect.TypeFor[matcher.Match](), reflect.TypeFor[source.Applicability]())
}

func (d *diagnose) addRedact(c *cobra.Command) {
	c.Flags().BoolVar(&d.redact, "redact", false, "hide names, addresses and secrets, so that the answer can be shared")
	d.settings(c.Flags(), "redact")
}

// startRedacting prepares --redact, after redirect: what is said beside answers
// is redacted as it is written.
func (d *diagnose) startRedacting() {
	if !d.redact {
		return
	}
	host, _ := os.Hostname() // without a name there is none to hide
	d.redactor = redact.New(firstOf(d.env, "USER", "LOGNAME", "USERNAME"), host)
	d.env.Stderr = redactingWriter{d.env.Stderr, d.redactor}
}

func firstOf(env Env, names ...string) string {
	for _, name := range names {
		if v := env.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

// redactingWriter redacts sentences: each is written whole.
type redactingWriter struct {
	to io.Writer
	r  *redact.Redactor
}

func (w redactingWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, w.r.Text(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
