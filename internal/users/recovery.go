package users

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// Recovery codes are for whoever has lost the app. Each is good once.
const (
	recoveryCodes  = 10
	recoveryLetter = "abcdefghjkmnpqrstuvwxyz23456789" // none that is read as another
	recoveryLength = 10                                // letters, some 50 bits

	// FewRecoveryCodes is how many are left when people are told to draw new ones.
	FewRecoveryCodes = 3
)

// drawRecoveryCodes draws a set of codes, as people type them.
func drawRecoveryCodes(rand io.Reader) ([]string, error) {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		b := make([]byte, recoveryLength)
		if _, err := io.ReadFull(rand, b); err != nil {
			return nil, fmt.Errorf("draw recovery codes: %w", err)
		}
		for k := range b {
			b[k] = recoveryLetter[int(b[k])%len(recoveryLetter)]
		}
		codes[i] = string(b[:recoveryLength/2]) + "-" + string(b[recoveryLength/2:])
	}
	return codes, nil
}

// newRecoveryCodes draws a set of codes, with their hashes.
func (s *Service) newRecoveryCodes(ctx context.Context) (codes, hashes []string, err error) {
	if codes, err = drawRecoveryCodes(s.rand); err != nil {
		return nil, nil, err
	}
	plain := make([]string, len(codes))
	for i, code := range codes {
		plain[i] = bareCode(code)
	}
	hashes, err = s.hasher.hashSet(ctx, plain)
	return codes, hashes, err
}

// RecoveryCodesLeft returns how many recovery codes a user has.
func (s *Service) RecoveryCodesLeft(ctx context.Context, id ID) (int, error) {
	hashes, err := s.store.RecoveryCodes(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return len(hashes), nil
}

// bareCode is a code as it counts: without the blanks and hyphens by which people
// read it, in small letters.
func bareCode(typed string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "-", "", "\u2011", "").Replace(strings.TrimSpace(typed)))
}

// ofApp reports whether a bare code is one of an app, ofRecovery whether it is a
// recovery code.
func ofApp(bare string) bool { return len(bare) == 6 && only(bare, "0123456789") }

func ofRecovery(bare string) bool {
	return len(bare) == recoveryLength && only(bare, recoveryLetter)
}

func only(text, letters string) bool { return strings.Trim(text, letters) == "" }
