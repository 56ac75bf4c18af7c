package main

import (
	"errors"
	"log/slog"
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

	log *slog.Logger

	mu     sync.Mutex
	open   map[*heldConn]bool
	last   lastMoments
	closed closings // not told yet
	quiet  bool     // until roomLogEvery is over
}

// closings are connections that made room.
type closings struct{ count, most int } // most that one address held

// roomLogEvery is the least time between two lines of the log about closings.
const roomLogEvery = time.Minute

// lastMoments are when reading and writing end because the server stops; zero
// as long as it does not.
type lastMoments struct{ read, write time.Time }

// newPatientListener guards l. files is how many the process may have open;
// four fifths of them are for connections.
func newPatientListener(l net.Listener, files int, log *slog.Logger) *patientListener {
	return &patientListener{Listener: l, max: max(1, files*4/5), patience: sendPatience, log: log, open: map[*heldConn]bool{}}
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
	if worst != nil {
		l.noteClosing(waiting[worst.host])
	}
	l.mu.Unlock()
	if worst != nil {
		worst.Close()
	}
}

// noteClosing notes that a connection makes room, of an address that holds so many.
// The first is told at once, those of the next minute in one line at its end.
func (l *patientListener) noteClosing(held int) {
	l.closed.count++
	l.closed.most = max(l.closed.most, held)
	if !l.quiet {
		l.tellClosed()
	}
}

// tellClosed writes what was closed into the log, if anything was.
func (l *patientListener) tellClosed() {
	l.quiet = l.closed.count > 0
	if !l.quiet {
		return
	}
	l.log.Warn("idle connections were closed to make room: nearly as many are open as the process may have files",
		"closed", l.closed.count, "most_of_one_address", l.closed.most, "kept", l.max)
	l.closed = closings{}
	time.AfterFunc(roomLogEvery, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.tellClosed()
	})
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
