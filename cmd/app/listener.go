package main

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// A process may have only so many files open, and each connection is one.
// Without a guard, anybody who opens enough of them ends the server, or keeps
// its database from opening its own files.

// Pauses of a listener that has no file left for a connection.
const (
	minAcceptPause = 5 * time.Millisecond
	maxAcceptPause = time.Second
)

// patientListener waits where the system has no file left, and makes room
// before that: above max connections it closes one that waits for nothing, of
// the address that holds most of them.
type patientListener struct {
	net.Listener
	max int

	mu   sync.Mutex
	open map[*heldConn]bool
}

// newPatientListener guards l. files is how many the process may have open;
// four fifths of them are for connections.
func newPatientListener(l net.Listener, files int) *patientListener {
	return &patientListener{Listener: l, max: max(1, files*4/5), open: map[*heldConn]bool{}}
}

// fileLimit is how many files this process may have open.
func fileLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<20 {
		return 1 << 20
	}
	return int(limit.Cur)
}

// Accept returns the next connection. It fails only for reasons that do not
// pass by themselves.
func (l *patientListener) Accept() (net.Conn, error) {
	pause := minAcceptPause
	for {
		conn, err := l.Listener.Accept()
		if err == nil {
			return l.hold(conn), nil
		}
		if !passing(err) {
			return nil, err
		}
		l.makeRoom()
		time.Sleep(pause)
		pause = min(2*pause, maxAcceptPause)
	}
}

// passing reports whether an error of accept says nothing about the listener:
// no file is left at the moment, or the other side went away meanwhile.
func passing(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ECONNABORTED)
}

func (l *patientListener) hold(conn net.Conn) net.Conn {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		host = conn.RemoteAddr().String()
	}
	h := &heldConn{Conn: conn, from: l, host: host, since: time.Now()}
	l.mu.Lock()
	l.open[h] = true
	full := len(l.open) > l.max
	l.mu.Unlock()
	if full {
		l.makeRoom()
	}
	return h
}

// makeRoom closes the connection that has waited longest, of the address with
// the most that wait. One whose request is under way is never closed.
func (l *patientListener) makeRoom() {
	l.mu.Lock()
	waiting := map[string]int{}
	for h := range l.open {
		if h.idle() {
			waiting[h.host]++
		}
	}
	var worst *heldConn
	for h := range l.open {
		if h.idle() && (worst == nil || waiting[h.host] > waiting[worst.host] ||
			waiting[h.host] == waiting[worst.host] && h.waitsSince().Before(worst.waitsSince())) {
			worst = h
		}
	}
	l.mu.Unlock()
	if worst != nil {
		worst.Close()
	}
}

// heldConn is a connection that its listener can close while it waits.
type heldConn struct {
	net.Conn
	from *patientListener
	host string

	mu    sync.Mutex
	since time.Time // when it was opened, or last wrote
	asked bool      // bytes came since
}

func (h *heldConn) idle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.asked
}

func (h *heldConn) waitsSince() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since
}

func (h *heldConn) note(asked bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = asked
	if !asked {
		h.since = time.Now()
	}
}

// Read notes that a request has begun.
func (h *heldConn) Read(b []byte) (int, error) {
	n, err := h.Conn.Read(b)
	if n > 0 {
		h.note(true)
	}
	return n, err
}

// Write notes that a reply went out.
func (h *heldConn) Write(b []byte) (int, error) {
	n, err := h.Conn.Write(b)
	h.note(false)
	return n, err
}

// Close gives the place back.
func (h *heldConn) Close() error {
	h.from.mu.Lock()
	delete(h.from.open, h)
	h.from.mu.Unlock()
	return h.Conn.Close()
}
