package lsp

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// pathOf is the file that a URI names, "" for what is no file (untitled text,
// a page of another scheme).
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' {
		path = path[1:] // /C:/app.py
	}
	if u.Host != "" && u.Host != "localhost" {
		path = "//" + u.Host + path
	}
	return filepath.Clean(filepath.FromSlash(path))
}

// uriOf is the URI of a file.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// canonical is a path by which a file can be told from others, links followed.
func canonical(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return filepath.Clean(path)
}

// linkTo is the URI of a file's line, as editors read it.
func linkTo(path string, line int) string { return fmt.Sprintf("%s#L%d", uriOf(path), line) }
