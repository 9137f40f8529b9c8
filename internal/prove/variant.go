package prove

import (
	"context"
	"slices"
	"strings"

	"aiowhy/kb"
)

// variant is a way to run a broken program that changes what it prints.
type variant struct {
	name    string
	options []string
	env     []string
}

const debug = "debug"

// variantsOf are the variants that may print something else than the plain run
// did. tracemalloc, which makes every program slow, changes the warnings that
// ask for it. Four versions are enough to see every shape of a message.
func variantsOf(v kb.Version, plain string) []variant {
	if !slices.Contains([]int{8, 11, 13, 14}, v.Minor) {
		return nil
	}
	all := []variant{{name: debug, env: []string{"PYTHONASYNCIODEBUG=1"}}}
	if strings.Contains(plain, "Enable tracemalloc") {
		all = append(all, variant{name: "tracemalloc", options: []string{"-X", "tracemalloc=5"}})
	}
	return all
}

// checkVariant demands that the broken program prints what is recorded for the
// variant, where that differs from what it prints plainly, and that this leads
// to the cause's page, or to the one that the page names for debug mode: there
// asyncio finds some mistakes earlier.
func (p *prover) checkVariant(ctx context.Context, j job, v variant, plain string) error {
	recorded := recording{p.options.Recordings, j.entry.ID, j.cause.ID, j.python.Version, v.name}
	out, err := p.runBroken(ctx, j, v, func(text string) bool {
		switch {
		case same(text, plain):
			return !recorded.exists()
		case recorded.exists():
			return recorded.check(text) == nil
		}
		return p.options.Update
	})
	if err != nil {
		return err
	}
	if same(out.text, plain) {
		return recorded.forget(p.options.Update)
	}
	if err := p.keep(recorded, out.text); err != nil {
		return err
	}
	wanted := []Finding{{Entry: j.entry.ID, Cause: j.cause.ID}}
	if entry, cause, ok := j.cause.Proof.InDebug(); ok && v.name == debug {
		wanted = append(wanted, Finding{Entry: entry, Cause: cause})
	}
	return p.leadsTo(out, j, wanted...)
}
