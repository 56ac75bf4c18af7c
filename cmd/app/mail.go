package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"os"
	"strings"
	"time"

	"viva/internal/mail"
	"viva/internal/users"
)

// mailFlags say which mail server takes the letters of a site. The password is
// in a file: other users of the machine see flags.
type mailFlags struct {
	SMTPHost         string `name:"smtp-host" help:"Mail server that takes letters about accounts; without it, the site sends none and asks for no addresses." env:"VIVA_SMTP_HOST" placeholder:"HOST"`
	SMTPPort         int    `name:"smtp-port" help:"Its port; 0 is 587, or 465 with --smtp-tls tls, or 25 with none." default:"0" env:"VIVA_SMTP_PORT" placeholder:"PORT"`
	SMTPUser         string `name:"smtp-user" help:"Name to sign in to it with, if it asks for one." env:"VIVA_SMTP_USER" placeholder:"NAME"`
	SMTPPasswordFile string `name:"smtp-password-file" help:"File whose first line is the password for it." type:"existingfile" env:"VIVA_SMTP_PASSWORD_FILE" placeholder:"FILE"`
	SMTPFrom         string `name:"smtp-from" help:"Who letters are from, such as: Viva <viva@example.org>." env:"VIVA_SMTP_FROM" placeholder:"ADDRESS"`
	SMTPTLS          string `name:"smtp-tls" help:"How the connection is kept from being read: starttls, tls from its beginning, or none, for a server on this machine." default:"starttls" enum:"starttls,tls,none" env:"VIVA_SMTP_TLS"`
}

// mailPatience is how long a mail server may take for a letter.
const mailPatience = 20 * time.Second

// server is the mail server that the flags mean, or nil.
func (f mailFlags) server() (*mail.Server, error) {
	if f.SMTPHost == "" {
		if f.SMTPUser != "" || f.SMTPFrom != "" || f.SMTPPasswordFile != "" {
			return nil, errors.New("--smtp-user, --smtp-from and --smtp-password-file are of no use without --smtp-host")
		}
		return nil, nil
	}
	s := &mail.Server{Host: f.SMTPHost, Port: f.SMTPPort, User: f.SMTPUser, Security: mail.Security(f.SMTPTLS), Patience: mailPatience}
	if s.Port == 0 {
		s.Port = map[mail.Security]int{mail.StartTLS: 587, mail.TLS: 465, mail.None: 25}[s.Security]
	}
	var err error
	switch {
	case strings.ContainsAny(f.SMTPHost, ":/ ") && !strings.Contains(f.SMTPHost, "::"):
		return nil, fmt.Errorf("--smtp-host %q: give the name of a host alone; --smtp-port has its port", f.SMTPHost)
	case s.Port < 1 || s.Port > 65535:
		return nil, fmt.Errorf("--smtp-port %d: a port is a number from 1 to 65535", f.SMTPPort)
	case s.Security == mail.None && !loopback(f.SMTPHost):
		return nil, fmt.Errorf("--smtp-tls none would send links to new passwords in the clear: %s is not this machine", f.SMTPHost)
	case f.SMTPFrom == "":
		return nil, errors.New("--smtp-host needs --smtp-from: an address that the mail server lets this site send from")
	case (f.SMTPUser == "") != (f.SMTPPasswordFile == ""):
		return nil, errors.New("--smtp-user and --smtp-password-file go together")
	}
	if s.From, err = netmail.ParseAddress(f.SMTPFrom); err != nil {
		return nil, fmt.Errorf("--smtp-from %q is no address, such as Viva <viva@example.org>", f.SMTPFrom)
	}
	if f.SMTPPasswordFile != "" {
		if s.Password, err = firstLine(f.SMTPPasswordFile); err != nil {
			return nil, fmt.Errorf("--smtp-password-file: %w", err)
		}
	}
	return s, nil
}

// firstLine reads a secret that stands in a file.
func firstLine(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", fmt.Errorf("the first line of %s is empty", file)
	}
	return line, nil
}

type mailCmd struct {
	Test mailTestCmd `cmd:"" help:"Send one letter, and tell what the mail server said."`
}

type mailTestCmd struct {
	Config
	Address string `arg:"" help:"Where to."`
}

// Run sends a letter to whoever wants to know whether letters arrive.
func (c mailTestCmd) Run(e env) error {
	set, _, err := c.Check()
	if err != nil {
		return err
	}
	if set.mail == nil {
		return configError{"--smtp-host names no mail server: this site sends no letters."}
	}
	fmt.Fprintf(e.stdout, "Handing a letter from %s to %v.\n", set.mail.From, set.mail)
	answer, err := set.mail.Send(e.ctx, mail.Letter{
		ID: fmt.Sprintf("test.%d", time.Now().UnixNano()), To: c.Address, Lang: "en",
		Subject: "A test of Viva", Text: "Viva (" + set.origin() + ") can send letters: somebody who runs it tried.\n",
	})
	if err != nil {
		return fmt.Errorf("the letter was not taken: %w", err)
	}
	fmt.Fprintf(e.stdout, "It was taken: %s\nWhether it arrives is up to the servers on its way; look for it, also among unwanted mail.\n", answer)
	return nil
}

// postEvery is how often is looked for letters. What a request brings about waits
// for the next turn, so that nobody can tell from the next answer whether there
// was one.
const postEvery = 2 * time.Second

// longestPause is how long a mail server that fails is left alone at most.
const longestPause = 5 * time.Minute

// postman takes letters to the mail server, and leaves one that fails alone for a
// while.
type postman struct {
	deliver func(context.Context, func(context.Context, users.Letter) error) (int, error)
	write   func(users.Letter) (subject, text, lang string, err error)
	send    func(context.Context, mail.Letter) (answer string, err error)
	log     *slog.Logger
	now     func() time.Time

	pause time.Duration
	next  time.Time
}

// turn sends what is due.
func (p *postman) turn(ctx context.Context) {
	defer survive(p.log, "mail failed")
	if p.now().Before(p.next) {
		return
	}
	n, err := p.deliver(ctx, p.take)
	if n > 0 {
		p.log.Info("letters were taken by the mail server", "count", n)
	}
	if err == nil || ctx.Err() != nil {
		p.pause = 0
		return
	}
	p.pause = min(max(2*p.pause, 2*postEvery), longestPause)
	p.next = p.now().Add(p.pause)
	p.log.Warn("mail does not go out", "error", err, "next", p.pause.String())
}

// take writes a letter and hands it over.
func (p *postman) take(ctx context.Context, l users.Letter) error {
	subject, text, lang, err := p.write(l)
	if err != nil {
		return &users.Undelivered{Answer: err.Error(), Alone: true}
	}
	_, err = p.send(ctx, mail.Letter{ID: l.ID, To: l.To, Lang: lang, Subject: subject, Text: text})
	var why *mail.Error
	if !errors.As(err, &why) {
		return err
	}
	if why.Alone {
		// What the server says of a reader may name them.
		p.log.Warn("a letter was not taken", "kind", string(l.Kind), "code", why.Code, "again", !why.Refused)
	}
	return &users.Undelivered{Answer: why.Answer, Alone: why.Alone, Never: why.Refused}
}
