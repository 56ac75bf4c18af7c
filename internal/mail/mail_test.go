package mail_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"viva/internal/mail"
	"viva/internal/testkit/mailbox"
)

func serverAt(port int) mail.Server {
	return mail.Server{Host: "127.0.0.1", Port: port, Security: mail.None, Patience: 10 * time.Second,
		From: &netmail.Address{Name: "Viva, « école »", Address: "viva@example.org"}}
}

var letter = mail.Letter{ID: "7.1795000000000", To: "marie@example.net", Lang: "fr",
	Subject: "Un nouveau mot de passe, choisi par vous-même, pour Viva", Text: "Bonjour,\n\nvoilà :\nhttps://quiz.example.org/reset?token=AAAA=BBBB\n\n.\n-- \nViva\n"}

func TestLetterArrives(t *testing.T) {
	box := mailbox.New(t)
	answer, err := serverAt(box.Port).Send(t.Context(), letter)
	if err != nil || !strings.Contains(answer, "2.0.0 kept") {
		t.Fatalf("%q, %v", answer, err)
	}
	got := box.Letters()
	if len(got) != 1 {
		t.Fatal(got)
	}
	m, err := netmail.ReadMessage(strings.NewReader(got[0]))
	if err != nil {
		t.Fatal(err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "Viva, « école »" || from[0].Address != "viva@example.org" {
		t.Errorf("from %v, %v", from, err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != letter.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	for name, want := range map[string]string{
		"To": "<marie@example.net>", "Auto-Submitted": "auto-generated", "Content-Language": "fr",
		"Message-Id": "<7.1795000000000@example.org>", "Mime-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
		"Content-Transfer-Encoding": "quoted-printable", "User-Agent": "", "X-Mailer": "",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n") != strings.TrimRight(letter.Text, "\n") {
		t.Errorf("text %q, %v", text, err)
	}
	for line := range strings.Lines(got[0]) {
		if len(line) > 78+2 {
			t.Errorf("a line of %d bytes: %s", len(line), line)
		}
	}
}

// No text that goes into the head of a letter begins a line of its own there.
func TestNoLineIsSmuggled(t *testing.T) {
	box := mailbox.New(t)
	const more = "\r\nBcc: eve@example.org"
	for name, l := range map[string]mail.Letter{
		"to": {To: "marie@example.net" + more}, "subject": {To: "marie@example.net", Subject: "x" + more},
		"lang": {To: "marie@example.net", Lang: "fr\nBcc: eve@example.org"}, "id": {To: "marie@example.net", ID: "1\rBcc: eve@example.org"},
	} {
		_, err := serverAt(box.Port).Send(t.Context(), l)
		var why *mail.Error
		if !errors.As(err, &why) || !why.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if said := box.Said(); len(box.Letters()) > 0 || strings.Contains(said, "eve") {
		t.Errorf("the server heard %s", said)
	}
	// In a text it is a line like any other, also one that would end the letter.
	l := letter
	l.Text = "Hello" + more + "\r\n.\r\nMAIL FROM:<eve@example.org>\r\n"
	if _, err := serverAt(box.Port).Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(box.Letters()[0], "\r\n\r\n")
	if strings.Contains(head, "eve") || strings.Contains(box.Said(), "eve") {
		t.Errorf("%s\n%s", box.Said(), head)
	}
}

// What a server answers decides whether the letter is tried again, and whether
// others are. What is told of it does not name the reader by itself.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		command, answer string
		want            mail.Error
	}{
		{"RCPT", "550 5.1.1 no such user", mail.Error{Code: 550, Alone: true, Refused: true}},
		{"RCPT", "451 4.7.1 greylisted", mail.Error{Code: 451, Alone: true}},
		{"MAIL", "553 5.7.1 not your sender", mail.Error{Code: 553}},
		{".", "554 5.7.1 looks like spam", mail.Error{Code: 554, Alone: true}},
		{"DATA", "421 4.3.2 shutting down", mail.Error{Code: 421}},
		{"CONNECT", "554 5.7.1 go away", mail.Error{}},
		{"EHLO", "421 busy", mail.Error{}},
	} {
		box := mailbox.New(t)
		box.Answer(tt.command, tt.answer)
		if tt.command == "EHLO" {
			box.Answer("HELO", tt.answer)
		}
		_, err := serverAt(box.Port).Send(t.Context(), letter)
		var why *mail.Error
		if !errors.As(err, &why) {
			t.Fatalf("%s: %v", tt.answer, err)
		}
		got := *why
		got.Answer = ""
		if got != tt.want || !strings.Contains(why.Answer, tt.answer[4:]) || strings.Contains(why.Answer, "marie") {
			t.Errorf("%s %s: %+v, want %+v", tt.command, tt.answer, why, tt.want)
		}
		if len(box.Letters()) > 0 {
			t.Errorf("%s: the letter was taken", tt.answer)
		}
	}
}

// A letter that was taken is taken, whatever comes after.
func TestGoodbyeIsNoFailure(t *testing.T) {
	box := mailbox.New(t)
	box.Answer("QUIT", "421 too late")
	if _, err := serverAt(box.Port).Send(t.Context(), letter); err != nil || len(box.Letters()) != 1 {
		t.Error(err)
	}
}

// A server that says nothing is given up, and at once when the program stops.
func TestSilentServer(t *testing.T) {
	for _, command := range []string{"CONNECT", "EHLO", "RCPT", "."} {
		box := mailbox.New(t)
		box.Answer(command, "")
		s := serverAt(box.Port)
		s.Patience = 100 * time.Millisecond
		_, err := s.Send(t.Context(), letter)
		var why *mail.Error
		if !errors.As(err, &why) || why.Refused || !strings.Contains(why.Answer, "timeout") {
			t.Errorf("silent after %s: %v", command, err)
		}

		s.Patience = time.Hour
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { _, err := s.Send(ctx, letter); done <- err }()
		for strings.Count(box.Said(), command) < 2 {
			time.Sleep(time.Millisecond)
		}
		cancel()
		if err := <-done; !errors.As(err, &why) || why.Refused {
			t.Errorf("silent after %s, and told to stop: %v", command, err)
		}
	}
}

// No letter, and no password, goes where others can read it.
func TestEncryptionIsDemanded(t *testing.T) {
	box := mailbox.New(t)
	s := serverAt(box.Port)
	s.User, s.Password, s.Security = "viva", "canary", mail.StartTLS
	for _, s.Security = range []mail.Security{mail.StartTLS, mail.TLS} {
		s.Patience = 500 * time.Millisecond
		if _, err := s.Send(t.Context(), letter); err == nil {
			t.Errorf("%s goes without encryption", s.Security)
		}
	}
	if said := box.Said(); strings.Contains(said, "AUTH") || strings.Contains(said, "MAIL") {
		t.Errorf("the server heard\n%s", said)
	}
	// On this machine nobody else reads.
	s.Security, s.Patience = mail.None, 10*time.Second
	if _, err := s.Send(t.Context(), letter); err != nil || !strings.Contains(box.Said(), "AUTH PLAIN") {
		t.Errorf("%v\n%s", err, box.Said())
	}
	box.Answer("AUTH", "535 5.7.8 wrong password")
	var why *mail.Error
	if _, err := s.Send(t.Context(), letter); !errors.As(err, &why) || why.Alone || !strings.Contains(why.Answer, "535") {
		t.Errorf("%+v", why)
	}
}
