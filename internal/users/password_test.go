package users

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"viva/internal/fault"
)

// cheap makes hashing a matter of microseconds.
var cheap = Params{Memory: 8, Time: 1, Threads: 1}

func TestCleanPassword(t *testing.T) {
	for _, tt := range []struct {
		password string
		want     error
	}{
		{"correct horse", nil},
		{"éèàùçôîûëï", nil},
		{strings.Repeat("kq7fhxw2", 16), nil},
		{"kq7fhxw2pzmd", nil},
		{"коты спят на печи", nil},
		{"chouette lampadaire orage", nil},
		{"viva-la-liberte", nil},
		{"marie aime les chats", nil},
		{"Soleil couchant", nil},

		{"", ErrPasswordShort},
		{"12345678", ErrPasswordShort},
		{strings.Repeat("e\u0301", 8), ErrPasswordShort},
		{strings.Repeat("kq7fhxw2", 16) + "a", ErrPasswordLong},
		{strings.Repeat("a", 1<<20), ErrPasswordLong},
		{"abcdefg\xff", ErrPasswordText},

		{"aaaaaaaaa", ErrPasswordPattern},
		{strings.Repeat("ab", 64), ErrPasswordPattern},
		{"ééééééééé", ErrPasswordPattern},
		{"AAAAaaaaa", ErrPasswordPattern},
		{"abcdefghi", ErrPasswordPattern},
		{"IHGFEDCBA", ErrPasswordPattern},
		{strings.Repeat("a", maxJudged) + "kq7fhxw2pzmd", ErrPasswordPattern}, // the rest is not judged

		{"password123456789", ErrPasswordCommon},
		{"Motdepasse2026!", ErrPasswordCommon},
		{"2026azerty!!", ErrPasswordCommon},
		{"123456789é", ErrPasswordCommon},
		{"1029384756", ErrPasswordCommon},
		{"987654321", ErrPasswordCommon},
		{"p@$$w0rd1", ErrPasswordCommon},
		{"drowssap1", ErrPasswordCommon},
		{"Qsdfghjklm1", ErrPasswordCommon},

		{"kq7fhxw2é", nil},
		{"14.07.1989", ErrPasswordWeak},
		{"grandmother1", ErrPasswordWeak},

		{"viva2026!!", ErrPasswordPersonal},
		{"VivaViva1!", ErrPasswordPersonal},
		{"MarieDupont1", ErrPasswordPersonal},
		{"marie.dupont", ErrPasswordPersonal},
		{"mdupont75!!", ErrPasswordPersonal},
		{"tnopud2024", ErrPasswordPersonal},
		{"M@r1eDup0nt", ErrPasswordPersonal},
		{"zebulon12345", ErrPasswordPersonal},
		{"zÉbulon-1989", ErrPasswordPersonal},
		{"exampleorg1", ErrPasswordPersonal},
		{"AwsExam2026!", ErrPasswordPersonal},
	} {
		_, err := cleanPassword(tt.password, "Marie Dupont", "mdupont75@example.org", "Zébulon")
		if !errors.Is(err, tt.want) {
			t.Errorf("cleanPassword(%.40q): %v, want %v", tt.password, err, tt.want)
		}
	}
}

// A name that no list has counts for its owner, reversed and in figures too.
func TestOwnWordsAreKnown(t *testing.T) {
	for _, password := range []string{"lixevrouq77", "Qu0rvex1l-88", "quorvexil2031", "tenbumq+1975"} {
		if err := weakness(password); err != nil {
			t.Errorf("%s of a stranger: %v", password, err)
		}
		if err := weakness(password, "Quorvexil", "qmubnet.example"); !errors.Is(err, ErrPasswordPersonal) {
			t.Errorf("%s of Quorvexil: %v", password, err)
		}
	}
}

// Whatever is typed is judged, and comes to the same each time.
func TestAnythingIsJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("aé漢😀\u0301aA@$4 1\u2028Xx\u0130ß")), 1, 30, -1)
		password, own := text.Draw(t, "password"), text.Draw(t, "own")
		if err, again := weakness(password, own), weakness(password, own); !errors.Is(err, again) {
			t.Errorf("%v, then %v", err, again)
		}
	})
}

// The sentences on length write the bounds out, so that both languages agree
// with what is refused.
func TestPasswordSentencesNameTheBounds(t *testing.T) {
	for _, tt := range []struct {
		err   *fault.Error
		bound int
	}{{ErrPasswordShort, MinPassword}, {ErrPasswordLong, MaxPassword}} {
		for _, text := range []string{tt.err.Text, tt.err.French} {
			if figure := regexp.MustCompile(`\d+`).FindString(text); figure != strconv.Itoa(tt.bound) {
				t.Errorf("%q names %s, want %d", text, figure, tt.bound)
			}
		}
	}
}

func TestPasswordsAreHashedWhole(t *testing.T) {
	h := testHasher(t, cheap)
	long := strings.Repeat("0123456789", 8)
	hash, err := h.hash(t.Context(), long+"x")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, password string
		ok             bool
	}{
		{"itself", long + "x", true},
		{"differs after 72 bytes", long + "y", false},
		{"cut off", long[:72], false},
		{"other case", long + "X", false},
		{"empty", "", false},
	} {
		ok, _, err := h.verify(t.Context(), tt.password, hash)
		if err != nil || ok != tt.ok {
			t.Errorf("%s: %v, %v", tt.name, ok, err)
		}
	}
}

func TestPasswordsAreComposedBeforeHashing(t *testing.T) {
	h := testHasher(t, cheap)
	hash, err := h.hash(t.Context(), "\u00e9t\u00e9 indien")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := h.verify(t.Context(), "e\u0301te\u0301 indien", hash); !ok || err != nil {
		t.Errorf("decomposed spelling: %v, %v", ok, err)
	}
}

func TestHashForm(t *testing.T) {
	h := testHasher(t, DefaultParams)
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	if !form.MatchString(h.dummy) {
		t.Errorf("hash is %q", h.dummy)
	}
	again, err := h.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if twin, _ := h.hash(t.Context(), "correct horse"); twin == again {
		t.Error("two hashes of one password share their salt")
	}
}

func TestWeakHashIsNoticed(t *testing.T) {
	old := testHasher(t, cheap)
	hash, err := old.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		params Params
		weak   bool
	}{
		{cheap, false},
		{Params{Memory: 16, Time: 1, Threads: 1}, true},
		{Params{Memory: 8, Time: 2, Threads: 1}, true},
	} {
		ok, weak, err := testHasher(t, tt.params).verify(t.Context(), "correct horse", hash)
		if !ok || weak != tt.weak || err != nil {
			t.Errorf("%+v: ok %v, weak %v, %v", tt.params, ok, weak, err)
		}
	}
}

func TestNobodyHasNoPassword(t *testing.T) {
	h := testHasher(t, cheap)
	var err error
	if h.dummy, err = h.hash(t.Context(), "correct horse"); err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"", "correct horse"} {
		if ok, _, err := h.verify(t.Context(), password, ""); ok || err != nil {
			t.Errorf("%q is the password of nobody: %v, %v", password, ok, err)
		}
	}
}

func TestParsePHCRefuses(t *testing.T) {
	good := testHasher(t, cheap).dummy
	if _, err := parsePHC(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"", "x", "$2a$10$abc",
		strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=8", "m=4294967295", 1),
		strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "p=1", "p=0", 1),
		good[:len(good)-4],
	} {
		if _, err := parsePHC(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestHasherIsBounded(t *testing.T) {
	h := testHasher(t, cheap)
	for range cap(h.slots) {
		h.slots <- struct{}{} // every processor hashes
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	for range cap(h.room) {
		go func() {
			_, err := h.hash(ctx, "correct horse")
			waiting <- err
		}()
	}
	for len(h.room) < cap(h.room) {
		runtime.Gosched() // until all of them queue
	}
	if _, err := h.hash(ctx, "correct horse"); !errors.Is(err, ErrBusy) {
		t.Errorf("past the queue: %v, want ErrBusy", err)
	}
	cancel()
	for range cap(h.room) {
		if err := <-waiting; !errors.Is(err, context.Canceled) {
			t.Errorf("whoever left the queue got %v", err)
		}
	}
	for range cap(h.slots) {
		<-h.slots
	}
	if _, err := h.hash(t.Context(), "correct horse"); err != nil {
		t.Errorf("after the crowd: %v", err)
	}
}

func testHasher(t *testing.T, p Params) *hasher {
	t.Helper()
	h, err := newHasher(p, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHasherNeedsRandomness(t *testing.T) {
	if _, err := newHasher(cheap, bytes.NewReader(nil)); err == nil {
		t.Error("a hasher without randomness started")
	}
}
