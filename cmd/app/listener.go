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

// maxFiles is the limit on open files that we reckon with where the system
// sets none.
const maxFiles = 1 << 20

// Pauses of a listener that has no file left for a connection.
const (
	minAcceptPause = 5 * time.Millisecond
	maxAcceptPause = time.Second
)

// sendPatience is how long a reader may take nothing of an answer before the
// connection is closed. It is no limit on the whole answer: a long download
// over a slow line goes on as long as it moves.
const sendPatience = 30 * time.Second

// patientListener waits where the system has no file left, and makes room
// before that: above max connections it closes one that waits for nothing, of
// the address that holds most of them.
type patientListener struct {
	net.Listener
	max      int
	patience time.Duration // see sendPatience

	mu   sync.Mutex
	open map[*heldConn]bool
	last lastMoments
}

// lastMoments are when reading and writing end because the server stops; zero
// as long as it does not.
type lastMoments struct{ read, write time.Time }

// newPatientListener guards l. files is how many the process may have open;
// four fifths of them are for connections.
func newPatientListener(l net.Listener, files int) *patientListener {
	return &patientListener{Listener: l, max: max(1, files*4/5), patience: sendPatience, open: map[*heldConn]bool{}}
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
	h.last = l.last
	l.open[h] = true
	full := len(l.open) > l.max
	l.mu.Unlock()
	if full {
		l.makeRoom()
	}
	return h
}

// makeRoom closes the connection that has been silent for longest, of the
// address with the most that wait. One whose request is being answered is
// never closed.
func (l *patientListener) makeRoom() {
	l.mu.Lock()
	silent := map[*heldConn]time.Time{}
	waiting := map[string]int{}
	for h := range l.open {
		if since, waits := h.waitsSince(); waits {
			silent[h] = since
			waiting[h.host]++
		}
	}
	var worst *heldConn
	for h, since := range silent {
		if worst == nil || waiting[h.host] > waiting[worst.host] ||
			waiting[h.host] == waiting[worst.host] && since.Before(silent[worst]) {
			worst = h
		}
	}
	l.mu.Unlock()
	if worst != nil {
		worst.Close()
	}
}

// drain lets every connection end by itself: after the moment of reading no
// request arrives any more, and after that of writing no reader is waited for.
// Whoever sent half a request, or reads slowly, cannot hold up the end.
func (l *patientListener) drain(last lastMoments) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = last
	for h := range l.open {
		h.endBy(last)
	}
}
