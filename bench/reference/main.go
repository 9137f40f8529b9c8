// Command reference is the least that a program with the same two packages
// does: cobra reads the flags, glamour sets one short answer. The benchmark
// measures aiowhy's start against it.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/spf13/cobra"
)

func main() {
	root := &cobra.Command{Use: "reference", RunE: func(*cobra.Command, []string) error {
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		renderer, err := glamour.NewTermRenderer(glamour.WithStandardStyle("dark"), glamour.WithWordWrap(80))
		if err != nil {
			return err
		}
		paragraph := "A sentence of *ordinary* length with `code` in it, as an answer has them.\n\n"
		answer := "# An answer\n\n" + strings.Repeat(paragraph, 14) + "```python\nimport asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n\nasyncio.run(main())\n```\n"
		text, err := renderer.Render(answer)
		fmt.Print(text)
		return err
	}}
	if root.Execute() != nil {
		os.Exit(1)
	}
}
