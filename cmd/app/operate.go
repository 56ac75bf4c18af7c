package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-sqlite3"

	"viva/internal/export"
	"viva/internal/store"
)

type rebuildCmd struct{ dataDir }

// Run computes every score afresh.
func (c rebuildCmd) Run(e env) error {
	return c.stored(e, func(s *store.Store) error {
		if err := s.RebuildScores(e.ctx); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "Every score was computed afresh.")
		return nil
	})
}

// rebuildMemory is how much memory a rebuild takes of the machine that serves
// beside it; what it has to keep in mind is far less.
const rebuildMemory = 24 << 20

// stored runs a command that needs the database alone, no questions.
func (d dataDir) stored(e env, do func(s *store.Store) error) error {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(rebuildMemory))
	s, err := store.Open(e.ctx, filepath.Join(d.Data, databaseFile), warningsTo(e.stderr))
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

type memoryCmd struct {
	Rebuild memoryRebuildCmd `cmd:"" help:"Compute every memory and rating afresh from the log of reviews."`
}

type memoryRebuildCmd struct{ dataDir }

// Run computes every memory afresh. The state is the same as before, unless
// the formulas have changed.
func (c memoryRebuildCmd) Run(e env) error {
	return c.stored(e, func(s *store.Store) error {
		n, err := s.RebuildMemory(e.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Every memory was computed afresh from %d reviews.\n", n)
		return nil
	})
}

type healthcheckCmd struct {
	Config
}

// Run asks the server on this machine whether it is ready.
func (c healthcheckCmd) Run(e env) error {
	at, err := parseHostPort(c.Addr)
	if err != nil {
		return configError{fmt.Sprintf("--addr %q: %v.", c.Addr, err)}
	}
	if ip, err := netip.ParseAddr(at.host); at.host == "" || err == nil && ip.IsUnspecified() {
		at.host = "127.0.0.1"
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	client := http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{
		// We ask ourselves, by address: the certificate names another host.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec
	}}
	req, err := http.NewRequestWithContext(e.ctx, http.MethodGet, scheme+"://"+at.String()+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("not reachable: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: status %d", resp.StatusCode)
	}
	fmt.Fprintln(e.stdout, "ready")
	return nil
}

type configCmd struct {
	Config
}

// Run prints the settings in force as environment variables, and what is
// wrong with them.
func (c configCmd) Run(e env, k *kong.Context) error {
	for _, f := range k.Selected().Flags {
		if len(f.Envs) > 0 {
			fmt.Fprintf(e.stdout, "%s=%s\n", f.Envs[0], settingOf(f))
		}
	}
	_, warnings, err := c.Check()
	for _, w := range append(warnings, e.warnings...) {
		fmt.Fprintln(e.stderr, "warning:", w)
	}
	return err
}

func settingOf(f *kong.Flag) string {
	if list, ok := f.Target.Interface().([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(f.Target.Interface())
}

// release is the version in CHANGELOG.md that this source is or comes after.
const release = "0.1.0"

type versionCmd struct {
	JSON bool `help:"Print it as JSON."`
}

// version tells what this program was built from.
type version struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
	SQLite  string `json:"sqlite"`
}

func readVersion() version {
	sqlite, _, _ := sqlite3.Version()
	v := version{Version: release, Go: runtime.Version(), SQLite: sqlite}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Commit = s.Value
		}
	}
	return v
}

// Run prints the version.
func (c versionCmd) Run(e env) error {
	v := readVersion()
	if c.JSON {
		return export.JSON(e.stdout, v)
	}
	_, err := fmt.Fprintf(e.stdout, "viva %s\n%s, SQLite %s\n", strings.TrimSpace(v.Version+" "+v.Commit), v.Go, v.SQLite)
	return err
}
