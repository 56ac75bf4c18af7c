package users_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"viva/internal/users"
)

// setAddress changes the address of whoever is signed in.
func (b *bench) setAddress(tokens users.Tokens, email string) {
	b.t.Helper()
	b.must(b.SetAddress(b.t.Context(), b.principal(tokens), password, email, "en", addr))
}

func (b *bench) addresses(tokens users.Tokens, email, pending string) {
	b.t.Helper()
	if u := b.principal(tokens).User; u.Email != email || u.Pending != pending {
		b.t.Errorf("the address is %q and %q, want %q and %q", u.Email, u.Pending, email, pending)
	}
}

// An address that was not proved signs nobody in and keeps nobody off it; it is
// whose link is followed first.
func TestUnprovedAddressBlocksNobody(t *testing.T) {
	b := newBench(t)
	b.Mail()
	var tokens [2]users.Tokens
	var err error
	for i, name := range []string{"mallory", "marie"} {
		_, tokens[i], err = b.SignUp(t.Context(), users.NewUser{Name: name, Password: password, Email: "M@example.org"}, 0, addr)
		b.must(err)
	}
	letters := b.post()
	if len(letters) != 2 || letters[0].Name != "" || letters[0].Token == letters[1].Token || len(letters[0].Token) != 43 {
		t.Fatalf("letters %+v", letters)
	}
	b.want(b.signIn("m@example.org", password, addr), users.ErrSignIn)
	_, err = b.Prove(t.Context(), letters[1].Token)
	b.must(err)
	b.addresses(tokens[0], "", "M@example.org")
	b.addresses(tokens[1], "M@example.org", "")
	if u, _, err := b.SignIn(t.Context(), "m@EXAMPLE.org", password, addr); err != nil || u.Name != "marie" {
		t.Errorf("the address signs in %q, %v", u.Name, err)
	}
	_, err = b.Prove(t.Context(), letters[0].Token)
	b.want(err, users.ErrEmailTaken)
	b.addresses(tokens[0], "", "M@example.org")
}

func TestProofLink(t *testing.T) {
	b := newBench(t)
	b.Mail()
	_, tokens := b.signUp("marie")
	for _, tt := range []struct {
		name string
		do   func(link string)
		good bool
	}{
		{"followed", func(string) {}, true},
		{"a moment before its end", func(string) { b.now = b.now.Add(users.ProofLife - time.Millisecond) }, true},
		{"at its end", func(string) { b.now = b.now.Add(users.ProofLife) }, false},
		{"used", func(link string) { _, err := b.Prove(t.Context(), link); b.must(err) }, false},
		{"another address since", func(string) { b.setAddress(tokens, "other@example.org") }, false},
		{"removed since", func(string) { b.setAddress(tokens, "") }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.t = t
			_, tokens, _ = b.SignIn(t.Context(), "marie", password, addr)
			b.setAddress(tokens, "")
			b.now = b.now.Add(24 * time.Hour) // letters to a mailbox are counted
			b.post()
			_, tokens, _ = b.SignIn(t.Context(), "marie", password, addr)
			b.setAddress(tokens, "m@example.org")
			link := b.letter(users.LetterProof, "m@example.org").Token
			tt.do(link)
			if _, err := b.CheckProof(t.Context(), link); (err == nil) != tt.good && tt.name != "another address since" {
				t.Errorf("the link looks good: %v", err)
			}
			_, err := b.Prove(t.Context(), link)
			if !tt.good {
				b.want(err, users.ErrLink)
			} else {
				b.must(err)
			}
		})
	}
	for _, token := range []string{"", "x", "../.."} {
		_, err := b.Prove(t.Context(), token)
		b.want(err, users.ErrLink)
	}
}

// Whoever gives an address that is somebody's is told nothing; its owner gets a
// letter, one a day.
func TestClaimedAddress(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	give := func(name string) users.Tokens {
		_, tokens, err := b.SignUp(t.Context(), users.NewUser{Name: name, Password: password, Email: "M@Example.org", Lang: "en"}, 0, addr)
		b.must(err)
		b.addresses(tokens, "", "M@Example.org")
		return tokens
	}
	give("mallory")
	if l := b.letter(users.LetterClaimed, "m@example.org"); l.Token != "" || l.Name != "marie" || l.Lang != "fr" {
		t.Errorf("the owner gets %+v", l)
	}
	give("malory")
	b.quiet()
	b.now = b.now.Add(24 * time.Hour)
	tokens := give("mallary")
	b.letter(users.LetterClaimed, "m@example.org")
	b.setAddress(tokens, "m@example.org") // in the profile as well
	b.quiet()
	if u, _, err := b.SignIn(t.Context(), "m@example.org", password, addr); err != nil || u.Name != "marie" {
		t.Errorf("the address signs in %q, %v", u.Name, err)
	}
}

// One mailbox gets five letters a day at most, whoever gives it.
func TestMailboxIsNotFlooded(t *testing.T) {
	b := newBench(t)
	b.Mail()
	for i := range 9 {
		_, _, err := b.SignUp(t.Context(), users.NewUser{Name: fmt.Sprintf("stranger %d", i), Password: password, Email: "victim@example.org"}, 0, at(fmt.Sprintf("198.51.100.%d", i)))
		b.must(err)
	}
	if n := len(b.post()); n != 5 {
		t.Errorf("%d letters went out", n)
	}
}

func TestSetAddress(t *testing.T) {
	b := newBench(t)
	_, marie := b.owner("marie", "m@example.org")
	p := b.principal(marie)
	b.want(b.SetAddress(t.Context(), p, wrong, "n@example.org", "en", addr), users.ErrPasswordWrong)
	b.want(b.SetAddress(t.Context(), p, password, "no address", "en", addr), users.ErrEmail)
	b.quiet()

	// The one that was proved stays in use until the next one is.
	b.setAddress(marie, "n@example.org")
	b.addresses(marie, "m@example.org", "n@example.org")
	b.must(b.signIn("m@example.org", password, addr))
	link := b.letter(users.LetterProof, "n@example.org").Token
	_, err := b.Prove(t.Context(), link)
	b.must(err)
	b.addresses(marie, "n@example.org", "")
	b.letter(users.LetterAddress, "m@example.org")
	b.want(b.signIn("m@example.org", password, addr), users.ErrSignIn)
	b.must(b.signIn("n@example.org", password, addr))

	b.setAddress(marie, "N@example.org") // another spelling, and nothing to prove
	b.addresses(marie, "N@example.org", "")
	b.setAddress(marie, "")
	b.addresses(marie, "", "")
	b.letter(users.LetterAddress, "N@example.org")
	b.want(b.signIn("n@example.org", password, addr), users.ErrSignIn)
}

// From one network a thousand addresses are given in a day.
func TestAddressesPerNetwork(t *testing.T) {
	b := newBench(t)
	b.Mail()
	_, marie := b.signUp("marie")
	p := b.principal(marie)
	var err error
	for i := 0; i < 2000 && err == nil; i++ {
		err = b.SetAddress(t.Context(), p, password, fmt.Sprintf("m%d@example.org", i), "en", addr)
	}
	if !errors.Is(err, users.ErrTooManyTries) {
		t.Errorf("any number of addresses may be given: %v", err)
	}
}
