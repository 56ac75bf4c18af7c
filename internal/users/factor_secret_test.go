package users

import (
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B, for SHA-1, of which the last six digits are
// ours.
func TestCodesOfRFC6238(t *testing.T) {
	secret := secretText.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		got, err := codeAt(secret, at/30)
		if err != nil || got != want {
			t.Errorf("at %d: %s, %v; want %s", at, got, err, want)
		}
		if step, ok, err := stepOf(secret, want, 0, time.Unix(at, 0)); !ok || step != at/30 || err != nil {
			t.Errorf("at %d: step %d, %t, %v", at, step, ok, err)
		}
	}
}

// A code is taken one step before and one after its own, never twice, and never
// after a later one.
func TestWindowOfCodes(t *testing.T) {
	secret := secretText.EncodeToString([]byte("12345678901234567890"))
	now := time.Unix(1111111111, 0)
	step := now.Unix() / 30
	for _, tt := range []struct {
		of, last int64 // steps from the present one
		ok       bool
	}{
		{-2, -9, false}, {-1, -9, true}, {0, -9, true}, {1, -9, true}, {2, -9, false},
		{0, 0, false}, {1, 0, true}, {-1, 0, false}, {1, 1, false}, {0, -1, true},
		{0, 30, false}, {0, 31, true}, // the clock was wrong for longer than a pause
	} {
		code, err := codeAt(secret, step+tt.of)
		if err != nil {
			t.Fatal(err)
		}
		got, ok, err := stepOf(secret, code, step+tt.last, now)
		if ok != tt.ok || err != nil || ok && got != step+tt.of {
			t.Errorf("of step %+d after %+d: %d, %t, %v", tt.of, tt.last, got-step, ok, err)
		}
	}
}

func TestReadCodes(t *testing.T) {
	for _, tt := range []struct {
		typed           string
		app, ofRecovery bool
	}{
		{"123456", true, false}, {" 123 456 ", true, false}, {"123\u202f456", true, false}, {"123-456", true, false},
		{"12345", false, false}, {"1234567", false, false}, {"12345a", false, false}, {"١٢٣٤٥٦", false, false}, {"", false, false},
		{"abcde-fghjk", false, true}, {"ABCDE FGHJK", false, true}, {"abcde-fghj", false, false}, {"abcde-fghjl", false, false},
	} {
		if code := bareCode(tt.typed); ofApp(code) != tt.app || ofRecovery(code) != tt.ofRecovery {
			t.Errorf("%q is read as %q: %t, %t", tt.typed, code, ofApp(code), ofRecovery(code))
		}
	}
}
