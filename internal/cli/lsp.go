package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"aiowhy/internal/lsp"
	"aiowhy/internal/record"
)

func newLSP(o *options) *cobra.Command {
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Serve an editor: diagnoses in open logs and on the blamed line",
		Long: `lsp is the language server that editors start; it speaks on standard input and
output. Open tracebacks and logs are diagnosed as they are, and the line that
the last recorded run blames (aiowhy run, or aiowhy --record) is marked in its
source. editors/README.md has the few lines for each editor.`,
		Args: takesNothing,
		RunE: func(*cobra.Command, []string) error { return serve(o) },
	}
	c.Flags().Bool("stdio", true, "speak on standard input and output, as it always does")
	_ = c.Flags().MarkHidden("stdio") // several clients add it unasked
	return c
}

func serve(o *options) error {
	base, err := o.base()
	if err != nil {
		return err
	}
	python, err := o.version()
	if err != nil {
		return err
	}
	in, ok := o.env.Stdin.(io.ReadCloser)
	if !ok {
		in = io.NopCloser(o.env.Stdin)
	}
	status := lsp.Serve(context.Background(), in, o.env.Stdout, lsp.Options{
		Base: base, Python: python, Version: buildVersion(), State: record.State(o.env.Getenv), Log: o.env.Stderr,
	})
	if status != statusOK {
		return exitError{status: status}
	}
	return nil
}
