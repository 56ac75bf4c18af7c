package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// figures are what a server tells a monitor, at an address that is not the
// site's: routes and times of learners are nobody else's business, and a profile
// costs time.
type figures struct{ set *metrics.Set }

// requestBuckets are in seconds, from an answer at the speed of the disk to a
// page that nobody waits for.
var requestBuckets = []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// newFigures measures a server of that data directory.
func newFigures(data string, backups Backups) figures {
	f := figures{metrics.NewSet()}
	file, v := filepath.Join(data, databaseFile), readVersion()
	f.set.NewGauge(fmt.Sprintf("viva_build_info{version=%q,commit=%q,go=%q,sqlite=%q}", v.Version, v.Commit, v.Go, v.SQLite), func() float64 { return 1 })
	f.set.NewGauge("viva_database_bytes", func() float64 { return sizeOf(file) })
	f.set.NewGauge("viva_database_log_bytes", func() float64 { return sizeOf(file + "-wal") })
	f.set.NewGauge("viva_backup_timestamp_seconds", func() float64 {
		last, err := backups.of(data).Last()
		if err != nil || last.IsZero() {
			return 0
		}
		return float64(last.Unix())
	})
	return f
}

func sizeOf(file string) float64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return float64(info.Size())
}

// observe counts a request.
func (f figures) observe(method, route string, status int, took time.Duration) {
	name := fmt.Sprintf("viva_request_duration_seconds{method=%q,route=%q,status=\"%dxx\"}", method, route, status/100)
	f.set.GetOrCreatePrometheusHistogramExt(name, requestBuckets).Update(took.Seconds())
}

// tell writes the figures in the format of Prometheus, with those of the Go
// runtime and of the process.
func (f figures) tell(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	f.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
	metrics.WriteFDMetrics(w)
}

// serve tells them at an address until it is stopped, and lets whoever may read
// them take profiles.
func (f figures) serve(ctx context.Context, addr string, log *slog.Logger) (stop func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for a monitor: %w; --metrics-addr chooses another place", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", f.tell)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are not served any more", "error", err)
		}
	}()
	log.Info("serving metrics", "addr", l.Addr().String())
	return func() { server.Close(); <-done }, nil
}
