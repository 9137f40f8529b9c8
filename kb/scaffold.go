package kb

import (
	"fmt"
	"regexp"
	"strings"
)

// Scaffold is the skeleton of a page, with the wording of a printed message if
// there is one. It reads without problems of form; kb lint tells what remains
// to be written.
func Scaffold(id, class, message string) []byte {
	kind := KindError
	if strings.HasSuffix(class, "Warning") {
		kind = KindWarning
	}
	wording, example := "TODO the message, {name} where it varies", []Binding{{"name", "TODO"}}
	if message != "" {
		wording, example = Generalise(message)
	}
	types := ""
	if class != "" {
		types = tomlText(class[strings.LastIndex(class, ".")+1:])
	}
	var bindings []string
	for _, b := range example {
		bindings = append(bindings, b.Name+" = "+tomlText(b.Text))
	}
	return fmt.Appendf(nil, `# TODO what happened, in one line

`+"```toml entry"+`
id         = "%s"
kind       = "%s"
types      = [%s]
wordings   = [%s]
example    = { %s }
references = [
]
`+"```"+`

TODO what happened, in plain words for a tired reader.

## TODO what the code does

`+"```toml cause"+`
id       = "todo"
evidence = [
  { source = 'TODO', weight = 3, says = "TODO what is seen in the output" },
]
`+"```"+`

TODO why it happens, and what to change.

`+"```python broken"+`
import asyncio

async def main():
    pass  # TODO the smallest program that prints the message, for this one reason

asyncio.run(main())
`+"```"+`

`+"```python fixed"+`
import asyncio

async def main():
    pass  # TODO the cure

asyncio.run(main())
`+"```"+`
`, id, kind, types, tomlText(wording), strings.Join(bindings, ", "))
}

func tomlText(text string) string {
	switch {
	case !strings.ContainsAny(text, "\"\\\n"):
		return `"` + text + `"`
	case !strings.ContainsAny(text, "'\n"):
		return "'" + text + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}

// Generalise makes a wording of a message: quoted names become captures,
// addresses and numbers holes. What it took for a name is given as the example.
func Generalise(message string) (wording string, captured []Binding) {
	message, _, _ = strings.Cut(message, "\n")
	message = strings.NewReplacer("{", "{{", "}", "}}").Replace(message)
	message = regexp.MustCompile(`\b0x[0-9a-fA-F]+\b`).ReplaceAllString(message, "{}")
	quoted := regexp.MustCompile(`'[^'{}]+'`)
	message = quoted.ReplaceAllStringFunc(message, func(text string) string {
		name := "name"
		if len(captured) > 0 {
			name = fmt.Sprintf("name%d", len(captured)+1)
		}
		captured = append(captured, Binding{name, strings.Trim(text, "'")})
		return "'{" + name + "}'"
	})
	number := regexp.MustCompile(`(^|[\s(=])\d+(\.\d+)?\b`)
	return number.ReplaceAllString(message, "${1}{:number}"), captured
}
