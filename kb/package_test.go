package kb

import (
	"slices"
	"testing"
)

func TestPackageRecordIsComplete(t *testing.T) {
	p := AsyncioPackage()
	if p.Status != "deprecated" || p.Version != "4.0.0" || p.Verified != "2026-05-12" {
		t.Errorf("status %q, version %q, verified %q", p.Status, p.Version, p.Verified)
	}
	if len(p.Errors) != 5 || len(p.Warnings) != 7 || len(p.Compatibility.Rows) != 20 || len(p.Imports) != 1 || p.Quickstart.Code == "" {
		t.Errorf("%d errors, %d warnings, %d installations, %d imports", len(p.Errors), len(p.Warnings), len(p.Compatibility.Rows), len(p.Imports))
	}
	for _, w := range p.Warnings {
		if !slices.Contains([]Kind{KindBreaking, KindDeprecated, KindGotcha}, w.Kind) || w.Text == "" || w.Fix == "" {
			t.Errorf("an incomplete warning: %+v", w)
		}
	}
}

func TestPackageRecordLeadsToPages(t *testing.T) {
	p := AsyncioPackage()
	ids := []string{p.Page}
	for _, e := range p.Errors {
		ids = append(ids, e.Page)
	}
	for _, w := range p.Warnings {
		ids = append(ids, w.Page)
	}
	for _, id := range ids {
		if _, ok := Builtin().Entry(id); !ok {
			t.Errorf("there is no page %s", id)
		}
	}
}
