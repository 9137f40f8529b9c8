// Package redact takes out of texts what should not stand in a public thread:
// home folders, names of users and machines, addresses, secrets and query
// strings. The same thing gets the same placeholder wherever it stands, so that
// a diagnosis still reads as one.
//
// It is a help and no promise: nobody can tell every secret by its look.
package redact

import (
	"fmt"
	"regexp"
	"strings"
)

// Redactor replaces; it remembers what it has replaced by what. It is not safe
// for concurrent use.
type Redactor struct {
	rules []rule
	names map[string]string            // learned names of users and machines
	seen  map[string]map[string]string // by kind: what was replaced, and by what
}

// A rule finds one sort of thing. The group numbered 1 is what is replaced; the
// whole match where there is none.
type rule struct {
	re      *regexp.Regexp
	replace func(r *Redactor, found string) string
}

// New makes a Redactor that knows the names of the user and of the machine;
// either may be empty.
func New(user, host string) *Redactor {
	r := &Redactor{names: map[string]string{}, seen: map[string]map[string]string{}}
	r.learn(user, "user")
	r.learn(host, "host")
	r.rules = []rule{
		{regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://([^\s/@:'"]*(?::[^\s/@'"]*)?)@`), secret},
		{regexp.MustCompile(`(?i)\b(?:bearer|basic|token)\s+([A-Za-z0-9._~+/=-]{8,})`), secret},
		{regexp.MustCompile(`(?i)(?:password|passwd|pwd|secret|token|api[_-]?key|apikey|authorization|access[_-]?key|session[_-]?id|cookie)["']?\s*[=:]\s*["']?([^\s"',;&)}\]]{3,})`), secret},
		{regexp.MustCompile(`\b(?:gh[oprsu]_|github_pat_|glpat-|sk-|sk_live_|pk_live_|xox[abprs]-|AKIA|ASIA|AIza|pypi-|npm_|hf_)[A-Za-z0-9_-]{10,}`), secret},
		{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`), secret},
		{regexp.MustCompile(`\b[0-9a-fA-F]{32,}\b`), secret},
		{regexp.MustCompile(`\b[A-Za-z0-9+]{40,}={0,2}`), mixedSecret},
		{regexp.MustCompile(`[^\s?'"<>]\?([A-Za-z0-9_.~%\[\]-]+=[^\s'"<>)\]]*)`), func(*Redactor, string) string { return "…" }},
		{regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://(?:[^\s/@'"]*@)?([a-z0-9][a-z0-9.-]*)`), machine},
		{regexp.MustCompile(`\b([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})\b`), mail},
		{regexp.MustCompile(`(?i)\b(?:host(?:name)?|server|peername|addr(?:ess)?)["']?\s*[=:]\s*\(?["']?([a-z0-9-]+(?:\.[a-z0-9-]+)+)`), machine},
		{regexp.MustCompile(`['"]([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)['"], \d{1,5}\b`), machine},
		{regexp.MustCompile(`(?i)\b(?:connect(?:ion)? (?:call failed|to host)|resolve host|reach) ([a-z0-9-]+(?:\.[a-z0-9-]+)+)`), machine},
		{regexp.MustCompile(`(?i)\b([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|corp|intra|cluster\.local))\b`), machine},
		{regexp.MustCompile(`\b(?:\d{1,3}\.){3}\d{1,3}\b`), address},
		{regexp.MustCompile(`(?i)\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b`), numbered("mac", "00:00:5e:00:53:%02x")},
		{regexp.MustCompile(`(?i)(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}|\b(?:[0-9a-f]{1,4}:){1,6}:[0-9a-f:]*[0-9a-f]`), numbered("ipv6", "2001:db8::%x")},
	}
	return r
}

// Text is s without what should not be shown. What is learned from it holds for
// later texts, too.
func (r *Redactor) Text(s string) string {
	r.Learn(s)
	s = r.homes(s)
	for _, rule := range r.rules {
		s = rule.apply(r, s)
	}
	return r.known(s)
}

func (rule rule) apply(r *Redactor, s string) string {
	var b strings.Builder
	end := 0
	for _, m := range rule.re.FindAllStringSubmatchIndex(s, -1) {
		from, to := m[0], m[1]
		if len(m) > 2 {
			from, to = m[2], m[3]
		}
		if from < end || from == to {
			continue
		}
		b.WriteString(s[end:from] + rule.replace(r, s[from:to]))
		end = to
	}
	return b.String() + s[end:]
}

// home finds a user's folder by the name of the folder above.
func home() *regexp.Regexp {
	return regexp.MustCompile(`(?i)((?:/home|/Users|/var/home|/export/home|[a-z]:(?:\\|\\\\|/)Users)(?:\\\\|\\|/))([^/\\\s'":;,<>()]+)`)
}

// Learn takes note of the names in a text, before any of it is shown.
func (r *Redactor) Learn(s string) {
	if !strings.Contains(s, "/") && !strings.Contains(s, `\`) {
		return
	}
	for _, m := range home().FindAllStringSubmatch(s, -1) {
		r.learn(m[2], "user")
	}
}

// learn gives a name its placeholder. Names that many machines share tell
// nothing, and stand for other things in texts.
func (r *Redactor) learn(name, kind string) {
	switch strings.ToLower(name) {
	case "", "root", "user", "users", "app", "admin", "ubuntu", "debian", "runner", "vscode", "public", "shared", "default", "home", "host", "localhost", "vm", "dev", "test", "python", "me":
		return
	}
	if _, ok := r.names[name]; len(name) < 2 || ok || placeholderName(name) {
		return
	}
	r.names[name] = r.placeholder(kind, name, kind+"%d")
}

func placeholderName(name string) bool {
	return regexp.MustCompile(`^(user|host)\d+$`).MatchString(name)
}

// homes keeps folders that nobody can be told by, as /home/user.
func (r *Redactor) homes(s string) string {
	if len(r.names) == 0 {
		return s
	}
	return home().ReplaceAllStringFunc(s, func(path string) string {
		m := home().FindStringSubmatch(path)
		if p, ok := r.names[m[2]]; ok {
			return m[1] + p
		}
		return path
	})
}

// known replaces learned names where they stand as words.
func (r *Redactor) known(s string) string {
	for name, placeholder := range r.names {
		if len(name) < 3 {
			continue // too short to be told from other words
		}
		for from := 0; ; {
			at := strings.Index(s[from:], name)
			if at < 0 {
				break
			}
			at += from
			end := at + len(name)
			if wordEnds(s, at) && wordEnds(s, end) {
				s = s[:at] + placeholder + s[end:]
				end = at + len(placeholder)
			}
			from = end
		}
	}
	return s
}

// wordEnds reports whether a word ends or begins between two bytes of s.
func wordEnds(s string, at int) bool {
	return at == 0 || at == len(s) || !isWord(s[at-1]) || !isWord(s[at])
}

func isWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// placeholder is the same for the same text of a kind.
func (r *Redactor) placeholder(kind, text, format string) string {
	if r.seen[kind] == nil {
		r.seen[kind] = map[string]string{}
	}
	p, ok := r.seen[kind][text]
	if !ok {
		p = fmt.Sprintf(format, len(r.seen[kind])+1)
		r.seen[kind][text] = p
	}
	return p
}

func numbered(kind, format string) func(*Redactor, string) string {
	return func(r *Redactor, found string) string { return r.placeholder(kind, found, format) }
}

func secret(r *Redactor, found string) string {
	if strings.HasPrefix(found, "SECRET") {
		return found
	}
	return r.placeholder("secret", found, "SECRET%d")
}

// mixedSecret leaves long words alone: secrets mix cases and digits.
func mixedSecret(r *Redactor, found string) string {
	if strings.ContainsAny(found, "0123456789") && strings.ToLower(found) != found && strings.ToUpper(found) != found {
		return secret(r, found)
	}
	return found
}

func mail(r *Redactor, found string) string {
	if strings.HasPrefix(found, "SECRET") { // credentials of an address, replaced before
		return found
	}
	return r.placeholder("mail", found, "user%d@example.org")
}

// machine replaces a machine's name. Documentation is public.
func machine(r *Redactor, found string) string {
	switch {
	case found == "localhost", strings.HasSuffix(found, "python.org"), strings.HasSuffix(found, ".example"), strings.HasSuffix(found, "example.org"):
		return found
	case strings.Trim(found, "0123456789.") == "":
		return address(r, found)
	}
	return r.placeholder("name", found, "host%d.example")
}

// address replaces an IPv4 address by one that is reserved for documentation.
// Addresses that are the same on every machine tell nothing.
func address(r *Redactor, found string) string {
	if strings.HasPrefix(found, "127.") || found == "0.0.0.0" || strings.HasPrefix(found, "192.0.2.") || found == "255.255.255.255" {
		return found
	}
	return r.placeholder("ipv4", found, "192.0.2.%d")
}
