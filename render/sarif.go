package render

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"path"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/traceback"
)

// SARIF 2.1.0, as GitHub code scanning and editors read it: only the rules
// that have results, addresses relative to the root of the sources, and
// fingerprints, so that an upload repeated is one alert.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	ColumnKind string        `json:"columnKind"`
	Tool       sarifTool     `json:"tool"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string    `json:"id"`
	Name             string    `json:"name"`
	ShortDescription sarifText `json:"shortDescription"`
	FullDescription  sarifText `json:"fullDescription"`
	Help             sarifText `json:"help"`
	HelpURI          string    `json:"helpUri,omitempty"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifResult struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           int               `json:"ruleIndex"`
	Level               string            `json:"level"`
	Message             sarifText         `json:"message"`
	Locations           []sarifLocation   `json:"locations"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Stacks              []sarifStack      `json:"stacks,omitempty"`
	OccurrenceCount     int               `json:"occurrenceCount"`
}

type sarifStack struct {
	Message sarifText    `json:"message"`
	Frames  []sarifFrame `json:"frames"`
}

type sarifFrame struct {
	Location sarifLocation `json:"location"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
	Message          *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI       string `json:"uri"`
	URIBaseID string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifHome   = "https://docs.python.org/3/library/asyncio-dev.html"
)

// Answer is what an input was found to hold.
type Answer struct {
	Input     Input
	Diagnoses []matcher.Diagnosis
}

// SARIF writes the diagnoses of all inputs as one run, since who reads the file
// expects one. root is the folder that paths are made relative to, version that
// of the program.
func SARIF(w io.Writer, answers []Answer, root, version string) error {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "aiowhy", Version: version, InformationURI: sarifHome, Rules: []sarifRule{}}
	indexes := map[string]int{}
	seen := map[string]bool{}
	for _, a := range answers {
		for i := range a.Diagnoses {
			d := &a.Diagnoses[i]
			index, ok := indexes[d.Entry.ID]
			if !ok {
				index = len(run.Tool.Driver.Rules)
				indexes[d.Entry.ID] = index
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(d.Entry))
			}
			result := sarifResultOf(d, a.Input, root)
			result.RuleIndex = index
			if print := result.PartialFingerprints[fingerprintName]; !seen[print] {
				seen[print] = true
				run.Results = append(run.Results, result)
			}
		}
	}
	return encode(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}, "  ")
}

func sarifRuleOf(e *kb.Entry) sarifRule {
	d := &matcher.Diagnosis{Entry: e}
	intro := pageText(e.Intro, d)
	rule := sarifRule{ID: e.ID, Name: pascal(e.ID), ShortDescription: sarifText{Text: plainText(e.Title) + "."},
		FullDescription: sarifText{Text: sentence(plainText(strings.Join(strings.Fields(firstParagraph(intro)), " ")))},
		Help:            sarifText{Text: plainText(intro), Markdown: Page(e)}}
	if len(e.References) > 0 {
		rule.HelpURI = e.References[0].URL
	}
	return rule
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// pascal is an id as a name of SARIF's: RunInRunningLoop.
func pascal(id string) string {
	var b strings.Builder
	for _, part := range strings.Split(id, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// fingerprintName says what the fingerprint is made of, and its version.
const fingerprintName = "problem/v1"

func sarifResultOf(d *matcher.Diagnosis, in Input, root string) sarifResult {
	s := spotOf(d, in)
	level := "error"
	if Severity(d) == "warning" {
		level = "warning"
	}
	r := sarifResult{RuleID: d.Entry.ID, Level: level, OccurrenceCount: max(1, d.Count),
		Message:             sarifText{Text: sentence(Summary(d)), Markdown: Markdown(d, nil)},
		Locations:           []sarifLocation{sarifPlace(s.file, s.line, s.column, root, "")},
		PartialFingerprints: map[string]string{fingerprintName: fingerprint(d, s)}}
	if d.Problem != nil && d.Problem.Exception != nil && len(d.Problem.Exception.Frames) > 0 {
		r.Stacks = []sarifStack{{Message: sarifText{Text: "Traceback, innermost call first."}, Frames: sarifFrames(d.Problem.Exception.Frames, root)}}
	}
	return r
}

func sarifFrames(frames []traceback.Frame, root string) []sarifFrame {
	out := []sarifFrame{}
	for i := len(frames) - 1; i >= 0 && len(out) < 100; i-- {
		f := frames[i]
		if f.File != "" && f.Line > 0 {
			out = append(out, sarifFrame{sarifPlace(Printable(f.File), f.Line, 0, root, oneLine(f.Function, 120))})
		}
	}
	return out
}

func sarifPlace(file string, line, column int, root, text string) sarifLocation {
	l := sarifLocation{PhysicalLocation: sarifPhysical{ArtifactLocation: artifact(file, root), Region: sarifRegion{line, column}}}
	if text != "" {
		l.Message = &sarifText{Text: text}
	}
	return l
}

// artifact makes an address of a path: relative to the root where it lies
// below, a file: address where it is absolute elsewhere.
func artifact(file, root string) sarifArtifact {
	p := strings.ReplaceAll(file, `\`, "/")
	if rest, ok := strings.CutPrefix(p, strings.TrimSuffix(strings.ReplaceAll(root, `\`, "/"), "/")+"/"); ok && root != "" {
		p = rest
	}
	switch {
	case strings.HasPrefix(p, "/"):
		return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: p}).String()}
	case len(p) > 2 && p[1] == ':':
		return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: "/" + p}).String()}
	}
	uri := (&url.URL{Path: path.Clean(p)}).String()
	return sarifArtifact{URI: strings.TrimPrefix(uri, "./"), URIBaseID: "%SRCROOT%"}
}

// fingerprint is the same for the same problem, wherever its lines move to.
func fingerprint(d *matcher.Diagnosis, s spot) string {
	place := d.Blame.Function + "\x00" + strings.TrimSpace(d.Blame.Code)
	if d.Blame.Code == "" {
		place = Statement(d)
	}
	sum := sha256.Sum256([]byte(d.Entry.ID + "\x00" + relative(s.file) + "\x00" + place))
	return hex.EncodeToString(sum[:8])
}
