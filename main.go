// Command aiowhy explains what asyncio printed: see README.md.
package main

import (
	"os"

	"aiowhy/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.System()))
}
