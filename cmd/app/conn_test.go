package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/web"
)

// fakeListener accepts what it is given, one after the other.
type fakeListener struct {
	net.Listener
	queue []any // connections and errors
}

func (l *fakeListener) Accept() (net.Conn, error) {
	if len(l.queue) == 0 {
		return nil, net.ErrClosed
	}
	first := l.queue[0]
	l.queue = l.queue[1:]
	if err, failed := first.(error); failed {
		return nil, err
	}
	return first.(net.Conn), nil
}

// fakeConn comes from an address and is silent until it is closed.
type fakeConn struct {
	net.Conn
	host   string
	closed bool
}

func (c *fakeConn) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.ParseIP(c.host), Port: 4000} }
func (c *fakeConn) Read([]byte) (int, error)         { return 1, nil }
func (c *fakeConn) Write(b []byte) (int, error)      { return len(b), nil }
func (c *fakeConn) SetWriteDeadline(time.Time) error { return nil }
func (c *fakeConn) Close() error                     { c.closed = true; return nil }

// room is a full house of four connections.
type room struct {
	t *testing.T
	*patientListener
	fake *fakeListener
	log  *syncBuffer
}

func newRoom(t *testing.T) room {
	fake := &fakeListener{}
	log := &syncBuffer{}
	return room{t, newPatientListener(fake, 5, newLogger(log, "json", "info")), fake, log}
}

// from opens a connection, a second after what came before.
func (r room) from(host string) (*fakeConn, *heldConn) {
	r.t.Helper()
	time.Sleep(time.Second) // of the bubble's clock
	conn := &fakeConn{host: host}
	r.fake.queue = append(r.fake.queue, conn)
	held, err := r.Accept()
	if err != nil {
		r.t.Fatal(err)
	}
	return conn, held.(*heldConn)
}

// The address with the most that wait loses the one that has been silent for
// longest, even if another address has waited longer; half a request counts
// as silence, one that is being answered does not.
func TestGreediestAddressLosesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t)
		modest, _ := r.from("192.0.2.1")
		answered, asking := r.from("192.0.2.2")
		half, begun := r.from("192.0.2.2")
		newer, _ := r.from("192.0.2.2")
		asking.setAnswering(true)
		time.Sleep(time.Second)
		if _, err := begun.Read(nil); err != nil { // the beginning of a request
			t.Fatal(err)
		}
		last, _ := r.from("192.0.2.2")
		if !newer.closed || modest.closed || answered.closed || half.closed || last.closed {
			t.Errorf("closed: newer %t, modest %t, answered %t, half %t, last %t; want newer alone",
				newer.closed, modest.closed, answered.closed, half.closed, last.closed)
		}
		r.from("192.0.2.2")
		if !half.closed || answered.closed || modest.closed {
			t.Errorf("closed: half %t, answered %t, modest %t; want half a request", half.closed, answered.closed, modest.closed)
		}
		if _, err := asking.Read(nil); err != nil { // its answer is out
			t.Fatal(err)
		}
		for range 3 {
			r.from("192.0.2.2")
		}
		if !answered.closed || modest.closed {
			t.Errorf("closed: answered %t, modest %t; want what waits again", answered.closed, modest.closed)
		}
	})
}

// The operator learns at once that connections are closed to make room, and
// then once a minute how many and how many one address held.
func TestClosingsAreLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t)
		logged := func(want ...string) {
			t.Helper()
			lines := strings.Split(strings.TrimSuffix(r.log.String(), "\n"), "\n")
			for i, line := range lines {
				if len(lines) != len(want) || !strings.Contains(line, want[i]) {
					t.Fatalf("the log has %d lines, want %q:\n%s", len(lines), want, r.log)
				}
			}
		}
		for range r.max {
			r.from("192.0.2.1")
		}
		logged("")
		r.from("192.0.2.1")
		logged(`"closed":1,"most_of_one_address":5,"kept":4`)
		for range 30 {
			r.from("192.0.2.1")
		}
		logged(`"closed":1,`)
		time.Sleep(roomLogEvery)
		logged(`"closed":1,`, `"closed":30,`)
		time.Sleep(10 * roomLogEvery)
		logged(`"closed":1,`, `"closed":30,`)
		r.from("192.0.2.2")
		logged(`"closed":1,`, `"closed":30,`, `"closed":1,"most_of_one_address":4,`)
	})
}

// Closed connections make room for new ones. Where the process has no file left
// for a connection, the listener waits and goes on.
func TestListenerRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t)
		for range 40 {
			r.from("192.0.2.1")
		}
		if len(r.open) != r.max {
			t.Errorf("%d are open, of at most %d", len(r.open), r.max)
		}
		for h := range r.open {
			h.Close()
		}
		for _, errno := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.EMFILE} {
			r.fake.queue = append(r.fake.queue, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", errno)})
		}
		var all []*fakeConn
		for range r.max {
			conn, _ := r.from("192.0.2.1")
			all = append(all, conn)
		}
		for i, conn := range all {
			if conn.closed {
				t.Errorf("connection %d of %d was closed, though there is room", i, r.max)
			}
		}
		if _, err := r.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a closed listener says %v", err)
		}
	})
}

// pipe is a held connection and its other end. Nothing is buffered between.
func pipe(t *testing.T) (*patientListener, *heldConn, net.Conn) {
	ours, theirs := net.Pipe()
	l := newPatientListener(&fakeListener{}, 100, slog.New(slog.DiscardHandler))
	h := l.hold(ours).(*heldConn)
	t.Cleanup(func() { h.Close(); theirs.Close() })
	return l, h, theirs
}

// answer sends a long answer and returns what became of it.
func answer(h *heldConn, size int) chan error {
	done := make(chan error, 1)
	go func() {
		_, err := h.Write(make([]byte, size))
		done <- err
	}()
	return done
}

// A reader who takes nothing is given up. One who reads slowly is not, nor one
// whose answer is exempt.
func TestWriteDeadlineIsAboutSilence(t *testing.T) {
	const size = 100 << 10
	t.Run("silent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, h, _ := pipe(t)
			began := time.Now()
			if err := <-answer(h, size); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a reader that takes nothing: %v", err)
			}
			if took := time.Since(began); took != sendPatience {
				t.Errorf("it was given up after %v, want %v", took, sendPatience)
			}
		})
	})
	t.Run("silent after a beginning", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, h, client := pipe(t)
			done := answer(h, size)
			time.Sleep(sendPatience * 3 / 4)
			if _, err := io.ReadFull(client, make([]byte, 1024)); err != nil {
				t.Fatal(err)
			}
			if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a reader that takes no more: %v", err)
			}
		})
	})
	t.Run("slow", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, h, client := pipe(t)
			done := answer(h, size)
			for range size / 1024 {
				time.Sleep(sendPatience * 3 / 4)
				if _, err := io.ReadFull(client, make([]byte, 1024)); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-done; err != nil {
				t.Errorf("a slow reader: %v", err)
			}
		})
	})
	t.Run("exempt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, h, client := pipe(t)
			if err := h.SetWriteDeadline(time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			done := answer(h, size)
			time.Sleep(59 * time.Minute)
			if _, err := io.ReadFull(client, make([]byte, size)); err != nil {
				t.Fatal(err)
			}
			if err := <-done; err != nil {
				t.Errorf("an exempt answer: %v", err)
			}
			began := time.Now()
			if err := h.SetDeadline(time.Time{}); err != nil {
				t.Fatal(err)
			}
			if err := <-answer(h, size); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != sendPatience {
				t.Errorf("after the exemption: %v after %v", err, time.Since(began))
			}
		})
	})
}

// When the server stops, neither half a request nor a slow reader, exempt or
// not, keeps its connection beyond the last moments.
func TestDrainEndsConnections(t *testing.T) {
	for _, exempt := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			l, h, client := pipe(t)
			if exempt {
				if err := h.SetWriteDeadline(time.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			began := time.Now()
			done := answer(h, 100<<10)
			read := make(chan error, 1)
			go func() {
				_, err := h.Read(make([]byte, 10))
				read <- err
			}()
			reads := make(chan bool)
			go func() { // slowly
				defer close(reads)
				for {
					time.Sleep(time.Second)
					if _, err := io.ReadFull(client, make([]byte, 10)); err != nil {
						return
					}
				}
			}()
			synctest.Wait()
			l.drain(lastMoments{read: began.Add(readTime), write: began.Add(writeTime)})
			if err := h.SetReadDeadline(time.Now().Add(time.Hour)); err != nil { // as the server does for each request
				t.Fatal(err)
			}
			if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != readTime {
				t.Errorf("half a request: %v after %v", err, time.Since(began))
			}
			if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != writeTime {
				t.Errorf("a slow reader, exempt %t: %v after %v", exempt, err, time.Since(began))
			}
			client.Close()
			<-reads
		})
	}
}

// serving runs an app behind a patient listener, with little patience.
func serving(t *testing.T, app *fiber.App) *patientListener {
	t.Helper()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := newPatientListener(tcp, 1000, slog.New(slog.DiscardHandler))
	l.patience = 20 * time.Millisecond
	app.Server().Handler = markAnswers(app.Server().Handler)
	done := make(chan error, 1)
	go func() { done <- app.Listener(l) }()
	t.Cleanup(func() {
		tcp.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l
}

// until waits for a condition.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 3000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it never came about that %s", what)
}

func (l *patientListener) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}

// Over a network, two readers take nothing of a large answer. One is dropped.
// The answer to the other is a long stream, and arrives whole once they read.
func TestLongStreamIsExempt(t *testing.T) {
	body := bytes.Repeat([]byte("all of it\n"), 4<<20) // more than the buffers of two sockets hold
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/page", func(c *fiber.Ctx) error { return c.Send(body) })
	app.Get("/stream", func(c *fiber.Ctx) error {
		if err := web.LongStream(c, time.Now().Add(time.Hour)); err != nil {
			return err
		}
		return c.Send(body)
	})
	l := serving(t, app)
	ask := func(path string) net.Conn {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path)
		return conn
	}
	stream := ask("/stream")
	until(t, "the stream is open", func() bool { return l.count() == 1 })
	page := ask("/page")
	until(t, "the page is being answered", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		for h := range l.open {
			if _, waits := h.waitsSince(); waits {
				return false
			}
		}
		return len(l.open) == 2
	})
	until(t, "the silent reader is dropped", func() bool { return l.count() == 1 })
	if got, _ := io.ReadAll(page); len(got) >= len(body) {
		t.Error("the answer of the silent reader arrived whole")
	}
	if got, err := io.ReadAll(stream); err != nil || !bytes.HasSuffix(got, body) {
		t.Errorf("%d bytes of the long stream arrived, of %d: %v", len(got), len(body), err)
	}
}

// What is being answered when the server stops is answered to the end.
func TestDrainFinishesAnswers(t *testing.T) {
	asked, proceed := make(chan bool), make(chan bool)
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error {
		close(asked)
		<-proceed
		return c.SendString("done")
	})
	l := serving(t, app)
	type reply struct {
		body string
		err  error
	}
	got := make(chan reply, 1)
	go func() {
		resp, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			got <- reply{err: err}
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		got <- reply{string(body), err}
	}()
	<-asked
	now := time.Now()
	l.drain(lastMoments{read: now, write: now.Add(time.Hour)})
	stopped := make(chan error, 1)
	go func() { stopped <- app.Shutdown() }()
	close(proceed)
	if a := <-got; a.err != nil || a.body != "done" {
		t.Errorf("the answer is %q, %v", a.body, a.err)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
