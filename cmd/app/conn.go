package main

import (
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// heldConn is a connection that its listener can close while it waits, and
// that gives up on a reader who takes nothing.
//
// A deadline of writing is set for each bit of progress, as nginx does with
// send_timeout; fasthttp's WriteTimeout bounds a whole answer, so that it
// would either cut long downloads or let a thousand silent readers stay for
// minutes. A deadline that somebody sets with SetWriteDeadline takes its
// place: that is how web.LongStream exempts an answer.
type heldConn struct {
	net.Conn
	from *patientListener
	host string

	mu        sync.Mutex
	since     time.Time // of the last byte that went either way, at first of the opening
	answering bool      // a whole request has come and its answer is not out yet
	until     time.Time // deadline of writing that was set, zero for that of the listener's patience
	last      lastMoments
}

// markAnswers tells connections when a whole request has come. Nothing else
// knows: the first bytes of one are not worth keeping a file open for.
func markAnswers(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(r *fasthttp.RequestCtx) {
		conn := r.Conn()
		if encrypted, ok := conn.(*tls.Conn); ok {
			conn = encrypted.NetConn()
		}
		if h, ok := conn.(*heldConn); ok {
			h.setAnswering(true)
		}
		next(r)
	}
}

func (h *heldConn) setAnswering(answering bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answering = answering
}

// waitsSince returns since when nothing has come or gone. waits is false while
// a request is being answered.
func (h *heldConn) waitsSince() (since time.Time, waits bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since, !h.answering
}

func (h *heldConn) moved() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.since = time.Now()
}

// Read waits for the client: the server asks for more only when every answer
// before is out.
func (h *heldConn) Read(b []byte) (int, error) {
	h.setAnswering(false)
	n, err := h.Conn.Read(b)
	if n > 0 {
		h.moved()
	}
	return n, err
}

// Write gives up when the reader has taken nothing for as long as the listener
// has patience. It looks twice in that time: the system tells of room only
// when a good part of its buffer is free, which on a slow line may take longer
// than our patience, but it takes bytes at any time when it has some.
func (h *heldConn) Write(b []byte) (written int, err error) {
	for silent := 0; silent < 2; {
		final, err := h.setWriteDeadline()
		if err != nil {
			return written, err
		}
		n, err := h.Conn.Write(b[written:])
		written += n
		if n > 0 {
			silent = 0
			h.moved()
		} else {
			silent++
		}
		if err == nil || final || !errors.Is(err, os.ErrDeadlineExceeded) {
			return written, err
		}
	}
	return written, os.ErrDeadlineExceeded
}

// setWriteDeadline sets how long to wait for the reader at once. It is final
// where waiting longer is out of the question.
func (h *heldConn) setWriteDeadline() (final bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	deadline, final := h.until, true
	if deadline.IsZero() {
		deadline, final = time.Now().Add(h.from.patience/2), false
	}
	if last := h.last.write; !last.IsZero() && last.Before(deadline) {
		deadline, final = last, true
	}
	return final, h.Conn.SetWriteDeadline(deadline)
}

// SetWriteDeadline sets when writing fails, however much the reader takes
// until then. Zero brings back the patience of the listener.
func (h *heldConn) SetWriteDeadline(t time.Time) error {
	h.mu.Lock()
	h.until = t
	h.mu.Unlock()
	_, err := h.setWriteDeadline()
	return err
}

// SetReadDeadline sets when reading fails, at the latest when the server
// stops.
func (h *heldConn) SetReadDeadline(t time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last := h.last.read; !last.IsZero() && (t.IsZero() || last.Before(t)) {
		t = last
	}
	return h.Conn.SetReadDeadline(t)
}

// SetDeadline sets both.
func (h *heldConn) SetDeadline(t time.Time) error {
	return errors.Join(h.SetReadDeadline(t), h.SetWriteDeadline(t))
}

// endBy ends what is under way at these moments. Its errors are of connections
// that are closed already.
func (h *heldConn) endBy(last lastMoments) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = last
	_ = h.Conn.SetReadDeadline(last.read)
	_ = h.Conn.SetWriteDeadline(last.write)
}

// Close lets another connection take its turn.
func (h *heldConn) Close() error {
	h.from.mu.Lock()
	delete(h.from.open, h)
	h.from.mu.Unlock()
	return h.Conn.Close()
}
