package render

import (
	"fmt"
	"strings"

	"aiowhy/matcher"
)

// Unknown is the short, honest document of failures that no page explains.
func Unknown(all []matcher.Unknown) string {
	var b strings.Builder
	b.WriteString("# No page explains this asyncio error\n")
	for _, u := range all {
		b.WriteString("\n" + block("text", strings.TrimSuffix(printed(u.Type, u.Message), ": ")))
		if u.Blame.File != "" {
			paragraph(&b, "**Where:** "+code(place(u.Blame.File, u.Blame.Line)))
			if u.Blame.Code != "" {
				b.WriteString("\n" + block("python", u.Blame.Code))
			}
		}
		if len(u.Near) > 0 {
			var list []string
			for _, e := range u.Near {
				list = append(list, "`aiowhy explain "+e.ID+"`")
			}
			paragraph(&b, "**May be related:** "+strings.Join(list, ", "))
		}
	}
	paragraph(&b, fmt.Sprintf("asyncio raised this itself, but no page of aiowhy knows the message. %s",
		"`aiowhy kb new ID --from FILE` makes a page of it."))
	return b.String()
}

func printed(class, message string) string {
	if class == "" || isLevel(class) {
		return message
	}
	return class + ": " + message
}
