package users

import (
	"encoding/base64"
	"fmt"
	"io"
	"time"
)

const (
	// DeviceLife is how long a device is known after it was last signed in
	// with: as long as browsers keep a cookie at most.
	DeviceLife = 400 * 24 * time.Hour

	// MaxDevices bounds the known devices of an account; the one that was
	// used longest ago goes first.
	MaxDevices = 20

	deviceTokenSize = 32
)

// From is where a request comes from.
type From struct {
	Addr   string // of the client
	Device string // token of the device, "" when it brings none
	Client string // browser and system in a word each, which owners know theirs by; "" if unknown
}

// admit makes the device known to the account and returns its token. A device
// keeps the one that it brings if it is one of ours, since other accounts may be
// known there by it.
func (s *Service) admit(tx Tx, account ID, device string, now time.Time) (string, error) {
	ours, err := tx.HasDevice(hashToken(device), now.Add(-DeviceLife))
	if err != nil {
		return "", err
	}
	if !ours {
		raw := make([]byte, deviceTokenSize)
		if _, err := io.ReadFull(s.rand, raw); err != nil {
			return "", fmt.Errorf("read randomness: %w", err)
		}
		device = base64.RawURLEncoding.EncodeToString(raw)
	}
	return device, tx.AdmitDevice(account, hashToken(device), now)
}
