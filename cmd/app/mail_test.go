package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/cookiejar"
	netmail "net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"viva/internal/mail"
	"viva/internal/testkit/mailbox"
	"viva/internal/users"
)

func TestMailSettings(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "password")
	empty := filepath.Join(t.TempDir(), "empty")
	for name, text := range map[string]string{secret: "canary\r\nnot this\n", empty: "\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const good = "--base-url=http://localhost:8080 --smtp-host=mail.example.org --smtp-from=viva@example.org"
	for _, tt := range []struct {
		args, refuse string
		port         int
	}{
		{good, "", 587},
		{good + " --smtp-tls=tls", "", 465},
		{good + " --smtp-port=2525", "", 2525},
		{good + " --smtp-user=viva --smtp-password-file=" + secret, "", 587},
		{"--smtp-host=127.0.0.1 --smtp-tls=none --smtp-from=viva@example.org", "", 25},
		{good + " --smtp-tls=none", "is not this machine", 0},
		{good + " --smtp-port=70000", "from 1 to 65535", 0},
		{good + " --smtp-from=viva", "is no address", 0},
		{good + " --smtp-user=viva", "go together", 0},
		{good + " --smtp-password-file=" + secret, "go together", 0},
		{good + " --smtp-user=viva --smtp-password-file=" + empty, "is empty", 0},
		{good + " --smtp-host=mail.example.org:587", "host alone", 0},
		{"--smtp-host=mail.example.org", "needs --smtp-from", 0},
		{"--smtp-from=viva@example.org", "without --smtp-host", 0},
		{"--addr=:8080 --smtp-host=mail.example.org --smtp-from=viva@example.org", "", 587},
		{"--addr=192.0.2.1:8080 --insecure-http --smtp-host=mail.example.org --smtp-from=viva@example.org", "needs --base-url", 0},
	} {
		c, _, err := parse(t, strings.Fields(tt.args)...)
		if err != nil {
			t.Fatalf("%s: %v", tt.args, err)
		}
		set, _, err := c.Check()
		switch {
		case tt.refuse != "":
			if err == nil || !strings.Contains(err.Error(), tt.refuse) {
				t.Errorf("%s: %v, want %q", tt.args, err, tt.refuse)
			}
		case err != nil || set.mail.Port != tt.port:
			t.Errorf("%s: %v, %v; want the port %d", tt.args, set.mail, err, tt.port)
		case c.SMTPUser != "" && set.mail.Password != "canary":
			t.Errorf("the password is %q", set.mail.Password)
		}
	}
	if _, out, _ := runApp("", append([]string{"config"}, strings.Fields(good+" --smtp-user=viva --smtp-password-file="+secret)...)...); strings.Contains(out, "canary") || !strings.Contains(out, "VIVA_SMTP_PASSWORD_FILE="+secret) {
		t.Errorf("app config prints\n%s", out)
	}
}

func TestMailTestCommand(t *testing.T) {
	box := mailbox.New(t)
	args := []string{"mail", "test", "boss@example.net", "--smtp-host=127.0.0.1", fmt.Sprint("--smtp-port=", box.Port), "--smtp-tls=none", "--smtp-from=Viva <viva@example.org>"}
	code, out, errs := runApp("", args...)
	if code != 0 || !strings.Contains(out, "It was taken: 2.0.0 kept") || len(box.Letters()) != 1 || !strings.Contains(box.Letters()[0], "To: <boss@example.net>") {
		t.Errorf("%d\n%s%s%v", code, out, errs, box.Letters())
	}
	box.Answer("RCPT", "550 5.1.1 nobody here")
	if code, _, errs = runApp("", args...); code != 1 || !strings.Contains(errs, "5.1.1 nobody here") {
		t.Errorf("%d\n%s", code, errs)
	}
	if code, _, errs = runApp("", "mail", "test", "boss@example.net"); code != 78 || !strings.Contains(errs, "--smtp-host") {
		t.Errorf("without a server: %d\n%s", code, errs)
	}
}

// A mail server that fails is left alone, ever longer; one that takes letters
// again is asked at each turn.
func TestPostmanIsPatient(t *testing.T) {
	var now time.Time
	var turns []time.Duration
	down := error(&users.Undelivered{Answer: "connection refused"})
	p := &postman{now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler),
		deliver: func(context.Context, func(context.Context, users.Letter) error) (int, error) {
			turns = append(turns, now.Sub(time.Time{}))
			return 0, down
		}}
	for ; now.Before(time.Time{}.Add(20 * time.Minute)); now = now.Add(postEvery) {
		p.turn(t.Context())
	}
	const s, m = time.Second, time.Minute
	want := fmt.Sprint([]time.Duration{0, 4 * s, 12 * s, 28 * s, m, 124 * s, 252 * s, 508 * s, 808 * s, 1108 * s})
	if got := fmt.Sprint(turns); got != want {
		t.Errorf("asked after %v, want %v", got, want)
	}
	down, now, turns = nil, p.next, nil
	for range 3 {
		p.turn(t.Context())
		now = now.Add(postEvery)
	}
	if len(turns) != 3 {
		t.Errorf("once it is there again it is asked %d times in 3 turns", len(turns))
	}
}

// What the mail server says of a reader is told to administrators, not to the log.
func TestPostmanTellsNoAddress(t *testing.T) {
	var log strings.Builder
	p := &postman{log: slog.New(slog.NewTextHandler(&log, nil)),
		write: func(users.Letter) (string, string, string, error) { return "", "", "", nil },
		send: func(context.Context, mail.Letter) (string, error) {
			return "", &mail.Error{Answer: "550 canary@example.org is unknown", Code: 550, Alone: true, Refused: true}
		}}
	var why *users.Undelivered
	err := p.take(t.Context(), users.Letter{Kind: users.LetterReset})
	if !errors.As(err, &why) || !why.Alone || !why.Never || !strings.Contains(why.Answer, "canary") {
		t.Errorf("%+v", why)
	}
	if text := log.String(); strings.Contains(text, "canary") || !strings.Contains(text, "code=550") {
		t.Error(text)
	}
}

// realServer is a mail server that was made elsewhere, and keeps what it takes in
// a folder. It takes nothing that is not encrypted.
type realServer struct {
	t      *testing.T
	folder string
	port   string
	read   map[string]bool
}

func newRealServer(t *testing.T) *realServer {
	t.Helper()
	program, err := exec.LookPath("aiosmtpd")
	if err != nil {
		t.Skip("no aiosmtpd: sh test.sh installs it where it may (Debian's python3-aiosmtpd)")
	}
	dir := t.TempDir()
	cert, key := selfSigned(t, dir)
	t.Setenv("SSL_CERT_FILE", cert) // for the program, which is to believe it
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	r := &realServer{t: t, folder: filepath.Join(dir, "mail"), port: port, read: map[string]bool{}}
	cmd := exec.Command(program, "-n", "-l", "127.0.0.1:"+port, "--tlscert", cert, "--tlskey", key, "-c", "aiosmtpd.handlers.Mailbox", r.folder)
	cmd.Stderr = &syncBuffer{}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for range 1000 {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return r
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the mail server does not listen: %s", cmd.Stderr)
	return nil
}

// selfSigned writes a certificate for localhost.
func selfSigned(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: signed}, "key.pem": {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
}

// next waits for a letter that was not read yet, and returns its subject, whom it
// is to and its text.
func (r *realServer) next() (subject, to, text string) {
	r.t.Helper()
	for range 3000 {
		names, _ := filepath.Glob(filepath.Join(r.folder, "new", "*"))
		for _, name := range names {
			if r.read[name] {
				continue
			}
			r.read[name] = true
			return readLetterFile(r.t, name)
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Fatal("no letter came")
	return "", "", ""
}

func readLetterFile(t *testing.T, name string) (subject, to, text string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := netmail.ReadMessage(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header.Get("Subject"), m.Header.Get("To"), string(body)
}

// visitor is a browser without its windows.
type visitor struct {
	t    *testing.T
	base string
	http http.Client
}

func newVisitor(t *testing.T, base string) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, base, http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// post sends a form from our own page, and returns the status and where it leads.
func (v *visitor) post(path string, pairs ...string) (status int, location string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", v.base)
	req.Header.Set("X-Forwarded-Host", "evil.example")
	resp, err := v.http.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Header.Get("Location")
}

func (v *visitor) leads(to, path string, pairs ...string) {
	v.t.Helper()
	if status, location := v.post(path, pairs...); status != http.StatusSeeOther || location != to {
		v.t.Fatalf("POST %s: %d to %s, want %s", path, status, location, to)
	}
}

// Somebody signs up with an address, confirms it, forgets the password and sets a
// new one, by letters that a mail server made elsewhere took over TLS. What was
// asked for is not lost with the server.
func TestMailEndToEnd(t *testing.T) {
	smtp := newRealServer(t)
	s := startServer(t, t.TempDir(), "--smtp-host=localhost", "--smtp-port="+smtp.port, "--smtp-from=Viva <viva@example.org>")
	tokenAt := func(path, text string) string {
		t.Helper()
		found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(s.url+path) + `\?token=(\S+)\r?$`).FindStringSubmatch(text)
		if found == nil || strings.Contains(text, "evil.example") {
			t.Fatalf("no link to %s of this site alone in\n%s", path, text)
		}
		return found[1]
	}
	const first, second = "orbit-walnut-quarry", "marble-engine-violet"
	marie := newVisitor(t, s.url)
	marie.leads("/", "/sign-up", "name", "marie", "password", first, "email", "marie@example.net")
	subject, to, text := smtp.next()
	if subject != "Confirm your address for Viva" || to != "<marie@example.net>" {
		t.Errorf("%s to %s", subject, to)
	}
	marie.leads("/account?done=proof", "/verify", "token", tokenAt("/verify", text))

	// The server is gone a moment after it promised a letter.
	newVisitor(t, s.url).leads("/forgot?sent=yes", "/forgot", "login", "MARIE@example.net")
	s.kill()
	s.restart()
	subject, _, text = smtp.next()
	if subject != "A new password for Viva" {
		t.Error(subject)
	}
	forgetful := newVisitor(t, s.url)
	forgetful.leads("/sign-in?done=reset", "/reset", "token", tokenAt("/reset", text), "password", second)
	if status, _ := marie.post("/account", "listed", "yes"); status != http.StatusUnauthorized {
		t.Errorf("a session from before the new password answers %d", status)
	}
	if subject, _, _ = smtp.next(); subject != "Your password for Viva was changed" {
		t.Error(subject)
	}
	forgetful.leads("/", "/sign-in", "login", "marie@example.net", "password", second)

	code, out, errs := runApp("", "mail", "test", "boss@example.net", "--smtp-host=localhost", "--smtp-port="+smtp.port, "--smtp-from=viva@example.org")
	if code != 0 || !strings.Contains(out, "It was taken: OK") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
}
