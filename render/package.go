package render

import (
	"fmt"
	"io"
	"strings"

	"aiowhy/kb"
)

// Package is the document of a distribution's record.
func Package(p kb.Package) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", p.Title)
	paragraph(&b, fmt.Sprintf("**%s** · version %s · verified %s · %s · needs credentials: %s", p.Status, p.Version, p.Verified, p.Language, p.Auth))
	paragraph(&b, p.Summary)
	paragraph(&b, fmt.Sprintf("`%s` (%s): see `aiowhy explain %s` before you do.", p.Install, p.InstallStatus, p.Page))
	b.WriteString("\n## Common errors\n")
	for _, e := range p.Errors {
		b.WriteString("\n" + block("text", e.Message))
		paragraph(&b, e.Cause)
		paragraph(&b, "**Fix:** "+e.Fix+" (`aiowhy explain "+e.Page+"`)")
	}
	b.WriteString("\n## Warnings\n")
	for _, w := range p.Warnings {
		kind := string(w.Kind)
		if v := w.Python.String(); v != "" {
			kind += ", Python " + v
		}
		paragraph(&b, "**"+kind+":** "+w.Text)
		paragraph(&b, "**Fix:** "+w.Fix+" (`aiowhy explain "+w.Page+"`)")
	}
	compatibility(&b, p.Compatibility)
	b.WriteString("\n## Imports\n\n")
	for _, i := range p.Imports {
		b.WriteString(block("python", i.Code))
	}
	fmt.Fprintf(&b, "\n## Quickstart (last tested %s)\n\n", p.Quickstart.LastTested)
	b.WriteString(block("python", p.Quickstart.Code))
	return b.String()
}

func compatibility(b *strings.Builder, c kb.Compatibility) {
	fmt.Fprintf(b, "\n## Install compatibility (%s, last tested %s)\n\n", c.Status, c.LastTested)
	b.WriteString("| Python | system | wheel | install | import | disk |\n|---|---|---|---|---|---|\n")
	for _, r := range c.Rows {
		wheel := "no"
		if r.Wheel {
			wheel = "yes"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", r.Python, r.System, wheel, dash(r.Install), dash(r.Import), dash(r.Disk))
	}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

type packageJSON struct {
	Schema        string            `json:"schema"`
	Name          string            `json:"name"`
	Title         string            `json:"title"`
	Status        string            `json:"status"`
	Version       string            `json:"version"`
	Verified      string            `json:"verified"`
	Language      string            `json:"language"`
	Auth          string            `json:"auth"`
	Install       string            `json:"install"`
	InstallStatus string            `json:"install_status"`
	Page          string            `json:"page"`
	Summary       string            `json:"summary"`
	Errors        []packageError    `json:"errors"`
	Warnings      []packageWarning  `json:"warnings"`
	Compatibility compatibilityJSON `json:"compatibility"`
	Imports       []packageImport   `json:"imports"`
	Quickstart    packageQuickstart `json:"quickstart"`
}

type packageError struct {
	Message string `json:"message"`
	Cause   string `json:"cause"`
	Fix     string `json:"fix"`
	Page    string `json:"page"`
}

type packageWarning struct {
	Kind   kb.Kind `json:"kind"`
	Python string  `json:"python"`
	Text   string  `json:"text"`
	Fix    string  `json:"fix"`
	Page   string  `json:"page"`
}

type compatibilityJSON struct {
	Status     string         `json:"status"`
	LastTested string         `json:"last_tested"`
	Rows       []installation `json:"rows"`
}

type installation struct {
	Python  string `json:"python"`
	System  string `json:"system"`
	Wheel   bool   `json:"wheel"`
	Install string `json:"install"`
	Import  string `json:"import"`
	Disk    string `json:"disk"`
}

type packageImport struct {
	Name string `json:"name"`
	Code string `json:"code"`
}

type packageQuickstart struct {
	LastTested string `json:"last_tested"`
	Code       string `json:"code"`
}

// PackageJSON writes a distribution's record as a JSON object.
func PackageJSON(w io.Writer, p kb.Package) error {
	out := packageJSON{Schema: Schema, Name: p.Name, Title: p.Title, Status: p.Status, Version: p.Version,
		Verified: p.Verified, Language: p.Language, Auth: p.Auth, Install: p.Install, InstallStatus: p.InstallStatus,
		Page: p.Page, Summary: p.Summary, Errors: []packageError{}, Warnings: []packageWarning{}, Imports: []packageImport{},
		Compatibility: compatibilityJSON{p.Compatibility.Status, p.Compatibility.LastTested, []installation{}},
		Quickstart:    packageQuickstart(p.Quickstart)}
	for _, e := range p.Errors {
		out.Errors = append(out.Errors, packageError(e))
	}
	for _, w := range p.Warnings {
		out.Warnings = append(out.Warnings, packageWarning{w.Kind, w.Python.String(), w.Text, w.Fix, w.Page})
	}
	for _, r := range p.Compatibility.Rows {
		out.Compatibility.Rows = append(out.Compatibility.Rows, installation(r))
	}
	for _, i := range p.Imports {
		out.Imports = append(out.Imports, packageImport(i))
	}
	return encode(w, out, "  ")
}
