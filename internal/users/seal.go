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
	box, err := s.keys.box()
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
	box, err := s.keys.box()
	if err != nil || len(text) > maxSealed {
		return nil, time.Time{}, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(sealed) < box.NonceSize() {
		return nil, time.Time{}, false
	}
	stamped, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(purpose))
	if err != nil || len(stamped) < sealStamp {
		return nil, time.Time{}, false
	}
	return stamped[sealStamp:], time.Unix(int64(binary.BigEndian.Uint64(stamped)), 0), true
}

// box encrypts and vouches for what is sealed.
func (k tokenKeys) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.seal)
	if err != nil {
		return nil, fmt.Errorf("make a seal: %w", err)
	}
	return cipher.NewGCM(block)
}
