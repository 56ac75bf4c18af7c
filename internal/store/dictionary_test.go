package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"viva/internal/deck"
)

var newDictionary = flag.String("dictionary", "", "file to which TestMakeDictionary writes a dictionary, out of many attempts")

// A dictionary that is made of dealt attempts packs others, which come back as
// they were, into less than half of what they take without it. This is how
// dictionaries/2.dict was made, and how to make another:
//
//	go test ./internal/store -run TestMakeDictionary -args -dictionary=FILE
func TestMakeDictionary(t *testing.T) {
	attempts := uint64(3)
	if *newDictionary != "" {
		attempts = 24
	}
	dictionary := makeDictionary(t, dealBodies(t, 5000, attempts))
	if *newDictionary != "" {
		if err := os.WriteFile(*newDictionary, dictionary, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	with, without := packer(t, zstd.WithEncoderDict(dictionary)), packer(t)
	r, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, bodies := range dealBodies(t, 100, 1) {
		packed, most := 0, 0
		for _, body := range bodies {
			frame := with.EncodeAll(body, nil)
			if again, err := r.DecodeAll(frame, nil); err != nil || !bytes.Equal(again, body) {
				t.Fatalf("%v: packed\n%s\ncame back as\n%s", err, body, again)
			}
			packed += len(frame)
			most += len(without.EncodeAll(body, nil)) / 2
		}
		if packed > most {
			t.Errorf("bodies like %s take %d bytes, want at most %d", bodies[0], packed, most)
		}
	}
}

func packer(t *testing.T, options ...zstd.EOption) *zstd.Encoder {
	t.Helper()
	w, err := zstd.NewWriter(nil, append(options, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// dealBodies deals so many attempts of a hundred items in each edition and
// language of the built-in subjects, with seeds from first on.
func dealBodies(t *testing.T, first, attempts uint64) (dealt [][][]byte) {
	t.Helper()
	for _, d := range decks() {
		var topics []string
		for _, topic := range d.Topics {
			topics = append(topics, topic.ID)
		}
		for _, edition := range d.Editions {
			for _, lang := range deck.Langs {
				var bodies [][]byte
				for seed := first; seed < first+attempts; seed++ {
					items, err := d.DealAttempt(deck.Request{Edition: edition.ID, Lang: lang, Mode: deck.Exam, Size: 100,
						Topics: topics, Day: deck.DateOf(noon), Streams: deck.NewStreams(seed)})
					if err != nil {
						t.Fatal(err)
					}
					for _, it := range items {
						text, err := json.Marshal(storedItemOf(it))
						if err != nil {
							t.Fatal(err)
						}
						bodies = append(bodies, text)
					}
				}
				dealt = append(dealt, bodies)
			}
		}
	}
	return dealt
}

var stringsOfJSON = regexp.MustCompile(`"(?:[^"\\]|\\.)*",?`)

// makeDictionary makes a dictionary of 256 kB: strings that several bodies have,
// those that save the most for each of their bytes last, and after them some
// bodies as they are, for what stands between the strings.
func makeDictionary(t *testing.T, dealt [][][]byte) []byte {
	t.Helper()
	const size, whole, fewest = 1 << 18, 4, 4
	var end []byte
	bodiesWith := map[string]int{}
	var samples [][]byte
	for _, bodies := range dealt {
		for i := range whole {
			end = append(end, bodies[i*len(bodies)/whole]...)
		}
		for i, body := range bodies {
			if i%12 == 0 {
				samples = append(samples, body)
			}
			seen := map[string]bool{}
			for _, s := range stringsOfJSON.FindAllString(string(body), -1) {
				seen[s] = true
			}
			for s := range seen {
				bodiesWith[s]++
			}
		}
	}
	maps.DeleteFunc(bodiesWith, func(s string, n int) bool {
		return n < fewest || len(s) < 10 || bytes.Contains(end, []byte(s))
	})
	saves := func(s string) float64 { return float64(bodiesWith[s]) * float64(len(s)-5) / float64(len(s)) } // to point at it takes 5 bytes
	var picked []string
	room := size - len(end)
	for _, s := range slices.SortedFunc(maps.Keys(bodiesWith), func(a, b string) int {
		return cmp.Or(cmp.Compare(saves(b), saves(a)), strings.Compare(a, b))
	}) {
		if len(s) <= room {
			picked = append(picked, s)
			room -= len(s)
		}
	}
	slices.Reverse(picked)
	dictionary, err := zstd.BuildDict(zstd.BuildDictOptions{ID: compressed, Contents: samples, Offsets: [3]int{1, 4, 8},
		History: append([]byte(strings.Join(picked, "")), end...), Level: zstd.SpeedBetterCompression})
	if err != nil {
		t.Fatal(err)
	}
	return dictionary
}
