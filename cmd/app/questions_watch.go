package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"net"
	"time"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/web"
)

// watchFlags ask for a check at each change of a file.
type watchFlags struct {
	Watch bool `help:"Check again whenever a file changes, and show the questions on a page of this machine, with what is wrong above them."`
	Port  int  `help:"Port of that page on 127.0.0.1; a free one, if left out." placeholder:"PORT"`
}

// glance is how often the files are looked at.
const glance = 500 * time.Millisecond

// watch checks until the program is told to stop.
func (c questionsCheckCmd) watch(e env, day deck.Date) error {
	if c.Dir == "" {
		return errors.New("--watch: name the folder of your subject, such as app questions check my-questions --watch")
	}
	preview, err := web.NewPreview()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", c.Port))
	if err != nil {
		return fmt.Errorf("--watch: %w", err)
	}
	fsys, prefix := c.open()
	failed := make(chan error, 1)
	go func() { failed <- preview.App().Listener(listener) }()
	fmt.Fprintf(e.stdout, "The questions are on http://%s/ and load themselves again. Ctrl+C ends this.\n", listener.Addr())
	for seen := uint64(0); ; {
		if now := fingerprint(fsys); now != seen {
			seen = now
			shown := look(fsys, prefix, day)
			preview.Show(shown)
			tellPreviewed(e, shown)
		}
		select {
		case <-e.ctx.Done():
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			return preview.Shutdown(ctx)
		case err := <-failed:
			return fmt.Errorf("serve the preview: %w", err)
		case <-time.After(glance):
		}
	}
}

// look checks the files once.
func look(fsys fs.FS, prefix string, day deck.Date) web.Previewed {
	v := audit.Check(fsys)
	shown := web.Previewed{At: time.Now(), Day: day}
	for _, f := range v.Faults {
		shown.Faults = append(shown.Faults, inFolder(prefix, f))
	}
	for _, j := range v.Subjects {
		shown.Decks = append(shown.Decks, j.Deck)
		flags, err := audit.French(j.Deck, day)
		if err != nil {
			shown.Faults = append(shown.Faults, err.Error())
		}
		for _, f := range flags {
			shown.ToDo = append(shown.ToDo, inFolder(prefix, f))
		}
	}
	for _, w := range v.Warnings {
		shown.ToDo = append(shown.ToDo, inFolder(prefix, w))
	}
	return shown
}

// tellPreviewed prints what the page shows above the questions.
func tellPreviewed(e env, p web.Previewed) {
	for _, line := range p.Faults {
		fmt.Fprintln(e.stdout, line)
	}
	for _, line := range p.ToDo {
		fmt.Fprintln(e.stdout, "to do:", line)
	}
	fmt.Fprintf(e.stdout, "%s faults: %d, to do: %d\n", p.At.Format(time.TimeOnly), len(p.Faults), len(p.ToDo))
}

// fingerprint changes with the name, the size and the time of any file.
func fingerprint(fsys fs.FS) uint64 {
	sum := fnv.New64a()
	_ = fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error { // what cannot be read now is told by the check
		if err != nil {
			fmt.Fprintln(sum, name, err)
			return nil
		}
		if info, err := entry.Info(); err == nil && !entry.IsDir() {
			fmt.Fprintln(sum, name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return sum.Sum64()
}
