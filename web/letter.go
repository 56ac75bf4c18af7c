package web

import (
	"fmt"
	"net/url"
	"strings"

	"viva/internal/users"
	"viva/web/words"
)

// letters are what each kind says: the keys of its subject and of its paragraphs,
// and the address of a page of ours where one stands between them.
var letters = map[users.LetterKind]struct {
	subject    string
	paragraphs []string
}{
	users.LetterProof:    {"letter_proof_subject", []string{"letter_proof_why", "/verify", "letter_proof_then", "letter_proof_else"}},
	users.LetterReset:    {"letter_reset_subject", []string{"letter_reset_why", "/reset", "letter_reset_else"}},
	users.LetterPassword: {"letter_password_subject", []string{"letter_password_why", "letter_password_else", "/forgot"}},
	users.LetterAddress:  {"letter_address_subject", []string{"letter_address_why", "letter_address_else", "/account"}},
	users.LetterClaimed:  {"letter_claimed_subject", []string{"letter_claimed_why", "letter_claimed_else", "/forgot"}},
}

// Letter writes what a letter says, as plain text. Its links begin with the
// address of the site as it is configured, whatever a request called it.
func (s *Site) Letter(l users.Letter) (subject, text, lang string, err error) {
	lang = l.Lang
	if !words.Known(lang) {
		lang = words.Langs[0].ID
	}
	w := words.Wording{Phrases: s.words.In(lang)}
	says, known := letters[l.Kind]
	if !known {
		return "", "", "", fmt.Errorf("no letter is of the kind %q", l.Kind)
	}
	site := "Viva (" + s.cfg.BaseURL + ")"
	paragraphs := []string{w.Say("letter_hello")}
	if l.Name != "" {
		paragraphs[0] = w.Say("letter_hello_name", "Name", l.Name)
	}
	for _, part := range says.paragraphs {
		if !strings.HasPrefix(part, "/") {
			paragraphs = append(paragraphs, w.Say(part, "Site", site))
			continue
		}
		link := s.cfg.BaseURL + part
		if l.Token != "" {
			link += "?token=" + url.QueryEscape(l.Token)
		}
		paragraphs = append(paragraphs, link)
	}
	// Mail readers know what follows these two hyphens as a foot.
	paragraphs = append(paragraphs, "-- \n"+w.Say("letter_foot", "Site", site))
	return w.Say(says.subject), strings.Join(paragraphs, "\n\n") + "\n", lang, w.Err
}
