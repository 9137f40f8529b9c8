package doctor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A distribution is something installed.
type distribution struct{ name, version, path string }

// installed lists what lies in site-packages, by the folders that installers
// leave: "aiohttp-3.9.1.dist-info".
func installed(dirs []string) map[string]distribution {
	all := map[string]distribution{}
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // a prefix without such a folder
		}
		for _, e := range entries {
			base, ok := strings.CutSuffix(e.Name(), ".dist-info")
			if !ok {
				base, ok = strings.CutSuffix(e.Name(), ".egg-info")
			}
			name, version, hasVersion := strings.Cut(base, "-")
			if !ok || !hasVersion {
				continue
			}
			version, _, _ = strings.Cut(version, "-") // an egg names its Python, too
			if name = normal(name); all[name].name == "" {
				all[name] = distribution{name, version, filepath.Join(dir, e.Name())}
			}
		}
	}
	return all
}

// normal is a distribution's name as indexes compare it.
func normal(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "-", ".", "-").Replace(name))
}

// distributions looks at what is installed.
func (e *examination) distributions() {
	all := installed(e.SitePackages)
	if d, ok := all["asyncio"]; ok {
		e.find(BackportInstalled, "pypi-backport", "", d.path, 0, "version", d.version)
	}
	nested, ok := all["nest-asyncio"]
	if ok && e.Version.AtLeast(3, 14) {
		e.find(NestedLoop, "nest-asyncio", "python-314", nested.path, 0, "version", nested.version)
	}
	if uvloop, has := all["uvloop"]; ok && has {
		e.find(NestedUvloop, "nest-asyncio", "uvloop", uvloop.path, 0, "version", uvloop.version)
	}
	for _, p := range pins() {
		d, ok := all[p.name]
		if ok && e.Version.AtLeast(3, p.minor) && older(d.version, p.below) {
			e.find(OldPin, p.page, p.cause, d.path, 0, "name", p.name, "version", d.version, "update", p.update, "reference", p.reference)
		}
	}
}

// required finds asyncio among requirements: "asyncio", "asyncio==3.4.3", or
// quoted in a list.
func required() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^\s*["']?asyncio["']?\s*([=<>~!;,\]]|$)`)
}

// requirements looks for files that ask for the distribution asyncio.
func (e *examination) requirements() {
	files, _ := filepath.Glob(filepath.Join(globQuote(e.place.Dir), "*requirements*.txt")) // the pattern is well formed
	ask := required()
	for _, path := range append(files, filepath.Join(e.place.Dir, "pyproject.toml"), filepath.Join(e.place.Dir, "Pipfile")) {
		for n, line := range strings.Split(readText(path), "\n") {
			line, _, _ = strings.Cut(line, "#")
			if ask.MatchString(line) {
				e.find(BackportRequired, "pypi-backport", "", path, n+1)
				break
			}
		}
	}
}

func globQuote(path string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(path)
}
