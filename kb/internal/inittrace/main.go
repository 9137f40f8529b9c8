// Command inittrace uses package kb and ends: with GODEBUG=inittrace=1 it shows
// what the package does before main.
package main

import (
	"os"

	"aiowhy/kb"
)

func main() {
	if len(kb.Builtin().Entries()) == 0 || kb.AsyncioPackage().Name == "" {
		os.Exit(1)
	}
}
