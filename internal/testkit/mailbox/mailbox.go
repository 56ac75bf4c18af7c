// Package mailbox is a mail server for tests, which keeps what it takes and fails
// as it is told.
package mailbox

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a mail server on this machine.
type Server struct {
	Port int

	mu      sync.Mutex
	answers map[string]string
	letters []string
	lines   []string
	cert    *tls.Certificate
	conns   []net.Conn
}

// New starts a server, until the test ends.
func New(t testing.TB) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Port: l.Addr().(*net.TCPAddr).Port, answers: map[string]string{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, conn)
			s.mu.Unlock()
			wg.Go(func() { defer conn.Close(); s.talk(conn) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		s.mu.Lock()
		for _, c := range s.conns {
			c.Close()
		}
		s.mu.Unlock()
		wg.Wait()
	})
	return s
}

// Answer makes the server answer so to whatever begins with command, such as
// "RCPT TO:<marie"; to "" it says nothing at all. The greeting is to "CONNECT".
func (s *Server) Answer(command, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[command] = answer
}

// Offer makes the server offer STARTTLS.
func (s *Server) Offer(cert tls.Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cert = &cert
}

// Letters are those that were taken, each with its head.
func (s *Server) Letters() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.letters...)
}

// Letter waits for letter n, counted from 1, and returns its text.
func (s *Server) Letter(t testing.TB, n int) string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		all := s.Letters()
		if len(all) < n {
			continue
		}
		m, err := mail.ReadMessage(strings.NewReader(all[n-1]))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Fatalf("there is no letter %d", n)
	return ""
}

// Said is every line that came outside a letter.
func (s *Server) Said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

// usual are the answers of a server to which nothing else was said.
var usual = []struct{ command, answer string }{
	{"CONNECT", "220 mailbox ESMTP"}, {"HELO", "250 mailbox"}, {"MAIL", "250 2.1.0 ok"}, {"RCPT", "250 2.1.5 ok"},
	{"DATA", "354 go on"}, {".", "250 2.0.0 kept"}, {"RSET", "250 ok"}, {"QUIT", "221 bye"}, {"AUTH", "235 2.7.0 ok"},
}

// to is the answer to a line, of which silent says that there is none.
func (s *Server) to(line string) (answer string, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
	for command, answer := range s.answers {
		if strings.HasPrefix(strings.ToUpper(line), strings.ToUpper(command)) {
			return answer, answer == ""
		}
	}
	switch {
	case strings.HasPrefix(line, "EHLO") && s.cert != nil:
		return "250-mailbox\r\n250-STARTTLS\r\n250 AUTH PLAIN", false
	case strings.HasPrefix(line, "EHLO"):
		return "250-mailbox\r\n250 AUTH PLAIN", false
	case line == "STARTTLS" && s.cert != nil:
		return "220 ready", false
	}
	for _, u := range usual {
		if strings.HasPrefix(line, u.command) {
			return u.answer, false
		}
	}
	return "502 5.5.2 what?", false
}

// talk is one conversation.
func (s *Server) talk(conn net.Conn) {
	r := bufio.NewReader(conn)
	say := func(line string) bool {
		answer, silent := s.to(line)
		if !silent {
			fmt.Fprintf(conn, "%s\r\n", answer)
		}
		return strings.HasPrefix(answer, "2") || strings.HasPrefix(answer, "3")
	}
	say("CONNECT")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		good := say(line)
		switch {
		case line == "STARTTLS" && good:
			secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
			conn, r = secure, bufio.NewReader(secure)
		case line == "DATA" && good:
			letter, err := readLetter(r)
			if err != nil {
				return
			}
			if say(".") {
				s.mu.Lock()
				s.letters = append(s.letters, letter)
				s.mu.Unlock()
			}
		}
	}
}

func readLetter(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if line == ".\r\n" {
			return b.String(), nil
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}
