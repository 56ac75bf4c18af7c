package main

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// Each sabotage of the program turns the command red that is to see it.
func TestSabotage(t *testing.T) {
	if !testkit.Nightly() {
		t.Skip("builds the program anew for each sabotage: make nightly")
	}
	sees := map[string]func(common) error{
		"commits-not-flushed":      func(c common) error { return powerCmd{c, 500, 60, 1}.Run(io.Discard) },
		"backup-copies-the-file":   func(c common) error { return killCmd{c, 20, 1, 8}.Run(io.Discard) },
		"acknowledged-though-full": func(c common) error { return refuseCmd{c, "full", 5, 4}.Run(io.Discard) },
		"finished-again":           func(c common) error { return finishCmd{c, 20}.Run(io.Discard) },
		"hashes-hold-the-database": func(c common) error { return signinsCmd{c, 60, 10 * time.Second, 50}.Run(io.Discard) },
		"requests-are-kept":        func(c common) error { return soakCmd{c, time.Minute, 50, 50}.Run(io.Discard) },
	}
	testkit.Sabotage(t, "../..", func(t *testing.T, name, app, _ string) {
		see := sees[name]
		if see == nil {
			t.Fatal("no command is to see it")
		}
		if err := see(common{App: app, Dir: t.TempDir()}); err == nil {
			t.Error("nobody sees it")
		} else {
			t.Log(strings.SplitN(err.Error(), "\n", 2)[0])
		}
	})
	for name := range sees {
		if _, err := os.Stat("testdata/sabotage/" + name + ".patch"); err != nil {
			t.Error(err)
		}
	}
}
