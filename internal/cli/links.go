package cli

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// takesLinks reports whether the terminal is known to make links of OSC 8
// sequences. One that does not know them may print them.
func takesLinks(env Env) bool {
	switch env.Getenv("FORCE_HYPERLINK") {
	case "":
	case "0":
		return false
	default:
		return true
	}
	term := env.Getenv("TERM")
	if !env.StdoutTerminal || term == "dumb" || strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux") {
		return false
	}
	switch env.Getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio":
		return true
	}
	vte, _ := strconv.Atoi(env.Getenv("VTE_VERSION")) // absent: 0
	return vte >= 5000 || env.Getenv("WT_SESSION") != "" || env.Getenv("KONSOLE_VERSION") != "" ||
		strings.Contains(term, "kitty") || strings.HasPrefix(term, "alacritty") || strings.HasPrefix(term, "foot")
}

// withLinks makes links of a document's own addresses and of the places in files
// in a text that is otherwise ready for the terminal. Other addresses came from
// the input, and lead nowhere.
func withLinks(text string, own []string, dir string) string {
	address := regexp.MustCompile(`\x1b\[[0-9;]*m|https://[^\s\x1b\x60<>)]+|[^\s\x1b\x60"'<>():]+\.pyi?:\d+|[A-Za-z]:\\[^\s\x1b\x60"'<>():]+\.pyi?:\d+`)
	return address.ReplaceAllStringFunc(text, func(shown string) string {
		to := ""
		switch {
		case shown[0] == '\x1b': // a colour, whose letter is no part of a name
		case !strings.HasPrefix(shown, "https://"):
			to = fileAddress(shown[:strings.LastIndexByte(shown, ':')], dir)
		case slices.Contains(own, shown):
			to = shown
		}
		if to == "" {
			return shown
		}
		return "\x1b]8;;" + to + "\x1b\\" + shown + "\x1b]8;;\x1b\\"
	})
}

// fileAddress is a file's address, empty for what is no file here: the text
// may come from another machine.
func fileAddress(path, dir string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	host, _ := os.Hostname() // without a name the address is of this machine
	return (&url.URL{Scheme: "file", Host: host, Path: path}).String()
}
