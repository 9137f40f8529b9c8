package traceback

import "strings"

// originOf says whose code a file is, and for Site the package it belongs to.
// Paths are taken as printed: any system's separators, relative or absolute.
func originOf(path string) (Origin, string) {
	if strings.IndexByte(path, '\\') >= 0 {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	for strings.Contains(path, "//") { // C:\\Users as in a repr
		path = strings.ReplaceAll(path, "//", "/")
	}
	switch {
	case path == "" || path == "sys" || path == "<sys>" || path == "<unknown>":
		return NoFile, ""
	case strings.HasPrefix(path, "<"):
		return originOfPseudoFile(path)
	}
	if strings.HasPrefix(path, "/usr/src/homeassistant/homeassistant/") || strings.HasPrefix(path, "/usr/src/app/homeassistant/") {
		return Site, "homeassistant" // as its containers hold it; the user's lies in /config
	}
	var room [16]string
	parts := appendParts(room[:0], path)
	if library, ok := sitePackage(parts); ok {
		return Site, library
	}
	if inStdlib(parts) || len(parts) == 1 && isAsyncioFile(path) {
		return Stdlib, ""
	}
	if library, ok := installedScript(parts); ok {
		return Site, library
	}
	return User, ""
}

// appendParts splits a path without asking for memory where it has few parts, as
// most have: every frame of a log comes here.
func appendParts(parts []string, path string) []string {
	for {
		i := strings.IndexByte(path, '/')
		if i < 0 {
			return append(parts, path)
		}
		parts, path = append(parts, path[:i]), path[i+1:]
	}
}

// originOfPseudoFile handles the names that stand for no file at all.
func originOfPseudoFile(path string) (Origin, string) {
	switch {
	case strings.HasPrefix(path, "<frozen "):
		return Stdlib, ""
	case path == "<string>" || path == "<stdin>" || path == "<console>",
		strings.HasPrefix(path, "<ipython-input-"), strings.HasPrefix(path, "<python-input-"),
		strings.HasPrefix(path, "<doctest "), strings.HasPrefix(path, "<cell "):
		return User, "" // typed by the user
	}
	return NoFile, "" // generated code: "<attrs generated init …>"
}

// sitePackage finds the package below site-packages or dist-packages. Cython
// prints its files relative to the package: "aiohttp/_http_parser.pyx".
func sitePackage(parts []string) (string, bool) {
	for i := len(parts) - 2; i >= 0; i-- {
		if len(parts[i]) != len("site-packages") || !strings.EqualFold(parts[i], "site-packages") && !strings.EqualFold(parts[i], "dist-packages") {
			continue
		}
		name := parts[i+1]
		if strings.HasSuffix(name, ".egg") && i+2 < len(parts) {
			name = parts[i+2]
		}
		return withoutExtension(name), true
	}
	last := parts[len(parts)-1]
	if len(parts) > 1 && parts[0] != "" && hasAnySuffix(last, ".pyx", ".pxd", ".pxi") {
		return parts[0], true
	}
	return "", false
}

// inStdlib recognises lib/python3.12 and lib/pypy3.9 wherever they lie, PyPy's
// lib-python/3, python312.zip, Windows' and conda's plain Lib directory, and the
// relative paths of frozen programs.
func inStdlib(parts []string) bool {
	if len(parts) > 1 && (parts[0] == "asyncio" || parts[0] == "concurrent" && parts[1] == "futures") {
		return true // as frozen programs print it
	}
	for i := 0; i+1 < len(parts); i++ {
		if !beginsStdlib(parts[i]) {
			continue
		}
		part := strings.ToLower(parts[i])
		next := strings.ToLower(parts[i+1])
		switch {
		case (part == "lib" || part == "lib64") && isVersionedPython(next) && i+2 < len(parts):
			return true
		case part == "lib-python":
			return true
		case strings.HasPrefix(part, "python") && strings.HasSuffix(part, ".zip"):
			return true
		case part == "lib" && (isStdlibName(next) || i > 0 && isPythonHome(strings.ToLower(parts[i-1]))):
			return true
		case (part == "..." || part == "…") && next == "asyncio": // cut by hand
			return true
		}
	}
	return false
}

// beginsStdlib reports whether a folder may be one that inStdlib asks for, at a
// glance: "lib", "lib64", "lib-python", "python312.zip", "...", "…".
func beginsStdlib(folder string) bool {
	n := len(folder)
	if n < len("lib") {
		return false
	}
	switch folder[0] {
	case 'l', 'L':
		return n == len("lib") || n == len("lib64") || n == len("lib-python")
	case 'p', 'P':
		return n > len(".zip") && folder[n-len(".zip")] == '.'
	}
	return folder[0] == '.' || folder[0] == 0xe2
}

// isAsyncioFile knows asyncio's files by names that nobody else's have, where a
// report has cut the folders off.
func isAsyncioFile(name string) bool {
	switch name {
	case "base_events.py", "selector_events.py", "proactor_events.py", "unix_events.py", "windows_events.py", "sslproto.py", "base_subprocess.py":
		return true
	}
	return false
}

// isVersionedPython matches python3.12, python3.13t and pypy3.9.
func isVersionedPython(name string) bool {
	rest, ok := strings.CutPrefix(name, "python3.")
	if !ok {
		rest, ok = strings.CutPrefix(name, "pypy3.")
	}
	return ok && rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

// isPythonHome matches the directories under which Windows and conda keep Lib:
// Python312, Python3.11-32, anaconda3, PythonSoftwareFoundation.Python.3.11_…
func isPythonHome(name string) bool {
	return strings.HasPrefix(name, "python") || strings.Contains(name, "conda") || strings.HasPrefix(name, "pypy") || name == "cpython"
}

// isStdlibName knows the standard modules met in asyncio tracebacks; it decides
// only for directories named Lib that tell nothing else (a conda environment).
func isStdlibName(name string) bool {
	switch withoutExtension(name) {
	case "asyncio", "concurrent", "threading", "unittest", "importlib", "runpy", "contextlib", "selectors",
		"socket", "ssl", "subprocess", "multiprocessing", "logging", "queue", "functools", "inspect",
		"http", "urllib", "json", "weakref", "warnings", "signal", "socketserver", "typing", "dataclasses",
		"enum", "codeop", "code", "pdb", "doctest", "tempfile", "shutil", "os", "random", "email", "sched":
		return true
	}
	return false
}

// installedScript recognises the entry points that pip puts beside the
// interpreter: /usr/local/bin/uvicorn, .venv\Scripts\uvicorn.exe\__main__.py.
func installedScript(parts []string) (string, bool) {
	last := len(parts) - 1
	if last >= 2 && parts[last] == "__main__.py" && strings.HasSuffix(strings.ToLower(parts[last-1]), ".exe") {
		return withoutExtension(parts[last-1]), true
	}
	if last < 1 || parts[last-1] != "bin" || strings.Contains(parts[last], ".") {
		return "", false
	}
	if last == 1 { // its folders were cut off
		return parts[last], true
	}
	home := parts[last-2]
	switch home {
	case "usr", "local", ".local", "env", "venv", ".venv":
		return parts[last], true
	}
	for _, part := range parts[:last-1] {
		if strings.Contains(part, "conda") || strings.Contains(part, "virtualenv") || part == ".pyenv" || part == "envs" {
			return parts[last], true
		}
	}
	return "", false
}

func withoutExtension(name string) string {
	if i := strings.IndexByte(name, '.'); i > 0 {
		return name[:i]
	}
	return name
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}

// OriginOf says whose code a file is, from its path as printed.
func OriginOf(path string) Origin {
	origin, _ := originOf(path)
	return origin
}
