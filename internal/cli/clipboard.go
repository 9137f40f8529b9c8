package cli

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"runtime"
	"time"
)

// clipboardName stands for the clipboard among the inputs.
const clipboardName = "the clipboard"

var errNoClipboard = errors.New("no clipboard can be read here")

// clipboardTools are the programs that print the clipboard, the likeliest
// first.
func clipboardTools(env Env) [][]string {
	windows := []string{"powershell.exe", "-NoProfile", "-NonInteractive", "-Command", "Get-Clipboard -Raw"}
	var tools [][]string
	switch runtime.GOOS {
	case "darwin":
		tools = append(tools, []string{"pbpaste"})
	case "windows":
		tools = append(tools, windows)
	}
	if env.Getenv("WAYLAND_DISPLAY") != "" {
		tools = append(tools, []string{"wl-paste", "--no-newline"})
	}
	if env.Getenv("DISPLAY") != "" {
		tools = append(tools, []string{"xclip", "-selection", "clipboard", "-out"}, []string{"xsel", "--clipboard", "--output"})
	}
	if env.Getenv("WSL_DISTRO_NAME") != "" {
		tools = append(tools, windows)
	}
	if env.Getenv("TMUX") != "" {
		tools = append(tools, []string{"tmux", "show-buffer"})
	}
	return tools
}

// readClipboard gives the text of the first clipboard that holds any.
func readClipboard(env Env) ([]byte, error) {
	var failed error = errNoClipboard
	for _, tool := range clipboardTools(env) {
		text, err := output(tool)
		switch {
		case errors.Is(err, exec.ErrNotFound):
			continue
		case err == nil && len(bytes.TrimSpace(text)) > 0:
			return text, nil
		}
		failed = errors.New("the clipboard holds no text")
	}
	return nil, failed
}

// output is what a tool prints. A tool that waits for a display which never
// answers is given up.
func output(tool []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, tool[0], tool[1:]...)
	c.WaitDelay = time.Second // xclip leaves a child that holds its output
	return c.Output()
}
