package users

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// The parameters of RFC 6238 that every authenticator app knows: six digits by
// SHA-1, another code every 30 seconds.
const (
	factorSecretSize = 20 // bytes, as long as the output of SHA-1
	stepLength       = 30 * time.Second

	// stepSkew is how many steps before and after the present one a code may be
	// of: the clock of a phone is off, and typing takes time.
	stepSkew = 1

	// stepsAhead is how far the last step that was taken may lie ahead. What lies
	// further was left by a clock that has been set back since.
	stepsAhead = int64(guessPause / stepLength)
)

var secretText = base32.StdEncoding.WithPadding(base32.NoPadding)

// drawSecret draws the secret of a second factor, as people type it.
func drawSecret(rand io.Reader) (string, error) {
	raw := make([]byte, factorSecretSize)
	if _, err := io.ReadFull(rand, raw); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return secretText.EncodeToString(raw), nil
}

// secretURL is the address by which an app takes a secret over.
func secretURL(secret, issuer, name string) (string, error) {
	raw, err := secretText.DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: name, Secret: raw})
	if err != nil {
		return "", fmt.Errorf("write the address of a secret: %w", err)
	}
	return key.URL(), nil
}

// codeAt is the code of a secret in a time step.
func codeAt(secret string, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// stepOf returns the time step that a code is of, if that is near enough and
// later than last: no code is taken twice.
func stepOf(secret, code string, last int64, now time.Time) (step int64, ok bool, err error) {
	present := now.Unix() / int64(stepLength/time.Second)
	if last > present+stepsAhead {
		last = 0
	}
	for s := present - stepSkew; s <= present+stepSkew; s++ {
		want, err := codeAt(secret, s)
		if err != nil {
			return 0, false, fmt.Errorf("compute a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok, nil
}

// secretOf is the purpose for which the secret of an account is sealed, so that
// it is good for no other account.
func secretOf(id ID) string { return "second factor of " + strconv.FormatInt(int64(id), 10) }

// ResealSecrets seals the secrets of second factors by the present key that the
// one before it has sealed, so that nothing is lost with that one. It returns
// how many no key of ours opens.
func (s *Service) ResealSecrets(ctx context.Context) (unreadable int, err error) {
	err = s.update(ctx, func(tx Tx) error {
		unreadable = 0
		list, err := tx.WithSecondFactor()
		if err != nil {
			return err
		}
		for _, a := range list {
			if _, _, ok := s.keys[:1].unseal(secretOf(a.ID), a.SealedSecret); ok {
				continue
			}
			secret, _, ok := s.Unseal(secretOf(a.ID), a.SealedSecret)
			if !ok {
				unreadable++
				continue
			}
			if a.SealedSecret, err = s.Seal(secretOf(a.ID), secret); err != nil {
				return err
			}
			if err := tx.UpdateAccount(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("seal secrets anew: %w", err)
	}
	return unreadable, nil
}
