package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// bodiesV010 are bodies that v0.1.0 wrote: of each type and each role, and with
// every name that it had.
func bodiesV010(t *testing.T) [][]byte {
	t.Helper()
	text, err := os.ReadFile("testdata/bodies.v0.1.0.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(text), []byte("\n"))
}

// What v0.1.0 kept of an item is read by today's program, and nothing of it is
// lost.
func TestBodiesOfV010(t *testing.T) {
	types := map[string]bool{}
	for _, text := range bodiesV010(t) {
		it, err := readItem(text)
		if err != nil {
			t.Fatal(err)
		}
		types[it.Type] = true
		rows, err := packBodies(1, []deck.Item{it})
		if err != nil {
			t.Fatal(err)
		}
		again, err := rows[0].item()
		if err != nil || !reflect.DeepEqual(again, it) {
			t.Errorf("%s is another item once it was packed: %v", it.ID, err)
		}
		kept, err := json.Marshal(storedItemOf(again))
		if err != nil {
			t.Fatal(err)
		}
		if was, is := members(t, text), members(t, kept); !reflect.DeepEqual(was, is) {
			t.Errorf("%s was kept as\n%v\nand is kept as\n%v", it.ID, was, is)
		}
	}
	for _, name := range deck.TypeNames()[:6] { // those of v0.1.0
		if !types[name] {
			t.Errorf("there is no body of type %q", name)
		}
	}
}

func members(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Every field of an item is kept, also one that is new.
func TestBodiesKeepEveryField(t *testing.T) {
	var it deck.Item
	n := 0
	fill(reflect.ValueOf(&it).Elem(), &n)
	if got := storedItemOf(it).item(); !reflect.DeepEqual(got, it) {
		t.Errorf("converted\n%+v\ncame back as\n%+v", it, got)
	}
	rows, err := packBodies(1, []deck.Item{it})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rows[0].item(); err != nil || !reflect.DeepEqual(got, it) {
		t.Errorf("%v: stored\n%+v\ncame back as\n%+v", err, it, got)
	}
}

// fill gives every field another value.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(*n) / 7)
	default:
		v.SetInt(int64(*n))
	}
}

// Dictionaries stay as they are: databases are full of what was packed with
// them.
func TestDictionaryStays(t *testing.T) {
	for _, d := range []struct {
		text           []byte
		name, released string
	}{
		{dictionary1, "1.txt", "60a913e179f9fe9fd59ba9700568a878665098bbcd992022ee4843d7929ea2ca"},
		{dictionary2, "2.dict", "f2e274c820c55e66f5ab6a6f22e8dd7f30f2ee4628b2fc0e97b76b256410e269"},
	} {
		sum := sha256.Sum256(d.text)
		if got := hex.EncodeToString(sum[:]); got != d.released {
			t.Errorf("the dictionary %s has the hash %s: write a new file and a new form instead", d.name, got)
		}
	}
}

// Bodies that were written in form 1 are read to the byte. The file holds what
// the last version that wrote it made, and no later one writes it anew.
func TestBodiesOfForm1(t *testing.T) {
	lines, err := os.ReadFile("testdata/bodies.form1.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(lines) {
		var was struct {
			Body []byte
			Text string
		}
		if err := json.Unmarshal(line, &was); err != nil {
			t.Fatal(err)
		}
		text, err := unpack(deflated, was.Body)
		if err != nil || string(text) != was.Text {
			t.Errorf("%v: unpacked\n%s\nwant\n%s", err, text, was.Text)
		}
		it, err := bodyRow{Form: deflated, Body: was.Body}.item()
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := json.Marshal(storedItemOf(it)); err != nil || !reflect.DeepEqual(members(t, []byte(was.Text)), members(t, kept)) {
			t.Errorf("%v: %s was kept as\n%s\nand is kept as\n%s", err, it.ID, was.Text, kept)
		}
	}
}

// An attempt of a hundred items that were all answered takes at most 80 kB on
// disk, in each edition that has an exam and in each language: it took 500 where
// bodies were JSON.
func TestAttemptOnDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for _, edition := range []string{"2026", "2024"} {
		for _, lang := range deck.Langs {
			t.Run(edition+" "+lang, func(t *testing.T) {
				t.Parallel()
				const attempts, most = 3, 80_000
				b := newBench(t)
				who := b.learner(t, "ada", true, users.Learner)
				path := b.path(t)
				before := fileSize(t, b.store, path)
				for range attempts {
					a, err := b.Start(t.Context(), who, quiz.Start{Subject: "aws-support", Edition: edition, Lang: lang, Mode: deck.Exam, Size: 100})
					if err != nil {
						t.Fatal(err)
					}
					for pos := 1; pos <= a.Size(); pos++ {
						b.answer(t, who, a, pos, pos%3 > 0)
					}
				}
				if got := (fileSize(t, b.store, path) - before) / attempts; got > most {
					t.Errorf("an attempt of 100 takes %d bytes on disk, want at most %d", got, most)
				}
			})
		}
	}
}

// path is where the bench has its database.
func (b *bench) path(t testing.TB) string {
	t.Helper()
	var path string
	if err := b.store.read.Raw("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path).Error; err != nil {
		t.Fatal(err)
	}
	return filepath.Clean(path)
}

// fileSize is how long the file is with what the log still holds.
func fileSize(t testing.TB, s *Store, path string) int64 {
	t.Helper()
	var done struct{ Busy int }
	if err := s.write.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&done).Error; err != nil || done.Busy > 0 {
		t.Fatal(done, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// A body of a form that is not known, or that is torn, is an error that says
// which item of which attempt it is.
func TestUnreadableBody(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	for _, spoil := range []string{"form = 9", "body = x'00'"} {
		a := b.begin(t, who, deck.Practice, 3, nil)
		if err := b.store.write.Exec("UPDATE bodies SET "+spoil+" WHERE attempt_id = ? AND position = 2", int64(a.ID)).Error; err != nil {
			t.Fatal(err)
		}
		_, err := b.Service.Attempt(t.Context(), who, a.ID)
		if want := fmt.Sprintf("item 2 of attempt %d", a.ID); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want it to name %s", spoil, err, want)
		}
	}
	if list, err := b.Attempts(t.Context(), who, quiz.AttemptsQuery{}); err != nil || len(list) != 2 {
		t.Errorf("the list of attempts has %d, %v: it needs no body", len(list), err)
	}
}

// A body of which a bit is wrong is an error, or its text is what it was: never
// another text.
func TestDamagedBody(t *testing.T) {
	text := bodiesV010(t)[0]
	body := compress(text)
	for bit := range len(body) * 8 {
		damaged := bytes.Clone(body)
		damaged[bit/8] ^= 1 << (bit % 8)
		if got, err := unpack(compressed, damaged); err == nil && !bytes.Equal(got, text) {
			t.Errorf("with bit %d wrong it is read as\n%s", bit, got)
		}
	}
}

func BenchmarkPackBodies(b *testing.B) {
	bench := newBench(b)
	items := bench.begin(b, bench.learner(b, "ada", true, users.Learner), deck.Practice, 80, nil).Items()
	rows, err := packBodies(1, items)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("pack", func(b *testing.B) {
		for b.Loop() {
			if _, err := packBodies(1, items); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("unpack", func(b *testing.B) {
		for b.Loop() {
			for _, row := range rows {
				if _, err := unpack(row.Form, row.Body); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			for _, row := range rows {
				if _, err := row.item(); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// An attempt that lost a body is an error that says so, for its learner and for
// whoever computes scores afresh; nothing is guessed.
func TestLostBody(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 3, nil)
	b.answer(t, who, a, 3, true)
	if err := b.store.write.Exec("DELETE FROM bodies WHERE position = 3").Error; err != nil {
		t.Fatal(err)
	}
	_, read := b.Attempt(ctx, who, a.ID)
	for what, err := range map[string]error{"reading": read, "rebuild": b.Rebuild(ctx)} {
		if err == nil || !strings.Contains(err.Error(), "2 items and is of 3") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What later versions added to bodies is read by the names that it was written
// with: databases are full of them.
func TestBodiesKeepTheirNames(t *testing.T) {
	got, err := readItem([]byte(`{"type": "text", "unproved": true, "entry": {"key": "k", "match_case": true,
		"spellings": [{"text": "t*", "mark": 50000, "reason": "r", "shows": "s"}]}}`))
	want := deck.Item{Type: "text", Unproved: true, Entry: &deck.Entry{Key: "k", MatchCase: true,
		Spellings: []deck.Spelling{{Text: "t*", Mark: 50000, Reason: "r", Shows: "s"}}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read as %+v, %v", got, err)
	}
}
