package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"aiowhy/kb"
)

func newVersion(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version of aiowhy and of its pages",
		Args:  takesNothing,
		RunE: func(*cobra.Command, []string) error {
			causes := 0
			entries := kb.Builtin().Entries()
			for _, e := range entries {
				causes += len(e.Causes)
			}
			_, err := fmt.Fprintf(o.env.Stdout, "aiowhy %s (%s, %s/%s), %d pages, %d causes\n",
				buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, len(entries), causes)
			return err
		},
	}
}

// stamped is the version of a release, set by the linker.
var stamped string

// buildVersion is the release's version, the module's, or the commit it was
// built from.
func buildVersion() string {
	if stamped != "" {
		return stamped
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}
