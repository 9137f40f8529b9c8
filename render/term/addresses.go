package term

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Addresses lists where the links of a document lead. What only looks like one,
// in code, is none.
func Addresses(markdown string) []string {
	var all []string
	visit := func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && entering {
			all = append(all, string(link.Destination))
		}
		return ast.WalkContinue, nil
	}
	document := goldmark.DefaultParser().Parse(text.NewReader([]byte(markdown)))
	_ = ast.Walk(document, visit) // which never fails
	return all
}
