package users

import (
	"crypto/rand"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSessionLives(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	for _, tt := range []struct {
		role           Role
		idle, absolute time.Duration
	}{
		{Guest, 7 * day, 30 * day},
		{Learner, 7 * day, 30 * day},
		{Instructor, 7 * day, 30 * day},
		{Admin, 12 * hour, 24 * hour},
	} {
		for _, end := range []struct {
			name    string
			session Session
			at      time.Time
		}{
			{"idle", Session{CreatedAt: noon, RotatedAt: noon}, noon.Add(tt.idle)},
			{"absolute", Session{CreatedAt: noon, RotatedAt: noon.Add(tt.absolute - hour)}, noon.Add(tt.absolute)},
		} {
			s := end.session
			if !s.Alive(tt.role, end.at.Add(-time.Millisecond)) || s.Alive(tt.role, end.at) {
				t.Errorf("%s: %s life ends at %v, want %v", tt.role, end.name, s.Expires(tt.role), end.at)
			}
		}
		if tt.absolute > MaxSessionLife {
			t.Errorf("%s: lives longer than MaxSessionLife", tt.role)
		}
	}
	revoked := Session{CreatedAt: noon, RotatedAt: noon, RevokedAt: noon}
	if revoked.Alive(Learner, noon) {
		t.Error("a revoked session lives")
	}
}

// The rotation against a model: which of the tokens handed out so far still
// gets an answer, and which ends the session.
func TestRotationModel(t *testing.T) {
	keys := testKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		now := noon
		s, err := newSession(1, "", keys, rand.Reader, now)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := keys.signRefresh(s.ID, s.Counter)
		tokens, ended, rotatedAt := []string{first}, false, now
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			i := rapid.IntRange(max(0, len(tokens)-3), len(tokens)-1).Draw(t, "token")
			_, counter, ok := keys.readRefresh(tokens[i])
			if !ok {
				t.Fatal("our own token is not authentic")
			}
			next, v, err := s.present(tokens[i], counter, Learner, ringOf(keys), now)
			if err != nil {
				t.Fatal(err)
			}
			age := len(tokens) - 1 - i
			switch {
			case ended:
				expect(t, v, dead)
			case age == 0:
				expect(t, v, rotated)
				tokens, rotatedAt = append(tokens, next), now
			case age == 1 && now.Sub(rotatedAt) <= time.Minute:
				expect(t, v, repeated)
				if next != tokens[i+1] {
					t.Fatal("the predecessor got another successor")
				}
			default:
				expect(t, v, reused)
				ended = true
			}
		}
	})
}

func expect(t *rapid.T, got, want verdict) {
	if got != want {
		t.Fatalf("verdict %d, want %d", got, want)
	}
}

func TestUnknownCounterEndsSession(t *testing.T) {
	keys := testKeys(t)
	s, err := newSession(1, "", keys, rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	// As after a database was restored from a backup.
	ahead, _ := keys.signRefresh(s.ID, s.Counter+3)
	if _, v, _ := s.present(ahead, s.Counter+3, Learner, ringOf(keys), noon); v != reused || s.Alive(Learner, noon) {
		t.Errorf("verdict %d", v)
	}
}

func TestStoredHashDecides(t *testing.T) {
	keys := testKeys(t)
	s, err := newSession(1, "", keys, rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := keys.signRefresh(s.ID, s.Counter)
	s.RefreshHash = hashToken("another")
	if next, v, _ := s.present(token, s.Counter, Learner, ringOf(keys), noon); v != dead || next != "" {
		t.Errorf("verdict %d", v)
	}
}
