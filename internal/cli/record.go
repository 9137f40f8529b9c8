package cli

import (
	"aiowhy/internal/record"
)

// remember leaves what was read so far for the editor and for `aiowhy explain`.
// tail is nil where that was not asked for.
func (d *diagnose) remember(tail *record.Tail) {
	if tail == nil {
		return
	}
	text, cut := tail.Output()
	if _, err := record.Save(record.Run{Dir: d.env.Dir, Output: text, Cut: cut}, d.env.Getenv); err != nil {
		complain(d.env, "the run is not recorded: "+err.Error())
	}
}
