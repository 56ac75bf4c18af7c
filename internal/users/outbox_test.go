package users_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"viva/internal/users"
)

// post takes all letters that are due.
func (b *bench) post() (letters []users.Letter) {
	b.t.Helper()
	_, err := b.Deliver(b.t.Context(), func(_ context.Context, l users.Letter) error {
		letters = append(letters, l)
		return nil
	})
	b.must(err)
	return letters
}

// letter takes the one letter that is due, which is of that kind to that address.
func (b *bench) letter(kind users.LetterKind, to string) users.Letter {
	b.t.Helper()
	letters := b.post()
	if len(letters) != 1 || letters[0].Kind != kind || letters[0].To != to {
		b.t.Fatalf("%d letters %+v, want %s to %s", len(letters), letters, kind, to)
	}
	return letters[0]
}

// quiet checks that no letter is due.
func (b *bench) quiet() {
	b.t.Helper()
	if letters := b.post(); len(letters) > 0 {
		b.t.Errorf("%d letters went out: %+v", len(letters), letters)
	}
}

// prove follows the link of the only letter.
func (b *bench) prove() {
	b.t.Helper()
	letters := b.post()
	if len(letters) != 1 {
		b.t.Fatalf("letters: %+v", letters)
	}
	_, err := b.Prove(b.t.Context(), letters[0].Token)
	b.must(err)
}

// owner signs up with an address and proves it.
func (b *bench) owner(name, email string) (users.User, users.Tokens) {
	b.t.Helper()
	b.Mail()
	_, tokens, err := b.SignUp(b.t.Context(), users.NewUser{Name: name, Password: password, Email: email, Lang: "fr"}, 0, addr)
	b.must(err)
	b.prove()
	return b.principal(tokens).User, tokens
}

func TestNoMailNoLetters(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password, Email: "m@example.org"}, 0, addr)
	b.must(err)
	b.must(b.changePassword(b.principal(tokens), password, "battery staple", addr))
	b.quiet()
}

// A letter that the server does not take now is tried again, ever less often, and
// given up after a day. What waits outlives a restart.
func TestLettersAreTriedAgain(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	b.must(b.AskReset(t.Context(), "marie", "en", addr))
	down := &users.Undelivered{Answer: "connection refused"}
	began, tries := b.now, []time.Duration{}
	for b.now.Before(began.Add(26 * time.Hour)) {
		n, err := b.Deliver(t.Context(), func(_ context.Context, l users.Letter) error {
			tries = append(tries, b.now.Sub(began))
			return down
		})
		if n != 0 || err != nil && !errors.Is(err, down) {
			t.Fatalf("%d, %v", n, err)
		}
		if len(tries) == 3 {
			b.restart(users.Params{Memory: 8, Time: 1, Threads: 1})
			b.Mail()
		}
		b.now = b.now.Add(time.Minute)
	}
	const m = time.Minute
	if want := []time.Duration{0, m, 3 * m, 7 * m, 15 * m, 31 * m, 63 * m, 123 * m}; len(tries) != 30 || !slices.Equal(tries[:8], want) {
		t.Errorf("%d tries, at %v", len(tries), tries)
	}
	if got, err := b.Unsent(t.Context()); err != nil || got.GivenUp != 1 || got.Waiting != 0 || got.Answer != "connection refused" || !got.Since.Equal(began) {
		t.Errorf("administrators are told %+v, %v", got, err)
	}
	b.now = b.now.Add(users.GivenUpLife)
	b.must(b.AskReset(t.Context(), "marie", "en", addr))
	b.letter(users.LetterReset, "m@example.org")
	if got, err := b.Unsent(t.Context()); err != nil || got.GivenUp != 0 {
		t.Errorf("after a week administrators are told %+v, %v", got, err)
	}
}

// A reader whom the server does not know keeps nobody else waiting, and is not
// tried again; a server that is down is left alone until the next turn.
func TestOneReaderIsRefused(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	b.owner("paul", "p@example.org")
	ask := func() {
		for _, login := range []string{"marie", "paul"} {
			b.must(b.AskReset(t.Context(), login, "en", addr))
		}
	}
	ask()
	send := func(answer map[string]error) (tried []string, err error) {
		_, err = b.Deliver(t.Context(), func(_ context.Context, l users.Letter) error {
			tried = append(tried, l.To)
			return answer[l.To]
		})
		return tried, err
	}
	unknown := &users.Undelivered{Answer: "550 no such user", Alone: true, Never: true}
	tried, err := send(map[string]error{"m@example.org": unknown})
	b.must(err)
	if !slices.Equal(tried, []string{"m@example.org", "p@example.org"}) {
		t.Errorf("tried %v", tried)
	}
	b.now = b.now.Add(2 * time.Hour)
	b.quiet()

	ask()
	down := &users.Undelivered{Answer: "connection refused"}
	if tried, err = send(map[string]error{"m@example.org": down}); len(tried) != 1 || !errors.Is(err, down) {
		t.Errorf("tried %v, %v", tried, err)
	}
	if got, err := b.Unsent(t.Context()); err != nil || got.Waiting != 1 || got.GivenUp != 1 || got.Answer != "connection refused" {
		t.Errorf("administrators are told %+v, %v", got, err)
	}
}

// Two servers on one database do not send the same letter.
func TestLetterIsTakenOnce(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	b.must(b.AskReset(t.Context(), "marie", "en", addr))
	_, err := b.Deliver(t.Context(), func(context.Context, users.Letter) error {
		b.quiet()
		return nil
	})
	b.must(err)
}
