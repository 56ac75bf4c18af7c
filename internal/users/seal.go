package users

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

const (
	maxSealed = 1 << 10 // letters of a sealed text
	sealStamp = 8       // bytes of the second in which it was sealed
)

// Seal wraps what a page hands out and takes back, so that nobody can read it,
// change it or hand it in for another purpose. Whoever has the text can hand it
// in again.
func (s *Service) Seal(purpose string, plain []byte) (string, error) {
	box, err := s.keys.current().box()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := io.ReadFull(s.rand, nonce); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	stamped := binary.BigEndian.AppendUint64(nil, uint64(s.now().Unix()))
	sealed := box.Seal(nonce, nonce, append(stamped, plain...), []byte(purpose))
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Unseal returns what Seal wrapped for the same purpose, and when. ok is false
// for any other text.
func (s *Service) Unseal(purpose, text string) (plain []byte, at time.Time, ok bool) {
	return s.keys.unseal(purpose, text)
}

// unseal does for all keys what theirs does.
func (r keyring) unseal(purpose, text string) (plain []byte, at time.Time, ok bool) {
	if len(text) > maxSealed {
		return nil, time.Time{}, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, time.Time{}, false
	}
	for _, k := range r {
		if stamped, err := k.unseal(purpose, sealed); err == nil && len(stamped) >= sealStamp {
			return stamped[sealStamp:], time.Unix(int64(binary.BigEndian.Uint64(stamped)), 0), true
		}
	}
	return nil, time.Time{}, false
}

func (k tokenKeys) unseal(purpose string, sealed []byte) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, errToken
	}
	return box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(purpose))
}

// box encrypts and vouches for what is sealed.
func (k tokenKeys) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.seal)
	if err != nil {
		return nil, fmt.Errorf("make a seal: %w", err)
	}
	return cipher.NewGCM(block)
}
