package lsp

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"aiowhy/matcher"
	"aiowhy/render"
)

// The commands. Explain returns markdown, for clients that show it themselves;
// show has it opened by the client; open opens a page of the documentation.
const (
	commandExplain = "aiowhy.explain"
	commandShow    = "aiowhy.show"
	commandOpen    = "aiowhy.open"
)

// subject is what is to be explained: a text, a range of a document, or a page.
type subject struct {
	Text  string     `json:"text,omitempty"`
	URI   string     `json:"uri,omitempty"`
	Range *textRange `json:"range,omitempty"`
	ID    string     `json:"id,omitempty"`
}

// explanation is the answer.
type explanation struct {
	Found    bool   `json:"found"` // something is known of the subject
	Title    string `json:"title"`
	Markdown string `json:"markdown"`
	brief    string
	name     string
}

func (s *server) execute(ctx context.Context, v view, p commandParams) (any, error) {
	if len(p.Arguments) == 0 {
		return nil, invalid(p.Command + " needs an argument")
	}
	switch p.Command {
	case commandExplain, commandShow:
		about, err := decode[subject](p.Arguments[0])
		if err != nil {
			return nil, err
		}
		e := s.explain(ctx, v, about)
		if p.Command == commandExplain {
			return e, nil
		}
		return nil, s.show(v, e)
	case commandOpen:
		address, err := decode[string](p.Arguments[0])
		if err != nil {
			return nil, err
		}
		return nil, s.openPage(v, address)
	}
	return nil, invalid("no command " + p.Command)
}

func invalid(why string) error {
	return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: why}
}

// explain says what is known of a subject.
func (s *server) explain(ctx context.Context, v view, about subject) explanation {
	if about.ID != "" {
		if e, ok := s.reader.base.Entry(about.ID); ok {
			return explanation{true, e.Title, render.Page(e), e.Title + ": `aiowhy explain " + e.ID + "`", e.ID}
		}
		return unknown()
	}
	text, bases := about.Text, v.roots
	if d := v.docs[about.URI]; d != nil && about.Range != nil {
		if marks := d.analysed(ctx).marksIn(*about.Range); len(marks) > 0 {
			return explained(marks[0].d, documents(marks))
		}
		text, bases = d.selected(*about.Range, v.client.encoding), v.bases(d)
	}
	all := s.reader.text(text, newPlaces(bases, v.docs), true).all
	if len(all) == 0 {
		return unknown()
	}
	var shown []string
	for i := range all {
		if all[i].Root {
			shown = append(shown, render.Markdown(&all[i], render.Echoes(&all[i], all)))
		}
	}
	return explained(&all[0], strings.Join(shown, "\n---\n\n"))
}

func explained(d *matcher.Diagnosis, markdown string) explanation {
	return explanation{true, d.Entry.Title, markdown, brief(d), d.Entry.ID}
}

func unknown() explanation {
	return explanation{false, "", nothingKnown + "\n", nothingKnown, ""}
}

// show opens an explanation as a page where the client can, else tells it in
// short.
func (s *server) show(v view, e explanation) error {
	if !e.Found || !v.client.showDocument {
		s.tell("window/showMessage", messageParams{messageInfo, e.brief})
		return nil
	}
	path, err := s.writeShown(e)
	if err != nil {
		return err
	}
	s.ask(showDocumentParams{URI: uriOf(path), TakeFocus: true})
	return nil
}

// openPage opens an address of the documentation. Addresses come back from the
// client: only pages of the web are opened.
func (s *server) openPage(v view, address string) error {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" {
		return invalid("not an address of a page")
	}
	if !v.client.showDocument {
		s.tell("window/showMessage", messageParams{messageInfo, address})
		return nil
	}
	s.ask(showDocumentParams{URI: address, External: true})
	return nil
}

// ask has the client show a document. Whether it did is its own to tell.
func (s *server) ask(p showDocumentParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.conn.DispatchCall(s.ctx, "window/showDocument", p) // a client that has gone shows nothing
}

// writeShown writes a page into a folder of the session's own.
func (s *server) writeShown(e explanation) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown == "" {
		dir, err := os.MkdirTemp("", "aiowhy-")
		if err != nil {
			return "", err
		}
		s.shown = dir
	}
	path := filepath.Join(s.shown, e.name+".md")
	return path, os.WriteFile(path, []byte(e.Markdown), 0o600)
}

// removeShown removes what was written to be shown.
func (s *server) removeShown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown != "" {
		_ = os.RemoveAll(s.shown) // the system empties its folder, too
	}
}
