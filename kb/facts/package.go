package facts

import (
	"bytes"
	_ "embed"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"aiowhy/kb"
)

//go:embed package.toml
var packageText []byte

// Package reads the record of the distribution `asyncio`.
func Package() (kb.Package, error) {
	var record struct {
		Name, Title, Status, Version, Verified, Language, Auth, Install, Page, Summary string

		InstallStatus string `toml:"install_status"`
		Errors        []kb.PackageError
		Warnings      []struct{ Kind, Python, Text, Fix, Page string }
		Compatibility struct {
			Status     string
			LastTested string `toml:"last_tested"`
			Rows       []kb.Installation
		}
		Imports    []kb.Import
		Quickstart struct {
			LastTested string `toml:"last_tested"`
			Code       string
		}
	}
	if err := toml.NewDecoder(bytes.NewReader(packageText)).DisallowUnknownFields().Decode(&record); err != nil {
		return kb.Package{}, err
	}
	p := kb.Package{
		Name: record.Name, Title: record.Title, Status: record.Status, Version: record.Version, Verified: record.Verified,
		Language: record.Language, Auth: record.Auth, Install: record.Install, InstallStatus: record.InstallStatus,
		Page: record.Page, Summary: record.Summary, Errors: record.Errors, Imports: record.Imports,
		Compatibility: kb.Compatibility(record.Compatibility),
		Quickstart:    kb.Quickstart(record.Quickstart),
	}
	for _, w := range record.Warnings {
		python, err := kb.ParseRange(w.Python)
		if err != nil {
			return kb.Package{}, err
		}
		p.Warnings = append(p.Warnings, kb.PackageWarning{Kind: kb.Kind(w.Kind), Python: python, Text: strings.TrimSpace(w.Text), Fix: w.Fix, Page: w.Page})
	}
	return p, nil
}
