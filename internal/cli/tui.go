package cli

import (
	"fmt"
	"strings"
)

// Everything said to the user outside a diagnosis goes through this file.
// Rules: on standard error, prefixed "aiowhy: ", lower case, no full stop; the
// fact on the first line, each hint on a line of its own.

func complain(env Env, fact string, hints ...string) {
	fmt.Fprintln(env.Stderr, "aiowhy: "+strings.TrimSpace(fact))
	for _, h := range hints {
		fmt.Fprintln(env.Stderr, "  "+h)
	}
}
