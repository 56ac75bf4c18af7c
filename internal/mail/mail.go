// Package mail hands letters to the mail server of a site. It knows nothing of
// accounts, and nothing of what letters say.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail"
)

// Security is how a connection to the server is kept from being read.
type Security string

// The ways there are. Without any, only a server on this machine will do.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	None     Security = "none"
)

// Server is a mail server that takes letters for others.
type Server struct {
	Host     string
	Port     int
	User     string // "" where it asks for no password
	Password string
	Security Security
	From     *netmail.Address // who the letters are from

	Patience time.Duration // for a conversation; a slow server is given up then
}

// Letter is a plain text to one reader.
type Letter struct {
	ID      string // the same when it is sent again, so that it can be told from another
	To      string // the address alone
	Lang    string
	Subject string
	Text    string // lines end with \n
}

// Error is why a letter was not taken.
type Error struct {
	Answer  string // of the server, or what went wrong on the way to it
	Code    int    // of SMTP, 0 where the server did not answer
	Alone   bool   // it is about this letter alone; others may be taken
	Refused bool   // and it will never be taken
}

func (e *Error) Error() string { return e.Answer }

// Send hands a letter over and returns what the server said to it. Whatever goes
// wrong is an Error.
func (s Server) Send(ctx context.Context, l Letter) (answer string, err error) {
	m, err := s.message(l)
	if err != nil {
		return "", &Error{Answer: err.Error(), Alone: true, Refused: true}
	}
	line := &line{server: s}
	defer line.close()
	// The library watches the context while it connects, and no longer.
	defer context.AfterFunc(ctx, line.close)()
	client, err := mail.NewClient(s.Host, s.options(line)...)
	if err != nil {
		return "", &Error{Answer: err.Error()}
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return "", &Error{Answer: err.Error()}
	}
	err = client.SendWithSMTPClient(conn, m)
	// Once the server has taken the letter, how it says goodbye changes nothing.
	_ = client.CloseWithSMTPClient(conn)
	if err != nil {
		return "", explain(err)
	}
	return m.ServerResponse(), nil
}

func (s Server) options(line *line) []mail.Option {
	list := []mail.Option{
		mail.WithPort(s.Port),
		mail.WithTimeout(s.Patience),
		mail.WithTLSConfig(s.tls()),
		mail.WithDialContextFunc(line.dial),
		mail.WithTLSPolicy(mail.TLSMandatory),
		mail.WithoutNoop(),
	}
	if s.Security != StartTLS {
		list = append(list, mail.WithTLSPolicy(mail.NoTLS)) // it has it already, or needs none
	}
	if s.User != "" {
		// Those that tell the password refuse to where others could read it.
		list = append(list, mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin),
			mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return list
}

func (s Server) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
}

// line is the connection of one letter. The library leaves it open where it fails
// before there is a conversation.
type line struct {
	server Server
	mu     sync.Mutex
	conn   net.Conn
	closed bool
}

func (l *line) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.conn = conn
	closed := l.closed
	l.mu.Unlock()
	if closed {
		return nil, errors.Join(context.Canceled, conn.Close())
	}
	if l.server.Security != TLS {
		return conn, nil
	}
	secure := tls.Client(conn, l.server.tls())
	return secure, secure.HandshakeContext(ctx)
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed = true; l.conn != nil {
		_ = l.conn.Close() // the library may have, too
	}
}

// message writes a letter as it travels. The library encodes what stands in its
// head; what could still begin another line there is refused.
func (s Server) message(l Letter) (*mail.Msg, error) {
	for _, text := range []string{l.ID, l.To, l.Lang, l.Subject, s.From.Name, s.From.Address} {
		if strings.ContainsAny(text, "\r\n\x00") {
			return nil, errors.New("a line ends within the head of the letter")
		}
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	m.FromMailAddress(s.From)
	m.ToMailAddress(&netmail.Address{Address: l.To})
	m.Subject(l.Subject)
	m.SetDate()
	_, host, _ := strings.Cut(s.From.Address, "@")
	m.SetMessageIDWithValue(l.ID + "@" + host)
	// Nobody's absence, and no list, is to answer.
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("Content-Language", l.Lang)
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	return m, nil
}

// explain finds what the server said. The address of the reader, which the
// library adds, is left out: it is not for logs.
func explain(err error) *Error {
	text, _, _ := strings.Cut(err.Error(), ", affected recipient(s)")
	e := &Error{Answer: text}
	var refused *mail.SendError
	if errors.As(err, &refused) {
		e.Code = refused.ErrorCode()
		// A reader whom the server does not know stays unknown; of a sender, or
		// of how many letters come, it may think otherwise later.
		e.Alone = e.Code != 0 && (refused.Reason == mail.ErrSMTPRcptTo || refused.Reason == mail.ErrSMTPDataClose)
		e.Refused = refused.Reason == mail.ErrSMTPRcptTo && e.Code >= 500
	}
	return e
}

// String says where letters are handed over.
func (s Server) String() string { return fmt.Sprintf("%s:%d (%s)", s.Host, s.Port, s.Security) }
