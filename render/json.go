package render

import (
	"encoding/json"
	"io"

	"aiowhy/kb"
	"aiowhy/matcher"
	"aiowhy/matcher/source"
)

// Schema names the JSON contract; keys are stable, new ones may be added.
const Schema = "aiowhy/1"

// Input says what was read.
type Input struct {
	Source string `json:"source"` // the file's name as given, "-" for standard input
	Lines  int    `json:"lines"`
	Bytes  int64  `json:"bytes"`
}

// unknown is a failure of asyncio's that no page explains.
type unknown struct {
	Message string   `json:"message"`
	Blame   *blame   `json:"blame"`
	Lines   lines    `json:"lines"`
	Near    []string `json:"near"`
}

type diagnosis struct {
	Source      string            `json:"source,omitempty"` // in a line of its own, where there are several inputs
	ID          string            `json:"id"`
	Title       string            `json:"title"`
	Kind        kb.Kind           `json:"kind"`
	Match       matcher.Match     `json:"match"`
	Confidence  float64           `json:"confidence"`
	Root        bool              `json:"root"`
	EchoOf      *string           `json:"echo_of"`
	Message     string            `json:"message"`
	Captures    map[string]string `json:"captures"`
	Cause       *cause            `json:"cause"`
	OtherCauses []cause           `json:"other_causes"`
	Evidence    []evidence        `json:"evidence"`
	Fix         fixJSON           `json:"fix"`
	Blame       *blame            `json:"blame"`
	Lines       lines             `json:"lines"`
	Count       int               `json:"count"`
	Cut         bool              `json:"cut,omitempty"` // some of the text was too long to be read
	Python      string            `json:"python"`
	Markdown    string            `json:"markdown"`
	References  []reference       `json:"references"`
}

type cause struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	Confidence float64 `json:"confidence"`
}

type evidence struct {
	Says string `json:"says"`
	Line int    `json:"line"`
}

type fixJSON struct {
	Markdown      string  `json:"markdown"`
	Diff          *string `json:"diff"`
	Command       string  `json:"command,omitempty"`
	Applicability string  `json:"applicability,omitempty"` // of the diff or the command
}

type blame struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
	Code     string `json:"code"`
}

type lines struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type reference struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// JSON writes one object for all that was found in an input, one diagnosis after
// the other: there may be a thousand, with a page each.
func JSON(w io.Writer, in Input, all []matcher.Diagnosis, unknowns []matcher.Unknown) error {
	o := newObjectWriter(w)
	o.member("schema", Schema)
	o.member("input", in)
	o.list("diagnoses", len(all), func(i int) any { return toJSON(&all[i], all) })
	if len(unknowns) > 0 {
		o.list("unknown", len(unknowns), func(i int) any { return toUnknown(&unknowns[i]) })
	}
	return o.end()
}

func toUnknown(u *matcher.Unknown) unknown {
	out := unknown{Message: Printable(printed(u.Type, u.Message)), Blame: toBlame(u.Blame), Lines: lines{u.Lines.Start, u.Lines.End}, Near: []string{}}
	for _, e := range u.Near {
		out.Near = append(out.Near, e.ID)
	}
	return out
}

// toBlame is nil where nothing of the user's is to blame.
func toBlame(b matcher.Blame) *blame {
	if b.File == "" {
		return nil
	}
	return &blame{Printable(b.File), b.Line, Printable(b.Function), Printable(b.Code)}
}

// JSONLine writes one diagnosis as a line of its own, with the source of the
// input if that is not empty.
func JSONLine(w io.Writer, source string, d *matcher.Diagnosis, all []matcher.Diagnosis) error {
	out := toJSON(d, all)
	out.Source = source
	return encode(w, out, "")
}

func encode(w io.Writer, v any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(v)
}

func toJSON(d *matcher.Diagnosis, all []matcher.Diagnosis) diagnosis {
	out := diagnosis{
		ID: d.Entry.ID, Title: d.Entry.Title, Kind: d.Entry.Kind, Match: d.Match,
		Confidence: round(d.Confidence), Root: d.Root, Message: Statement(d),
		Captures: map[string]string{}, OtherCauses: []cause{}, Evidence: []evidence{},
		Lines: lines{d.Lines.Start, d.Lines.End}, Count: d.Count, Python: d.Python.String(),
		Markdown: Markdown(d, Echoes(d, all)), References: []reference{},
	}
	if d.EchoOf != "" {
		out.EchoOf = &d.EchoOf
	}
	for _, c := range d.Captures {
		out.Captures[c.Name] = Printable(c.Text)
	}
	for _, r := range d.Entry.References {
		out.References = append(out.References, reference(r))
	}
	out.Blame = toBlame(d.Blame)
	out.Cut = d.Problem != nil && d.Problem.Cut
	out.addCauses(d)
	return out
}

func (out *diagnosis) addCauses(d *matcher.Diagnosis) {
	for i, r := range d.Causes {
		c := cause{r.Cause.ID, pageText(r.Cause.Title, d), round(r.Confidence)}
		if i > 0 {
			out.OtherCauses = append(out.OtherCauses, c)
			continue
		}
		out.Cause = &c
		out.Fix.Markdown = pageText(r.Cause.Prose, d)
		for _, o := range r.Seen {
			out.Evidence = append(out.Evidence, evidence{pageText(o.Evidence.Says, d), o.Line})
		}
	}
	if c := d.Change; c != nil {
		out.Fix.Command, out.Fix.Applicability = Printable(c.Command), string(c.Applicability)
		if diff := Diff(c); diff != "" {
			out.Fix.Diff = &diff
		}
	}
}

// Diff is a change as git takes it. Where the file could not be read it was made
// of the input, which is only shown; a file's own text has to stay as it is.
func Diff(c *source.Change) string {
	if c.Text == "" {
		return Printable(c.Diff)
	}
	return c.Diff
}

// Statement is the message of a diagnosis as Python printed it, on one line
// where it was one.
func Statement(d *matcher.Diagnosis) string {
	text := Printable(d.Message)
	if d.Type != "" && !isLevel(d.Type) {
		if text == "" {
			return Printable(d.Type)
		}
		return Printable(d.Type) + ": " + text
	}
	return text
}

// Echoes are the diagnoses that will vanish with d.
func Echoes(d *matcher.Diagnosis, all []matcher.Diagnosis) []matcher.Diagnosis {
	if !d.Root {
		return nil
	}
	var echoes []matcher.Diagnosis
	for i := range all {
		if all[i].EchoOf == d.Entry.ID {
			echoes = append(echoes, all[i])
		}
	}
	return echoes
}

// round keeps two decimals: more would pretend.
func round(f float64) float64 { return float64(int(f*100+0.5)) / 100 }
