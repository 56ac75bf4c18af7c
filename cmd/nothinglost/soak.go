package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

type soakCmd struct {
	common
	For      time.Duration `help:"How long." default:"1h"`
	Requests int           `help:"How many requests are sent a second." default:"50"`
	Learners int           `help:"How many learners send them." default:"50"`
}

const (
	warmUp    = 15 * time.Second
	heapSlope = 1.0 // MB an hour that the heap may grow by
	spare     = 10  // descriptors and goroutines more than before
	samples   = 60  // measurements of the heap
	// settling is how long a server may take to let go of what idle connections
	// held, which it keeps for ten seconds.
	settling = 30 * time.Second
)

// Run sends requests of all kinds for a long time. The heap does not grow, and
// descriptors and goroutines come back to what they were.
func (c soakCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		monitor, err := freeAddr()
		if err != nil {
			return err
		}
		c.Args += " --metrics-addr " + monitor
		s, err := newServer(c.common, dir)
		if err == nil {
			err = s.start()
		}
		if err != nil {
			return err
		}
		defer s.kill()
		learners, err := enrol(s.url(), "learner", c.Learners)
		if err != nil {
			return err
		}
		w := &watch{url: "http://" + monitor}
		if _, err := paced(c.Requests, warmUp, learners, (*answering).mixed); err != nil {
			return fmt.Errorf("%w\n%s", err, s.complaint())
		}
		before, err := w.idle(learners, func(now figures) bool { return false })
		if err != nil {
			return err
		}
		heap := w.sampled(c.For)
		took, err := paced(c.Requests, c.For, learners, (*answering).mixed)
		if err != nil {
			return fmt.Errorf("%w\n%s", err, s.complaint())
		}
		points := <-heap
		if w.err != nil {
			return w.err
		}
		after, err := w.idle(learners, before.about)
		if err != nil {
			return err
		}
		slope, doubt := trend(points)
		tenth := len(took) / 10
		fmt.Fprintf(out, "%d requests in %v: heap %.1f MB, growing by %.2f ± %.2f MB an hour; goroutines %d before, %d after, descriptors %d and %d; 99 of 100 within %v in the first tenth, %v in the last\n",
			len(took), c.For, points[len(points)-1].mb, slope, 2*doubt, before.goroutines, after.goroutines, before.descriptors, after.descriptors,
			percentile(took[:tenth], 99), percentile(took[len(took)-tenth:], 99))
		switch {
		case slope-2*doubt > heapSlope:
			return fmt.Errorf("the heap grows by %.2f MB an hour, of %v at most", slope, heapSlope)
		case !before.about(after):
			return fmt.Errorf("goroutines and descriptors were %d and %d, and are %d and %d", before.goroutines, before.descriptors, after.goroutines, after.descriptors)
		}
		return s.stop()
	})
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// mixed sends the next request of a learner who begins, answers, finishes, and
// looks around in between.
func (l *answering) mixed() error {
	if err := l.ready(); err != nil {
		return err
	}
	l.sent++
	items := len(l.open.Items)
	switch {
	case items == 0:
		return l.begin(10)
	case l.sent%3 == 0:
		return l.look(pages[l.sent/3%len(pages)])
	case l.next < items:
		return l.answer()
	}
	id := l.open.ID
	l.open = attempt{}
	if code := l.call("POST", fmt.Sprintf("/attempts/%d/finish", id), "", nil, nil); code != http.StatusOK {
		return fmt.Errorf("%s finishes: status %d", l.name, code)
	}
	return nil
}

// pages are what learners look at. Some need an attempt that is open.
var pages = []string{"/", "/attempts/%d/items/%d", "/scores", "/subjects/aws-support/progress", "/attempts/%d/items/%d", "/scoreboard", "/subjects/aws-support/facts", "/read", "/attempts/%d/result", "/account/data.json"}

func (l *answering) look(page string) error {
	if n := bytes.Count([]byte(page), []byte("%d")); n > 0 {
		page = fmt.Sprintf(page, []any{l.open.ID, max(l.next, 1)}[:n]...)
	}
	req, err := http.NewRequest("GET", l.base+page, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+l.token)
	resp, err := l.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s looks at %s: status %d, %v", l.name, page, resp.StatusCode, err)
	}
	return nil
}

// watch reads what a server says of itself.
type watch struct {
	url string
	err error // the first measurement that failed
}

// figures are what a server holds while nobody asks it anything.
type figures struct{ goroutines, descriptors int }

// about reports whether somewhat later figures are no more.
func (f figures) about(later figures) bool {
	return later.goroutines <= f.goroutines+spare && later.descriptors <= f.descriptors+spare
}

// idle closes all connections and waits until the server holds what it is
// enough, or has had the time to let go of it.
func (w *watch) idle(learners []*answering, enough func(figures) bool) (now figures, err error) {
	for _, l := range learners {
		l.http.CloseIdleConnections()
	}
	for began := time.Now(); time.Since(began) < settling; time.Sleep(time.Second) {
		text, err := w.read("/metrics")
		if err != nil {
			return now, err
		}
		if now.goroutines, err = figure(text, `(?m)^go_goroutines (\d+)`); err != nil {
			return now, err
		}
		if now.descriptors, err = figure(text, `(?m)^process_open_fds (\d+)`); err != nil {
			return now, err
		}
		if enough(now) {
			break
		}
	}
	return now, nil
}

func (w *watch) read(path string) (string, error) {
	resp, err := http.Get(w.url + path)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}

func figure(text, pattern string) (int, error) {
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("the server does not tell %s", pattern)
	}
	return strconv.Atoi(found[1])
}

// point is the size of the heap at a time.
type point struct{ hours, mb float64 }

// sampled measures the heap after collections of garbage for a while. The first
// sixth of the time is left out: caches fill.
func (w *watch) sampled(lasts time.Duration) <-chan []point {
	done := make(chan []point, 1)
	go func() {
		var points []point
		began := time.Now()
		for i := range samples {
			time.Sleep(time.Until(began.Add(lasts/6 + time.Duration(i)*(lasts-lasts/6)/samples)))
			bytes, err := w.heap()
			if err != nil {
				w.err = err
				break
			}
			points = append(points, point{time.Since(began).Hours(), float64(bytes) / 1e6})
		}
		done <- points
	}()
	return done
}

// heap is what is left of it after two collections: the first one leaves what
// pools hold.
func (w *watch) heap() (int, error) {
	const collected = "/debug/pprof/heap?gc=1&debug=1"
	if _, err := w.read(collected); err != nil {
		return 0, err
	}
	text, err := w.read(collected)
	if err != nil {
		return 0, err
	}
	return figure(text, `(?m)^# HeapAlloc = (\d+)`)
}

// trend is the slope of the line through points, with its standard error.
func trend(points []point) (slope, doubt float64) {
	n := float64(len(points))
	var x, y float64
	for _, p := range points {
		x, y = x+p.hours/n, y+p.mb/n
	}
	var xx, xy, left float64
	for _, p := range points {
		xx, xy = xx+(p.hours-x)*(p.hours-x), xy+(p.hours-x)*(p.mb-y)
	}
	slope = xy / xx
	for _, p := range points {
		left += math.Pow(p.mb-y-slope*(p.hours-x), 2)
	}
	return slope, math.Sqrt(left / (n - 2) / xx)
}
