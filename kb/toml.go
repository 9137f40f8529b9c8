package kb

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// place is where a value stands in a page.
type place struct{ line, column int }

// facts reads the keys of one TOML table. Every getter notes its key as known
// and reports a value of the wrong kind at its place; done reports the rest as
// unknown.
type facts struct {
	page   *page
	path   string // of the table in its fence: "", "evidence[2]"
	values map[string]any
	places map[string]place // of the whole fence, by path
	start  place            // of the table itself
	known  []string
}

// readFacts decodes a fence. It gives nil, with the problem reported, if the
// text is no TOML.
func readFacts(p *page, f fence) *facts {
	t := &facts{page: p, values: map[string]any{}, start: place{f.line, 1}}
	err := toml.Unmarshal([]byte(f.text), &t.values)
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &wrong):
		row, column := wrong.Position()
		p.report(f.line+row, column, "KB003", "%s", strings.TrimPrefix(wrong.Error(), "toml: "))
		return nil
	case err != nil:
		p.report(f.line, 1, "KB003", "%s", strings.TrimPrefix(err.Error(), "toml: "))
		return nil
	}
	t.places = tomlPlaces([]byte(f.text), f.line)
	return t
}

// tomlPlaces maps the path of every value of a TOML document ("id",
// "wordings[0]", "evidence[1].says") to where it stands. The decoder itself
// does not keep that.
func tomlPlaces(text []byte, offset int) map[string]place {
	places := map[string]place{}
	var parser unstable.Parser
	parser.Reset(text)
	at := func(n *unstable.Node) place {
		start := parser.Shape(n.Raw).Start
		return place{start.Line + offset, start.Column}
	}
	var visit func(path string, n *unstable.Node)
	visit = func(path string, n *unstable.Node) {
		children := n.Children()
		for i := 0; children.Next(); i++ {
			child := children.Node()
			switch child.Kind {
			case unstable.KeyValue:
				keyPath, where := tomlKey(path, child, at)
				places[keyPath] = where
				visit(keyPath, child.Value())
			case unstable.Comment:
				i--
			default:
				item := fmt.Sprintf("%s[%d]", path, i)
				if child.Raw.Length > 0 {
					places[item] = at(child)
				}
				visit(item, child)
			}
		}
	}
	table := ""
	tables := map[string]int{}
	for parser.NextExpression() {
		n := parser.Expression()
		switch n.Kind {
		case unstable.Table, unstable.ArrayTable:
			var where place
			table, where = tomlKey("", n, at)
			if n.Kind == unstable.ArrayTable {
				tables[table]++
				table = fmt.Sprintf("%s[%d]", table, tables[table]-1)
			}
			places[table] = where
		case unstable.KeyValue:
			path, where := tomlKey(table, n, at)
			places[path] = where
			visit(path, n.Value())
		}
	}
	return places
}

func tomlKey(path string, n *unstable.Node, at func(*unstable.Node) place) (string, place) {
	var where place
	for key := n.Key(); key.Next(); {
		if where.line == 0 {
			where = at(key.Node())
		}
		path = joinPath(path, string(key.Node().Data))
	}
	return path, where
}

func joinPath(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// at is the place of a key, or of an item below it ("wordings[1]").
func (t *facts) at(key string) place {
	if where, ok := t.places[joinPath(t.path, key)]; ok {
		return where
	}
	outer, _, nested := strings.Cut(key, "[")
	if nested {
		return t.at(outer)
	}
	return t.start
}

func (t *facts) report(key, code, format string, args ...any) {
	where := t.at(key)
	t.page.report(where.line, where.column, code, format, args...)
}

func (t *facts) has(key string) bool {
	_, ok := t.values[key]
	return ok
}

// get gives the value of a key as a T, or T's zero value.
func get[T any](t *facts, key, wants string) T {
	if !slices.Contains(t.known, key) {
		t.known = append(t.known, key)
	}
	value, ok := t.values[key]
	if !ok {
		var none T
		return none
	}
	result, ok := value.(T)
	if !ok {
		t.report(key, "KB003", "`%s` wants %s", key, wants)
	}
	return result
}

func (t *facts) text(key string) string { return get[string](t, key, "text in quotes") }
func (t *facts) flag(key string) bool   { return get[bool](t, key, "true or false") }
func (t *facts) number(key string) int {
	return int(get[int64](t, key, "a whole number"))
}

// required is text that must be there.
func (t *facts) required(key string) string {
	text := t.text(key)
	if !t.has(key) {
		t.report("", "KB003", "the key `%s` is missing", key)
	} else if strings.TrimSpace(text) == "" {
		t.report(key, "KB003", "`%s` is empty", key)
	}
	return text
}

func (t *facts) texts(key string) []string {
	var texts []string
	for i, item := range get[[]any](t, key, "a list of texts") {
		text, ok := item.(string)
		if !ok {
			t.report(fmt.Sprintf("%s[%d]", key, i), "KB003", "`%s` wants a list of texts", key)
		}
		texts = append(texts, text)
	}
	return texts
}

// versions reads a range of Python versions.
func (t *facts) versions(key string) Range {
	r, err := ParseRange(t.text(key))
	if err != nil {
		t.report(key, "KB017", "%v", err)
	}
	return r
}

// choice is text out of a closed set; empty if the key is absent.
func (t *facts) choice(key string, set []string) string {
	text := t.text(key)
	if t.has(key) && !slices.Contains(set, text) {
		t.report(key, "KB003", "`%s` cannot be %q: use %s", key, text, oneOf(set))
	}
	return text
}

// choices are texts out of a closed set.
func (t *facts) choices(key string, set []string) []string {
	texts := t.texts(key)
	for i, text := range texts {
		if !slices.Contains(set, text) {
			t.report(fmt.Sprintf("%s[%d]", key, i), "KB003", "`%s` cannot be %q: use %s", key, text, oneOf(set))
		}
	}
	return texts
}

// tables are the items of a list of tables, each to be read and closed by done.
func (t *facts) tables(key string) []*facts {
	var tables []*facts
	for i, item := range get[[]any](t, key, "a list of tables") {
		path := fmt.Sprintf("%s[%d]", key, i)
		values, ok := item.(map[string]any)
		if !ok {
			t.report(path, "KB003", "`%s` wants a list of tables", key)
			continue
		}
		tables = append(tables, &facts{page: t.page, path: joinPath(t.path, path), values: values, places: t.places, start: t.at(path)})
	}
	return tables
}

// bindings reads a table of texts, sorted by name.
func (t *facts) bindings(key string) []Binding {
	var bindings []Binding
	table := get[map[string]any](t, key, "a table of texts")
	for _, name := range slices.Sorted(maps.Keys(table)) {
		text, ok := table[name].(string)
		if !ok {
			t.report(joinPath(key, name), "KB003", "`%s` wants text in quotes", joinPath(key, name))
		}
		bindings = append(bindings, Binding{name, text})
	}
	return bindings
}

// done reports the keys that no getter asked for.
func (t *facts) done(what string) {
	for _, key := range slices.Sorted(maps.Keys(t.values)) {
		if !slices.Contains(t.known, key) {
			t.report(key, "KB003", "unknown key `%s`: %s has %s", key, what, oneOf(t.known))
		}
	}
}

// oneOf lists a set as a reader says it: a, b or c.
func oneOf(set []string) string {
	if len(set) < 2 {
		return strings.Join(set, "")
	}
	last := len(set) - 1
	return strings.Join(set[:last], ", ") + " or " + set[last]
}
